"""A form that was read, as a rubric."""

from decimal import Decimal
from typing import Any

import pytest

from audits.rubrics.forms import ConditionText, Dimension, ItemKind, Unit, visible_items, visible_options
from audits.rubrics.workbook.rubric import read_rubric
from tests.audits.rubrics.workbook.forms import keys, read, table
from tracker.core.refusals import Problems
from tracker.core.words import Label

YES_NO = """
| list_name | name | label |
| yn        | yes  | Yes   |
| yn        | no   | No    |
"""


def condition(**parts: Any) -> ConditionText:
    return ConditionText.model_validate({key.rstrip("_"): value for key, value in parts.items()})


def test_groups_are_sections_and_what_stands_in_none_makes_sections_of_its_own() -> None:
    rubric = read(
        survey="""
        | type        | name    | label    |
        | text        | visitor | Who?     |
        | begin_group | hall    | The hall |
        | integer     | people  | People?  |
        | begin_group | till    | The till |
        | integer     | queue   | Queue?   |
        | end_group   |         |          |
        | end_group   |         |          |
        | text        | remark  | Else?    |
        """
    )
    assert [(section.code, section.grouped, [item.code for item in section.items]) for section in rubric.sections] == [
        ("questions", False, ["visitor"]),
        ("hall", True, ["people", "queue"]),
        ("questions_2", False, ["remark"]),
    ]
    assert rubric.items["queue"].path == ["till"]
    assert rubric.sections[1].groups["till"]["label"] == "The till"


def test_conditions_of_groups_hold_for_all_that_stands_inside() -> None:
    rubric = read(
        survey="""
        | type          | name  | label  | relevant        |
        | select_one yn | open  | Open?  |                 |
        | integer       | size  | Size?  |                 |
        | begin_group   | hall  | Hall   | ${open} = 'yes' |
        | begin_group   | till  | Till   | ${size} > 5     |
        | text          | queue | Queue? | ${size} < 9     |
        | end_group     |       |        |                 |
        | text          | floor | Floor? |                 |
        | end_group     |       |        |                 |
        """,
        choices=YES_NO,
    )
    assert rubric.items["floor"].condition == condition(item="open", equals=["yes"])
    assert "queue" in visible_items(rubric, {"open": "yes", "size": 7})
    assert "queue" not in visible_items(rubric, {"open": "no", "size": 7})
    assert "queue" not in visible_items(rubric, {"open": "yes", "size": 9})


def test_required_is_yes_no_or_an_expression() -> None:
    rubric = read(
        survey="""
        | type          | name | label | required        |
        | select_one yn | a    | A     | yes             |
        | text          | b    | B     | ${a} = 'no'     |
        | text          | c    | C     | no              |
        | text          | d    | D     | true()          |
        """,
        choices=YES_NO,
    )
    assert [item.required for item in rubric.all_items()] == [True, condition(item="a", equals=["no"]), False, True]


def test_limits_of_numbers_are_read_and_other_constraints_are_kept_with_a_warning() -> None:
    survey = """
        | type    | name | label | constraint           | parameters    |
        | integer | a    | A     | . >= 0 and . <= 10   |               |
        | integer | b    | B     | . > 0                |               |
        | decimal | c    | C     | . < 10               |               |
        | range   | d    | D     |                      | start=2 end=8 |
        | text    | e    | E     | regex(., '[a-z]+')   |               |
        """
    items = read(survey=survey).items
    assert [(item.lowest, item.highest) for item in items.values()] == [(0, 10), (1, None), (None, None), (2, 8), (None, None)]
    assert items["e"].source["constraint"] == "regex(., '[a-z]+')"
    assert keys(survey=survey)[:2] == [("language_fills", 2, "label"), ("not_evaluated", 4, "constraint")]


def test_hints_guide_the_visitor() -> None:
    items = read(
        survey="""
        | type | name | label | hint | guidance_hint  |
        | text | a    | A     | Look | Twice, please. |
        | text | b    | B     |      |                |
        """
    ).items
    assert items["a"].guidance == Label("Look Twice, please.", "Look Twice, please.")
    assert items["b"].guidance is None


