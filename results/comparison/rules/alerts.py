"""Which signals are worth somebody's time, and how many of them chance alone will raise. Source: docs/method.md, "Alerts"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp, hypot
from statistics import NormalDist
from typing import Protocol
from uuid import UUID

from results.comparison.process_limits import SMALLEST_FIRM, Assurance, Better, Kind, Limits, Rule, limits_of
from results.comparison.rules.kinds import AlertKind, AlertState
from results.comparison.rules.lines import Line
from results.comparison.rules.trajectory import better_of, next_target
from results.readings.rules import revealed
from tracker.targets.rules import Direction, IndicatorRow

SIGMAS = 3.0
BEYOND = 1 - NormalDist().cdf(SIGMAS)  # of a normal value with known limits, to one side
ESTIMATED, ESTIMATED_BEFORE = (
    0.045,
    0.11,
)  # how much likelier with limits from k values, times 1/k: with the value among them, or not
TREND = 2 / 5040  # that 7 values in a row fall in order or against it: 2 of 7! orders
WORSE_BY = 0.1  # of a team's rate: the programme calls a jump by 10% an outlier
MOST_A_KIND = 3  # stores, and teams, of one indicator in one month: more than that is about the indicator
CLOSED_STATES = (AlertState.EXPLAINED, AlertState.DISMISSED)
AHEAD = timedelta(days=92)  # a dated target within a quarter: what lies further off is the plan's matter


@dataclass(frozen=True)
class Signal:
    """`key` is the same for the same thing however often it is found. `strength`: how far beyond chance."""

    kind: AlertKind
    indicator_id: UUID
    key: str
    on: date
    facts: Mapping[str, float | int | str | None] = field(default_factory=dict)
    store_id: UUID | None = None
    team_id: UUID | None = None
    strength: float = 0.0


class Monthly(Protocol):
    """A store's value of a month."""

    @property
    def store_id(self) -> UUID: ...
    @property
    def code(self) -> str: ...
    @property
    def month(self) -> date: ...
    @property
    def value(self) -> float | None: ...
    @property
    def n(self) -> int | None: ...


