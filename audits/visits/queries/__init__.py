"""Visits as their shopper sees them, and as the lead who assigns them does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from audits.rubrics.forms import ItemKind, Missing, RubricText, missing_items
from audits.rubrics.models import Rubric, RubricVersion
from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import latest_answers, latest_answers_of, live_evidence, live_evidence_of, shown_codes
from audits.visits.models import OPEN_STATES, Answer, Assignment, AuditState, DayPart, Draft, FieldPolicy, Submission, Wave
from audits.visits.rules import FieldRules, is_blank, lease_hash, receipt_of
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Identity, Region, Store
from tracker.people.rules import Action, Actor

MOST_CARDS = 50
MOST_DONE = 10  # of what is submitted or approved, a page shows the latest
MOST_STORES = 50


@dataclass(frozen=True)
class VisitCard:
    assignment_id: UUID
    store: Label
    store_code: str
    channel: Label
    visit_from: date
    due_on: date
    state: AuditState
    answered: int
    items: int
    receipt: str | None
    submitted_at: datetime | None
    day_part: DayPart | None = None
    unit: str | None = None  # the ticket or recording to check

    @property
    def is_open(self) -> bool:
        """Whether it is the visitor's turn."""
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class VisitInHand:
    """A draft as its shopper fills it in. `holds` says whether the lease given may save."""

    assignment_id: UUID
    draft_id: UUID
    attempt: int
    store: Label
    store_code: str
    channel: Label
    due_on: date
    state: AuditState
    rubric: RubricText
    answers: Mapping[str, Any]
    evidence: Mapping[str, list[str]]
    stored_at: datetime | None
    holds: bool
    receipt: str | None
    submitted_at: datetime | None
    unit: str | None = None

    @property
    def shown(self) -> frozenset[str]:
        return shown_codes(self.rubric, self.answers)

    @property
    def missing(self) -> list[Missing]:
        return missing_items(self.rubric, self.answers, {code: len(hashes) for code, hashes in self.evidence.items()})


