"""Earned value as the JSON of scripts, in and out. Plain standard library."""

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tracker.core.json_documents import number, sequence, unknown_fields
from tracker.core.refusals import Refusal
from tracker.core.rules import decimal_of, shortest
from tracker.money.rules.earned_value import earned_schedule, earned_time, earned_value

NEEDED = ("bac", "pv", "ev", "ac")
FIELDS = frozenset({*NEEDED, "pv_series", "ev_series", "period"})


def ignored_fields(document: Mapping[str, Any]) -> list[str]:
    return unknown_fields(document, FIELDS, "file")


def earned_value_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """A Refusal names the first key that is wrong."""
    given = {name: _amount(document, name) for name in NEEDED}
    planned, earned = _series(document, "pv_series"), _series(document, "ev_series")
    elapsed = None if document.get("period") is None else _amount(document, "period")
    for place, (before, after) in enumerate(pairwise(planned or []), start=1):
        if after < before:
            raise Refusal("money.series_falls", place=f"pv_series[{place}]")
    values: dict[str, Any] = asdict(earned_value(**given))
    values |= asdict(earned_schedule(planned or [], given["ev"], elapsed))
    found: dict[str, Any] = {name: _shown(value) for name, value in values.items()}
    if earned is not None:
        found["es_series"] = [_shown(earned_time(planned or [], one)) for one in earned]
    return found


def _amount(document: Mapping[str, object], name: str) -> Fraction:
    if document.get(name) is None:
        raise Refusal("core.missing", place="file", name=name)
    return _at_least_0(document[name], name)


def _series(document: Mapping[str, object], name: str) -> list[Fraction] | None:
    if document.get(name) is None:
        return None
    return [_at_least_0(one, f"{name}[{place}]") for place, one in enumerate(sequence(document[name], name))]


def _at_least_0(given: object, place: str) -> Fraction:
    found = number(given, place)
    if found < 0:
        raise Refusal("money.negative", place=place, number=str(found))
    return Fraction(found)


def _shown(value: Fraction | None) -> object:
    return None if value is None else shortest(decimal_of(value))
