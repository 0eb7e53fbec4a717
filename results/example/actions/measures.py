"""The example's own indicators: the complaints of its teams and channels, and derived values."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.example import measures, rules
from results.example.actions.organisation import Cast
from results.example.measures import MEASURES, MeasureText
from results.example.places import dice
from results.example.rules import moment, months
from results.readings.actions.deriving import refresh_derived
from results.readings.actions.storing import insert_many
from results.readings.models import Reading
from results.readings.rules import ReadingSource
from tracker.core import clock
from tracker.core.ids import new_id
from tracker.core.words import Label
from tracker.people.models import Team
from tracker.people.rules import Actor
from tracker.plan.models import Programme
from tracker.plan.rules import month_end
from tracker.targets.actions.versions import write_first
from tracker.targets.models import Indicator
from tracker.targets.rules import AddsUp, Direction, LimitsChart, Measure, TargetKind, Unit

Row = dict[str, Any]
EMPTY: Row = {"store_id": None, "team_id": None, "channel_code": "", "numerator": None, "denominator": None, "squares": None}


def fill_measures(session: Session, cast: Cast, *, programme_id: UUID) -> None:
    """Derived values rest on all that is there, so this comes last."""
    programme = session.get_one(Programme, programme_id)
    keys = define_measures(session, programme, by=cast.lead)
    teams = [tuple(row) for row in session.execute(select(Team.id, Team.store_id).order_by(Team.code))]
    common = {"programme_id": programme_id, "source": ReadingSource.RECEIVED, "recorded_by": cast.lead.person_id}
    rows: list[Row] = []
    for month in months():
        day = month_end(programme.starts_on, month)
        at = min(moment(day + timedelta(days=1), 6, 30), clock.now())
        told = {**EMPTY, **common, "indicator_id": keys[measures.COMPLAINTS], "observed_on": day, "recorded_at": at}
        rows += [{**told, **counted, "id": new_id()} for counted in _complaints(teams, month)]
    insert_many(session, Reading, rows)
    refresh_derived(session, programme_id=programme_id, by=cast.lead)


def define_measures(session: Session, programme: Programme, *, by: Actor) -> dict[str, UUID]:
    """Beside those of the template, on the first day; their keys by code."""
    keys = {}
    last = max(session.scalars(select(Indicator.position).where(Indicator.programme_id == programme.id)))
    with clock.standing_at(moment(programme.starts_on, 11)):
        for position, text in enumerate(MEASURES, start=last + 1):
            indicator = _indicator(programme, text, position)
            session.add(indicator)
            session.flush()
            write_first(session, indicator, by=by.person_id)
            keys[text.code] = indicator.id
    return keys


def _indicator(programme: Programme, text: MeasureText, position: int) -> Indicator:
    target = TargetKind.UNSET if text.target is None else TargetKind.CHANGE if text.change else TargetKind.LEVEL
    return Indicator(
        programme_id=programme.id,
        code=text.code,
        name=Label(text.en, text.chinese),
        note=Label("", ""),
        question=Label(text.question_en, text.question_chinese),
        unit=Unit.SCORE if text.measure == Measure.MEAN else Unit.PERCENT,
        measure=Measure(text.measure),
        adds_up=AddsUp.WEIGHTED if text.measure == Measure.MEAN else AddsUp.RECOMPUTED,
        direction=Direction(text.better),
        chart=LimitsChart(text.chart),
        derived=text.derived,
        smallest_n=text.smallest_n,
        baseline=text.baseline,
        target_kind=target,
        target=text.target,
        target_on=programme.ends_on,
        position=position,
    )


def _complaints(teams: list[Any], month: int) -> Iterator[Row]:
    """Of each team, then of each channel over all stores: the same customers, seen twice."""
    random, chance, customers = dice(f"complaints {month}"), measures.complaint_chance(month), 0
    for number, (team_id, store_id) in enumerate(teams):
        of = random.randint(*measures.CUSTOMERS)
        stands_out = number == measures.WORST_TEAM and month == rules.MONTHS_SINCE
        complaints = measures.events(random, of, chance * (measures.WORST_FACTOR if stands_out else 1))
        customers += of
        yield {"store_id": store_id, "team_id": team_id, **_rate(complaints, of)}
    for code, share, factor in measures.CHANNELS_OF_CUSTOMERS:
        of = round(customers * share)
        yield {"channel_code": code, **_rate(measures.events(random, of, chance * factor), of)}


def _rate(part: int, of: int) -> Row:
    return {"value": 100 * part / of, "n": of, "numerator": part, "denominator": of}
