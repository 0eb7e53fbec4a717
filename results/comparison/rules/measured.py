"""What was measured, as rules take it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Measured:
    """A point of a series. `value` is None where it rests on fewer observations than may be shown. `numerator` and `denominator`
    are those of a share or a rate; `squares` the sum of the squares of the observations."""

    on: date
    value: float | None
    n: int | None
    numerator: float | None = None
    denominator: float | None = None
    squares: float | None = None