@dataclass(frozen=True)
class AssignmentRow:
    id: UUID
    version: int
    store: Label
    store_code: str
    region: Label
    channel: Label
    assignee: str
    visit_from: date
    due_on: date
    state: AuditState
    assignee_id: UUID
    planned_on: date | None
    day_part: DayPart | None
    unit: str | None
    wave: str  # its code; empty outside waves

    @property
    def can_be_cancelled(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class Choice:
    key: UUID
    code: str
    name: Label


@dataclass(frozen=True)
class VersionChoice:
    key: UUID
    name: Label
    number: int
    channel_code: str


def field_rules(session: Session, *, programme_id: UUID) -> FieldRules:
    """Facts about a programme that its actions and pages go by; whoever asks has shown the right to the programme."""
    row = session.scalars(select(FieldPolicy).where(FieldPolicy.programme_id == programme_id)).one_or_none()
    return FieldRules(**{name: getattr(row, name) for name in FieldRules.__dataclass_fields__}) if row else FieldRules()


def own_visits(by: Actor) -> Select[Assignment, Label, str, Label]:
    """One's own visits with their store and channel, whatever became of them."""
    demand(by, Action.FILL_IN_VISIT)
    return (
        select(Assignment, Store.name, Store.code, Channel.name.label("channel"))
        .join(Store, Store.id == Assignment.store_id)
        .join(Channel, Channel.code == Assignment.channel_code)
        .where(Assignment.assignee_id == by.person_id)
    )


def my_visits(session: Session, *, by: Actor) -> list[VisitCard]:
    """One's own visits: what is to do first, by due date; then what is done, latest first."""
    is_done = case((Assignment.state.in_(OPEN_STATES), 0), else_=1)
    rows = session.execute(
        own_visits(by)
        .where(Assignment.state != AuditState.CANCELLED)
        .order_by(is_done, case((is_done == 0, Assignment.due_on)), Assignment.due_on.desc(), Assignment.id)
        .limit(MOST_CARDS)
    ).all()
    waiting = [row for row in rows if row.Assignment.state in OPEN_STATES]
    rows = [*waiting, *rows[len(waiting) : len(waiting) + MOST_DONE]]
    drafts = latest_drafts(session, [row.Assignment.id for row in rows])
    open_drafts = {draft.id for draft, _ in drafts.values()}
    given, pictures = latest_answers_of(session, open_drafts), live_evidence_of(session, sorted(open_drafts))
    cards = []
    for row in rows:
        assignment, (draft, submission) = row.Assignment, drafts.get(row.Assignment.id, (None, None))
        answers = given.get(draft.id, {}) if draft else {}
        rubric = rubric_version(session, version_id=assignment.rubric_version_id).rubric
        answered, items = progress(rubric, answers, pictures.get(draft.id, {}) if draft else {})
        cards.append(
            VisitCard(
                assignment.id,
                row.name,
                row.code,
                row.channel,
                assignment.visit_from,
                assignment.due_on,
                assignment.state,
                answered,
                items,
                receipt_of(submission.payload_hash) if submission else None,
                submission.received_at if submission else None,
                assignment.day_part,
                assignment.unit,
            )
        )
    return cards


def progress(rubric: RubricText, answers: Mapping[str, Any], evidence: Mapping[str, list[str]]) -> tuple[int, int]:
    """How many of the items shown have their answer or picture, and how many are shown."""
    shown = [code for code in shown_codes(rubric, answers) & rubric.items.keys() if rubric.items[code].kind is not ItemKind.NOTE]
    return sum(1 for code in shown if not is_blank(answers.get(code)) or evidence.get(code)), len(shown)


def visit_in_hand(session: Session, *, assignment_id: UUID, lease: str, by: Actor) -> VisitInHand | None:
    """One's own visit with its latest draft; None before it is opened for the first time."""
    row = session.execute(own_visits(by).where(Assignment.id == assignment_id)).one_or_none()
    if row is None:
        raise NotFound("visits.not_found")
    draft, submission = latest_drafts(session, [assignment_id]).get(assignment_id, (None, None))
    if draft is None:
        return None
    last = session.scalar(select(func.max(Answer.answered_at)).where(Answer.draft_id == draft.id))
    return VisitInHand(
        assignment_id=assignment_id,
        draft_id=draft.id,
        attempt=draft.attempt,
        store=row.name,
        store_code=row.code,
        channel=row.channel,
        due_on=row.Assignment.due_on,
        state=row.Assignment.state,
        rubric=rubric_version(session, version_id=row.Assignment.rubric_version_id).rubric,
        answers=latest_answers(session, draft.id),
        evidence=live_evidence(session, draft.id),
        stored_at=last,
        holds=draft.lease_hash == lease_hash(lease),
        receipt=receipt_of(submission.payload_hash) if submission else None,
        submitted_at=submission.received_at if submission else None,
        unit=row.Assignment.unit,
    )


def latest_drafts(session: Session, assignment_ids: list[UUID]) -> dict[UUID, tuple[Draft, Submission | None]]:
    rows = session.execute(
        select(Draft, Submission)
        .outerjoin(Submission, Submission.id == Draft.id)
        .where(Draft.assignment_id.in_(assignment_ids))
        .order_by(Draft.attempt)
    )
    return {row.Draft.assignment_id: (row.Draft, row.Submission) for row in rows}


def assignments(
    session: Session, *, by: Actor, programme_id: UUID, state: AuditState | None = None, limit: int = 50, offset: int = 0
) -> list[AssignmentRow]:
    """What was assigned in the stores this person may see, latest due date first."""
    demand(by, Action.ASSIGN_VISIT)
    query = (
        select(
            Assignment,
            Store.name,
            Store.code,
            Region.name.label("region"),
            Channel.name.label("channel"),
            Identity.display_name,
            Wave.code.label("wave"),
        )
        .join(Store, Store.id == Assignment.store_id)
        .join(Region, Region.id == Store.region_id)
        .join(Channel, Channel.code == Assignment.channel_code)
        .join(Identity, Identity.person_id == Assignment.assignee_id)
        .outerjoin(Wave, Wave.id == Assignment.wave_id)
        .where(
            Assignment.programme_id == programme_id,
            store_condition(by),
            programme_condition(by, Assignment.programme_id),
        )
        .order_by(Assignment.due_on.desc(), Assignment.id)
        .limit(limit)
        .offset(offset)
    )
    rows = session.execute(query.where(Assignment.state == state) if state else query)
    return [
        AssignmentRow(
            row.Assignment.id,
            row.Assignment.version,
            row.name,
            row.code,
            row.region,
            row.channel,
            row.display_name,
            row.Assignment.visit_from,
            row.Assignment.due_on,
            row.Assignment.state,
            row.Assignment.assignee_id,
            row.Assignment.planned_on,
            row.Assignment.day_part,
            row.Assignment.unit,
            row.wave or "",
        )
        for row in rows
    ]


def count_assignments(session: Session, *, by: Actor, programme_id: UUID) -> dict[AuditState, int]:
    demand(by, Action.ASSIGN_VISIT)
    rows = session.execute(
        select(Assignment.state, func.count().label("n"))
        .join(Store, Store.id == Assignment.store_id)
        .where(Assignment.programme_id == programme_id, store_condition(by), programme_condition(by, Assignment.programme_id))
        .group_by(Assignment.state)
    )
    return {row.state: row.n for row in rows}


def store_choices(session: Session, *, by: Actor, search: str = "") -> list[Choice]:
    """Active stores within this person's scope whose code or name holds the text, at most fifty."""
    demand(by, Action.ASSIGN_VISIT)
    query = select(Store.id, Store.code, Store.name).where(Store.active, store_condition(by))
    if search.strip():
        text = search.strip()
        query = query.where(
            or_(
                Store.code.icontains(text, autoescape=True),
                Store.name["en"].as_string().icontains(text, autoescape=True),
                Store.name["zh_CN"].as_string().icontains(text, autoescape=True),
            )
        )
    return [Choice(*row) for row in session.execute(query.order_by(Store.code).limit(MOST_STORES))]


def version_choices(session: Session, *, by: Actor, latest_only: bool = True) -> list[VersionChoice]:
    """The latest published version of each rubric, or all of them."""
    demand(by, Action.ASSIGN_VISIT)
    rows = session.execute(
        select(RubricVersion.id, Rubric.name, RubricVersion.number, Rubric.channel_code, Rubric.id.label("rubric_id"))
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .order_by(Rubric.code, RubricVersion.number)
    )
    listed = {(row.rubric_id if latest_only else row.id): VersionChoice(*row[:4]) for row in rows}
    return list(listed.values())


def channel_choices(session: Session, *, by: Actor) -> list[Choice]:
    demand(by, Action.ASSIGN_VISIT)
    rows = session.execute(select(Channel.id, Channel.code, Channel.name).where(Channel.active).order_by(Channel.code))
    return [Choice(*row) for row in rows]
