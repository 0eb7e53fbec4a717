"""A programme's indicators with their targets as levels."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.targets.models import Indicator, InterimTarget
from tracker.targets.rules import IndicatorRow, InterimRow, target_level


def indicators(session: Session, *, programme_id: UUID, by: Actor) -> list[IndicatorRow]:
    """In the template's order. A level is None while the baseline it needs is not known."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    found = session.scalars(
        select(Indicator)
        .where(Indicator.programme_id == programme_id, programme_condition(by, Indicator.programme_id))
        .order_by(Indicator.position)
    ).all()
    steps: dict[UUID, list[InterimTarget]] = defaultdict(list)
    for step in session.scalars(
        select(InterimTarget)
        .join(Indicator, Indicator.id == InterimTarget.indicator_id)
        .where(Indicator.programme_id == programme_id)
        .order_by(InterimTarget.due_on)
    ):
        steps[step.indicator_id].append(step)
    return [_row(indicator, steps[indicator.id]) for indicator in found]


def _row(row: Indicator, steps: list[InterimTarget]) -> IndicatorRow:
    return IndicatorRow(
        id=row.id,
        version=row.version,
        programme_id=row.programme_id,
        code=row.code,
        name=str(row.name),
        note=str(row.note),
        source=row.source,
        unit=row.unit,
        direction=row.direction,
        baseline=row.baseline,
        target_kind=row.target_kind,
        target=row.target,
        target_high=row.target_high,
        level=target_level(row.target_kind, row.target, row.baseline),
        level_high=row.target_high,
        target_on=row.target_on,
        interim=tuple(
            InterimRow(step.due_on, step.value, target_level(row.target_kind, step.value, row.baseline)) for step in steps
        ),
        smallest_n=row.smallest_n,
        derived=row.derived,
    )
