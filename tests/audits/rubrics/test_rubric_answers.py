"""Answers against their rubric: what is shown, what is missing, what is accepted, what failed."""

from typing import Any

import pytest

from audits.rubrics.forms import (
    failed_items,
    missing_items,
    note_code,
    score_answers,
    to_scoring,
    validate_answer,
    validate_note,
    visible_items,
)
from tests.factories.rubrics import small_rubric
from tracker.core.refusals import Refusal

RUBRIC = small_rubric()


def test_a_question_is_shown_only_while_its_condition_holds() -> None:
    assert "minutes" not in visible_items(RUBRIC, {})
    assert "minutes" in visible_items(RUBRIC, {"clean": "yes"})
    assert "minutes" not in visible_items(RUBRIC, {"clean": "no", "minutes": 3})


def test_before_the_first_answer_the_required_items_are_missing() -> None:
    assert missing_items(RUBRIC, {}, {}) == [("clean", "answer"), ("picture", "photo")]


def test_an_answer_can_make_further_items_and_evidence_necessary() -> None:
    assert missing_items(RUBRIC, {"clean": "yes"}, {"picture": 1}) == [("minutes", "answer")]
    assert missing_items(RUBRIC, {"clean": "no"}, {"picture": 1}) == [("clean", "photo"), ("clean", "note")]
    given = {"clean": "no", note_code("clean"): "A broken bottle"}
    assert missing_items(RUBRIC, given, {"picture": 1, "clean": 2}) == []


def test_zero_is_an_answer() -> None:
    assert missing_items(RUBRIC, {"clean": "yes", "minutes": 0}, {"picture": 1}) == []


@pytest.mark.parametrize(
    ("code", "given", "stored"),
    [
        ("clean", "yes", "yes"),
        ("clean", None, None),
        ("clean", "", None),
        ("seen", [], None),
        ("seen", ["b", "a", "b"], ["a", "b"]),
        ("minutes", 0, 0),
        ("minutes", 7.0, 7),
        ("minutes", 7.5, 7.5),
        ("remark", " fine ", "fine"),
        ("remark", "  ", None),
        ("remark", "a\x00b", "a\ufffdb"),
        ("remark", "a\ud800b", "a?b"),
    ],
)
def test_a_good_answer_is_stored_in_one_form(code: str, given: object, stored: object) -> None:
    assert validate_answer(RUBRIC.items[code], given) == stored


@pytest.mark.parametrize(
    ("code", "given", "key"),
    [
        ("clean", "maybe", "rubrics.no_such_option"),
        ("clean", True, "rubrics.no_such_option"),
        ("clean", ["yes"], "rubrics.no_such_option"),
        ("clean", {"yes": 1}, "rubrics.no_such_option"),
        ("seen", "a", "rubrics.not_a_list"),
        ("seen", ["z"], "rubrics.no_such_option"),
        ("seen", [["a"]], "rubrics.no_such_option"),
        ("seen", ["a", "na"], "rubrics.not_applicable_alone"),
        ("minutes", "5", "rubrics.not_a_number"),
        ("minutes", True, "rubrics.not_a_number"),
        ("minutes", float("nan"), "rubrics.not_a_number"),
        ("minutes", float("inf"), "rubrics.not_a_number"),
        ("minutes", -1, "rubrics.out_of_range"),
        ("minutes", 61, "rubrics.out_of_range"),
        pytest.param("minutes", 10**5000, "rubrics.out_of_range", id="a number of 5001 digits"),
        ("remark", 5, "rubrics.not_a_text"),
        ("remark", "x" * 2001, "rubrics.text_too_long"),
        ("picture", "x", "rubrics.photo_is_no_answer"),
    ],
)
def test_what_is_no_answer_is_refused(code: str, given: Any, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        validate_answer(RUBRIC.items[code], given)
    assert (refused.value.key, refused.value.field) == (key, code)


def test_a_note_is_a_text_of_limited_length() -> None:
    item = RUBRIC.items["clean"]
    assert validate_note(item, "x") == "x"
    assert validate_note(item, None) is None
    with pytest.raises(Refusal):
        validate_note(item, "x" * 2001)


def test_what_failed_is_named_with_its_weight_for_the_store() -> None:
    assert failed_items(RUBRIC, {"clean": "no", "seen": ["a"], "minutes": 9}) == [("clean", True)]
    assert failed_items(RUBRIC, {"clean": "yes", "seen": ["na"], "minutes": 9}) == [("minutes", False)]
    assert failed_items(RUBRIC, {"clean": "yes"}) == []


def test_texts_and_pictures_score_nothing() -> None:
    assert [item.id for section in to_scoring(RUBRIC, {"remark": "x"}) for item in section.items] == ["clean", "seen", "minutes"]


def test_answers_score_as_the_rubric_says() -> None:
    result = score_answers(RUBRIC, {"clean": "yes", "seen": ["a"], "minutes": 4.5})
    assert (result.earned, result.possible, result.percent, result.passed) == (4, 5, 80, True)
    result = score_answers(RUBRIC, {"clean": "no", "seen": ["na"], "minutes": 4.5})
    assert (result.earned, result.possible, result.critical_failed) == (0, 1, ("clean",))
