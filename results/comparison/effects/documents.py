"""Effects for scripts: a CSV file in, a JSON document out. Without a time series it needs the standard library only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from results.comparison.effects.interrupted import Family, Reading, interrupted
from results.comparison.effects.rules import (
    ASSUMED,
    ATTRIBUTIONS,
    CellEmpty,
    Design,
    Effect,
    Group,
    Observed,
    Period,
    balanced,
    before_after,
    difference_in_differences,
    in_both_groups,
)
from tracker.core.commands import sentence
from tracker.core.refusals import Refusal
from tracker.core.tables import Row, Table, read_table

Word = TypeVar("Word", bound=StrEnum)


class Label(StrEnum):
    """What an effect is put down to. The same in every language: scripts ask for it."""

    BEFORE_AFTER = "observed, not attributed"
    DID = "attributed by pilot against control"
    ITS = "attributed by interrupted time series"


@dataclass(frozen=True)
class Asked:
    """What the options say. `since` is the first date after; pilot against control has its periods in the file."""

    design: Design
    since: date = date.max
    balanced: bool = False
    family: Family = Family.NORMAL
    season: int = 0
    slope: bool = False


def effect_document(text: str, asked: Asked) -> dict[str, Any]:
    """The document that `python -m results effect` prints. Raises Refusal, which quotes the row and its text."""
    table = read_table(text)
    if asked.design is Design.BEFORE_AFTER:
        return _before_after(table, asked)
    return _did(table, asked) if asked.design is Design.DID else _its(table, asked)


def _before_after(table: Table, asked: Asked) -> dict[str, Any]:
    day, place = table.place("date"), table.place("value")
    dated = [(row.day(day), row.value(place, "value")) for row in table.rows]
    before = [value for on, value in dated if on < asked.since]
    after = [value for on, value in dated if on >= asked.since]
    counts = {"n_before": len(before), "n_after": len(after)}
    return _document(asked, before_after(before, after)) | counts


def _did(table: Table, asked: Asked) -> dict[str, Any]:
    every = _observed(table)
    observed = [each for each in every if each is not None]
    left_out = len(every) - len(observed)
    if asked.balanced:
        observed = balanced(observed)
    try:
        effect = difference_in_differences(observed)
    except CellEmpty as empty:
        raise Refusal("effect.cell_empty", group=empty.group, period=empty.period) from empty
    document = _document(asked, effect)
    if both := in_both_groups(observed):
        document["assumed"].append(sentence("effect.assumed.unit_in_both", n=len(both), unit=both[0]))
    return document | {"n": len(observed), "units": len({each.unit for each in observed}), "left_out": left_out}


def _observed(table: Table) -> list[Observed | None]:
    """Of each row; None where its value is blank."""
    unit, group, period, value = (table.place(name) for name in ("unit", "group", "period", "value"))
    observed: list[Observed | None] = []
    for row in table.rows:
        name = row.cells[unit]
        if not name:
            raise row.refused("effect.no_unit")
        where, when = _one_of(Group, row, group, "group"), _one_of(Period, row, period, "period")
        observed.append(Observed(name, where, when, row.value(value, "value")) if row.cells[value] else None)
    return observed


def _one_of(kind: type[Word], row: Row, place: int, column: str) -> Word:
    text = row.cells[place].casefold()
    if text not in list(kind):
        raise row.refused("effect.not_one_of", column=column, words=", ".join(kind))
    return kind(text)


def _its(table: Table, asked: Asked) -> dict[str, Any]:
    readings = _readings(table, asked.family)
    found = interrupted(readings, asked.since, family=asked.family, season=asked.season, slope=asked.slope)
    slope = None
    if found.slope is not None:
        slope = {"estimate": found.slope.estimate, "lower": found.slope.lower, "upper": found.slope.upper}
    before = sum(1 for reading in readings if reading.on < asked.since)
    counts = {"n_before": before, "n_after": len(readings) - before}
    return _document(asked, found.step) | {"slope": slope, "dispersion": found.dispersion} | counts


def _readings(table: Table, family: Family) -> list[Reading]:
    day, place = table.place("date"), table.place("value")
    counts = family is Family.POISSON
    exposure = table.place("exposure") if counts and table.holds("exposure") else None
    readings = []
    for on, row in table.by_day(day):
        value = row.value(place, "value")
        if counts and value < 0:
            raise row.refused("effect.count_negative")
        base = 1.0 if exposure is None else row.value(exposure, "exposure")
        if base <= 0:
            raise row.refused("effect.exposure_not_positive")
        readings.append(Reading(on, value, base))
    return readings


def _document(asked: Asked, effect: Effect) -> dict[str, Any]:
    ratio = asked.design is Design.ITS and asked.family is Family.POISSON
    return {
        "design": asked.design,
        "scale": "ratio" if ratio else "difference",
        "estimate": effect.estimate,
        "standard_error": effect.standard_error,
        "lower": effect.lower,
        "upper": effect.upper,
        "attributed": asked.design is not Design.BEFORE_AFTER,
        "label": Label[asked.design.name],
        "assumed": [sentence(f"effect.assumed.{name}") for name in ASSUMED[ATTRIBUTIONS[asked.design]]],
    }
