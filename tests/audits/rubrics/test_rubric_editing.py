"""Edits of a rubric being written: what moves, what goes, what stays, and that no edit breaks what reads the document."""

import json
from copy import deepcopy
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.rubrics.forms import ItemKind, load_template
from audits.rubrics.forms import editing as edits
from audits.rubrics.forms.editing import Document, all_items, item_of, section_of, section_with
from audits.rubrics.forms.lint import lint_document
from tests.factories.rubrics import small_rubric

SHIPPED = load_template("store_visit").snapshot()
SMALL = small_rubric().snapshot()
ROW = {"cells": {"type": "calculate", "name": "age"}, "path": []}


def codes(document: Document) -> list[str]:
    return [item["code"] for item in all_items(document)]


def kept_rows(document: Document) -> list[Any]:
    sections = document["sections"]
    parts = [*sections, *all_items(document), document.get("form", {})]
    return [row for part in parts for field in ("before", "kept") for row in part.get(field, [])]


def with_rows(document: Document) -> Document:
    """Each item and section keeps a row of its own from an imported form."""
    edited = deepcopy(document)
    for number, part in enumerate((*edited["sections"], *all_items(edited))):
        part["kept"] = [{"cells": {"name": f"row_{number}"}, "path": []}]
    return edited


ITEM = st.sampled_from(codes(SHIPPED))
SECTION = st.sampled_from([section["code"] for section in SHIPPED["sections"]])
STEP = st.sampled_from([-1, 1])


@given(ITEM, STEP)
def test_moving_an_item_changes_nothing_but_the_order(code: str, step: int) -> None:
    moved = edits.shift_item(SHIPPED, code, step)
    assert sorted(codes(moved)) == sorted(codes(SHIPPED))
    assert {item["code"]: item for item in all_items(moved)} == {item["code"]: item for item in all_items(SHIPPED)}


@given(SECTION, STEP)
def test_moving_a_section_changes_nothing_but_the_order(code: str, step: int) -> None:
    moved = edits.shift_section(SHIPPED, code, step)
    assert sorted(map(json.dumps, moved["sections"])) == sorted(map(json.dumps, SHIPPED["sections"]))


@given(ITEM)
def test_a_duplicate_that_is_removed_leaves_the_same_document(code: str) -> None:
    document = with_rows(SHIPPED)
    to = edits.fresh_code(document, code)
    doubled = edits.duplicate_item(document, code, to)
    assert codes(doubled).index(to) == codes(doubled).index(code) + 1
    assert edits.remove_item(doubled, to) == document


@given(SECTION)
def test_a_section_doubled_and_removed_leaves_the_same_document(code: str) -> None:
    document = with_rows(SHIPPED)
    doubled = edits.duplicate_section(document, code, edits.fresh_code(document, code))
    assert len(set(codes(doubled))) == len(codes(doubled))
    assert edits.remove_section(doubled, edits.fresh_code(document, code)) == document


@given(ITEM)
def test_rows_of_an_imported_form_outlive_the_item_they_stood_before(code: str) -> None:
    document = with_rows(SHIPPED)
    for edited in (edits.remove_item(document, code), edits.move_item(document, code, "greeting")):
        assert sorted(map(json.dumps, kept_rows(edited))) == sorted(map(json.dumps, kept_rows(document)))


@given(SECTION)
def test_rows_of_an_imported_form_outlive_their_section(code: str) -> None:
    document = with_rows(SHIPPED)
    edited = edits.remove_section(document, code)
    assert sorted(map(json.dumps, kept_rows(edited))) == sorted(map(json.dumps, kept_rows(document)))


