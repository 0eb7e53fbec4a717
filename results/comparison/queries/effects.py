"""The effect of the programme on an indicator, by a design, from what is stored and this person may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.comparison.effects.designs import CannotTell, Found, StoreMonth, against_control, by_waves, observed, over_time
from results.comparison.effects.interrupted import Family, Reading
from results.comparison.effects.rules import Attribution
from results.comparison.process_limits import Better
from results.comparison.rules import better_of
from results.readings.queries import SeriesPoint, panel, sees_every_store, series
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme
from tracker.targets.models import Indicator
from tracker.targets.rules import Measure, Unit

FROM_PANEL = frozenset({Attribution.CONTROL, Attribution.WAVES})  # the others read one series


@dataclass(frozen=True)
class EffectRow:
    """`found` is None where the readings do not allow the design: `reason` names the sentence that says why, with its facts.
    `whole`: of every store; else of the stores that this person may see."""

    indicator_id: UUID
    code: str
    name: str
    unit: Unit
    better: Better
    contract: int
    design: Attribution
    since: date
    whole: bool
    found: Found | None = None
    reason: str = ""
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def effect_of(
    session: Session,
    *,
    indicator_id: UUID,
    design: Attribution,
    since: date | None = None,
    season: int = 0,
    slope: bool = False,
    by: Actor,
) -> EffectRow:
    """`since` is the first day after, for the designs that read one series; None: the programme's first day. The others take the
    days of their stores' areas from the plan."""
    demand(by, Action.SEE_RESULTS)
    found = session.execute(
        select(Indicator, Programme.starts_on)
        .join(Programme, Programme.id == Indicator.programme_id)
        .where(Indicator.id == indicator_id, programme_condition(by, Indicator.programme_id))
    ).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
    indicator, starts_on = found
    demand(by, Action.SEE_RESULTS, Place(programme_id=indicator.programme_id))
    row = EffectRow(
        indicator_id,
        indicator.code,
        str(indicator.name),
        indicator.unit,
        better_of(indicator.direction),
        indicator.number,
        design,
        since or starts_on,
        sees_every_store(by),
    )
    try:
        made = (
            _of_panel(session, indicator_id, design, by)
            if design in FROM_PANEL
            else _of_series(session, indicator, row, season, slope, by)
        )
    except CannotTell as cannot:
        return replace(row, reason=cannot.reason, facts=MappingProxyType(cannot.facts))
    return replace(row, found=made)


def _of_panel(session: Session, indicator_id: UUID, design: Attribution, by: Actor) -> Found:
    rows = [
        StoreMonth(row.code, row.month.replace(day=1), row.value, row.started_on, row.pilot)
        for row in panel(session, indicator_id=indicator_id, by=by)
        if row.value is not None
    ]
    if not rows:
        raise CannotTell("no_stores")
    return against_control(rows) if design is Attribution.CONTROL else by_waves(rows)


def _of_series(session: Session, indicator: Indicator, row: EffectRow, season: int, slope: bool, by: Actor) -> Found:
    points = series(session, programme_id=indicator.programme_id, by=by).get(indicator.id, ())
    if row.design is Attribution.OBSERVED:
        return observed([Reading(point.on, point.value) for point in points if point.value is not None], row.since)
    family, readings = _family(indicator.measure, points)
    return over_time(readings, row.since, family=family, season=season, slope=slope)


def _family(measure: Measure, points: Sequence[SeriesPoint]) -> tuple[Family, list[Reading]]:
    """Counts, and rates whose two numbers are known, as counts of what they come from; everything else as it is."""
    shown = [(point, point.value) for point in points if point.value is not None]
    rates = [(point.numerator, point.denominator) for point, _ in shown]
    if measure is Measure.RATE and all(above is not None and below for above, below in rates):
        return Family.POISSON, [Reading(point.on, point.numerator or 0.0, point.denominator or 1.0) for point, _ in shown]
    counted = measure is Measure.COUNT and all(value >= 0 for _, value in shown)
    return (Family.POISSON if counted else Family.NORMAL), [Reading(point.on, value) for point, value in shown]
