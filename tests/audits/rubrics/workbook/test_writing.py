"""A rubric as a form and back: nothing lost, nothing said that was not said before."""

import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pyxform.xls2xform import convert

from audits.rubrics.forms import ConditionText, ItemKind, ItemText, RubricText, load_template, template_codes
from audits.rubrics.workbook.outline import read_form
from audits.rubrics.workbook.rows import written_form
from audits.rubrics.workbook.rubric import read_rubric
from audits.rubrics.workbook.writing import write_form, write_sheets
from tests.audits.rubrics.workbook.forms import keys, read, table
from tests.audits.rubrics.workbook.generated import rubrics
from tracker.core.words import Label
from tracker.core.workbooks import SheetOut, read_workbook, write_workbook

YES_NO = """
| list_name | name | label |
| yn        | yes  | Yes   |
| yn        | no   | No    |
"""
FORMS: dict[str, dict[str, str]] = {
    "no groups, no settings": {"survey": "| type | name | label |\n| text | a | A |"},
    "groups in groups with conditions": {
        "survey": """
        | type          | name  | label | relevant        | appearance |
        | select_one yn | open  | Open? |                 | minimal    |
        | begin group   | hall  | Hall  | ${open} = 'yes' | field-list |
        | begin group   | till  |       | ${open} != 'no' |            |
        | text          | queue | Q?    | ${open} != ''   |            |
        | end group     |       |       |                 |            |
        | text          | floor | F?    |                 |            |
        | end group     | hall  |       |                 |            |
        """,
        "choices": YES_NO,
    },
    "names that repeat, of any script": {
        "survey": """
        | type              | name  | label |
        | begin_group       | hall  | Hall  |
        | text              | clean | A     |
        | end_group         |       |       |
        | begin_group       | yard  | Yard  |
        | text              | clean | B     |
        | text              | Größe | C     |
        | note              |       | Look. |
        | end_group         |       |       |
        """
    },
    "rows that are only kept": {
        "survey": """
        | type                   | name   | label | calculation | repeat_count |
        | start                  | begun  |       |             |              |
        | text                   | who    | Who?  |             |              |
        | begin_group            | empty  | Empty |             |              |
        | calculate              | twice  |       | 1 + 1       |              |
        | end_group              |        |       |             |              |
        | begin_group            | hall   | Hall  |             |              |
        | begin_group            | inner  | Inner |             |              |
        | calculate              | thrice |       | 1 + 2       |              |
        | integer                | size   | Size? |             |              |
        | calculate              | half   |       | ${size} / 2 |              |
        | end_group              |        |       |             |              |
        | begin_repeat           | staff  | Staff |             | 3            |
        | text                   | name   | Name? |             |              |
        | end_repeat             |        |       |             |              |
        | end_group              |        |       |             |              |
        | rank yn                | order  | Order |             |              |
        | end                    | ended  |       |             |              |
        """,
        "choices": YES_NO + "| spare | x | Nobody asks |\n",
    },
    "languages and media": {
        "survey": """
        | type          | name | label::English (en) | label::Français (fr) | hint::English (en) | hint::Français (fr) | image |
        | select_one yn | a    | Clean?              | Propre ?             | Look.              |                     | a.png |
        | image         | b    | A picture           | Une photo            |                    | Deux !              |       |
        """,
        "choices": """
        | list_name | name | label::English (en) | label::Français (fr) | audio |
        | yn        | yes  | Yes                 | Oui                  | y.mp3 |
        | yn        | no   | No                  | Non                  |       |
        """,
        "settings": "| form_id | form_title | default_language | version |\n| v | Visite | English (en) | 2024010101 |",
    },
    "Chinese only, under an older header": {
        "survey": "| type | name | label:中文 (zh) | hint:中文 (zh) |\n| text | a | 干净吗？ | 请看 |",
    },
    "filtered lists, other, randomised": {
        "survey": """
        | type                     | name | label | choice_filter | parameters     |
        | select_one yn            | r    | R     |               | randomize=true |
        | select_one town          | t    | T     | region = ${r} |                |
        | select_multiple  yn      | m    | M     |               |                |
        | select_one size or_other | s    | S     |               |                |
        | select_one size          | s2   | S2    |               |                |
        """,
        "choices": YES_NO
        + """
        | town      | graz | Graz  |
        | town      | linz | Linz  |
        | size      | 1    | Small |
        """,
    },
    "what cannot be evaluated": {
        "survey": """
        | type    | name | label | relevant           | required    | constraint         | default | custom |
        | text    | a    | A     | today() > '2020'   | 1 = ${b}    | regex(., 'x')      | x       | note   |
        | decimal | b    | B     |                    | yes         | . > 0 and . <= 9.5 | 1       |        |
        | range   | c    | C     |                    |             |                    | 2       |        |
        """
    },
    "scored, with evidence": {
        "survey": """
        | type          | name  | label | weight | critical | evidence                 | kind  | bands            | pass_mark |
        | begin_group   | hall  | Hall  | 40     |          |                          |       |                  | 75.0      |
        | select_one yn | clean | A     | 2.50   | YES      | no: photo; yes: note     | yesno |                  |           |
        | integer       | wait  | B     | heavy  |          |                          |       | <30 : 2;30..60:1 |           |
        | end_group     |       |       |        |          |                          |       |                  |           |
        """,
        "choices": "| list_name | name | label | score | fail |\n| yn | yes | Yes | 1.0 |  |\n| yn | no | No | | x |",
        "settings": "| form_id | policy | weights_sum_to |\n| v | sassie | 100 |",
    },
}


