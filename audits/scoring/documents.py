"""A score as a document: for the command line as JSON with every digit, for the database with its numbers as text. And an
expression as a document, for a phone that evaluates it where there is no network."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from audits.scoring.items import Answered, Between, Condition, Every, Expression, Negated, Some
from audits.scoring.policy import policy_document
from audits.scoring.rules import Score
from tracker.core.rules import decimal_of, shortest


def score_document(score: Score, number: Callable[[Decimal], object] = str) -> dict[str, Any]:
    """The whole score. `number` shows each decimal: as text by default, which both databases give back unchanged."""

    def shown(value: Decimal | Fraction | None) -> object:
        if value is None:
            return None
        return number(shortest(decimal_of(value) if isinstance(value, Fraction) else value))

    policy = policy_document(score.policy)
    return {
        "policy": {name: shown(value) if isinstance(value, Decimal) else value for name, value in policy.items()}
        | {"bands": [{"name": band["name"], "from": shown(band["from"])} for band in policy["bands"]]},
        "earned": shown(score.earned),
        "possible": shown(score.possible),
        "percent": shown(score.percent),
        "shown_percent": score.shown_percent,
        "passed": score.passed,
        "band": score.band,
        "critical_failed": list(score.critical_failed),
        "sections": [
            {
                "name": section.name,
                "weight": shown(section.weight),
                "earned": shown(section.earned),
                "possible": shown(section.possible),
                "percent": shown(section.percent),
                "passed": section.passed,
            }
            for section in score.sections
        ],
        "trace": [
            {
                "item": line.item,
                "points": shown(line.points),
                "weight": shown(line.weight),
                "earned": shown(line.earned),
                "possible": shown(line.possible),
                "reason": line.reason.value,
            }
            for line in score.trace
        ],
    }


def expression_document(expression: Expression) -> dict[str, Any]:
    """As JSON. `audits/visits/field/conditions.js` evaluates it; a test holds both to the same outcome."""
    match expression:
        case Condition(item, equals):
            return {"is": "equals", "item": item, "equals": [_value(value) for value in equals]}
        case Answered(item):
            return {"is": "answered", "item": item}
        case Between():
            return {
                "is": "between",
                "item": expression.item,
                "start": None if expression.start is None else _value(expression.start),
                "end": None if expression.end is None else _value(expression.end),
                "start_included": expression.start_included,
                "end_included": expression.end_included,
            }
        case Every(parts):
            return {"is": "every", "parts": [expression_document(part) for part in parts]}
        case Some(parts):
            return {"is": "some", "parts": [expression_document(part) for part in parts]}
        case Negated(part):
            return {"is": "not", "part": expression_document(part)}


def _value(value: str | Decimal) -> str | int | float:
    """A number as JSON writes it; six decimals, as answers have, survive."""
    if isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
