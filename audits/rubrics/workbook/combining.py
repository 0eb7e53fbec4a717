"""Conditions put together, and said as simply as they can be, so that two ways to write the same compare equal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from audits.rubrics.forms.conditions import ConditionText


def condition_of(parts: Mapping[str, object]) -> ConditionText:
    return ConditionText.model_validate(dict(parts))


ALWAYS = condition_of({"all": []})
NEVER = condition_of({"any": []})


def every(parts: Iterable[ConditionText]) -> ConditionText:
    flat = _once(inner for part in parts for inner in (part.every if part.every is not None else (part,)))
    return NEVER if NEVER in flat else _joined("all", _merged(flat, _both))


def some(parts: Iterable[ConditionText]) -> ConditionText:
    flat = _once(inner for part in parts for inner in (part.some if part.some is not None else (part,)))
    return ALWAYS if ALWAYS in flat else _joined("any", _merged(flat, _either))


def negated(part: ConditionText) -> ConditionText:
    if part in (ALWAYS, NEVER):
        return NEVER if part == ALWAYS else ALWAYS
    return part.negated or condition_of({"not": part})


def limits_of(part: ConditionText) -> dict[str, Decimal]:
    """Its limits, under the names they have in a text."""
    named = {"above": part.above, "from": part.start, "below": part.below, "to": part.end}
    return {name: limit for name, limit in named.items() if limit is not None}


def _once(parts: Iterable[ConditionText]) -> list[ConditionText]:
    found: list[ConditionText] = []
    for part in parts:
        if part not in found:
            found.append(part)
    return found


def _joined(name: str, parts: Sequence[ConditionText]) -> ConditionText:
    return parts[0] if len(parts) == 1 else condition_of({name: list(parts)})


def _merged(
    parts: Sequence[ConditionText], together: Callable[[ConditionText, ConditionText], ConditionText | None]
) -> list[ConditionText]:
    merged: list[ConditionText] = []
    for part in parts:
        one = together(merged[-1], part) if merged else None
        if one is None:
            merged.append(part)
        else:
            merged[-1] = one
    return merged


def _both(left: ConditionText, right: ConditionText) -> ConditionText | None:
    """Two limits of one item as one. That it is answered and not above 3 is to be at most 3."""
    item, upper = _upper(right)
    if left.item is None or left.item != item or not upper:
        return None
    lower = limits_of(left)
    if not (lower.keys() <= {"from", "above"} and (lower or (left.answered and right.negated))):
        return None
    return condition_of({"item": item, **lower, **upper})


def _upper(part: ConditionText) -> tuple[str | None, dict[str, Decimal]]:
    """The item and its upper limit, where the part is nothing else."""
    if part.negated is not None:
        match limits_of(part.negated):
            case {"above": limit, **others} if not others:
                return part.negated.item, {"to": limit}
            case {"from": limit, **others} if not others:
                return part.negated.item, {"below": limit}
    limits = limits_of(part)
    return (part.item, limits) if limits.keys() <= {"to", "below"} else (None, {})


def _either(left: ConditionText, right: ConditionText) -> ConditionText | None:
    if left.equals is None or right.equals is None or left.item != right.item:
        return None
    return condition_of({"item": left.item, "equals": list(dict.fromkeys([*left.equals, *right.equals]))})