def warnings_of(data: bytes, ending: str) -> list[str]:
    """Without the row, which another order of lists may change."""
    given = data.decode() if ending == ".md" else data
    return [re.sub(r"\[row : \d+\]", "", text) for text in convert(given, file_type=ending, validate=False).warnings]


@pytest.mark.parametrize("name", FORMS)
def test_a_form_written_and_read_again_gives_the_same_rubric(name: str) -> None:
    rubric = read(**FORMS[name])
    written = write_form(rubric)
    assert read_rubric(written, "other.xlsx")[0] == rubric


@pytest.mark.parametrize("name", FORMS)
def test_a_form_goes_out_as_it_came(name: str) -> None:
    came, went = read_form(table(**FORMS[name]), "visit.md"), read_form(write_form(read(**FORMS[name])), "visit.xlsx")
    assert came.sheets is not None
    assert went.sheets is not None
    rows = [row.cells for row in went.sheets.survey if " of " not in row.cells.get("evidence", "")]
    for row, out in zip(came.sheets.survey, rows, strict=True):
        added = {"name": out.get("name")} if out["type"] == "note" else {"parameters": "max-pixels=1024"}
        assert out.items() <= {**added, **row.cells}.items()
        assert row.cells.items() <= out.items()


@pytest.mark.parametrize("name", FORMS)
def test_the_converter_warns_of_nothing_it_did_not_warn_of_before(name: str) -> None:
    before = warnings_of(table(**FORMS[name]), ".md")
    assert [text for text in warnings_of(write_form(read(**FORMS[name])), ".xlsx") if text not in before] == []


@pytest.mark.parametrize("code", template_codes())
def test_a_shipped_rubric_comes_back_to_the_letter(code: str) -> None:
    rubric = load_template(code)
    written = write_form(rubric)
    assert read_rubric(written, "other.xlsx")[0] == rubric
    assert warnings_of(written, ".xlsx") == []


@settings(
    max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=[*HealthCheck]
)
@given(rubrics())
def test_any_rubric_comes_back_to_the_letter(rubric: RubricText) -> None:
    written = write_form(rubric)
    assert read_rubric(written, "other.xlsx")[0] == rubric
    assert warnings_of(written, ".xlsx") == []


def test_equal_lists_stand_once() -> None:
    rubric = load_template("store_visit")
    lists = [row["list_name"] for row in written_form(rubric).choices]
    assert lists.count("yes_no") == 2
    assert len(set(lists)) < len([item for item in rubric.all_items() if item.options])


def test_an_answer_that_asks_for_a_picture_has_a_question_for_it() -> None:
    rows = {row.get("name"): row for row in written_form(load_template("store_visit")).survey}
    assert rows["env_safe"]["evidence"] == "no: photo, note"
    assert rows["env_safe_photo"] == {
        "type": "image",
        "name": "env_safe_photo",
        "label::English (en)": "Picture: Were emergency exits and aisles free?",
        "label::中文 (zh)": "照片：安全出口和通道是否畅通？",
        "relevant": "${env_safe} = 'no'",
        "required": "yes",
        "parameters": "max-pixels=1024",
        "evidence": "photo of env_safe",
    }
    assert rows["env_safe_note"]["type"] == "text"


def test_a_question_for_evidence_that_somebody_changed_is_named() -> None:
    survey = """
        | type          | name    | label | evidence       | relevant     |
        | select_one yn | a       | A     | no: photo      |              |
        | image         | a_photo | Mine  | photo of a     | ${a} = 'yes' |
        """
    assert ("evidence_row_changed", 3, "evidence") in keys(survey=survey, choices=YES_NO)
    assert list(read(survey=survey, choices=YES_NO).items) == ["a"]


def test_a_duration_says_its_unit_in_the_hint() -> None:
    rows = {row.get("name"): row for row in written_form(load_template("store_visit")).survey}
    hints = [row.get("hint::English (en)", "") for row in rows.values() if row.get("kind") == "duration"]
    assert hints
    assert all(hint.endswith(("Answer in seconds.", "Answer in minutes.")) for hint in hints)


def test_texts_that_look_like_formulas_stay_texts() -> None:
    label = Label("=1+1", "是")
    items = [ItemText(code="a", kind=ItemKind.TEXT, label=label)]
    rubric = with_items(read(survey="| type | name | label |\n| text | a | A |"), items)
    sheet = next(sheet for sheet in read_workbook(write_form(rubric), "x.xlsx") if sheet.name == "survey")
    assert "=1+1" in sheet.rows[1]
    assert sheet.problems == []


