"""What is named as weak, and what its worth is: by what the whole would gain."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from results.comparison.process_limits import Better
from results.comparison.rules.weak_spots import FALSE_ALARM, SURE, Item, Judged, Part, weak_items, weak_places, weak_sections

SIDES = (Better.HIGHER, Better.LOWER)


def place(key: str, n: int, value: float, error: float | None = 1.0) -> Part[str]:
    return Part(key, float(n), n, value, error)


def items(*counts: tuple[int, int], share: float = 0.5) -> list[Item[str]]:
    return [Item(f"i{number}", share, asked, kept) for number, (asked, kept) in enumerate(counts)]


def weak(found: Sequence[Judged[str]]) -> list[str]:
    return [each.key for each in found if each.weak]


places = st.lists(
    st.builds(place, st.uuids().map(str), st.integers(2, 500), st.floats(0, 100), st.floats(0.1, 5)), min_size=2, max_size=12
)
counted = st.lists(
    st.integers(1, 400).flatmap(lambda asked: st.tuples(st.just(asked), st.integers(0, asked))), min_size=2, max_size=12
).map(lambda counts: items(*counts))


def test_three_standard_errors_to_one_side_are_one_in_741() -> None:
    assert round(SURE, 4) == 0.9973
    assert round(1 / FALSE_ALARM) == 741


def test_a_store_is_worth_its_share_of_the_observations_times_its_distance() -> None:
    found = weak_places([place("a", 100, 60), place("b", 300, 90)], Better.HIGHER)
    assert [each.level for each in found] == [82.5, 82.5]
    assert found[0].lift == pytest.approx(0.25 * 22.5)
    assert found[1].lift == pytest.approx(0.75 * -7.5)
    assert weak(found) == ["a"]


def test_a_store_that_differs_by_no_more_than_chance_is_not_named() -> None:
    level = [place(f"s{number}", 20, 80.0 + (number % 3), 2.0) for number in range(9)]
    assert weak(weak_places([*level, place("few", 3, 70, 2.0)], Better.HIGHER)) == []
    assert weak(weak_places([*level, place("many", 60, 70, 2.0)], Better.HIGHER)) == ["many"]


def test_a_store_without_an_error_of_its_own_is_judged_by_that_of_the_others() -> None:
    others = [place(f"s{number}", 20, 80.0) for number in range(6)]
    assert weak(weak_places([*others, place("none_kept", 20, 0.0, 0.0), place("one", 1, 79.0, None)], Better.HIGHER)) == [
        "none_kept"
    ]


def test_where_nothing_tells_how_observations_differ_or_which_side_is_worse_nothing_is_judged() -> None:
    unknown = [place("a", 10, 1, None), place("b", 10, 99, None)]
    assert weak_places(unknown, Better.HIGHER) == []
    assert weak_places([place("a", 10, 1), place("b", 10, 99)], Better.NEUTRAL) == []


@given(places, st.sampled_from(SIDES))
def test_what_all_places_would_bring_sums_to_nothing_and_only_worse_ones_are_weak(parts: list[Part[str]], better: Better) -> None:
    found = weak_places(parts, better)
    assert math.fsum(each.lift for each in found) == pytest.approx(0, abs=1e-9)
    assert all(each.lift > 0 for each in found if each.weak)
    assert all(each.lower <= each.value <= each.upper for each in found)


@given(places)
def test_the_other_side_is_better_and_the_other_places_are_worth_something(parts: list[Part[str]]) -> None:
    up, down = (weak_places(parts, better) for better in SIDES)
    assert [each.lift for each in up] == pytest.approx([-each.lift for each in down])
    assert not set(weak(up)) & set(weak(down))


@given(places, st.floats(-50, 50))
def test_shifting_all_values_changes_what_no_place_is_worth(parts: list[Part[str]], shift: float) -> None:
    moved = [Part(part.key, part.weight, part.n, part.value + shift, part.error) for part in parts]
    before, after = weak_places(parts, Better.HIGHER), weak_places(moved, Better.HIGHER)
    assert [each.lift for each in after] == pytest.approx([each.lift for each in before], abs=1e-9)


def test_a_section_is_worth_its_share_of_the_points() -> None:
    sections = [Part("advice", 0.2, 400, 50.0, 1.0), Part("checkout", 0.8, 400, 90.0, 1.0)]
    found = weak_sections(sections)
    assert found[0].lift == pytest.approx(0.2 * 32)
    assert weak(found) == ["advice"]
    assert weak(weak_sections([Part("advice", 0.2, 4, 50.0, 11.0), sections[1]])) == []


def test_an_item_is_worth_its_points_as_often_as_it_was_asked() -> None:
    often, seldom = weak_items(items((400, 200), (400, 380))), weak_items(items((40, 20), (400, 380)))
    assert often[0].lift == pytest.approx(0.5 * (72.5 - 50))
    assert seldom[0].lift < often[0].lift
    assert (weak(often), weak(seldom)) == (["i0"], ["i0"])
    assert weak(weak_items(items((4, 2), (400, 340)))) == []


def test_an_item_that_kept_some_of_its_points_kept_half_of_them() -> None:
    some, none = weak_items([Item("some", 0.5, 100, 20, 60), Item("none", 0.5, 100, 20)])
    assert (some.value, none.value) == (50, 20)


@given(counted)
def test_items_lift_each_other_to_nothing_and_only_worse_ones_are_weak(asked: list[Item[str]]) -> None:
    found = weak_items(asked)
    assert math.fsum(each.lift for each in found) == pytest.approx(0, abs=1e-9)
    assert all(each.lift > 0 for each in found if each.weak)
    assert all(0 <= each.lower <= each.value + 1e-9 and each.value - 1e-9 <= each.upper <= 100 + 1e-9 for each in found)


@given(counted)
def test_items_that_were_always_kept_alike_are_no_news(asked: list[Item[str]]) -> None:
    assume(all(item.asked for item in asked))
    assert weak(weak_items([Item(item.key, item.share, item.asked, item.asked) for item in asked])) == []
