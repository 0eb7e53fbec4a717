"""A score as a document: for the command line as JSON with every digit, for the database with its numbers as text."""

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from audits.scoring.policy import policy_document
from audits.scoring.rules import Score, decimal_of


def score_document(score: Score, number: Callable[[Decimal], object] = str) -> dict[str, Any]:
    """The whole score. `number` shows each decimal: as text by default, which both databases give back unchanged."""

    def shown(value: Decimal | Fraction | None) -> object:
        if value is None:
            return None
        return number(_shortest(decimal_of(value) if isinstance(value, Fraction) else value))

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


def written(value: object) -> str:
    """JSON that keeps every digit of a decimal, which the json module cannot; ASCII, so that any terminal shows it."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {written(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(inner) for inner in value) + "]"
    return json.dumps(value)


def _shortest(value: Decimal) -> Decimal:
    """2.10 as 2.1 and 0E-7 as 0, never with an exponent and never rounded to the precision of the moment."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Decimal("0" if text in ("-0", "") else text)
