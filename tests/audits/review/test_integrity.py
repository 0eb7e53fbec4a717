"""What a reviewer is told to look at, as a rule of values."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.review.rules.integrity import (
    FAR_M,
    MEDIAN_FROM,
    Elsewhere,
    Sign,
    SignalKind,
    far_away,
    quick,
    same_photos,
    same_texts,
    straight,
    told,
    trapped,
    weight,
)
from audits.visits.rules import Flag

MINUTE = timedelta(minutes=1)
HALF_HOURS = [30 * MINUTE] * MEDIAN_FROM


def test_every_flag_of_a_visits_times_is_a_signal():
    assert {flag.value for flag in Flag} <= {kind.value for kind in SignalKind}


def test_a_phone_is_far_away_beyond_what_its_own_doubt_explains():
    assert far_away(FAR_M + 51, 50)[0].facts == {"distance": FAR_M + 51, "accuracy": 50}
    assert far_away(FAR_M + 50, 50) == []
    assert far_away(90_000, 100_000) == []


def test_less_than_a_third_of_the_median_is_quick():
    assert [sign.facts for sign in quick(9 * MINUTE, HALF_HOURS)] == [{"minutes": 9.0, "usual": 30.0, "n": MEDIAN_FROM}]
    assert quick(10 * MINUTE, HALF_HOURS) == []


def test_a_few_audits_have_no_median_to_speak_of():
    assert quick(MINUTE, HALF_HOURS[1:]) == []


SCALE = ("yes", "no")


@pytest.mark.parametrize(
    ("choices", "runs"),
    [
        ([(SCALE, "yes")] * 10, [10]),
        ([(SCALE, "yes")] * 9, []),
        ([(SCALE, "yes"), (SCALE, "no")] * 20, []),
        ([(SCALE, "yes")] * 5 + [(SCALE, "no")] + [(SCALE, "yes")] * 12, [12]),
        ([(SCALE, "yes")] * 12 + [(SCALE, "no"), (SCALE, "yes")] * 20, []),  # 12 of 52 is less than half
        ([(SCALE, "yes")] * 6 + [(("yes", "no", "na"), "yes")] * 6, []),  # another scale begins another run
        ([], []),
    ],
)
def test_a_run_of_the_same_answer_over_half_of_the_choices_is_straight(choices, runs):
    assert [sign.facts["run"] for sign in straight(choices)] == runs


@given(st.lists(st.tuples(st.just(SCALE), st.sampled_from(SCALE)), max_size=60))
def test_no_run_is_longer_than_the_checklist(choices):
    assert all(sign.facts["run"] <= sign.facts["n"] == len(choices) for sign in straight(choices))


def test_a_shared_picture_names_the_one_that_most_visits_have():
    (sign,) = same_photos([Elsewhere(1, "S1"), Elsewhere(4, "S2")])
    assert (sign.kind, sign.facts) == (SignalKind.SAME_PHOTO, {"n": 2, "visits": 4, "store": "S2"})
    assert same_texts([]) == []


def test_an_answer_against_what_everybody_saw_is_named_and_a_missing_one_is_not():
    names = {"sign": "Which sign hung at the door?"}
    (sign,) = trapped({"sign": "red", "price": 10, "door": "left"}, {"sign": "blue", "price": 10}, names)
    assert sign.facts == {"n": 1, "items": "Which sign hung at the door?"}


def test_signs_are_told_and_counted_with_the_heaviest_first():
    signs = [Sign(SignalKind.AFTER_DUE), Sign(SignalKind.TRAP, {"n": 1}), Sign(SignalKind.QUICK)]
    assert [sign.kind for sign in told(signs)] == [SignalKind.TRAP, SignalKind.QUICK, SignalKind.AFTER_DUE]
    assert weight(signs) == 6
    assert weight([]) == 0
