"""What an answer of each kind must look like, what is required only sometimes, and lists that earlier answers filter."""

import pytest

from audits.rubrics.forms import (
    RubricText,
    condition_phrase,
    is_required,
    missing_items,
    score_answers,
    to_scoring,
    validate_answer,
    visible_options,
)
from audits.rubrics.forms.templates import read_template
from tests.factories.rubrics import SMALL
from tracker.core.refusals import Problems, Refusal
from tracker.core.words import speaking

FORM = """
code: tour
channel: store
name: {en: Tour, zh_CN: 巡店}
purpose: {en: For tests, zh_CN: 供测试}
policy: {preset: safetyculture}
sections:
  - code: where
    name: {en: Where, zh_CN: 何处}
    items:
      - {code: hello, kind: note, label: {en: Be quick, zh_CN: 请尽快}}
      - {code: day, kind: date, required: true, label: {en: Day, zh_CN: 日期}}
      - {code: hour, kind: time, label: {en: Hour, zh_CN: 时间}}
      - {code: met_at, kind: datetime, label: {en: Met at, zh_CN: 见面时间}}
      - {code: place, kind: location, label: {en: Place, zh_CN: 位置}}
      - code: region
        kind: single
        label: {en: Region, zh_CN: 区域}
        options:
          - {code: east, label: {en: East, zh_CN: 东部}}
          - {code: west, label: {en: West, zh_CN: 西部}}
      - code: town
        kind: single
        label: {en: Town, zh_CN: 城市}
        required: {item: region, answered: true}
        options:
          - {code: e1, label: {en: Eastham, zh_CN: 东城}, points: 2, condition: {item: region, equals: east}}
          - {code: w1, label: {en: Weston, zh_CN: 西城}, points: 3, condition: {item: region, equals: west}}
          - {code: w2, label: {en: Westby, zh_CN: 西村}, points: 1, condition: {item: region, equals: west}}
      - code: remark
        kind: text
        label: {en: Remark, zh_CN: 备注}
        condition: {all: [{item: region, equals: [east, west]}, {not: {item: town, equals: e1}}]}
"""
TOUR: RubricText = read_template(FORM, "tour.yaml")


@pytest.mark.parametrize(
    ("code", "good", "bad"),
    [
        ("day", "2026-03-01", "March"),
        ("hour", "14:05", "two"),
        ("met_at", "2026-03-01T14:05", "2026-03-01T25:00"),
        ("place", "48.2082 16.3738", "here"),
        ("place", "-33.9 151.2 20 5", "91 16"),
        ("place", "0 0", "nan nan"),
    ],
)
def test_an_answer_has_the_shape_of_its_kind(code: str, good: str, bad: str) -> None:
    assert validate_answer(TOUR.items[code], good) == good
    with pytest.raises(Refusal) as refused:
        validate_answer(TOUR.items[code], bad)
    assert refused.value.key == f"rubrics.not_a_{TOUR.items[code].kind.value}"
    assert refused.value.facts["text"] == bad


def test_a_note_takes_no_answer_and_is_never_missing() -> None:
    with pytest.raises(Refusal, match="note_is_no_answer"):
        validate_answer(TOUR.items["hello"], "yes")
    assert [missing.item_code for missing in missing_items(TOUR, {}, {})] == ["day"]


def test_an_item_may_be_required_only_after_an_answer() -> None:
    assert not is_required(TOUR, TOUR.items["town"], {})
    assert [missing.item_code for missing in missing_items(TOUR, {"region": "east"}, {})] == ["day", "town"]


def test_a_list_offers_what_fits_the_answer_before() -> None:
    def offered(answers: dict[str, str]) -> list[str]:
        return [option.code for option in visible_options(TOUR, TOUR.items["town"], answers)]

    assert offered({}) == []
    assert offered({"region": "east"}) == ["e1"]
    assert offered({"region": "west"}) == ["w1", "w2"]


def test_the_maximum_follows_the_list_that_was_offered() -> None:
    assert score_answers(TOUR, {"region": "east", "town": "e1"}).possible == 2
    assert score_answers(TOUR, {"region": "west", "town": "w2"}).possible == 3


def test_an_old_answer_that_is_no_longer_offered_scores_nothing() -> None:
    answers = {"region": "west", "town": "e1"}
    assert score_answers(TOUR, answers).earned == 0
    assert next(item for section in to_scoring(TOUR, answers) for item in section.items if item.id == "town").answer is None


def test_a_condition_is_said_in_words_in_both_languages() -> None:
    condition = TOUR.items["remark"].condition
    assert condition is not None
    assert condition_phrase(TOUR, condition) == "Region: East, West and not (Town: Eastham)"
    with speaking("zh_CN"):
        assert condition_phrase(TOUR, condition) == "区域：东部、西部且不满足（城市：东城）"


@pytest.mark.parametrize(
    "condition",
    [
        "{item: clean}",
        "{equals: 1}",
        "{item: clean, equals: 'yes', answered: true}",
        "{item: minutes, above: 3, from: 4}",
        "{all: [], any: []}",
        "{not: {item: clean}}",
        "{item: clean, all: [{item: clean, answered: true}]}",
    ],
)
def test_a_condition_of_no_shape_is_refused(condition: str) -> None:
    written = SMALL.replace('condition: {item: clean, equals: "yes"}', f"condition: {condition}")
    with pytest.raises(Problems) as refused:
        read_template(written, "small.yaml")
    assert refused.value.problems[0].key == "rubrics.problem.condition_shape"


def test_a_condition_that_compares_a_choice_with_a_number_is_refused() -> None:
    written = SMALL.replace('{item: clean, equals: "yes"}', "{item: clean, above: 3}")
    with pytest.raises(Problems) as refused:
        read_template(written, "small.yaml")
    assert [problem.key for problem in refused.value.problems] == ["rubrics.problem.condition_on_no_number"]


def test_conditions_nested_without_end_are_refused() -> None:
    deep = "{item: clean, answered: true}"
    for _ in range(30):
        deep = f"{{not: {deep}}}"
    with pytest.raises(Problems):
        read_template(SMALL.replace('{item: clean, equals: "yes"}', deep), "small.yaml")