@st.composite
def edit(draw: st.DrawFn) -> Any:
    """Any edit a person can make, sensible or not."""
    item, section, at = draw(ITEM), draw(SECTION), draw(st.integers(0, 3))
    value = draw(st.sampled_from([None, 0, -3, 2.5, 105, True, "", "text", [], {}, {"item": "gone", "equals": ["yes"]}]))
    field = draw(st.sampled_from(["label", "weight", "condition", "required", "critical", "guidance", "lowest", "unit"]))
    new = f"new_{draw(st.integers(0, 3))}"
    kind = draw(st.sampled_from(list(ItemKind)))
    return draw(
        st.sampled_from(
            [
                partial(edits.remove_item, code=item),
                partial(edits.remove_section, code=section),
                partial(edits.shift_item, code=item, step=draw(STEP)),
                partial(edits.move_item, code=item, section=section),
                partial(edits.set_item, code=item, field=field, value=value),
                partial(
                    edits.set_section, code=section, field=draw(st.sampled_from(["name", "weight", "pass_mark"])), value=value
                ),
                partial(edits.set_kind, code=item, kind=kind),
                partial(edits.add_section, code=new, after=section),
                partial(edits.rename_item, code=item, to=new),
                lambda document: edits.add_item(document, section, edits.new_item(edits.fresh_code(document, new), kind)),
                lambda document: edits.duplicate_item(document, item, edits.fresh_code(document, item)),
                lambda document: edits.duplicate_section(document, section, edits.fresh_code(document, section)),
                lambda document: _option_removed(document, item, at),
            ]
        )
    )


def _option_removed(document: Document, code: str, at: int) -> Document:
    found = item_of(document, code)
    has = found is not None and at < len(found.get("options", []))
    return edits.remove_part(document, code, "options", at) if has else document


@settings(max_examples=60, deadline=None)
@given(st.lists(edit(), max_size=8))
def test_whatever_is_edited_is_json_and_can_be_linted(made: list[Any]) -> None:
    document, before = SHIPPED, deepcopy(SHIPPED)
    for one in made:
        document = one(document)
    assert json.loads(json.dumps(document)) == document
    rubric, findings = lint_document(document)
    assert rubric is not None or findings
    assert before == SHIPPED, "an edit changed the document it was given"


def test_an_item_moves_over_the_edge_of_its_section() -> None:
    first, second = SHIPPED["sections"][0], SHIPPED["sections"][1]
    moved = edits.shift_item(SHIPPED, second["items"][0]["code"], -1)
    assert moved["sections"][0]["items"][-1] == second["items"][0]
    assert edits.shift_item(SHIPPED, first["items"][0]["code"], -1) == SHIPPED


def test_a_condition_on_a_removed_item_stays_and_is_reported() -> None:
    edited = edits.remove_item(SMALL, "clean")
    minutes = item_of(edited, "minutes")
    assert minutes
    assert minutes["condition"]["item"] == "clean"
    assert "minutes" in {finding.item for finding in lint_document(edited)[1]}


def test_another_code_is_followed_by_the_conditions_that_look_at_the_item() -> None:
    edited = edits.rename_item(SMALL, "clean", "tidy")
    minutes = item_of(edited, "minutes")
    assert minutes
    assert minutes["condition"]["item"] == "tidy"
    assert not [finding for finding in lint_document(edited)[1] if finding.item == "minutes"]


def test_the_items_of_a_doubled_section_look_at_each_other() -> None:
    doubled = edits.duplicate_section(SMALL, "first", "second")
    copies = section_of(doubled, "second")
    assert copies
    assert [item["code"] for item in copies["items"]] == ["clean_2", "seen_2", "minutes_2", "remark_2", "picture_2"]
    assert copies["items"][2]["condition"]["item"] == "clean_2"
    assert section_with(doubled, "clean") == section_of(SMALL, "first")


def test_a_removed_option_asks_for_no_evidence_any_more() -> None:
    edited = item_of(edits.remove_part(SMALL, "clean", "options", 1), "clean")
    assert edited
    assert [option["code"] for option in edited["options"]] == ["yes"]
    assert edited["evidence"] == {"photo": [], "note": []}


def test_a_new_kind_brings_its_answers_and_takes_the_others_away() -> None:
    number = item_of(edits.set_kind(SMALL, "clean", ItemKind.NUMBER), "clean")
    assert number
    assert "options" not in number
    assert "evidence" not in number
    yes_no = item_of(edits.set_kind(SMALL, "minutes", ItemKind.YESNO), "minutes")
    assert yes_no
    assert [option["label"]["zh_CN"] for option in yes_no["options"]] == ["是", "否", "不适用"]
    assert "bands" not in yes_no


@pytest.mark.parametrize(("wanted", "given_code"), [("clean", "clean_2"), ("fresh", "fresh"), ("x" * 60, "x" * 60)])
def test_a_fresh_code_is_one_that_nothing_has(wanted: str, given_code: str) -> None:
    assert edits.fresh_code(SMALL, wanted) == given_code
