"""Places in order only as far as their intervals tell one."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.comparison.process_limits import Better
from results.comparison.rules import interval, ranked
from results.comparison.sentences import ranking_words


@dataclass(frozen=True)
class Place:
    name: str
    value: float | None
    standard_error: float | None


GOOD, FAIR, CLOSE, POOR = Place("good", 95, 1), Place("fair", 88, 1), Place("close", 86, 1), Place("poor", 70, 2)
HIDDEN, SURE = Place("hidden", None, None), Place("sure", 100, 0)


def names(places: list[Place], better: Better = Better.HIGHER) -> list[list[str]]:
    return [[place.name for place in group] for group in ranked(places, better)]


def test_places_whose_intervals_overlap_share_a_group_and_the_best_group_comes_first() -> None:
    assert names([POOR, CLOSE, GOOD, FAIR]) == [["good"], ["fair", "close"], ["poor"]]
    assert names([POOR, CLOSE, GOOD, FAIR], Better.LOWER) == [["poor"], ["close", "fair"], ["good"]]


def test_places_without_an_interval_come_last_and_nothing_is_ranked_where_no_side_is_better() -> None:
    assert names([SURE, HIDDEN, POOR, GOOD]) == [["good"], ["poor"], ["sure", "hidden"]]
    assert names([POOR, GOOD], Better.NEUTRAL) == [["poor", "good"]]
    assert names([]) == []


def test_an_error_of_nothing_is_no_certainty() -> None:
    assert interval(SURE) is None
    assert interval(Place("x", 50, 10)) == (pytest.approx(30.4, abs=0.01), pytest.approx(69.6, abs=0.01))


places = st.lists(st.builds(Place, st.text(max_size=3), st.floats(0, 100), st.floats(0.01, 30)), max_size=8)


@given(places)
def test_every_place_is_in_one_group_and_groups_never_overlap(given_places: list[Place]) -> None:
    groups = ranked(given_places, Better.HIGHER)
    assert sorted(id(place) for group in groups for place in group) == sorted(id(place) for place in given_places)
    spans = [[interval(place) or (0.0, 0.0) for place in group] for group in groups]
    for better, worse in pairwise(spans):
        assert min(low for low, _ in better) > max(high for _, high in worse)


@given(places)
def test_the_mirror_of_places_is_ranked_the_other_way_round(given_places: list[Place]) -> None:
    mirrored = [Place(place.name, -(place.value or 0), place.standard_error) for place in given_places]
    sizes = [len(group) for group in ranked(given_places, Better.HIGHER)]
    assert [len(group) for group in ranked(mirrored, Better.LOWER)] == sizes


@pytest.mark.parametrize(
    ("given_places", "better", "said"),
    [
        ([GOOD, POOR], Better.HIGHER, "2 groups differ beyond chance"),
        ([FAIR, CLOSE], Better.HIGHER, "These differ from each other by no more than chance"),
        ([Place("a", 90, 1), Place("b", 87, 1), Place("c", 84, 1)], Better.HIGHER, "From each to the next"),
        ([SURE], Better.HIGHER, "Nothing tells how single observations differ"),
        ([GOOD, POOR], Better.NEUTRAL, "No side is better here"),
    ],
)
def test_what_is_said_of_an_order(given_places: list[Place], better: Better, said: str) -> None:
    assert ranking_words(ranked(given_places, better), better).startswith(said)
