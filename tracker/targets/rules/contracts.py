"""A contract as it is kept in its history: what changed between two versions, and a baseline from values that were measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.targets.rules import AddsUp, Timing

WORDED = ("name", "question", "formula", "numerator", "denominator", "note")  # in both languages
BASELINE = ("baseline", "baseline_from", "baseline_to", "baseline_n")
LOCK = ("baseline_locked_at", "baseline_locked_by")
TARGET = ("target_kind", "target", "target_high", "target_on")
MEASURED = ("measure", "unit", "direction", "frequency", "timing", "rolling_months", "adds_up", "smallest_n", "derived")
READ = ("consecutive", "path", "alert_below", "alert_above", "chart", "profile", "owner_id")
INTERIM = "interim"
PEOPLE = ("owner_id", "baseline_locked_by")
CONTRACT = (*WORDED, *MEASURED, *BASELINE, *LOCK, *TARGET, INTERIM, *READ)  # in the order in which people read it
BASELINE_DECIMALS = 3  # so many as a page shows: what was agreed is what is stored


@dataclass(frozen=True)
class VersionRow:
    """`contract` has the fields of CONTRACT as JSON: a text as {en, zh_CN}, a day as its ISO form, `interim` as [day, value]."""

    number: int
    reason: str
    made_at: datetime
    made_by_name: str
    contract: dict[str, Any]


@dataclass(frozen=True)
class FieldDifference:
    field: str
    before: Any
    after: Any


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldDifference]:
    """What differs between two versions, in the order of CONTRACT. A field that one of them lacks counts as None."""
    pairs = ((field, before.get(field), after.get(field)) for field in CONTRACT)
    return [FieldDifference(field, was, now) for field, was, now in pairs if was != now]


@dataclass(frozen=True)
class MeasuredValue:
    """A value of a period: `n` observations, or with a denominator."""

    on: date
    value: float | None
    n: int | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class MeasuredBaseline:
    """`value` over `periods` values; `n` is their sum where each has one."""

    value: float
    n: int | None
    periods: int


def baseline_of(
    points: Sequence[MeasuredValue], adds_up: AddsUp, timing: Timing, first: date, last: date
) -> MeasuredBaseline | None:
    """The baseline of the window from `first` to `last`, both included; None where nothing was measured in it. Of rolling values,
    which count a month several times, it is the last one.

    Weighted by the denominator (recomputed: as sums of numerators over sums of denominators) or by n (weighted), where every
    value has one; else, and for sums and what does not add up, the plain mean of the periods.
    """
    inside = [(point, point.value) for point in points if first <= point.on <= last and point.value is not None]
    if not inside:
        return None
    if timing is Timing.ROLLING:
        inside = [max(inside, key=lambda one: one[0].on)]
    weights = _weights([point for point, _ in inside], adds_up)
    total = sum(weights)
    counts = [point.n for point, _ in inside if point.n is not None]
    mean = sum(weight * value for weight, (_, value) in zip(weights, inside, strict=True)) / total
    return MeasuredBaseline(
        value=round(mean, BASELINE_DECIMALS),
        n=sum(counts) if len(counts) == len(inside) else None,
        periods=len(inside),
    )


def _weights(points: Sequence[MeasuredValue], adds_up: AddsUp) -> list[float]:
    denominators = [point.denominator for point in points if point.denominator]
    counts = [float(point.n) for point in points if point.n]
    if adds_up is AddsUp.RECOMPUTED and len(denominators) == len(points):
        return denominators
    if adds_up in (AddsUp.RECOMPUTED, AddsUp.WEIGHTED) and len(counts) == len(points):
        return counts
    return [1.0] * len(points)
