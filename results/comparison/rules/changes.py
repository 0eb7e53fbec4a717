"""What changed between two days, as differences of two pictures: never what chance explains, mirrored the other way round."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from results.comparison.process_limits import Assurance, Kind, Limits
from results.comparison.rules.kinds import Standing
from results.comparison.rules.lines import Line, within_chance
from results.comparison.rules.trajectory import targets_of
from tracker.targets.rules import Unit, is_met


class ChangeKind(StrEnum):
    """In the order in which they are told."""

    CAUSE = "cause"
    TARGET = "target"
    DUE = "due"
    ASSURANCE = "assurance"
    CORRECTION = "correction"
    GATE = "gate"
    MONEY = "money"
    RISK = "risk"
    ACTIONS = "actions"


@dataclass(frozen=True)
class Due:
    """A dated target whose day is over: its level, the last value by then, and whether that met it."""

    level: float
    value: float
    met: bool


@dataclass(frozen=True)
class Course:
    """How an indicator stood: its last value with its limits, and since when its kind has held without a gap."""

    name: str
    unit: Unit
    value: float | None = None
    limits: Limits | None = None
    kind: Kind = Kind.COMMON
    since: date | None = None
    met: bool = False
    assurance: Assurance | None = None
    due: Mapping[date, Due] = field(default_factory=dict)


@dataclass(frozen=True)
class Reported:
    """A reading as it was known; `store` is empty for one of the whole programme."""

    name: str
    unit: Unit
    store: str
    on: date
    value: float


@dataclass(frozen=True)
class Funds:
    """In hundredths of the currency."""

    currency: str
    spent_minor: int
    forecast_minor: int | None


@dataclass(frozen=True)
class Threat:
    title: str
    score: int
    high: bool
    live: bool


@dataclass(frozen=True)
class Picture:
    """A programme at the end of a day. What a person may not see is not in it: None, or no entry."""

    on: date
    courses: Mapping[str, Course] = field(default_factory=dict)
    reported: Mapping[tuple[str, str, date], Reported] = field(default_factory=dict)
    gates: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)  # name, outcome
    funds: Funds | None = None
    threats: Mapping[str, Threat] = field(default_factory=dict)
    verified_actions: int | None = None


@dataclass(frozen=True)
class Change:
    """`code` says of what, `before` and `after` are the sides as the pictures hold them; one of them may be missing."""

    kind: ChangeKind
    code: str
    before: Any
    after: Any


def mirrored(change: Change) -> Change:
    return replace(change, before=change.after, after=change.before)


def course_of(line: Line) -> Course:
    indicator, chart = line.indicator, line.chart
    if line.actual is None or line.actual.value is None or chart is None:
        return Course(indicator.name, indicator.unit)
    kind = chart.variation
    return Course(
        name=indicator.name,
        unit=indicator.unit,
        value=line.actual.value,
        limits=line.limits,
        kind=kind,
        since=_kind_since(line),
        met=line.standing is Standing.MET,
        assurance=chart.assurance if kind is Kind.COMMON else None,
        due=dict(_dues(line)),
    )


def differences(before: Picture, after: Picture) -> list[Change]:
    """By kind, then by code. `differences(b, a)` is `differences(a, b)` with each change mirrored."""
    first, last = sorted((before, after), key=lambda picture: picture.on)
    found = [*_of_courses(first, last), *_of_reported(first, last), *_of_gates(first, last), *_of_the_programme(first, last)]
    order = list(ChangeKind)
    found.sort(key=lambda change: (order.index(change.kind), change.code))
    return found if before is first else [mirrored(change) for change in found]


def _kind_since(line: Line) -> date | None:
    points = line.chart.points if line.chart else ()
    first = None
    for point in reversed(points):
        if point.kind is not points[-1].kind:
            break
        first = point.on
    return first


def _dues(line: Line) -> Iterator[tuple[date, Due]]:
    """Dated targets up to today, each with the last value by its day."""
    for step in targets_of(line.indicator):
        values = [point.value for point in line.points if point.value is not None and point.on <= step.on]
        if step.on > line.today or not values:
            continue
        high = line.indicator.level_high if step.on == line.indicator.target_on else None
        met = is_met(line.indicator.direction, values[-1], step.value, high)
        if met is not None:
            yield step.on, Due(step.value, values[-1], met)


def _of_courses(first: Picture, last: Picture) -> Iterator[Change]:
    for code in first.courses.keys() & last.courses.keys():
        was, now = first.courses[code], last.courses[code]
        for on in now.due.keys() - was.due.keys():
            if on > first.on:
                yield Change(ChangeKind.DUE, f"{code} {on}", None, (now, on))
        if was.value is None or now.value is None:
            continue
        if _is_new_cause(was, now, first.on):
            yield Change(ChangeKind.CAUSE, code, was, now)
        if was.met is not now.met and not within_chance(now.value, was.value, now.limits):
            yield Change(ChangeKind.TARGET, code, was, now)
        if was.assurance and now.assurance and was.assurance is not now.assurance:
            yield Change(ChangeKind.ASSURANCE, code, was, now)


def _is_new_cause(was: Course, now: Course, first: date) -> bool:
    """Another kind, or the same again after a gap: what already held on the first day is no news."""
    if was.kind is not now.kind:
        return True
    return now.kind is not Kind.COMMON and now.since is not None and now.since > first


def _of_reported(first: Picture, last: Picture) -> Iterator[Change]:
    for key in first.reported.keys() & last.reported.keys():
        was, now = first.reported[key], last.reported[key]
        if was.value != now.value:
            yield Change(ChangeKind.CORRECTION, " ".join(str(part) for part in key), was, now)


def _of_gates(first: Picture, last: Picture) -> Iterator[Change]:
    for code in first.gates.keys() & last.gates.keys():
        if first.gates[code][1] != last.gates[code][1]:
            yield Change(ChangeKind.GATE, code, first.gates[code], last.gates[code])


def _of_the_programme(first: Picture, last: Picture) -> Iterator[Change]:
    if first.funds and last.funds and first.funds != last.funds:
        yield Change(ChangeKind.MONEY, "", first.funds, last.funds)
    for code in first.threats.keys() | last.threats.keys():
        was, now = first.threats.get(code), last.threats.get(code)
        if _is_grave(was) is not _is_grave(now):
            yield Change(ChangeKind.RISK, code, was, now)
    was_verified, verified = first.verified_actions, last.verified_actions
    if was_verified is not None and verified is not None and was_verified != verified:
        yield Change(ChangeKind.ACTIONS, "", was_verified, verified)


def _is_grave(threat: Threat | None) -> bool:
    return threat is not None and threat.live and threat.high
