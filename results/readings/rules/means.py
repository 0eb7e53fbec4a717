"""Student's t and Welch's degrees of freedom: how far a mean, or a difference of two, can lie off. Sources: docs/method.md,
"Survey answers"."""

import math
from statistics import NormalDist

CONFIDENCE = 0.95
NORMAL_REACH = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
LARGE = 1000.0  # degrees of freedom from which on the expansion is exact to the last digits
TINY = 1e-300
PRECISION = 1e-15


def t_reach(freedom: float) -> float:
    """How many standard errors a 95% interval reaches to each side; `freedom` need not be whole. ValueError unless above 0."""
    if not freedom > 0:
        raise ValueError(f"{freedom} degrees of freedom")
    if freedom >= LARGE:
        return _expanded(freedom)
    reach = NORMAL_REACH  # t reaches farther; and from below Newton's steps on a concave curve never pass the root
    for _ in range(200):
        step = (CONFIDENCE - _within(reach, freedom)) / (2 * _density(reach, freedom))
        reach += step
        if abs(step) <= 4 * PRECISION * reach:
            break
    return reach


def welch_freedom(error_1: float, n_1: int, error_2: float, n_2: int) -> float | None:
    """Degrees of freedom of a difference of two means with these standard errors: Welch 1947, Satterthwaite 1946.

    None where neither sample varies: 0 / 0.
    """
    largest = max(error_1, error_2)
    if largest <= 0 or min(n_1, n_2) < 2:
        return None
    first, second = (error_1 / largest) ** 2, (error_2 / largest) ** 2  # squares of tiny errors would vanish
    return (first + second) ** 2 / (first**2 / (n_1 - 1) + second**2 / (n_2 - 1))


def _expanded(freedom: float) -> float:
    """Abramowitz and Stegun 26.7.5."""
    z = NORMAL_REACH
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))


def _density(t: float, freedom: float) -> float:
    scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    return math.exp(scale - (freedom + 1) / 2 * math.log1p(t * t / freedom)) / math.sqrt(freedom * math.pi)


def _within(t: float, freedom: float) -> float:
    """The chance that t lies within -t and t: the incomplete beta function, by the side on which its fraction converges fast."""
    near, rest = t * t / (freedom + t * t), freedom / (freedom + t * t)
    if near < 1.5 / (freedom / 2 + 2.5):
        return _beta(near, rest, 0.5, freedom / 2)
    return 1 - _beta(rest, near, freedom / 2, 0.5)


def _beta(x: float, rest: float, a: float, b: float) -> float:
    """I_x(a, b) with rest = 1 - x, by Lentz's continued fraction: Press et al., Numerical Recipes, 3rd edition, 6.4."""
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(rest)) / a
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / _not_zero(1 + even * d), _not_zero(1 + even / c)
        fraction *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / _not_zero(1 + odd * d), _not_zero(1 + odd / c)
        fraction *= d * c
        if abs(d * c - 1) < PRECISION:
            break
    return front * fraction


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
