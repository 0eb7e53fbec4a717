"""Two versions side by side: what a reader is told of an edit, and what the event log keeps of it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from audits.rubrics.forms import editing as edits
from audits.rubrics.forms import load_template, read_snapshot
from audits.rubrics.forms.compare import Change, Difference, Part, changes, compare
from audits.rubrics.forms.editing import Document, all_items
from tests.factories.rubrics import small_rubric
from tracker.core.words import speaking

SHIPPED = load_template("store_visit").snapshot()
SMALL = small_rubric().snapshot()
CODES = [item["code"] for item in all_items(SHIPPED)]
LABEL = {"en": "Tidy", "zh_CN": "整齐"}


def said(old: Document, new: Document) -> list[Difference]:
    return compare(read_snapshot(old), read_snapshot(new))


def only(old: Document, new: Document) -> Difference:
    [one] = said(old, new)
    return one


def test_a_version_does_not_differ_from_itself() -> None:
    assert said(SHIPPED, SHIPPED) == []
    assert changes(SHIPPED, SHIPPED) == {}


def test_a_changed_field_is_said_with_what_stood_there_and_what_stands_there() -> None:
    one = only(SMALL, edits.set_item(SMALL, "clean", "weight", 3))
    assert (one.part, one.change, one.name, one.field, one.before, one.after) == ("item", "changed", "Clean", "weight", "1", "3")


def test_values_are_said_in_words() -> None:
    option = edits.set_part(SMALL, "clean", "options", 0, "points", 2)
    assert only(SMALL, option).after == "Yes: 2\nNo: 0, failure"
    condition = only(SMALL, edits.set_item(SMALL, "minutes", "condition", {"item": "seen", "answered": True}))
    assert condition.before == "Clean: Yes"
    with speaking("zh_CN"):
        assert only(SMALL, edits.set_item(SMALL, "clean", "critical", False)).before == "是"


def test_a_text_that_differs_in_the_other_language_only_is_said_in_that_one() -> None:
    one = only(SMALL, edits.set_item(SMALL, "clean", "label", {"en": "Clean", "zh_CN": "整洁"}))
    assert (one.before, one.after) == ("干净", "整洁")


def test_a_new_and_a_removed_item_are_said_with_their_answers() -> None:
    new = edits.duplicate_item(SMALL, "clean", "tidy")
    one = only(SMALL, edits.set_item(new, "tidy", "label", LABEL))
    assert (one.change, one.name, one.before) == (Change.ADDED, "Tidy", "")
    assert "Yes: 1" in one.after
    gone = only(SMALL, edits.remove_item(SMALL, "remark"))
    assert (gone.change, gone.name) == (Change.REMOVED, "Remark")


def test_what_only_slid_because_something_was_put_before_it_has_not_moved() -> None:
    found = said(SMALL, edits.add_item(SMALL, "first", {**SMALL["sections"][0]["items"][0], "code": "x"}, after="clean"))
    assert [one.change for one in found] == [Change.ADDED]


@given(st.sampled_from(CODES), st.sampled_from([-1, 1]))
def test_an_item_moved_one_place_is_one_difference(code: str, step: int) -> None:
    moved = edits.shift_item(SHIPPED, code, step)
    found = said(SHIPPED, moved)
    assert [one.change for one in found] == ([Change.MOVED] if moved != SHIPPED else [])


def test_a_moved_section_is_said_once_and_its_items_are_not() -> None:
    found = said(SHIPPED, edits.shift_section(SHIPPED, "greeting", -1))
    assert [(one.part, one.change) for one in found] == [(Part.SECTION, Change.MOVED)]


def test_the_policy_is_compared_sentence_by_sentence() -> None:
    policy = {**SMALL["policy"], "pass_mark": 90}
    one = only(SMALL, edits.set_rubric(SMALL, "policy", policy))
    assert (one.part, one.field) == (Part.RUBRIC, "policy_pass_mark")
    assert "80" in one.before
    assert "90" in one.after


def test_the_log_keeps_the_fields_that_changed_and_no_whole_item() -> None:
    edited = edits.set_item(SMALL, "clean", "weight", 3)
    assert changes(SMALL, edited) == {"item clean.weight": ["1", 3]}
    doubled = changes(SMALL, edits.duplicate_item(SMALL, "clean", "clean_2"))
    assert doubled["item clean_2.label"] == [None, {"en": "Clean", "zh_CN": "干净"}]
    assert sorted(doubled) == ["item clean_2.label", "section first.items"]
    removed: dict[str, Any] = changes(SMALL, edits.remove_section(SMALL, "first"))
    assert removed["sections"] == [["first"], []]
