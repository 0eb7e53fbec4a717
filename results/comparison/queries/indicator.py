"""One indicator with all that its page shows beside the values: what happened, and who decided where its limits begin."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.findings.models import CorrectiveAction
from audits.review.queries.counting import month_start
from results.comparison.queries.board import Comparison, comparison
from results.comparison.queries.limits import NoteRow, RebaseRow, notes, rebases
from results.comparison.rules import Line
from results.comparison.rules.happened import Happened, HappenedKind
from results.readings.queries import EVERYWHERE, Area
from tracker.core.refusals import NotFound
from tracker.people.access import programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Actor
from tracker.plan.models import Gate, GateDecision


@dataclass(frozen=True)
class IndicatorView:
    """`found` has the programme's days and phases; `notes` are those of this indicator and of all."""

    found: Comparison
    line: Line
    happened: tuple[Happened, ...]
    rebases: tuple[RebaseRow, ...]
    notes: tuple[NoteRow, ...]


def indicator_view(session: Session, *, programme_id: UUID, code: str, area: Area = EVERYWHERE, by: Actor) -> IndicatorView:
    found = comparison(session, programme_id=programme_id, area=area, by=by)
    line = next((line for line in found.lines if line.indicator.code == code), None)
    if line is None:
        raise NotFound("core.not_found")
    key = line.indicator.id
    own = tuple(row for row in notes(session, programme_id=programme_id, by=by) if row.indicator_id in (None, key))
    happened = [
        *_decided(session, programme_id, by),
        *_put_right(session, programme_id, area, by),
        *(Happened(row.happened_on, HappenedKind(row.kind.value), row.text) for row in own),
    ]
    return IndicatorView(
        found,
        line,
        tuple(sorted(happened, key=lambda each: (each.on, each.kind, each.text))),
        tuple(rebases(session, indicator_id=key, by=by)),
        own,
    )


def _decided(session: Session, programme_id: UUID, by: Actor) -> Iterator[Happened]:
    """The last decision about each gate."""
    rows = session.execute(
        select(Gate.id, Gate.name, GateDecision.outcome, GateDecision.decided_at)
        .join(GateDecision, GateDecision.gate_id == Gate.id)
        .where(Gate.programme_id == programme_id, programme_condition(by, Gate.programme_id))
        .order_by(GateDecision.decided_at, GateDecision.id)
    )
    latest = {gate_id: Happened(at.date(), HappenedKind.GATE, str(name), outcome=outcome) for gate_id, name, outcome, at in rows}
    yield from latest.values()


def _put_right(session: Session, programme_id: UUID, area: Area, by: Actor) -> Iterator[Happened]:
    """How many corrective actions were done in each month, of the stores that the person may see."""
    month = month_start(CorrectiveAction.done_at)
    query = (
        select(month, func.count())
        .join(Store, Store.id == CorrectiveAction.store_id)
        .where(
            CorrectiveAction.programme_id == programme_id,
            programme_condition(by, CorrectiveAction.programme_id),
            CorrectiveAction.done_at.is_not(None),
            store_condition(by),
        )
        .group_by(month)
    )
    if area.region_id is not None:
        query = query.where(Store.region_id == area.region_id)
    if area.store_id is not None:
        query = query.where(Store.id == area.store_id)
    for on, n in session.execute(query):
        yield Happened(on, HappenedKind.ACTIONS, "", n=n)
