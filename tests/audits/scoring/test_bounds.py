"""The bounds hold for every score, and plain rubrics reach them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.scoring.bounds import Bounds, Reach, bounds, reached, section_bounds
from audits.scoring.items import YES_NO, Answer, Band, Condition, Item, Kind, Option, Section
from audits.scoring.policy import Aggregation, Critical, MultipleMaximum, Policy, Unanswered
from audits.scoring.rules import score
from tests.audits.scoring.test_scoring_properties import audits, policies
from tests.factories.scoring import NA, options, section

FREE = {"bonus_cap": False}


def answers_to(item: Item) -> list[Answer]:
    """All answers, and of the numbers one for each stretch."""
    if item.kind is Kind.NUMBER:
        edges = [edge for band in item.bands for edge in (band.start, band.below) if edge is not None]
        return [None, *edges, *(edge - 1 for edge in edges), *(edge + 1 for edge in edges)]
    names = [option.name for option in item.options]
    if item.kind is not Kind.MULTIPLE:
        return [None, *names]
    plain = [option.name for option in item.options if not option.not_applicable]
    ticks = [
        tuple(name for name, taken in zip(plain, chosen, strict=True) if taken) for chosen in product((0, 1), repeat=len(plain))
    ]
    return [*ticks, *((option.name,) for option in item.options if option.not_applicable)]


def with_answers(sections: Sequence[Section], given: dict[str, Answer]) -> list[Section]:
    return [replace(part, items=tuple(replace(item, answer=given[item.id]) for item in part.items)) for part in sections]


def percents(sections: Sequence[Section], policy: Policy) -> Iterator[Fraction]:
    items = [item for part in sections for item in part.items]
    for chosen in product(*(answers_to(item) for item in items)):
        given = {item.id: answer for item, answer in zip(items, chosen, strict=True)}
        percent = score(with_answers(sections, given), policy).percent
        if percent is not None:
            yield percent


def of(*parts: Section | Item, **switches: object) -> tuple[Fraction, Fraction] | None:
    sections = [part if isinstance(part, Section) else section(part) for part in parts]
    found = bounds(sections, Policy(**switches))  # type: ignore[arg-type]
    return (found.lowest, found.highest) if found else None


def single(name: str, *points: object, **named: object) -> Item:
    return Item(name, Kind.SINGLE, options(*points), **named)  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(audits(), policies)
def test_every_score_lies_within_the_bounds(sections: list[Section], policy: Policy) -> None:
    found, percent = bounds(sections, policy), score(sections, policy).percent
    if percent is not None:
        assert found is not None
        assert found.lowest <= percent <= found.highest


@settings(max_examples=100, deadline=None)
@given(audits(), policies)
def test_every_score_of_a_section_lies_within_its_bounds(sections: list[Section], policy: Policy) -> None:
    for part, judged in zip(sections, score(sections, policy).sections, strict=True):
        found = section_bounds(part, policy)
        if judged.percent is not None:
            assert found is not None
            assert found.lowest <= judged.percent <= found.highest


@st.composite
def plain_rubrics(draw: st.DrawFn) -> list[Section]:
    """Small enough to try every combination; nothing depends on anything."""
    points = st.sampled_from([Decimal(one) for one in ("-2", "-0.5", "0", "1", "1.5", "3")])
    sections = []
    for place in range(draw(st.integers(1, 2))):
        items = []
        for number in range(draw(st.integers(1, 2))):
            kind = draw(st.sampled_from([Kind.SINGLE, Kind.MULTIPLE, Kind.NUMBER]))
            offered = tuple(Option(code, draw(points)) for code in "abc"[: draw(st.integers(1, 3))])
            bands = (Band(draw(points), None, Decimal(2)), Band(draw(points), Decimal(3), None))
            item = Item(
                f"i{place}{number}",
                kind,
                options=() if kind is Kind.NUMBER else (*offered, NA) if draw(st.booleans()) else offered,
                bands=bands if kind is Kind.NUMBER else (),
                weight=draw(st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(3)])),
                bonus=draw(st.integers(0, 3)) == 0,
            )
            items.append(item)
        sections.append(Section(f"s{place}", tuple(items), weight=draw(st.sampled_from([Decimal(1), Decimal(2)]))))
    return sections


@settings(max_examples=100, deadline=None)
@given(plain_rubrics(), policies)
def test_the_bounds_of_a_plain_rubric_are_reached(sections: list[Section], policy: Policy) -> None:
    found, tried = bounds(sections, policy), list(percents(sections, policy))
    assert (found and (found.lowest, found.highest)) == ((min(tried), max(tried)) if tried else None)


@pytest.mark.parametrize("aggregation", Aggregation)
def test_gains_alone_lie_in_0_to_100_and_reach_both(aggregation: Aggregation) -> None:
    expected = (100, 100) if aggregation is Aggregation.DEDUCTION else (0, 100)
    assert of(single("a", 0, 1), single("b", 0, 5), aggregation=aggregation) == expected


def test_a_loss_lies_below_0_unless_the_policy_has_a_floor() -> None:
    items = (single("a", 0, 1), single("b", -2, 1))
    assert of(*items) == (-100, 100)
    assert of(*items, floor_zero=True) == (0, 100)
    assert of(single("a", -2, 0)) == (-100, 0)


def test_a_bonus_lies_above_100_unless_the_policy_caps_it() -> None:
    items = (single("a", 0, 4), single("b", 0, 1, bonus=True))
    assert of(*items, **FREE) == (0, 125)
    assert of(*items) == (0, 100)


def test_a_bonus_weighs_most_where_the_least_is_possible() -> None:
    asked = Item("b", Kind.SINGLE, options(0, 8), condition=Condition("a", ("2",)))
    assert of(single("a", 0, 2), asked, single("c", 0, 1, bonus=True), **FREE) == (0, 150)


def test_ticks_that_together_exceed_the_best_one_lie_above_100() -> None:
    item = Item("a", Kind.MULTIPLE, options(1, 2, 3))
    assert of(item, multiple_maximum=MultipleMaximum.BEST, **FREE) == (0, 200)


def test_what_must_be_answered_earns_its_least_points() -> None:
    assert of(single("a", 1, 4), unanswered=Unanswered.BLOCK) == (25, 100)
    assert of(single("a", 1, 4), unanswered=Unanswered.EXCLUDE) == (25, 100)
    assert of(single("a", 1, 4)) == (0, 100)


def test_deductions_begin_at_the_start() -> None:
    faults = (single("a", -30, 0), single("b", -90, 0))
    assert of(*faults, aggregation=Aggregation.DEDUCTION) == (-20, 100)
    assert of(*faults, aggregation=Aggregation.DEDUCTION, floor_zero=True) == (0, 100)
    assert of(*faults, aggregation=Aggregation.DEDUCTION, start=Decimal(200)) == (40, 100)


@pytest.mark.parametrize(
    ("critical", "lowest"), [(Critical.RECORD, 50), (Critical.ZERO_SECTION, 0), (Critical.ZERO_AUDIT, 0), (Critical.CAP, 20)]
)
def test_a_critical_item_lowers_what_the_worst_answers_leave(critical: Critical, lowest: int) -> None:
    item = Item("a", Kind.SINGLE, (Option("bad", Decimal(1), fail=True), Option("good", Decimal(2))), critical=True)
    switches = {"critical": critical, "critical_cap": Decimal(20), "unanswered": Unanswered.BLOCK}
    assert of(item, **switches) == (lowest, 100)
    assert of(replace(item, critical=False), **switches) == (50, 100)


def test_what_can_never_be_seen_brings_nothing() -> None:
    parts = [section(single("a", 0, 1), single("b", -5, 0))]
    assert bounds(parts, Policy(), {"b": Reach(shown=False)}) == Bounds(Fraction(0), Fraction(100))
    assert bounds(parts, Policy(), {"a": Reach(shown=False), "b": Reach(shown=False)}) is None


def test_a_filtered_list_counts_with_and_without_what_may_be_missing() -> None:
    towns = Item("t", Kind.SINGLE, options(0, 1, 4))
    parts = [section(towns, single("c", 0, 2, bonus=True))]
    whole = bounds(parts, Policy(**FREE), {"t": Reach(offered=frozenset({"0", "1"}))})
    assert whole == Bounds(Fraction(0), Fraction(300))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.booleans(), min_size=3, max_size=3), st.data())
def test_every_score_of_a_filtered_list_lies_within_the_bounds(always: list[bool], data: st.DataObject) -> None:
    policy = data.draw(policies)
    points = st.sampled_from([Decimal(one) for one in ("-3", "-1", "0", "2", "5")])
    kind = data.draw(st.sampled_from([Kind.SINGLE, Kind.MULTIPLE]))
    full = Item("t", kind, tuple(Option(code, data.draw(points)) for code in "abc"), bonus=data.draw(st.booleans()))
    other = Item("o", Kind.SINGLE, (Option("x", data.draw(points)), Option("y", data.draw(points)), NA))
    kept = frozenset(code for code, stays in zip("abc", always, strict=True) if stays)
    found = bounds([section(full, other)], policy, {"t": Reach(offered=kept)})
    offered = data.draw(st.lists(st.booleans(), min_size=3, max_size=3))
    shown = tuple(option for option, taken in zip(full.options, offered, strict=True) if taken or option.name in kept)
    for percent in percents([section(replace(full, options=shown), other)], policy):
        assert found is not None
        assert found.lowest <= percent <= found.highest


def test_nothing_to_score_has_no_bounds() -> None:
    assert of(single("a", 0, 0)) is None
    assert bounds([], Policy()) is None
    assert section_bounds(section(single("a", 0)), Policy()) is None


def test_the_maximum_follows_the_branch_taken() -> None:
    child = Item("b", Kind.SINGLE, options(0, 8), condition=Condition("a", ("yes",)))
    parts = [section(Item("a", Kind.YESNO, YES_NO), child)]
    assert score(with_answers(parts, {"a": "yes", "b": None}), Policy()).possible == 9
    assert score(with_answers(parts, {"a": "no", "b": "8"}), Policy()).possible == 1


@pytest.mark.parametrize(
    ("bands", "limits", "expected"),
    [
        ([(None, 5), (5, None)], (None, None), ({0, 1}, False)),
        ([(None, 5), (6, None)], (None, None), ({0, 1}, True)),
        ([(None, 5), (5, None)], (5, 9), ({1}, False)),
        ([(None, 5), (5, None)], (0, 5), ({0, 1}, False)),
        ([(0, 5), (2, 4)], (None, None), ({0}, True)),
        ([], (0, 1), (set(), True)),
        ([(None, None)], (3, 3), ({0}, False)),
    ],
)
def test_a_band_is_reached_by_a_number_that_no_earlier_band_takes(
    bands: list[tuple[int | None, int | None]], limits: tuple[int | None, int | None], expected: tuple[set[int], bool]
) -> None:
    edge = lambda one: None if one is None else Decimal(one)  # noqa: E731 - shorter than its name
    made = [Band(Decimal(1), edge(start), edge(below)) for start, below in bands]
    assert reached(made, *map(edge, limits)) == expected


def test_three_hundred_items_are_bounded_at_once() -> None:
    many = [
        single(f"i{n}", "-0.1", "1.3", weight=Decimal("0.7"), condition=Condition("i0", ("1.3",)) if n else None)
        for n in range(300)
    ]
    found = bounds([section(*many)], Policy())
    assert found is not None
    assert found.lowest == Fraction(-100) / 13