def test_labels_are_taken_in_english_and_chinese_and_others_stand_in() -> None:
    survey = """
        | type | name | label::English (en) | label::中文 (zh) | label::Français (fr) | hint  |
        | text | a    | Clean?              | 干净吗？         | Propre ?             |       |
        | text | b    |                     |                  | Grand ?              |       |
        | text | c    | Open?               |                  |                      |       |
        | text | d    |                     |                  |                      | Look. |
        """
    labels = [item.label for item in read(survey=survey).all_items()]
    assert labels == [Label("Clean?", "干净吗？"), Label("Grand ?", "Grand ?"), Label("Open?", "Open?"), Label("d", "d")]
    assert [place for place in keys(survey=survey) if place[0] == "language_fills"] == [
        ("language_fills", 3, "label::Français (fr)"),
        ("language_fills", 4, "label::English (en)"),
    ]
    assert read(survey=survey).items["b"].source["label::Français (fr)"] == "Grand ?"


def test_a_filtered_list_offers_what_fits_the_answers_before() -> None:
    rubric = read(
        survey="""
        | type              | name | label | choice_filter  |
        | select_one region | r    | R     |                |
        | select_one town   | t    | T     | region = ${r}  |
        """,
        choices="""
        | list_name | name  | label | region |
        | region    | north | North |        |
        | region    | south | South |        |
        | town      | graz  | Graz  | south  |
        | town      | linz  | Linz  | north  |
        """,
    )
    town = rubric.items["t"]
    assert [option.condition for option in town.options] == [
        condition(item="r", equals=["south"]),
        condition(item="r", equals=["north"]),
    ]
    assert [option.code for option in visible_options(rubric, town, {"r": "north"})] == ["linz"]


def test_rows_that_a_rubric_cannot_hold_are_kept_where_they_stood() -> None:
    rubric = read(
        survey="""
        | type         | name  | label  | calculation |
        | start        | begun |        |             |
        | begin_group  | hall  | Hall   |             |
        | calculate    | twice |        | 1 + 1       |
        | text         | floor | Floor? |             |
        | begin_repeat | staff | Staff  |             |
        | text         | name  | Name?  |             |
        | end_repeat   |       |        |             |
        | end_group    |       |        |             |
        | end          | ended |        |             |
        """
    )
    hall = rubric.sections[0]
    assert [row.cells["name"] for row in hall.before] == ["begun"]
    assert [row.cells["name"] for row in hall.items[0].kept] == ["twice"]
    assert [row.cells.get("name") for row in hall.kept] == ["staff", "name", None]
    assert rubric.form is not None
    assert [row.cells["name"] for row in rubric.form.kept] == ["ended"]


def test_names_that_repeat_or_are_no_codes_become_codes() -> None:
    rubric = read(
        survey="""
        | type              | name   | label |
        | begin_group       | hall   | Hall  |
        | text              | clean  | A     |
        | end_group         |        |       |
        | begin_group       | yard   | Yard  |
        | text              | clean  | B     |
        | text              | Größe  | C     |
        | select_one things | _x     | D     |
        | end_group         |        |       |
        """,
        choices="""
        | list_name | name | label |
        | things    | -1   | Bad   |
        | things    | ok!  | Good  |
        """,
    )
    assert list(rubric.items) == ["hall_clean", "yard_clean", "Gr_e", "q__x"]
    assert rubric.items["Gr_e"].source["name"] == "Größe"
    assert [option.code for option in rubric.items["q__x"].options] == ["o-1", "ok_"]


