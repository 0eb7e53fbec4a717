"""Weights that are meant to sum to 100, and normalising."""

from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rubrics.forms.lint import Severity, lint_document, normalised
from audits.rubrics.forms.weights import scaled
from tests.factories.lint import Document, document, found, item, rules, section


@pytest.mark.parametrize(("weights", "whole"), [((40, 30, 20, 10, 5), "105"), ((20, 15, 60), "95")])
def test_weights_that_evidently_mean_100_and_miss_it_are_an_error_that_offers_to_normalise(
    weights: tuple[int, ...], whole: str
) -> None:
    of_sections = [section(f"s{n}", item(f"i{n}"), weight=weight) for n, weight in enumerate(weights)]
    (finding,) = found(*of_sections)
    assert (finding.severity, finding.rule, finding.item) == (Severity.ERROR, "weights", None)
    assert whole in finding.message
    assert (
        ", ".join(f"{weight}".rstrip("0").rstrip(".") for weight in scaled([Decimal(w) for w in weights], Decimal(100)))
        in finding.fix
    )
    (finding,) = found(*(item(f"i{n}", weight=weight) for n, weight in enumerate(weights)))
    assert (finding.rule, finding.item) == ("weights", "s")
    spread = [section(f"s{n}", item(f"i{n}", weight=weight)) for n, weight in enumerate(weights)]
    assert rules(found(*spread)) == [("weights", None)]


@pytest.mark.parametrize(
    "weights", [(40, 30, 20, 10), (1, 2, 3), (35, 35, 35), (9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 8), (60, 60), (50,)]
)
def test_weights_that_sum_to_100_or_never_meant_to_are_left_alone(weights: tuple[int, ...]) -> None:
    assert found(*(item(f"i{n}", weight=weight) for n, weight in enumerate(weights))) == []


def test_a_bonus_may_stand_beside_the_100() -> None:
    assert found(item("a", weight=60), item("b", weight=40), item("c", weight=5, bonus=True)) == []


def test_a_declared_sum_is_held_exactly() -> None:
    parts = [section("s", item("a"), weight=1), section("t", item("b"), weight=3)]
    assert found(*parts, weights_sum_to=4) == []
    (finding,) = found(*parts, weights_sum_to=10)
    assert "10" in finding.message
    assert "2.5, 7.5" in finding.fix


@pytest.mark.parametrize(
    ("weights", "more"), [((40, 30, 20, 10, 5), {}), ((20, 15, 60), {}), ((1, 1, 1), {"weights_sum_to": 100})]
)
def test_normalised_weights_sum_and_leave_nothing_to_find(weights: tuple[int, ...], more: Document) -> None:
    made = document(*(section(f"s{n}", item(f"i{n}"), weight=weight) for n, weight in enumerate(weights)), **more)
    before = deepcopy(made)
    again = normalised(made)
    assert made == before
    assert sum(Decimal(str(part["weight"])) for part in again["sections"]) == 100
    assert lint_document(again)[1] == []


def test_normalising_mends_the_weights_of_items_where_these_are_wrong() -> None:
    made = normalised(document(*(item(f"i{n}", weight=str(weight)) for n, weight in enumerate((40, 30, 20, 10, 5)))))
    assert "weight" not in made["sections"][0]
    assert lint_document(made)[1] == []


@pytest.mark.parametrize("weight", [0, None, "soon", -4, float("nan")])
def test_weights_that_cannot_be_scaled_stay(weight: object) -> None:
    made = document(section("s", item("a"), weight=weight), section("t", item("b"), weight=0))
    assert repr(normalised(made)) == repr(made)


@given(
    st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=30),
    st.sampled_from([Decimal(100), Decimal(1), Decimal("12.5")]),
)
def test_scaled_weights_sum_exactly_and_keep_their_proportions(weights: list[Decimal], to: Decimal) -> None:
    again, whole = scaled(weights, to), sum(weights)
    if whole:
        assert sum(again) == to
        assert all(abs(new - old * to / whole) <= Decimal("0.01") for old, new in zip(weights, again, strict=True))
