"""What is wrong with a form is told all at once, each with its place and its fix; accepted is what pyxform accepts."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from audits.rubrics.workbook.outline import Severity
from tests.audits.rubrics.workbook.reading import CHOICES, form_of, places, survey
from tracker.core.words import LANGUAGES, catalogue, say, speaking

GROUP = ("begin_group | g", "text | a | A", "end_group")
REPEAT = ("begin_repeat | r | R", "text | child | C", "end_repeat")
SELECT = survey("select_one yn | a | A")
TRIGGER = "type | name | label | trigger | calculation"

REFUSED = {
    "unknown type": (survey("Integer | a | A"), [("survey", 2, "type", "unknown_type")]),
    "select without a list": (survey("select_one | a | A") + CHOICES, [("survey", 2, "type", "select_without_list")]),
    "list name in two words": (survey("select_one y n | a | A") + CHOICES, [("survey", 2, "type", "select_without_list")]),
    "select without choices": (SELECT, [("survey", 2, "type", "no_choices")]),
    "missing list": (survey("select_one ny | a | A") + CHOICES, [("survey", 2, "type", "no_such_list")]),
    "unknown reference": (survey("text | a | A | ${b} = 1"), [("survey", 2, "relevant", "unknown_reference")]),
    "reference in a label": (survey("text | a | Is ${b}?"), [("survey", 2, "label", "unknown_reference")]),
    "reference with a space": (survey("text | a | A | ${ a } = 1"), [("survey", 2, "relevant", "bad_reference")]),
    "reference to two rows": (
        survey(*GROUP, "text | a | A", "text | b | B | ${a} = 1"),
        [("survey", 6, "relevant", "unclear_reference")],
    ),
    "a name twice": (survey("text | a | A", "text | a | B"), [("survey", 3, "name", "twice")]),
    "the reserved name": (survey("text | meta | A"), [("survey", 2, "name", "reserved_name")]),
    "no name": (survey("text | | A"), [("survey", 2, "name", "no_name")]),
    "a name that is none": (survey("text | 1 a | A"), [("survey", 2, "name", "bad_name")]),
    "no type": (survey(" | a | A"), [("survey", 2, "type", "no_type")]),
    "a group never ended": (survey(*GROUP[:2]), [("survey", 2, "type", "never_ended")]),
    "an end without a beginning": (survey(*GROUP[1:]), [("survey", 3, "type", "never_begun")]),
    "an end of something else": (survey(*GROUP[:2], "end_repeat"), [("survey", 4, "type", "ends_another")]),
    "a calculation of nothing": (survey("calculate | a"), [("survey", 2, "calculation", "no_calculation")]),
    "an option twice": (SELECT + CHOICES + "| | yn | yes | Sure |", [("choices", 4, "name", "choice_twice")]),
    "an option without a name": (SELECT + CHOICES + "| | yn | | Sure |", [("choices", 4, "name", "choice_without_name")]),
    "an option with a space": (
        survey("select_multiple yn | a | A") + CHOICES + "| | yn | not sure | Not sure |",
        [("survey", 2, "type", "choice_with_space")],
    ),
    "a column missing": (survey("text | a | A", columns="kind | name | label"), [("survey", 1, "type", "no_type_column")]),
    "an audit with a name": (survey("text | a | A", "audit | b"), [("survey", 3, "name", "audit_named")]),
    "a trigger that is no question": (
        survey("begin_group | g | G", "text | a | A | ${g} | 1", "end_group", columns=TRIGGER),
        [("survey", 3, "trigger", "unknown_reference")],
    ),
    "no survey": (CHOICES + "| other |\n| | a |\n| | b |", [("survey", None, None, "no_survey")]),
    "what only pyxform checks": (
        survey("text | a | A | rows=x", columns="type | name | label | parameters"),
        [("survey", 2, "parameters", "converter_says")],
    ),
    "no label": (
        survey("text | a", "image | b", "text | c | | ${a} = ''", "start | d"),
        [("survey", 2, "label", "no_label"), ("survey", 3, "label", "no_label"), ("survey", 4, "label", "no_label")],
    ),
    "what pyxform tells by name": (
        survey("text | b | B", "text | a | A | x.png", columns="type | name | label | big-image"),
        [("survey", 3, None, "converter_says")],
    ),
}


def accepts(text: str) -> bool:
    try:
        convert(BytesIO(text.encode()), file_type=".md")
    except PyXFormError:
        return False
    return True


@pytest.mark.parametrize("case", REFUSED)
def test_what_pyxform_refuses_is_refused_with_its_place(case: str) -> None:
    text, expected = REFUSED[case]
    form = form_of(text)
    assert not form.accepted
    assert not accepts(text)
    assert places(form.errors) == expected


ACCEPTED = {
    "no choices sheet": survey("text | a | A"),
    "the same name in two groups": survey(*GROUP, "begin_group | h", "text | a | A", "end_group"),
    "the same name in another case": survey("text | a | A", "text | A | A"),
    "an option twice, allowed": SELECT
    + CHOICES
    + "| | yn | yes | Sure |\n| settings |\n| | allow_choice_duplicates |\n| | yes |",
    "the instance's own name": survey("text | a | A | ${instanceID} != ''"),
    "a group without a label": survey(*GROUP),
    "earlier answers as a list": survey(*REPEAT, "select_one ${child} | a | A"),
    "a column nobody knows": survey("text | a | A | see ${a}", columns="type | name | label | my remark"),
    "headers in capitals": survey("text | a | A", columns="Type | Name | Label").replace("survey", "Survey"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_pyxform_accepts_has_no_error(case: str) -> None:
    form = form_of(ACCEPTED[case])
    assert accepts(ACCEPTED[case])
    assert form.accepted
    assert form.errors == []


def test_all_problems_come_at_once_in_the_order_of_the_rows() -> None:
    rows = ("Text | a | A", "select_one yn | b | B | ${c} = 1", "text | b | B", "begin_group | g | G", "text | | X")
    form = form_of(survey(*rows))
    assert not form.accepted
    assert places(form.problems) == [
        ("survey", 2, "type", "unknown_type"),
        ("survey", 3, "type", "no_choices"),
        ("survey", 3, "relevant", "unknown_reference"),
        ("survey", 4, "name", "twice"),
        ("survey", 5, "type", "never_ended"),
        ("survey", 6, "name", "no_name"),
    ]
    assert [row.name for row in form.outline] == ["a", "b", "b", "g"]


def test_what_pyxform_adds_to_our_own_findings_is_told_too() -> None:
    columns = "type | name | label | parameters | relevant"
    form = form_of(survey("text | a | A | rows=x", "text | b | B | | ${z} = 1", columns=columns))
    assert places(form.errors) == [("survey", 2, "parameters", "converter_says"), ("survey", 3, "relevant", "unknown_reference")]


def test_what_we_would_refuse_and_pyxform_accepts_is_a_warning() -> None:
    """pyxform builds a group from the bare word, which no reference of XLSForm names as a type."""
    text = survey("text | a | A", "group | g | G")
    form = form_of(text)
    assert accepts(text)
    assert form.accepted
    assert [(problem.severity, problem.key) for problem in form.problems] == [(Severity.WARNING, "xlsform.unknown_type")]


def test_sheets_that_a_rubric_has_no_place_for_are_named() -> None:
    form = form_of(survey("text | a | A") + "\n| remarks |\n| | who | what |\n| | me | that |")
    assert form.accepted
    assert places(form.problems) == [("remarks", None, None, "sheet_kept")]
    assert form.sheets is not None
    assert form.sheets.others == {"remarks": [["who", "what"], ["me", "that"]]}


TYPES = [
    "text",
    "integer",
    "select_one yn",
    "select_multiple no",
    "note",
    "calculate",
    "image",
    "begin_group",
    "end_group",
    "Text",
]
ROWS = st.tuples(
    st.sampled_from(TYPES),
    st.sampled_from(["a", "b", "c", "d e", ""]),
    st.sampled_from(["Label", "About ${a}", ""]),
    st.sampled_from(["", "", "${b} = 1", "${a", "1 = 1"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=5), st.booleans())
def test_accepted_follows_pyxform_whatever_the_rows(given_rows: list[tuple[str, ...]], choices: bool) -> None:
    text = survey(*(" | ".join(row) for row in given_rows)) + (CHOICES if choices else "")
    form = form_of(text)
    assert form.accepted is accepts(text)
    assert bool(form.errors) is not form.accepted
    assert {row.row for row in form.outline} >= {
        number for number, row in enumerate(given_rows, 2) if all(row[:2]) and row[0] != "end_group"
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_its_sentence_and_its_fix(language: str) -> None:
    with speaking(language):
        for text, _ in REFUSED.values():
            for problem in form_of(text).problems:
                assert problem.key in catalogue(language)
                assert "{" not in problem.message(say).replace("${", "")
                assert "{" not in problem.fix(say)
