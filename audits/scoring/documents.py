"""A score as a document: for the command line as JSON with every digit, for the database with its numbers as text."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

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
