from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.visits.rules.places import EARTH_RADIUS_M, distance_m, was_open
from audits.visits.rules.texts import text_mark

LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_nashville_to_los_angeles_is_as_published():
    """Rosetta Code, Haversine formula: BNA to LAX, 2886.44 km with a radius of 6371.0 km, so 2886.45 with the mean radius."""
    assert distance_m(36.12, -86.67, 33.94, -118.40) / 1000 == pytest.approx(2886.448, abs=0.001)


def test_a_quarter_of_the_equator_and_the_way_to_the_other_side():
    assert distance_m(0, 0, 0, 90) == pytest.approx(EARTH_RADIUS_M * 3.14159265 / 2, rel=1e-8)
    assert distance_m(90, 0, -90, 0) == pytest.approx(EARTH_RADIUS_M * 3.14159265, rel=1e-8)
    assert distance_m(10, 179.999, 10, -179.999) < 250


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_a_distance_is_the_same_both_ways_and_never_longer_than_half_the_earth(one, two, three, four):
    there = distance_m(one, two, three, four)
    assert there == pytest.approx(distance_m(three, four, one, two), abs=1e-3)
    assert 0 <= there <= EARTH_RADIUS_M * 3.1416


@given(LATITUDES, LONGITUDES)
def test_a_place_is_no_distance_from_itself(latitude, longitude):
    assert distance_m(latitude, longitude, latitude, longitude) == 0


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("begun", "ended", "hours", "expected"),
    [
        (at(2, 10), at(2, 11), ("09:00", "21:00"), True),
        (at(2, 8), at(2, 8, 59), ("09:00", "21:00"), False),
        (at(2, 8), at(2, 9), ("09:00", "21:00"), True),
        (at(2, 21), at(2, 22), ("09:00", "21:00"), False),
        (at(2, 20, 59), at(2, 22), ("09:00", "21:00"), True),
        (at(2, 22), at(3, 8), ("09:00", "21:00"), False),
        (at(2, 22), at(3, 10), ("09:00", "21:00"), True),
        (at(3, 1), at(3, 1, 30), ("18:00", "02:00"), True),  # open over midnight
        (at(3, 3), at(3, 4), ("18:00", "02:00"), False),
        (at(3, 3), at(3, 4), ("00:00", "00:00"), True),  # the whole day
        (at(1, 3), at(5, 4), ("09:00", "10:00"), True),
    ],
)
def test_a_visit_was_made_in_opening_hours_when_any_moment_of_it_lies_in_them(begun, ended, hours, expected):
    assert was_open(begun, ended, *hours, "Asia/Shanghai") is expected


def test_hours_are_the_stores_own():
    assert was_open(at(2, 8), at(2, 9), "09:00", "21:00", "America/New_York") is True  # the evening of the day before
    assert was_open(at(2, 12), at(2, 13), "09:00", "21:00", "America/New_York") is False


def test_the_same_words_are_recognised_whatever_their_case_width_and_spaces():
    text = "The cashier was friendly, but the queue took ages."
    assert text_mark(text) == text_mark("the cashier WAS friendly but the queue took  ages") is not None
    assert text_mark(text) != text_mark(text + " Really.")
    assert text_mark("收银员很热情，但是排队时间太长了。") == text_mark("收银员很热情 但是排队时间太长了") is not None


@pytest.mark.parametrize("text", ["", "All well", "……", "店面整洁，服务好"])
def test_what_anybody_might_write_is_no_mark(text):
    assert text_mark(text) is None