def test_a_brace_after_a_dollar_is_no_reference_to_a_question() -> None:
    rubric = changed(load_template("phone_call"), name=Label("Costs ${5}", "费用 ${5}"))
    written = write_form(rubric)
    assert read_rubric(written, "x.xlsx")[0] == rubric
    assert warnings_of(written, ".xlsx") == []


def test_what_somebody_changed_since_is_written_anew() -> None:
    form = FORMS["groups in groups with conditions"]
    rubric = read(**form)
    floor = rubric.items["floor"].model_copy(
        update={"condition": None, "label": Label("Floor?", "Floor?"), "weight": Decimal(3), "required": True}
    )
    edited = with_items(rubric, [floor if item.code == "floor" else item for item in rubric.all_items()])
    again = read_rubric(write_form(edited), "x.xlsx")[0]
    assert [(item.code, item.condition) for item in again.all_items()] == [
        (item.code, item.condition) for item in edited.all_items()
    ]
    assert (again.items["floor"].label, again.items["floor"].weight, again.items["floor"].required) == (floor.label, 3, True)
    assert read_rubric(write_form(again), "x.xlsx")[0] == again


def test_a_translation_added_since_makes_both_languages() -> None:
    rubric = read(**FORMS["no groups, no settings"])
    item = rubric.items["a"].model_copy(update={"label": Label("A", "甲")})
    rows = written_form(with_items(rubric, [item])).survey
    assert (rows[0]["label::English (en)"], rows[0]["label::中文 (zh)"]) == ("A", "甲")
    assert warnings_of(write_form(with_items(rubric, [item])), ".xlsx") == []
    assert read_rubric(write_form(with_items(rubric, [item])), "x.xlsx")[0].items["a"].label == Label("A", "甲")


def test_a_copied_question_gets_a_name_of_its_own() -> None:
    rubric = read(**FORMS["names that repeat, of any script"])
    yard = rubric.sections[1]
    copy = yard.items[1].model_copy(update={"code": "size_2"})
    edited = changed(rubric, sections=[rubric.sections[0], yard.model_copy(update={"items": [*yard.items, copy]})])
    assert "size_2" in read_rubric(write_form(edited), "x.xlsx")[0].items


def test_options_offered_only_sometimes_become_a_choice_filter() -> None:
    rubric = read(**FORMS["filtered lists, other, randomised"])
    item = rubric.items["m"]
    shown = ConditionText.model_validate({"item": "r", "equals": ["yes"]})
    options = [item.options[0].model_copy(update={"condition": shown}), *item.options[1:]]
    changed_item = item.model_copy(update={"options": options})
    edited = with_items(rubric, [changed_item if one.code == "m" else one for one in rubric.all_items()])
    row = next(row for row in written_form(edited).survey if row["name"] == "m")
    assert row["choice_filter"] == "name = 'yes' and (${r} = 'yes') or name = 'no'"
    assert [option.condition for option in read_rubric(write_form(edited), "x.xlsx")[0].items["m"].options] == [shown, None]


def test_sheets_that_no_rubric_knows_go_along() -> None:
    rubric = read(**FORMS["no groups, no settings"], entities="| list_name | label |\n| trees | ${a} |")
    form = read_form(write_form(rubric), "x.xlsx")
    assert form.sheets is not None
    assert form.sheets.others["entities"] == [["list_name", "label"], ["trees", "${a}"]]


def test_the_version_follows_the_content() -> None:
    first = written_form(load_template("store_visit")).settings["version"]
    assert first == written_form(load_template("store_visit")).settings["version"]
    assert first != written_form(changed(load_template("store_visit"), channel="phone")).settings["version"]


def test_a_rubric_changed_in_its_form_has_no_trace_of_the_form() -> None:
    rubric = load_template("store_visit")
    workbook = read_workbook(write_form(rubric), "x.xlsx")
    out = [SheetOut(sheet.name, sheet.rows[0], [[*row] for row in sheet.rows[1:]]) for sheet in workbook]
    weight = out[0].header.index("weight")
    out[0].rows[1][weight] = "4"
    for row in out[0].rows:
        row += [""] * (len(out[0].header) - len(row))
    for sheet in out[1:]:
        for row in sheet.rows:
            row += [""] * (len(sheet.header) - len(row))
    again, _ = read_rubric(write_workbook(out), "x.xlsx")
    first = rubric.sections[0].items[0].model_copy(update={"weight": Decimal(4)})
    assert again == with_items(rubric, [first, *list(rubric.all_items())[1:]])


def test_a_form_of_which_nothing_can_be_an_item_is_written_as_it_was_read() -> None:
    form = read_form(table(survey="| type | name |\n| start | s |\n| end | e |"), "f.md")
    assert form.sheets is not None
    again = read_form(write_sheets(form.sheets), "f.xlsx")
    assert again.sheets == form.sheets


def changed(rubric: RubricText, **values: object) -> RubricText:
    return rubric.model_copy(update=values)


def with_items(rubric: RubricText, items: list[ItemText]) -> RubricText:
    """The items in the sections they stood in."""
    by_code = {item.code: item for item in items}
    return changed(
        rubric,
        sections=[
            section.model_copy(update={"items": [by_code[item.code] for item in section.items]}) for section in rubric.sections
        ],
    )
