"""JSON of scripts, in and out: read strictly, so that what cannot be meant is refused with its place and the reason; written
with every digit. Plain standard library, like the commands.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from tracker.core.refusals import Refusal

DIGITS_BEFORE, DIGITS_AFTER = 15, 30  # the sums of the rules keep as many
Choice = TypeVar("Choice", bound=StrEnum)
Read = TypeVar("Read")


class NoNumber:
    """NaN or Infinity, which no reader of a field takes, so that the refusal names the field."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __str__(self) -> str:
        return self._name


def read_json(text: str) -> Mapping[str, Any]:
    """The whole input, every number an exact decimal and every name once in its object."""
    try:
        document = json.loads(
            text, parse_float=Decimal, parse_int=Decimal, parse_constant=NoNumber, object_pairs_hook=_each_name_once
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise Refusal("core.not_json", what=str(error)[:200]) from error
    return mapping(document, "file")


def written(value: object) -> str:
    """JSON that keeps every digit of a decimal, which the json module cannot; ASCII, so that any terminal shows it."""
    try:
        return json.dumps(value)
    except TypeError:
        return _written_part(value)


def _written_part(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {_written_part(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_written_part(inner) for inner in value) + "]"
    return json.dumps(value)


def unknown_fields(given: Mapping[str, object], known: frozenset[str], place: str) -> list[str]:
    """Places of the fields that mean nothing here, as a mistyped `weigth`."""
    return [f"{place}.{name}" for name in given if name not in known]


def mapping(given: object, place: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise Refusal("core.not_an_object", place=place, text=shown(given))
    return given


def sequence(given: object, place: str) -> Sequence[object]:
    if not isinstance(given, list):
        raise Refusal("core.not_a_sequence", place=place, text=shown(given))
    return given


def needed(given: Mapping[str, object], name: str, place: str) -> object:
    if given.get(name) is None:
        raise Refusal("core.missing", place=place, name=name)
    return given[name]


def optional(given: Mapping[str, object], name: str, read: Callable[[object, str], Read], place: str, default: Read) -> Read:
    value = given.get(name)
    return default if value is None else read(value, f"{place}.{name}")


def text(given: object, place: str) -> str:
    if not isinstance(given, str):
        raise Refusal("core.not_a_text", place=place, text=shown(given))
    return given


def flag(given: object, place: str) -> bool:
    if not isinstance(given, bool):
        raise Refusal("core.not_a_flag", place=place, text=shown(given))
    return given


def number(given: object, place: str) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise Refusal("core.not_a_number", place=place, text=shown(given))
    found = given if isinstance(given, Decimal) else Decimal(str(given))
    exponent = found.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -DIGITS_AFTER or found.adjusted() >= DIGITS_BEFORE:
        raise Refusal("core.number_too_long", place=place, before=DIGITS_BEFORE, after=DIGITS_AFTER)
    return found


def choice(kind: type[Choice], given: object, place: str) -> Choice:
    known = [member.value for member in kind]
    if not isinstance(given, str) or given not in known:
        raise Refusal("core.unknown_value", place=place, text=shown(given), known=", ".join(known))
    return kind(given)


def shown(given: object) -> str:
    return str(given)[:80]


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice in one object")
    return dict(pairs)
