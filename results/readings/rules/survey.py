"""Answers of respondents made into a score: NPS in points, a satisfaction share or an index in percent, each with its 95%
interval. Sources: docs/method.md, "Survey answers"."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from statistics import fmean, stdev

from results.readings.rules.means import NORMAL_REACH, t_reach, welch_freedom
from tracker.core.shares import difference, wilson

PROMOTERS_FROM = 9
DETRACTORS_TO = 6
NPS_LIMIT, PERCENT_LIMIT = 100.0, 100.0


class ScoreKind(StrEnum):
    NPS = "nps"
    SHARE = "share"
    INDEX = "index"


class IntervalKind(StrEnum):
    NORMAL = "normal"
    WILSON = "wilson"
    T = "t"


@dataclass(frozen=True)
class Score:
    """`n` respondents gave an answer; the numbers are None where it takes more of them. `counts` is how the answers fell."""

    kind: ScoreKind
    n: int
    value: float | None = None
    standard_error: float | None = None
    lower: float | None = None
    upper: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def interval(self) -> IntervalKind:
        return {ScoreKind.NPS: IntervalKind.NORMAL, ScoreKind.SHARE: IntervalKind.WILSON}.get(self.kind, IntervalKind.T)


@dataclass(frozen=True)
class Difference:
    """Second score minus first, in their unit. Without an interval nothing is detectable."""

    value: float | None = None
    standard_error: float | None = None
    lower: float | None = None
    upper: float | None = None

    @property
    def detectable(self) -> bool:
        return self.lower is not None and self.upper is not None and not self.lower <= 0 <= self.upper


def net_promoter_score(answers: Sequence[int]) -> Score:
    """100 x (promoters 9 to 10 - detractors 0 to 6) / n of answers from 0 to 10; variance of one answer p + d - (p - d)^2."""
    n = len(answers)
    promoters = sum(1 for answer in answers if answer >= PROMOTERS_FROM)
    detractors = sum(1 for answer in answers if answer <= DETRACTORS_TO)
    counts = {"promoters": promoters, "passives": n - promoters - detractors, "detractors": detractors}
    if n == 0:
        return Score(ScoreKind.NPS, n, counts=counts)
    net = promoters - detractors
    value = 100 * net / n
    error = 100 * math.sqrt((promoters + detractors) * n - net * net) / (n * math.sqrt(n))
    reach = NORMAL_REACH * error
    return Score(ScoreKind.NPS, n, value, error, max(value - reach, -NPS_LIMIT), min(value + reach, NPS_LIMIT), counts)


def top_share(answers: Sequence[int], top: int) -> Score:
    """Percent of answers that are at least `top`, with Wilson's interval."""
    n, reached = len(answers), sum(1 for answer in answers if answer >= top)
    interval = wilson(reached, n)
    if interval.value is None or interval.low is None or interval.high is None:
        return Score(ScoreKind.SHARE, n, counts={"top": reached})
    error = 100 * math.sqrt(reached * (n - reached) / n) / n
    low, high = 100 * interval.low, 100 * interval.high
    return Score(ScoreKind.SHARE, n, 100 * reached / n, error, low, high, {"top": reached})


def index(values: Sequence[float], answered: Mapping[str, int]) -> Score:
    """Mean of the respondents' own values (`respondent_value`) with its t interval; of one respondent, none."""
    n = len(values)
    if n == 0:
        return Score(ScoreKind.INDEX, n, counts=answered)
    value = fmean(values)
    if n == 1:
        return Score(ScoreKind.INDEX, n, value, counts=answered)
    error = stdev(values) / math.sqrt(n)
    reach = t_reach(n - 1) * error
    return Score(ScoreKind.INDEX, n, value, error, max(value - reach, 0.0), min(value + reach, PERCENT_LIMIT), answered)


def respondent_value(answers: Mapping[str, int], weights: Mapping[str, float], low: int, high: int) -> float | None:
    """Weighted mean of one respondent's answers, rescaled from low..high to 0..100: what was not answered does not weigh.
    None without an answer."""
    if not answers:
        return None
    heaviest = max(weights[item] for item in answers)
    shares = {item: weights[item] / heaviest for item in answers}
    total = math.fsum(shares[item] * 100 * (answer - low) / (high - low) for item, answer in answers.items())
    return min(max(total / math.fsum(shares.values()), 0.0), PERCENT_LIMIT)


@lru_cache(maxsize=10_000)  # respondents give the same few answers
def counts_for(
    kind: ScoreKind,
    answers: tuple[tuple[str, int], ...],
    weights: tuple[tuple[str, float], ...],
    low: int,
    high: int,
    top: int | None,
) -> float:
    """What one respondent adds to the score, which is the mean of these: 100, 0 or -100 points of NPS, 100 or 0 of a share, the
    respondent's own value of an index. ValueError without an answer, and for a share without a top."""
    given = dict(answers)
    value: float | None
    if kind is ScoreKind.INDEX:
        value = respondent_value(given, dict(weights), low, high)
    elif kind is ScoreKind.NPS:
        value = net_promoter_score(list(given.values())).value
    else:
        value = None if top is None else top_share(list(given.values()), top).value
    if value is None:
        raise ValueError(f"{kind} of {given}")
    return value


def change(first: Score, second: Score) -> Difference:
    """NPS: normal interval. Share: Newcombe's of the two Wilson intervals. Index: Welch's t interval."""
    if first.value is None or second.value is None:
        return Difference()
    value = second.value - first.value
    if first.standard_error is None or second.standard_error is None:
        return Difference(value)
    error = math.hypot(first.standard_error, second.standard_error)
    if first.kind is ScoreKind.SHARE:
        share = difference(second.counts["top"], second.n, first.counts["top"], first.n)
        low, high = share.low, share.high
        return Difference(value, error, None if low is None else 100 * low, None if high is None else 100 * high)
    if first.kind is ScoreKind.NPS:
        return Difference(value, error, value - NORMAL_REACH * error, value + NORMAL_REACH * error)
    freedom = welch_freedom(first.standard_error, first.n, second.standard_error, second.n)
    if freedom is None:
        return Difference(value, error)
    reach = t_reach(freedom) * error
    return Difference(value, error, value - reach, value + reach)
