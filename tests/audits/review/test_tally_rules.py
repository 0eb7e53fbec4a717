"""What one audit adds to the tallies."""

from typing import Any

import pytest

from audits.review.rules import LAST_STEP, item_counts, section_percents, step_of


def line(item: str | None, earned: str, possible: str, reason: str = "answered", weight: str = "1") -> dict[str, Any]:
    return {"item": item, "earned": earned, "possible": possible, "reason": reason, "weight": weight, "points": earned}


COUNTED = (
    ("all its points", line("a", "2", "2"), (True, False)),
    ("some of them", line("a", "1.5", "2"), (False, False)),
    ("none", line("a", "0", "2"), (False, True)),
    ("not answered, which costs its points", line("a", "0", "2", "not_answered"), (False, True)),
    ("only to lose, and nothing lost", line("a", "0", "0"), (True, False)),
    ("only to lose, and lost", line("a", "-5", "0"), (False, True)),
)


@pytest.mark.parametrize(("what", "given", "expected"), COUNTED)
def test_an_item_that_was_scored_counts(what: str, given: dict[str, Any], expected: tuple[bool, bool]) -> None:
    [found] = item_counts({"trace": [given]})
    assert (found.code, found.kept, found.missed) == ("a", *expected), what


LEFT_OUT = (
    line("a", "0", "0", "hidden"),
    line("a", "0", "0", "not_applicable"),
    line("a", "0", "0", "answered", weight="0"),
    line(None, "-4", "0", "section_zeroed"),
)


@pytest.mark.parametrize("given", LEFT_OUT)
def test_what_was_not_asked_and_what_a_rule_did_is_left_out(given: dict[str, Any]) -> None:
    assert list(item_counts({"trace": [given]})) == []


def test_the_whole_audit_stands_before_its_sections() -> None:
    sections = [
        {"name": "greeting", "percent": "75", "passed": True},
        {"name": "phone", "percent": None, "passed": None},
        {"name": "advice", "percent": "50.5", "passed": None},
    ]
    found = list(section_percents(70.25, True, {"sections": sections}))
    assert found == [("", 70.25, True), ("greeting", 75.0, True), ("advice", 50.5, False)]
    assert [code for code, _, _ in section_percents(None, None, {"sections": sections})] == ["greeting", "advice"]


@pytest.mark.parametrize(
    ("percent", "step"), [(0, 0), (4.999, 0), (5, 1), (94.9, 18), (95, LAST_STEP), (100, LAST_STEP), (108, LAST_STEP), (-3, 0)]
)
def test_a_score_falls_into_one_step(percent: float, step: int) -> None:
    assert step_of(percent) == step
