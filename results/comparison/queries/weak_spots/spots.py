"""Weak items, sections, stores and teams of a programme in its latest months."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.comparison.queries.audits import AuditedRubric, asked_of, audited_rubrics
from results.comparison.queries.weak_spots.evidence import count_findings
from results.comparison.queries.weak_spots.judging import OfRubric, audits_of, judged_places, judged_rubric
from results.comparison.rules import better_of
from results.comparison.rules.audits import SMALLEST_AUDITS
from results.comparison.rules.weak_spots import FALSE_ALARM, Judged
from results.readings.queries import EVERYWHERE, PlaceValue, Stretch, by_store, by_team, series
from results.readings.rules import AUDIT_SCORE, SCALE
from tracker.people.access import demand
from tracker.people.models import Region, Store, Team
from tracker.people.rules import Action, Actor, Place
from tracker.plan.rules import add_months
from tracker.targets.queries import indicators
from tracker.targets.rules import IndicatorRow, Unit

MONTHS = 6  # a store has too few visits in less
MOST_NAMED = 10  # of a kind
SCORE_OF = "score:"


class SpotKind(StrEnum):
    ITEM = "item"
    SECTION = "section"
    STORE = "store"
    TEAM = "team"


@dataclass(frozen=True)
class WeakSpot:
    """`lift`: what the programme's value would gain, in its unit. `findings` is None where none can be counted for it, and
    at most `MOST_COUNTED`. `region_code` and `store_code` are where a store or a
    team is, `rubric` is that of an item or a section."""

    kind: SpotKind
    key: UUID | None
    code: str
    name: str
    unit: Unit
    n: int
    value: float
    lower: float
    upper: float
    level: float
    lift: float
    rubric_code: str = ""
    rubric: str = ""
    region_code: str = ""
    store_code: str = ""
    findings: int | None = None


@dataclass(frozen=True)
class Weaknesses:
    """`compared` counts what was judged of each kind; a kind is in `unknown` where there is something to judge and nothing that
    tells chance from a difference. The months from `first` to `last`, None without a value of the indicator."""

    indicator: IndicatorRow | None
    within: Stretch | None = None
    weak: tuple[WeakSpot, ...] = ()
    compared: dict[SpotKind, int] = field(default_factory=dict)
    unknown: frozenset[SpotKind] = frozenset()

    @property
    def by_chance(self) -> float:
        """How many of those compared would be named where nothing differs from anything."""
        return FALSE_ALARM * sum(self.compared.values())

    def of(self, kind: SpotKind) -> list[WeakSpot]:
        return [spot for spot in self.weak if spot.kind is kind]


def weak_spots(session: Session, *, programme_id: UUID, indicator_id: UUID | None = None, by: Actor) -> list[WeakSpot]:
    """By what the indicator would gain, of all kinds together: what differs from the whole by no more than chance is no weak
    spot. Of the score of audits, where no indicator is named."""
    return list(weaknesses(session, programme_id=programme_id, indicator_id=indicator_id, by=by).weak)


def weaknesses(
    session: Session, *, programme_id: UUID, indicator_id: UUID | None = None, months: int = MONTHS, by: Actor
) -> Weaknesses:
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    indicator = _chosen(indicators(session, programme_id=programme_id, by=by), indicator_id)
    if indicator is None:
        return Weaknesses(None)
    within = _latest(session, indicator, months, by)
    if within is None:
        return Weaknesses(indicator)
    rubrics = _rubrics(session, indicator, months, by)
    stores, teams = (
        find(session, indicator_id=indicator.id, within=within, area=EVERYWHERE, by=by) for find in (by_store, by_team)
    )
    better = better_of(indicator.direction)
    seen, least = {SpotKind.STORE: stores, SpotKind.TEAM: teams}, SMALLEST_AUDITS if rubrics else 1
    judged = {kind: judged_places(places, better, least) for kind, places in seen.items()}
    compared = {kind: len(found) for kind, found in judged.items()}
    compared[SpotKind.ITEM] = sum(len(each.items) for each in rubrics)
    compared[SpotKind.SECTION] = sum(len(each.sections) for each in rubrics)
    spots = [spot for each in rubrics for spot in _of_rubric(each)]
    spots += [spot for kind, places in seen.items() for spot in _of_places(kind, indicator.unit, places, judged[kind])]
    weak = _worst(spots)
    return Weaknesses(
        indicator,
        within,
        tuple(_with_evidence(session, programme_id, rubrics, weak, by)),
        {kind: n for kind, n in compared.items() if n},
        frozenset(kind for kind, places in seen.items() if _can_be_judged(places, least) and not judged[kind]),
    )


def _chosen(rows: Sequence[IndicatorRow], indicator_id: UUID | None) -> IndicatorRow | None:
    if indicator_id is not None:
        return next((row for row in rows if row.id == indicator_id), None)
    return next((row for row in rows if row.derived == AUDIT_SCORE), None) or next(
        (row for row in rows if (row.derived or "").startswith(SCORE_OF)), None
    )


def _latest(session: Session, indicator: IndicatorRow, months: int, by: Actor) -> Stretch | None:
    points = series(session, programme_id=indicator.programme_id, by=by).get(indicator.id, ())
    if not points:
        return None
    last: date = points[-1].on
    return Stretch(add_months(last.replace(day=1), 1 - months), last)


def _rubrics(session: Session, indicator: IndicatorRow, months: int, by: Actor) -> list[OfRubric]:
    """Of an indicator that is the score of audits: their rubrics, each by its share of the audits."""
    derived = indicator.derived or ""
    found = audited_rubrics(session, programme_id=indicator.programme_id, by=by)
    counted = [rubric for rubric in found if derived in (AUDIT_SCORE, f"{SCORE_OF}{rubric.code}")]
    latest = max((rubric.last for rubric in counted), default=None)
    asked = {
        rubric.code: asked_of(
            session, programme_id=indicator.programme_id, rubric=replace(rubric, last=latest), months=months, area=EVERYWHERE
        )
        for rubric in counted
        if latest
    }
    audits = {code: audits_of(session, asked=one, by=by) for code, one in asked.items()}
    everything = sum(audits.values()) or 1

    def judged(rubric: AuditedRubric) -> OfRubric | None:
        share = audits[rubric.code] / everything
        return judged_rubric(session, rubric=rubric, share=share, asked=asked[rubric.code], by=by)

    return [each for each in map(judged, counted) if each is not None]


def _can_be_judged(places: Sequence[PlaceValue], least: int) -> bool:
    return sum(1 for place in places if place.value is not None and place.n and place.n >= least) > 1


def _of_rubric(found: OfRubric) -> list[WeakSpot]:
    parts = ((SpotKind.SECTION, found.sections), (SpotKind.ITEM, found.items))
    return [
        replace(
            _spot(kind, Unit.PERCENT, one, one.key, found.names.get(one.key, one.key)),
            rubric_code=found.rubric.code,
            rubric=str(found.rubric.name),
        )
        for kind, judged in parts
        for one in judged
        if one.weak
    ]


def _of_places(kind: SpotKind, unit: Unit, places: Sequence[PlaceValue], judged: Sequence[Judged[UUID | None]]) -> list[WeakSpot]:
    by_key = {place.key: place for place in places}
    named = [(one, by_key[one.key]) for one in judged if one.weak]
    return [replace(_spot(kind, unit, one, place.code, place.name), key=place.key) for one, place in named]


def _spot(kind: SpotKind, unit: Unit, one: Judged[str] | Judged[UUID | None], code: str, name: str) -> WeakSpot:
    """An interval is cut where the unit ends."""
    low, high = SCALE[unit]
    lower, upper = max(one.lower, low), one.upper if high is None else min(one.upper, high)
    return WeakSpot(kind, None, code, name, unit, one.n, one.value, lower, upper, one.level, one.lift)


def _worst(spots: Sequence[WeakSpot]) -> list[WeakSpot]:
    """The first of each kind."""
    ranked = sorted(spots, key=lambda spot: (-spot.lift, spot.kind.value, spot.rubric_code, spot.code))
    kept: dict[SpotKind, int] = dict.fromkeys(SpotKind, 0)
    found = []
    for spot in ranked:
        if kept[spot.kind] < MOST_NAMED:
            kept[spot.kind] += 1
            found.append(spot)
    return found


def _with_evidence(
    session: Session, programme_id: UUID, rubrics: Sequence[OfRubric], weak: Sequence[WeakSpot], by: Actor
) -> list[WeakSpot]:
    inside = {(each.rubric.code, code): items for each in rubrics for code, items in each.inside.items()}
    places = _addresses(session, [spot.key for spot in weak if spot.key is not None])

    def seen(spot: WeakSpot) -> WeakSpot:
        if spot.key is not None:
            region, store = places[spot.key]
            is_store = spot.kind is SpotKind.STORE
            counted = count_findings(session, programme_id=programme_id, store_id=spot.key, by=by) if is_store else None
            return replace(spot, region_code=region, store_code=store, findings=counted)
        codes = inside[spot.rubric_code, spot.code] if spot.kind is SpotKind.SECTION else {spot.code}
        counted = count_findings(session, programme_id=programme_id, rubric_code=spot.rubric_code, codes=codes, by=by)
        return replace(spot, findings=counted)

    return [seen(spot) for spot in weak]


def _addresses(session: Session, keys: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Region and store by their codes, of stores and of teams."""
    place = select(Store.id, Region.code, Store.code).join(Region, Region.id == Store.region_id)
    of_teams = place.with_only_columns(Team.id, Region.code, Store.code).join(Team, Team.store_id == Store.id)
    rows = [*session.execute(place.where(Store.id.in_(keys))), *session.execute(of_teams.where(Team.id.in_(keys)))]
    return {key: (region, store) for key, region, store in rows}