class Compared(Protocol):
    """A team's value in a stretch of time."""

    @property
    def key(self) -> UUID | None: ...
    @property
    def code(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def n(self) -> int | None: ...
    @property
    def standard_error(self) -> float | None: ...


def of_line(line: Line) -> Iterator[Signal]:
    """Of the values of the whole: outside firm limits to the worse side, over a threshold, a dated target that will be missed."""
    if line.actual is None or line.actual.value is None or line.chart is None:
        return
    indicator, on, value = line.indicator, line.actual.on, line.actual.value
    last, said = line.chart.points[-1], {"value": value, "n": line.actual.n}
    if last.rule is Rule.OUTSIDE and last.kind is Kind.CONCERN and line.limits_from >= SMALLEST_FIRM:
        limit = last.limits.upper if value > last.limits.centre else last.limits.lower
        yield Signal(AlertKind.OUTSIDE, indicator.id, _key(AlertKind.OUTSIDE, indicator, on), on, said | {"limit": limit})
    if (limit := crossed(indicator, value)) is not None:
        yield Signal(AlertKind.THRESHOLD, indicator.id, _key(AlertKind.THRESHOLD, indicator, on), on, said | {"limit": limit})
    yield from _will_miss(line, said)


def crossed(indicator: IndicatorRow, value: float) -> float | None:
    """The threshold of the contract that this value is beyond."""
    low, high = indicator.contract.alert_below, indicator.contract.alert_above
    if low is not None and value < low:
        return low
    return high if high is not None and value > high else None


def of_stores(indicator: IndicatorRow, values: Sequence[Monthly], before: date) -> list[Signal]:
    """Stores whose value of the last month before `before` lies outside the limits of their own months to the worse side: the
    furthest few. Only stores with enough months for firm limits, and only months with enough observations to be shown."""
    better = better_of(indicator.direction)
    by_store = _by_store(indicator, values, before)
    if not by_store or better is Better.NEUTRAL:
        return []
    latest = max(rows[-1].month for rows in by_store.values())
    found = []
    for rows in by_store.values():
        last = rows[-1]
        if len(rows) < SMALLEST_FIRM or last.month != latest:
            continue
        limits = limits_of([row.value or 0.0 for row in rows])
        sigmas = sigmas_worse(last.value or 0.0, limits, better)
        if sigmas > SIGMAS:
            said = {"value": last.value, "n": last.n, "limit": limits.lower if better is Better.HIGHER else limits.upper}
            key = _key(AlertKind.STORE_OUTSIDE, indicator, latest, last.code)
            found.append(
                Signal(AlertKind.STORE_OUTSIDE, indicator.id, key, latest, said, store_id=last.store_id, strength=sigmas)
            )
    return _furthest(found)


def of_teams(indicator: IndicatorRow, now: Sequence[Compared], before: Sequence[Compared], month: date) -> list[Signal]:
    """Teams that got worse by a tenth of what they were and by more than three standard errors of the difference."""
    better = better_of(indicator.direction)
    was = {row.key: row for row in before}
    found = []
    for row in now:
        old = was.get(row.key)
        if better is Better.NEUTRAL or row.key is None or old is None:
            continue
        sigmas = worse_by(row, old, better)
        if sigmas is not None and sigmas > SIGMAS:
            said = {"value": row.value, "n": row.n, "before": old.value, "n_before": old.n, "team": row.code}
            key = _key(AlertKind.TEAM_RATE, indicator, month, row.code)
            found.append(Signal(AlertKind.TEAM_RATE, indicator.id, key, month, said, team_id=row.key, strength=sigmas))
    return _furthest(found)


def worse_by(now: Compared, old: Compared, better: Better) -> float | None:
    """Standard errors by which a team is worse than it was; None where it is not worse by a tenth, or nobody can know."""
    if now.value is None or old.value is None or now.standard_error is None or old.standard_error is None:
        return None
    moved = (now.value - old.value) * (-1 if better is Better.HIGHER else 1)
    error = hypot(now.standard_error, old.standard_error)
    return moved / error if error and moved >= WORSE_BY * abs(old.value) else None


def sigmas_worse(value: float, limits: Limits, better: Better) -> float:
    """How far to the worse side of the mean, in thirds of the limits' reach; 0 without limits."""
    if limits.upper is None or limits.upper <= limits.centre:
        return 0.0
    away = (limits.centre - value) if better is Better.HIGHER else (value - limits.centre)
    return SIGMAS * away / (limits.upper - limits.centre)


def false_rate(line: Line) -> float:
    """How many alerts a month chance raises of the values of the whole, if the process stays as it is."""
    limits = line.limits
    if line.chart is None or limits is None or limits.upper is None or limits.upper <= limits.centre:
        return 0.0
    firm = line.limits_from >= SMALLEST_FIRM and line.indicator.direction in (Direction.HIGHER, Direction.LOWER)
    outside = outside_rate(line.limits_from, among=line.limits_from == len(line.chart.points)) if firm else 0.0
    ahead = next_target(line.indicator, line.chart.points[-1].on, line.today)
    trend = TREND if ahead and ahead.on - line.today <= AHEAD else 0.0
    return outside + trend + _crossing(line.indicator, limits.centre, (limits.upper - limits.centre) / SIGMAS)


def outside_rate(values: int, *, among: bool = True) -> float:
    """The chance that a value lies outside limits that rest on so many values, to one side. `among`: it is one of them."""
    return BEYOND + (ESTIMATED if among else ESTIMATED_BEFORE) / values


def few_of(series: int, rate: float) -> float:
    """How many to expect of so many series when only the furthest MOST_A_KIND are told: the mean of a Poisson count cut there."""
    mean = series * rate
    at_most, term = 0.0, exp(-mean)
    expected = 0.0
    for count in range(MOST_A_KIND):
        at_most += term
        expected += 1 - at_most
        term *= mean / (count + 1)
    return expected


def _crossing(indicator: IndicatorRow, centre: float, sigma: float) -> float:
    """The chance of crossing a threshold that the process itself keeps to."""
    normal, low, high = NormalDist(centre, sigma), indicator.contract.alert_below, indicator.contract.alert_above
    below = normal.cdf(low) if low is not None and low <= centre else 0.0
    return below + (1 - normal.cdf(high) if high is not None and high >= centre else 0.0)


def _will_miss(line: Line, said: Mapping[str, float | int | None]) -> Iterator[Signal]:
    """The next dated target, while there is time to act: by the pace of a trend beyond chance, else by the limits."""
    if line.actual is None or line.chart is None:
        return
    ahead = next_target(line.indicator, line.actual.on, line.today)
    if ahead is None or ahead.on - line.today > AHEAD:
        return
    pace = line.pace if line.pace and line.pace.assurance else None
    by_limits = next((dated.assurance for dated in line.trajectory if dated.on == ahead.on), None)
    steady = line.chart.variation is Kind.COMMON and line.limits_from >= SMALLEST_FIRM
    if pace.assurance is Assurance.FAIL if pace else steady and by_limits is Assurance.FAIL:
        facts = {**said, "limit": ahead.value, "foreseen": pace.foreseen if pace else None, "due": ahead.on.isoformat()}
        key = f"{AlertKind.WILL_MISS.value}/{line.indicator.code}/{ahead.on}"
        yield Signal(AlertKind.WILL_MISS, line.indicator.id, key, line.actual.on, facts)


def _by_store(indicator: IndicatorRow, values: Sequence[Monthly], before: date) -> dict[UUID, list[Monthly]]:
    found: dict[UUID, list[Monthly]] = {}
    for row in sorted(values, key=lambda row: row.month):
        if row.month < before and revealed(row.value, row.n, indicator.smallest_n) is not None:
            found.setdefault(row.store_id, []).append(row)
    return found


def _furthest(found: list[Signal]) -> list[Signal]:
    return sorted(found, key=lambda signal: (-signal.strength, signal.key))[:MOST_A_KIND]


def _key(kind: AlertKind, indicator: IndicatorRow, on: date, *place: str) -> str:
    """By month: a month's value is one reason, on whatever day of it it stands."""
    return "/".join((kind.value, indicator.code, *place, f"{on:%Y-%m}"))
