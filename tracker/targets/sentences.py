"""A contract in words: its target and dated targets, and any of its fields as it stands in a version."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tracker.core.words import FALLBACK, LANGUAGES, Label, day, moment, number, say
from tracker.targets.rules import Direction, IndicatorRow, InterimRow, TargetKind, Unit
from tracker.targets.rules.contracts import PEOPLE, FieldDifference

NOTHING = "–"
SIDES = {Direction.HIGHER: "at_least", Direction.LOWER: "at_most"}


def in_unit(unit: Unit, value: float) -> str:
    """As it was promised: not rounded."""
    return say(f"comparison.value.{unit.value}", value=number(value))


def target_words(indicator: IndicatorRow) -> str:
    """`40% less than the baseline: at most 18 min, 2 quarters in a row`."""
    if indicator.target_kind is TargetKind.UNSET or indicator.target is None:
        return say("contracts.target.unset")
    target = _target(indicator, indicator.target, indicator.level)
    periods = indicator.contract.consecutive
    if periods == 1:
        return target
    return say(f"contracts.in_a_row.{indicator.contract.frequency.value}", target=target, n=periods)


def step_words(indicator: IndicatorRow, step: InterimRow) -> str:
    return _target(indicator, step.value, step.level)


def _target(indicator: IndicatorRow, value: float, level: float | None) -> str:
    if indicator.target_kind is TargetKind.RANGE and indicator.target_high is not None:
        ends = {"low": in_unit(indicator.unit, value), "high": in_unit(indicator.unit, indicator.target_high)}
        return say("contracts.target.range", **ends)
    reached = None if level is None else _side(indicator, level)
    if indicator.target_kind is TargetKind.LEVEL:
        return reached or NOTHING
    way = "more" if value >= 0 else "less"
    relative = say(f"contracts.target.{indicator.target_kind.value}_{way}", value=number(abs(value)))
    if reached is None:
        return say("contracts.target.baseline_open", relative=relative)
    return say("contracts.target.relative", relative=relative, level=reached)


def _side(indicator: IndicatorRow, level: float) -> str:
    value = in_unit(indicator.unit, round(level, 6))  # 0.1 + 0.2 is 0.3
    side = SIDES.get(indicator.direction)
    return say(f"contracts.target.{side}", value=value) if side else value


def field_words(field: str, value: Any, people: Mapping[str, str]) -> str:
    """A field of a version (`VersionRow.contract`) as people read it; `people`: the names by their keys."""
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, Mapping):
        return str(Label(str(value.get("en", "")), str(value.get("zh_CN", "")))) or NOTHING
    if field in ENUMS:
        return say(ENUMS[field] + str(value))
    if field in OTHERS:
        return OTHERS[field](value)
    if field in PEOPLE:
        return people.get(str(value), NOTHING)
    return number(value) if isinstance(value, int | float) else str(value)


def both_words(one: FieldDifference, people: Mapping[str, str]) -> tuple[str, str]:
    """Before and after. A text that was changed in the other language only is shown in that one: else nothing would differ."""
    before, after = (field_words(one.field, side, people) for side in (one.before, one.after))
    if before == after and isinstance(one.before, Mapping) and isinstance(one.after, Mapping):
        other = next((code for code in LANGUAGES if one.before.get(code) != one.after.get(code)), FALLBACK)
        return str(one.before.get(other, "")) or NOTHING, str(one.after.get(other, "")) or NOTHING
    return before, after


def _day(value: str) -> str:
    return day(date.fromisoformat(value))


def _moment(value: str) -> str:
    return moment(datetime.fromisoformat(value))


def _steps(value: list[tuple[str, float]]) -> str:
    return say("files.list_separator").join(say("targets.step", due=_day(due), value=number(one)) for due, one in value)


ENUMS: Mapping[str, str] = {
    "unit": "targets.unit.",
    "direction": "targets.direction.",
    "target_kind": "targets.kind.",
    "measure": "contracts.measure.",
    "frequency": "contracts.frequency.",
    "timing": "contracts.timing.",
    "adds_up": "contracts.adds_up.",
    "path": "contracts.path.",
    "chart": "contracts.chart.",
    "profile": "contracts.profile.",
}
OTHERS: Mapping[str, Callable[[Any], str]] = {
    "baseline_from": _day,
    "baseline_to": _day,
    "target_on": _day,
    "baseline_locked_at": _moment,
    "interim": _steps,
}
