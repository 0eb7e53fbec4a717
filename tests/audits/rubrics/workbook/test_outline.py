"""The outline of a form: every named row with its kind, its place, its texts and its options."""

from decimal import Decimal

import pytest

from audits.rubrics.forms.text import ItemKind
from audits.rubrics.workbook import kinds
from audits.rubrics.workbook.choices import truth
from audits.rubrics.workbook.kinds import KEPT, SECTION, Reason, meaning_of
from tests.audits.rubrics.workbook.reading import CHOICES, form_of, places, rows, survey


@pytest.mark.parametrize(
    ("type_text", "kind"),
    [
        ("select_one yn", "single"),
        ("select one from yn", "single"),
        ("add select one prompt using yn", "single"),
        ("select_multiple yn", "multiple"),
        ("select all that apply from yn", "multiple"),
        ("integer", "number"),
        ("decimal", "number"),
        ("int", "number"),
        ("range", "number"),
        ("text", "text"),
        ("string", "text"),
        ("date", "date"),
        ("time", "time"),
        ("dateTime", "datetime"),
        ("geopoint", "location"),
        ("image", "photo"),
        ("add image prompt", "photo"),
        ("note", "note"),
        ("rank yn", "kept"),
        ("audio", "kept"),
        ("file", "kept"),
        ("barcode", "kept"),
        ("geotrace", "kept"),
        ("start", "kept"),
        ("deviceid", "kept"),
        ("select_one_from_file stores.csv", "kept"),
        ("acknowledge", "kept"),
    ],
)
def test_a_type_of_xlsform_has_its_kind(type_text: str, kind: str) -> None:
    form = form_of(f"| survey |\n| | type | name | label |\n| | {type_text} | a | A |", CHOICES)
    assert form.accepted
    assert [(row.name, row.kind, row.type) for row in form.outline] == [("a", kind, type_text)]
    assert [problem.key.startswith("xlsform.kept_") for problem in form.problems] == ([True] if kind == "kept" else [])


def test_a_range_shown_as_stars_is_a_rating() -> None:
    form = form_of("""
        | survey |
        |        | type  | name  | label | appearance      | parameters   |
        |        | range | stars | Stars | rating          | end=5        |
        |        | range | warm  | Warm  | vertical        | end=5 step=1 |
        """)
    assert form.accepted
    assert [row.kind for row in form.outline] == ["rating", "number"]


def test_the_kinds_are_those_of_items() -> None:
    words = {kinds.SINGLE, kinds.MULTIPLE, kinds.NUMBER, kinds.RATING, kinds.PHOTO, kinds.NOTE, *kinds.BY_DATA.values()}
    assert words <= {kind.value for kind in ItemKind}
    assert {KEPT, SECTION}.isdisjoint({kind.value for kind in ItemKind})


def test_rows_stand_in_their_groups_and_what_repeats_is_kept() -> None:
    form = form_of("""
        | survey |
        |        | type         | name     | label    | calculation |
        |        | begin_group  | greeting | Greeting |             |
        |        | text         | words    | Words    |             |
        |        | begin group  | inner    | Inner    |             |
        |        | integer      | seconds  | Seconds  |             |
        |        | end group    |          |          |             |
        |        | end_group    |          |          |             |
        |        | begin_repeat | visit    | Visit    |             |
        |        | begin_group  | person   | Person   |             |
        |        | text         | who      | Who      |             |
        |        | end_group    |          |          |             |
        |        | end_repeat   |          |          |             |
        |        | calculate    | sum      |          | 1 + 1       |
        """)
    assert form.accepted
    assert [(row.row, row.name, row.kind, row.section, row.reason) for row in form.outline] == [
        (2, "greeting", "section", None, None),
        (3, "words", "text", "greeting", None),
        (4, "inner", "section", "greeting", None),
        (5, "seconds", "number", "greeting/inner", None),
        (8, "visit", "kept", None, Reason.REPEAT),
        (9, "person", "kept", "visit", Reason.INSIDE_REPEAT),
        (10, "who", "kept", "visit/person", Reason.INSIDE_REPEAT),
        (13, "sum", "kept", None, Reason.CALCULATION),
    ]
    assert places(form.problems) == [
        ("survey", 8, "type", "kept_repeat"),
        ("survey", 9, "type", "kept_inside_repeat"),
        ("survey", 10, "type", "kept_inside_repeat"),
        ("survey", 13, "type", "kept_calculation"),
    ]


def test_labels_have_their_languages_and_a_plain_label_the_default_one() -> None:
    form = form_of("""
        | survey |
        |        | type | name | label::English (en) | label::中文 (zh) | hint::Français (fr) |
        |        | text | a    | Clean?              | 是否整洁？       | Regardez            |
        |        | text | b    | Open?               |                  |                     |
        """)
    assert form.languages == ["English (en)", "中文 (zh)", "Français (fr)"]
    assert [row.labels for row in form.outline] == [
        {"English (en)": "Clean?", "中文 (zh)": "是否整洁？"},
        {"English (en)": "Open?"},
    ]

    plain = form_of("| survey |\n| | type | name | caption |\n| | text | a | Clean? |")
    assert (plain.languages, plain.outline[0].labels) == (["default"], {"default": "Clean?"})

    named = form_of(
        "| survey |\n| | type | name | label | label:English (en) |\n| | text | a | 是否整洁？ | Clean? |",
        "| settings |\n| | default_language |\n| | 中文 (zh) |",
    )
    assert named.languages == ["中文 (zh)", "English (en)"]
    assert named.outline[0].labels == {"中文 (zh)": "是否整洁？", "English (en)": "Clean?"}