def test_a_scored_form_gives_the_whole_rubric() -> None:
    rubric = read(
        survey="""
        | type | name | label | weight | critical | bonus | evidence | kind | unit | bands | pass_mark | dimension |
        | begin_group | hall | Hall | 40 |  |  |  |  |  |  | 75.5 | Tangibles |
        | select_one yn | clean | A | 2.5 | yes |  | no: photo, note | yesno |  |  |  |  |
        | integer | wait | B |  |  | x |  | duration | seconds | <30: 2; 30-60: 1; >=60: 0 |  |  |
        | end_group |  |  |  |  |  |  |  |  |  |  |  |
        """,
        choices="""
        | list_name | name | label | score | na  | fail |
        | yn        | yes  | Yes   | 1     |     |      |
        | yn        | no   | No    |       |     | yes  |
        | yn        | na   | N/a   |       | yes |      |
        """,
        settings="""
        | form_title | form_id | policy | weights_sum_to | channel |
        | Visit      | visit   | sassie | 100            | phone   |
        """,
    )
    section, clean, wait = rubric.sections[0], rubric.items["clean"], rubric.items["wait"]
    assert (section.weight, section.pass_mark, section.dimension) == (40, Decimal("75.5"), Dimension.TANGIBLES)
    assert (clean.kind, clean.weight, clean.critical) == (ItemKind.YESNO, Decimal("2.5"), True)
    assert (clean.evidence.photo, clean.evidence.note) == (["no"], ["no"])
    assert [(option.points, option.fail, option.not_applicable) for option in clean.options] == [
        (1, False, False),
        (0, True, False),
        (0, False, True),
    ]
    assert (wait.kind, wait.unit, wait.bonus) == (ItemKind.DURATION, Unit.SECONDS, True)
    assert [(band.start, band.below, band.points) for band in wait.bands] == [(None, 30, 2), (30, 60, 1), (60, None, 0)]
    assert (rubric.code, rubric.name.en, rubric.channel, rubric.weights_sum_to) == ("visit", "Visit", "phone", 100)
    assert rubric.policy["preset"] == "sassie"


def test_cells_that_cannot_be_read_are_named_with_their_place_and_count_for_nothing() -> None:
    survey = """
        | type          | name | label | weight | critical | evidence     | kind  | unit | bands     |
        | select_one yn | a    | A     | heavy  | perhaps  | maybe: photo | songs |      |           |
        | integer       | b    | B     | -1     |          |              |       | ells | good: yes |
        """
    settings = """
        | form_id | policy   |
        | v       | generous |
        """
    assert [place for place in keys(survey=survey, choices=YES_NO, settings=settings) if place[0] != "language_fills"] == [
        ("not_known", 2, "kind"),
        ("not_number", 2, "weight"),
        ("not_yes_or_no", 2, "critical"),
        ("evidence_unread", 2, "evidence"),
        ("not_known", 3, "unit"),
        ("not_number", 3, "weight"),
        ("bands_unread", 3, "bands"),
        ("setting_unread", 2, "policy"),
    ]
    item = read(survey=survey, choices=YES_NO, settings=settings).items["a"]
    assert (item.weight, item.critical, item.source["weight"]) == (1, False, "heavy")


def test_what_cannot_be_evaluated_is_named_and_asks_for_nothing() -> None:
    survey = """
        | type | name | label | relevant                     | required       | media::image | default |
        | text | a    | A     |                              |                | a.png        |         |
        | text | b    | B     | ${a} = 'x' and today() > '2' | not(${a}       |              | none    |
        """
    assert keys(survey=survey) == [
        ("media_at_hand", 2, "media::image"),
        ("language_fills", 2, "label"),
        ("not_applied", 3, "default"),
        ("not_evaluated", 3, "relevant"),
        ("not_evaluated", 3, "required"),
    ]
    item = read(survey=survey).items["b"]
    assert (item.condition, item.required) == (None, False)


def test_points_are_taken_from_numeric_names_when_asked() -> None:
    form = table(
        survey="""
        | type          | name | label |
        | select_one lo | a    | A     |
        """,
        choices="""
        | list_name | name | label |
        | lo        | 0    | Low   |
        | lo        | 5    | High  |
        """,
    )
    rubric, _ = read_rubric(form, "visit.md", points_from_names=True)
    assert [option.points for option in rubric.items["a"].options] == [0, 5]


def test_the_form_names_the_rubric_and_else_the_file_does() -> None:
    assert read(survey="| type | name | label |\n| text | a | A |").code == "visit"


def test_a_refused_form_and_one_without_questions_are_refused() -> None:
    with pytest.raises(Problems) as refused:
        read(survey="| type | name | label |\n| select_one none | a | A |")
    assert [(problem.key, problem.row) for problem in refused.value.problems] == [("xlsform.no_choices", 2)]
    with pytest.raises(Problems) as refused:
        read(survey="| type | name |\n| start | s |")
    assert [problem.key for problem in refused.value.problems] == ["xlsform.no_items"]
