"""The parts of what is measured: teams and channels, and the two numbers of a share, a rate or a mean."""

from dataclasses import dataclass
from decimal import Decimal

from tracker.targets.rules import Unit

PERCENT = 100


@dataclass(frozen=True)
class PartCode:
    """A team with its store, or a channel, as the workbook's sheets of codes list them."""

    code: str
    name: str
    store: str = ""


def of_parts(unit: Unit, numerator: float, denominator: float) -> float:
    """In the indicator's unit: 45 of 60 is 75 in percent, 0.75 otherwise. ZeroDivisionError for a denominator of 0."""
    return (PERCENT if unit is Unit.PERCENT else 1) * numerator / denominator


def agrees(written: float, exact: float) -> bool:
    """Whether a value is the exact one, rounded to the decimals it is written with: 66.7 is 200 / 3, 66 is not."""
    exponent = Decimal(repr(written)).normalize().as_tuple().exponent
    decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    return abs(written - exact) <= 0.5 * 10.0**-decimals * (1 + 1e-9) + 1e-12 * abs(exact)
