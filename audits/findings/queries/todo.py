"""What waits for one person, over all the field work: for the start page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from audits.findings.queries.corrective import ActionFilter, count_actions, due_actions
from audits.review.queries.appeals import appeals
from audits.review.queries.lists import count_approved, queue
from audits.review.queries.second_scorings import open_scorings
from audits.visits.queries.due import my_turn
from audits.visits.queries.places import open_places
from tracker.core import clock
from tracker.messages.queries import outbox_counts
from tracker.messages.rules import MessageState
from tracker.people.rules import Action, Actor, can

UTC = "UTC"


class TodoKind(StrEnum):
    """In the order in which a person should look at them."""

    VISITS_OVERDUE = "visits_overdue"
    ACTIONS_OVERDUE = "actions_overdue"
    VISITS_RETURNED = "visits_returned"
    APPEALS_OPEN = "appeals_open"
    AUDITS_WAITING = "audits_waiting"
    ACTIONS_LATE = "actions_late"  # of others, for whoever leads
    MESSAGES_GIVEN_UP = "messages_given_up"
    VISITS_OPEN = "visits_open"
    ACTIONS_DUE = "actions_due"
    SCORINGS_ASKED = "scorings_asked"
    AUDITS_TO_RELEASE = "audits_to_release"
    PLACES_FREE = "places_free"


URGENT = frozenset({TodoKind.VISITS_OVERDUE, TodoKind.ACTIONS_OVERDUE, TodoKind.ACTIONS_LATE, TodoKind.MESSAGES_GIVEN_UP})


@dataclass(frozen=True)
class Todo:
    """`first` is the next last day, where there is one."""

    kind: TodoKind
    n: int
    first: date | None = None

    @property
    def is_urgent(self) -> bool:
        return self.kind in URGENT


def todo(session: Session, *, by: Actor) -> list[Todo]:
    """Each once, and only what there is, the most urgent first."""
    today, order = clock.today(by.time_zone or UTC), list(TodoKind)
    found = [*_visits(session, today, by), *_audits(session, by), *_actions(session, by), *_messages(session, by)]
    return sorted((one for one in found if one.n), key=lambda one: order.index(one.kind))


def has_turns(by: Actor) -> bool:
    """Whether anything can ever wait for this person here."""
    return any(can(by, action) for action in (Action.FILL_IN_VISIT, Action.REVIEW_AUDIT, Action.PLAN_ACTION))


def _visits(session: Session, today: date, by: Actor) -> Iterator[Todo]:
    if not can(by, Action.FILL_IN_VISIT):
        return
    mine = my_turn(session, today=today, by=by)
    yield Todo(TodoKind.VISITS_OVERDUE, mine.overdue)
    yield Todo(TodoKind.VISITS_RETURNED, mine.returned)
    yield Todo(TodoKind.VISITS_OPEN, mine.open, mine.first_due)
    yield Todo(TodoKind.PLACES_FREE, len(open_places(session, today=today, by=by)))


def _audits(session: Session, by: Actor) -> Iterator[Todo]:
    if can(by, Action.REVIEW_AUDIT):
        yield Todo(TodoKind.AUDITS_WAITING, sum(1 for row in queue(session, by=by) if not row.is_own))
    if can(by, Action.DECIDE_APPEAL):
        yield Todo(TodoKind.APPEALS_OPEN, sum(1 for row in appeals(session, by=by) if row.is_open and row.may_decide))
    if can(by, Action.RELEASE_AUDIT):
        yield Todo(TodoKind.AUDITS_TO_RELEASE, count_approved(session, by=by, unreleased=True))
    if can(by, Action.SCORE_AGAIN):
        yield Todo(TodoKind.SCORINGS_ASKED, len(open_scorings(session, by=by)))


def _actions(session: Session, by: Actor) -> Iterator[Todo]:
    own = due_actions(session, by=by)
    late, due = [row for row in own if row.days_late], [row.due_on for row in own if not row.days_late]
    yield Todo(TodoKind.ACTIONS_OVERDUE, len(late))
    yield Todo(TodoKind.ACTIONS_DUE, len(due), min(due, default=None))
    if can(by, Action.MANAGE_ACTIONS):
        everybody = count_actions(session, by=by, where=ActionFilter(late=True))
        yield Todo(TodoKind.ACTIONS_LATE, sum(everybody.values()) - len(late))


def _messages(session: Session, by: Actor) -> Iterator[Todo]:
    if can(by, Action.MANAGE_MESSAGES):
        yield Todo(TodoKind.MESSAGES_GIVEN_UP, outbox_counts(session, by=by)[MessageState.GIVEN_UP])
