"""What is owed to those in the field for a span of days: fees of visits that were decided about, and costs that were accepted.

Each amount stands on the day it was decided, so that a span that is over keeps its sum unless a decision is undone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from audits.review.models import Decision, ReviewDecision
from audits.visits.models import Assignment, CostKind, Submission, VisitCost
from audits.visits.queries.costs import currency_of
from audits.visits.rules.money import PAID_STATES
from tracker.core.db import refuse_unless
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Channel, Identity, Store
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme

PAYING = (Decision.APPROVED, Decision.EXCLUDED)
PROGRAMME = Assignment.programme_id
PLACE = (Store.name, Store.code, Channel.name.label("channel"))
UTC = "UTC"
Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class PaidLine:
    """A fee (`kind` None) or an accepted cost."""

    day: date
    store: Label
    store_code: str
    channel: Label
    kind: CostKind | None
    note: str
    spent_minor: int | None
    minor: int


@dataclass(frozen=True)
class Statement:
    person_id: UUID
    name: str
    currency: str
    lines: tuple[PaidLine, ...]

    @property
    def visits(self) -> int:
        return sum(1 for line in self.lines if line.kind is None)

    @property
    def fees_minor(self) -> int:
        return sum(line.minor for line in self.lines if line.kind is None)

    @property
    def repaid_minor(self) -> int:
        return sum(line.minor for line in self.lines if line.kind is not None)

    @property
    def total_minor(self) -> int:
        return self.fees_minor + self.repaid_minor


def statements(session: Session, *, programme_id: UUID, first: date, last: date, by: Actor) -> list[Statement]:
    """Of everybody to whom something is owed, by name; both days are included and meant in the zone of whoever asks."""
    demand(by, Action.SETTLE_COSTS, Place(programme_id))
    demand(by, Action.SEE_SHOPPER_IDENTITY)
    reach = [store_condition(by), programme_condition(by, PROGRAMME)]
    return _statements(session, programme_id, _span(first, last, by), reach, reach)


def own_statements(session: Session, *, first: date, last: date, by: Actor) -> list[tuple[Label, Statement]]:
    """One's own, one for each programme that owes something, with the programme's name."""
    demand(by, Action.FILL_IN_VISIT)
    span = _span(first, last, by)
    programmes = session.execute(
        select(Programme.id, Programme.name)
        .where(
            Programme.id.in_(select(PROGRAMME).where(Assignment.assignee_id == by.person_id))
            | Programme.id.in_(select(VisitCost.programme_id).where(VisitCost.given_by == by.person_id))
        )
        .order_by(Programme.code)
    ).all()
    visits, costs = [Assignment.assignee_id == by.person_id], [VisitCost.given_by == by.person_id]
    return [(row.name, found) for row in programmes for found in _statements(session, row.id, span, visits, costs)]


def _span(first: date, last: date, by: Actor) -> tuple[datetime, datetime]:
    refuse_unless(first <= last, "costs.period_order", field="last_day")
    zone = ZoneInfo(by.time_zone or UTC)
    return datetime.combine(first, time.min, zone), datetime.combine(last + timedelta(days=1), time.min, zone)


def _statements(
    session: Session, programme_id: UUID, span: tuple[datetime, datetime], visits: Conditions, costs: Conditions
) -> list[Statement]:
    """`visits` and `costs` say which of the programme's count."""
    here = Assignment.programme_id == programme_id
    lines: dict[UUID, list[PaidLine]] = defaultdict(list)
    for key, line in (*_fees(session, span, [here, *visits]), *_repaid(session, span, [here, *costs])):
        lines[key].append(line)
    names = session.execute(select(Identity.person_id, Identity.display_name).where(Identity.person_id.in_(lines)))
    named = {row.person_id: row.display_name for row in names}
    currency = currency_of(session, programme_id=programme_id)
    found = [
        Statement(key, named.get(key, ""), currency, tuple(sorted(each, key=lambda line: (line.day, line.store_code))))
        for key, each in lines.items()
    ]
    return sorted(found, key=lambda statement: (statement.name, statement.person_id))


def _fees(session: Session, span: tuple[datetime, datetime], conditions: Conditions) -> Iterator[tuple[UUID, PaidLine]]:
    """A visit is paid once, on the day on which it was first approved or excluded."""
    decided = (
        select(Submission.assignment_id, func.min(ReviewDecision.decided_at).label("at"))
        .join(Submission, Submission.id == ReviewDecision.submission_id)
        .where(ReviewDecision.decision.in_(PAYING), ReviewDecision.decided_at < span[1])
        .group_by(Submission.assignment_id)
        .subquery()
    )
    rows = session.execute(
        select(Assignment.assignee_id, Assignment.fee_minor, decided.c.at, *PLACE)
        .join(decided, decided.c.assignment_id == Assignment.id)
        .join(Store, Store.id == Assignment.store_id)
        .join(Channel, Channel.code == Assignment.channel_code)
        .where(Assignment.state.in_(PAID_STATES), Assignment.fee_minor > 0, decided.c.at >= span[0], *conditions)
    )
    for row in rows:
        day = row.at.astimezone(span[0].tzinfo).date()
        yield row.assignee_id, PaidLine(day, row.name, row.code, row.channel, None, "", None, row.fee_minor)


def _repaid(session: Session, span: tuple[datetime, datetime], conditions: Conditions) -> Iterator[tuple[UUID, PaidLine]]:
    """Also what was refused, as 0 with its reason: nobody is left waiting."""
    rows = session.execute(
        select(VisitCost, *PLACE)
        .join(Assignment, Assignment.id == VisitCost.assignment_id)
        .join(Store, Store.id == Assignment.store_id)
        .join(Channel, Channel.code == Assignment.channel_code)
        .where(
            VisitCost.decided_at >= span[0],
            VisitCost.decided_at < span[1],
            VisitCost.withdrawn_at.is_(None),
            *conditions,
        )
    )
    for row in rows:
        cost = row.VisitCost
        day = cost.decided_at.astimezone(span[0].tzinfo).date()
        note = cost.decision_note or cost.note
        yield (
            cost.given_by,
            PaidLine(day, row.name, row.code, row.channel, cost.kind, note, cost.amount_minor, cost.accepted_minor or 0),
        )