def test_required_is_yes_no_or_an_expression() -> None:
    form = form_of("""
        | survey |
        |        | type | name | label | required    | relevance        |
        |        | text | a    | A     | yes         |                  |
        |        | text | b    | B     | TRUE        | ${a} = ‘x’       |
        |        | text | c    | C     | false()     |                  |
        |        | text | d    | D     |             |                  |
        |        | text | e    | E     | ${a} != ''  |                  |
        """)
    assert form.accepted
    assert [row.required for row in form.outline] == [True, True, False, False, "${a} != ''"]
    assert rows(form)["b"].condition == "${a} = 'x'"
    assert rows(form)["a"].condition is None


def test_a_question_that_is_calculated_and_has_no_words_is_kept() -> None:
    form = form_of(survey("text | a | | 1 + 1", "text | b | B | 1 + 1", columns="type | name | label | calculation"))
    assert form.accepted
    assert [(row.kind, row.reason) for row in form.outline] == [("kept", Reason.CALCULATION), ("text", None)]


SCORED = """
| survey |
|        | type               | name | label |
|        | select_one grades  | a    | A     |
|        | select_one numbers | b    | B     |
| choices |
|         | list name | name | label | Score | na  | fail |
|         | grades    | good | Good  | 2     |     |      |
|         | grades    | so   | So so | .5    |     |      |
|         | grades    | bad  | Bad   | -1    |     | x    |
|         | grades    | none | N/A   |       | yes |      |
|         | numbers   | 5    | Five  |       |     |      |
|         | numbers   | 0    | Zero  | 1     |     |      |
|         | numbers   | 99   | N/A   |       | 1   |      |
|         | numbers   | many | Many  |       |     |      |
"""


def test_options_carry_their_points() -> None:
    form = form_of(SCORED)
    assert form.accepted
    assert form.problems == []
    assert [(option.name, option.points, option.not_applicable, option.fail) for option in rows(form)["a"].options] == [
        ("good", Decimal(2), False, False),
        ("so", Decimal("0.5"), False, False),
        ("bad", Decimal(-1), False, True),
        ("none", None, True, False),
    ]
    assert [option.points for option in rows(form)["b"].options] == [None, Decimal(1), None, None]


def test_numeric_names_are_points_where_asked_and_no_score_is_given() -> None:
    form = form_of(SCORED, points_from_names=True)
    assert [option.points for option in rows(form)["a"].options] == [Decimal(2), Decimal("0.5"), Decimal(-1), None]
    assert [option.points for option in rows(form)["b"].options] == [Decimal(5), Decimal(1), None, None]


def test_points_and_marks_that_mean_nothing_are_told() -> None:
    form = form_of("""
        | survey |
        |        | type          | name | label |
        |        | select_one yn | a    | A     |
        | choices |
        |         | list_name | name | label | score | fail  |
        |         | yn        | yes  | Yes   | five  |       |
        |         | yn        | no   | No    | 0     | maybe |
        |         |           | lost | Lost  |       |       |
        """)
    assert form.accepted
    assert places(form.problems) == [
        ("choices", 2, "score", "not_points"),
        ("choices", 3, "fail", "not_yes_or_no"),
        ("choices", 4, "list_name", "choice_without_list"),
    ]


@pytest.mark.parametrize(
    ("text", "said"), [("Yes", True), ("x", True), ("是", True), ("", False), ("NO", False), ("perhaps", None)]
)
def test_a_mark_says_yes_no_or_nothing(text: str, said: bool | None) -> None:
    assert truth(text) is said


def test_or_other_offers_the_option_that_pyxform_adds() -> None:
    form = form_of(
        "| survey |\n| | type | name | label |\n| | select_one yn or_other | a | A |\n| | select_one yn | b | B |", CHOICES
    )
    assert form.accepted
    assert [[option.name for option in row.options] for row in form.outline] == [["yes", "no", "other"]] * 2
    assert rows(form)["a"].options[-1].labels == {"default": "Other"}
    assert places(form.problems) == [("survey", 2, "type", "or_other")]


def test_a_note_without_a_name_has_the_one_that_pyxform_gives_it() -> None:
    form = form_of("| survey |\n| | type | name | label |\n| | text | a | A |\n| | note | | Hello |")
    assert form.accepted
    assert [(row.row, row.name, row.kind) for row in form.outline] == [(2, "a", "text"), (3, "generated_note_name_3", "note")]


def test_disabled_rows_and_comments_are_told_and_count_for_nothing() -> None:
    form = form_of("""
        | survey |
        |        | type | name | label | disabled | remark  |
        |        | text | a    | A     |          |         |
        |        | text | a    | Again | yes      |         |
        |        |      |      |       |          | Part II |
        """)
    assert form.accepted
    assert [(row.row, row.kind) for row in form.outline] == [(2, "text"), (3, "kept")]
    assert places(form.problems) == [("survey", 3, "type", "kept_disabled"), ("survey", 4, "type", "comment_row")]


def test_the_columns_of_the_scored_profile_stay_in_the_cells() -> None:
    form = form_of("| survey |\n| | type | name | label | weight | critical |\n| | text | a | A | 2 | yes |")
    assert form.outline[0].cells == {"type": "text", "name": "a", "label": "A", "weight": "2", "critical": "yes"}


def test_every_type_that_pyxform_knows_has_a_meaning() -> None:
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    unknown = [text for text in QUESTION_TYPE_DICT if not meaning_of(text).kind and not meaning_of(text).bare_select]
    assert unknown == []
