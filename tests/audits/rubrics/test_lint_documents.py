"""Documents that are unfinished or contradict themselves."""

import pytest

from audits.rubrics.forms.lint import Severity, lint_document, normalised
from tests.factories.lint import Document, document, found, item, number, option, rules, when
from tracker.core.words import speaking


def test_what_has_not_the_shape_of_a_rubric_stands_at_its_item_all_at_once() -> None:
    made = document(
        item("a", required="often", kind="several"), item("b", weight="soon"), {"kind": "text"}, policy={"preset": "nobody"}
    )
    made["sections"][0]["items"][1]["options"][0]["points"] = "many"
    rubric, findings = lint_document(made)
    assert rubric is None
    placed = {(one.item, one.place) for one in findings}
    assert placed == {
        ("a", "required"),
        ("a", "kind"),
        ("b", "weight"),
        ("b", "options[1].points"),
        ("s", "items[3].code"),
        ("s", "items[3].label"),
        (None, "policy"),
    }
    assert all(one.severity is Severity.ERROR and one.message and one.fix for one in findings)


@pytest.mark.parametrize(
    ("required", "place"),
    [
        ({"item": "a"}, "required"),
        ({"item": "a", "equals": [True]}, "required.equals[1]"),
        ({"all": [{"item": 3, "answered": True}]}, "required.all[1].item"),
    ],
)
def test_places_name_fields_and_no_types(required: Document, place: str) -> None:
    _, findings = lint_document(document(item("a"), item("b", required=required)))
    assert [one.place for one in findings] == [place]


@pytest.mark.parametrize("made", [{}, {"sections": []}, {"sections": None}, {"sections": ["x", {"items": 3}]}, {"policy": {}}])
def test_nearly_nothing_is_no_crash(made: Document) -> None:
    rubric, findings = lint_document(made)
    assert rubric is None
    assert findings
    normalised(made)


def test_contradictions_are_findings_at_their_item_beside_the_others() -> None:
    findings = found(item("a", weight=60), item("b", weight=45, condition=when("later", "y")), item("a"))
    assert {("code_twice", "a"), ("condition_not_earlier", "b")} <= set(rules(findings))


def test_every_finding_says_what_and_how_in_both_languages() -> None:
    findings = found(item("a", option("x", -1)), item("c", critical=True), policy={"pass_mark": 200})
    findings += found(number("n", {"below": 0, "points": 2}, {"from": 0, "points": 1}, lowest=0))
    english = [(one.message, one.fix) for one in findings]
    with speaking("zh_CN"):
        chinese = [(one.message, one.fix) for one in findings]
    assert len(findings) >= 5
    assert all(left != right and all(left + right) for left, right in zip(english, chinese, strict=True))
