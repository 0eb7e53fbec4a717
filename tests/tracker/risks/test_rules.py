"""Scores and their bands, the way of a risk through its states, and when it is looked at again."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tracker.risks.rules import (
    HIGH_FROM,
    LIVE_STATES,
    MEDIUM_FROM,
    NEXT,
    REVIEWED_STATES,
    SCALE,
    Band,
    RiskState,
    Trend,
    band,
    may_move,
    next_code,
    next_review,
    review_is_overdue,
    score,
    trend,
)

# The map as people draw it, impact 5 at the top, probability 1 at the left: l(ow) m(edium) h(igh).
MAP = """\
mmhhh
lmmhh
lmmmh
llmmm
llllm"""


@pytest.mark.parametrize(("impact", "line"), list(zip((5, 4, 3, 2, 1), MAP.splitlines(), strict=True)))
def test_the_bands_are_those_of_the_map(impact: int, line: str) -> None:
    assert "".join(band(score(probability, impact)).value[0] for probability in SCALE) == line


def test_every_score_from_the_thresholds_on_is_as_their_reasons_say() -> None:
    for probability, impact in product(SCALE, SCALE):
        if score(probability, impact) >= MEDIUM_FROM:
            assert max(probability, impact) >= 3
        if score(probability, impact) >= HIGH_FROM:
            assert max(probability, impact) >= 4
            assert min(probability, impact) >= 3


@given(some.sampled_from(SCALE), some.sampled_from(SCALE), some.sampled_from(SCALE))
def test_a_likelier_risk_is_never_in_a_lower_band(probability: int, likelier: int, impact: int) -> None:
    order = list(Band)
    low, high = sorted((probability, likelier))
    assert order.index(band(score(low, impact))) <= order.index(band(score(high, impact)))


def test_a_score_rises_falls_or_stays() -> None:
    assert [trend(9, 12), trend(12, 9), trend(9, 9), trend(None, 9)] == [
        Trend.RISING,
        Trend.FALLING,
        Trend.STEADY,
        Trend.STEADY,
    ]


# From the line's state to the column's: open, watched, happened, closed.
WAYS = {
    RiskState.OPEN: ".xxx",
    RiskState.WATCHED: "x.xx",
    RiskState.HAPPENED: "xx.x",
    RiskState.CLOSED: "x...",
}


def test_the_ways_between_states_are_these_and_no_others() -> None:
    assert {state: "".join("x" if may_move(state, after) else "." for after in RiskState) for state in RiskState} == WAYS


@given(some.sampled_from(RiskState))
def test_every_state_is_reached_from_every_other(start: RiskState) -> None:
    reached, before = {start}, set()
    while reached != before:
        before = set(reached)
        reached |= {after for state in before for after in NEXT[state]}
    assert reached == set(RiskState)


def test_closed_is_the_one_state_that_does_not_live() -> None:
    assert set(RiskState) - LIVE_STATES == {RiskState.CLOSED}
    assert {RiskState.HAPPENED} == LIVE_STATES - REVIEWED_STATES


@pytest.mark.parametrize(
    ("last", "following"),
    [
        (date(2026, 1, 15), date(2026, 4, 15)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2025, 12, 1), date(2026, 3, 1)),
    ],
)
def test_the_next_review_is_a_quarter_after_the_last(last: date, following: date) -> None:
    assert next_review(last) == following


def test_a_review_is_overdue_after_its_day_only() -> None:
    today = date(2026, 4, 15)
    assert [review_is_overdue(day, today) for day in (date(2026, 4, 14), today, None)] == [True, False, False]


@pytest.mark.parametrize(
    ("taken", "code"),
    [([], "R01"), (["R01", "R02"], "R03"), (["R09"], "R10"), (["R99"], "R100"), (["X7", "RISK", "R", "R²"], "R01")],
)
def test_a_made_code_follows_the_highest_one(taken: list[str], code: str) -> None:
    assert next_code(taken) == code
