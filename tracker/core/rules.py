"""Decimals without noise."""

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction


def decimal_of(value: Fraction, digits: int = 28) -> Decimal:
    """A fraction as a decimal: exact where it ends within so many digits, else rounded half up there."""
    with localcontext(Context(prec=digits, rounding=ROUND_HALF_UP)):
        return Decimal(value.numerator) / Decimal(value.denominator)


def shortest(value: Decimal) -> Decimal:
    """2.10 as 2.1 and 0E-7 as 0, never with an exponent and never rounded to the precision of the moment."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Decimal("0" if text in ("-0", "") else text)
