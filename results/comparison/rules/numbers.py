"""Numbers as people are shown them."""

from decimal import ROUND_HALF_UP, Decimal

MOST_DECIMALS = 3


def rounded(value: float, decimals: int) -> float:
    """Half up, as people round: 86.25 is 86.3."""
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def decimals_for(value: float, other: float | None = None) -> int:
    """One decimal, or as many (three at most) as keep two different values different: 99.87 against a target of 99.9."""
    if value == rounded(value, 0) and (other is None or rounded(other, 0) != value or other == value):
        return 0
    decimals = 1
    while (
        decimals < MOST_DECIMALS and other is not None and value != other and rounded(value, decimals) == rounded(other, decimals)
    ):
        decimals += 1
    return decimals
