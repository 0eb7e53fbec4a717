"""The shipped rubrics, and what is said about a rubric text that is wrong."""

import re
from decimal import Decimal

import pytest

from audits.rubrics.forms import (
    ItemKind,
    load_template,
    missing_items,
    read_snapshot,
    read_template,
    score_answers,
    template_codes,
    validate_answer,
    visible_items,
)
from audits.rubrics.forms.lint import lint
from tests.factories.rubrics import SMALL, answers_to_reach, best_answers, small_rubric, worst_answers
from tracker.core.refusals import NotFound, Problems
from tracker.core.words import problem_sentence, speaking
from tracker.people.actions.organisation import CHANNELS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


SIX = ["app_chat", "complaint_handling", "onsite_supervision", "phone_call", "store_visit", "ticket_check"]


def test_six_rubrics_are_shipped_for_channels_that_every_organisation_has() -> None:
    assert template_codes() == SIX
    assert {load_template(code).channel for code in SIX} <= set(CHANNELS)


@pytest.mark.parametrize("code", template_codes())
def test_a_shipped_rubric_reaches_every_part_of_its_trade(code: str) -> None:
    rubric = load_template(code)
    assert rubric.code == code
    assert 20 <= len(rubric.items) <= 40
    assert {item.kind for item in rubric.all_items()} >= {ItemKind.YESNO, ItemKind.SINGLE, ItemKind.TEXT}
    assert any(item.critical for item in rubric.all_items())
    assert any(item.evidence.photo or item.evidence.note for item in rubric.all_items())
    assert any(item.condition for item in rubric.all_items())
    assert all(len(section.items) <= 8 and section.dimension for section in rubric.sections)


@pytest.mark.parametrize("code", template_codes())
def test_a_shipped_rubric_is_written_in_both_languages_and_not_twice_in_one(code: str) -> None:
    rubric = load_template(code)
    labels = [
        label for item in rubric.all_items() for label in (item.label, item.guidance, *(o.label for o in item.options)) if label
    ]
    assert [label.en for label in labels if CHINESE.search(label.en) or not CHINESE.search(label.zh_CN)] == []


@pytest.mark.parametrize("code", template_codes())
def test_a_picture_is_asked_for_only_where_there_is_something_to_picture(code: str) -> None:
    rubric = load_template(code)
    wanted = any(item.evidence.photo or item.kind is ItemKind.PHOTO for item in rubric.all_items())
    assert wanted == (code in ("store_visit", "onsite_supervision", "app_chat"))


@pytest.mark.parametrize("code", template_codes())
def test_the_worst_answers_to_a_shipped_rubric_stay_within_its_bounds_and_fail(code: str) -> None:
    rubric = load_template(code)
    result = score_answers(rubric, worst_answers(rubric))
    assert result.percent is not None
    assert 0 <= result.percent < 20
    assert result.passed is False
    assert result.critical_failed


@pytest.mark.parametrize("code", template_codes())
def test_every_answer_to_a_shipped_rubric_can_be_given_and_keeps_the_score_within_its_bounds(code: str) -> None:
    rubric = load_template(code)
    for item in rubric.all_items():
        reached = best_answers(rubric) | answers_to_reach(rubric, item)
        assert item.code in visible_items(rubric, reached), item.code
        for option in item.options:
            given = reached | {item.code: [option.code] if item.kind is ItemKind.MULTIPLE else option.code}
            percent = score_answers(rubric, given).percent
            assert validate_answer(item, given[item.code]) == given[item.code]
            assert percent is not None
            assert 0 <= percent <= 100


def test_a_supervision_visit_passes_or_fails_and_its_band_never_says_otherwise() -> None:
    rubric = load_template("onsite_supervision")
    failed = score_answers(rubric, best_answers(rubric) | {"pre_exits": "no"})
    assert (failed.percent, failed.passed, failed.band) == (59, False, "failed")
    passed = score_answers(rubric, best_answers(rubric))
    assert (passed.passed, passed.band) == (True, "passed")


@pytest.mark.parametrize(
    ("tier", "item", "limit"), [("urgent", "tim_urgent", 5), ("important", "tim_important", 10), ("general", "tim_general", 15)]
)
def test_a_ticket_is_asked_for_the_minutes_of_its_own_tier_only(tier: str, item: str, limit: int) -> None:
    rubric = load_template("ticket_check")
    answers = best_answers(rubric) | {"cla_tier": tier}
    shown = visible_items(rubric, answers)
    assert [code for code in ("tim_urgent", "tim_important", "tim_general") if code in shown] == [item]
    bands = rubric.items[item].bands
    assert [max(band.points for band in bands if band.scoring.holds(Decimal(minutes))) for minutes in (limit, limit + 1)] == [
        2,
        1,
    ]
    late = score_answers(rubric, answers | {item: limit + 1, "tim_answered": "no"})
    assert (late.passed, late.critical_failed) == (False, ("tim_answered",))


@pytest.mark.parametrize("code", template_codes())
def test_the_best_answers_to_a_shipped_rubric_score_100_and_miss_nothing(code: str) -> None:
    rubric = load_template(code)
    answers = best_answers(rubric)
    result = score_answers(rubric, answers)
    assert (result.percent, result.passed, result.critical_failed) == (100, True, ())
    assert [missing for missing in missing_items(rubric, answers, {}) if missing.demand == "answer"] == []


@pytest.mark.parametrize("code", template_codes())
def test_the_linter_has_nothing_to_say_about_a_shipped_rubric(code: str) -> None:
    assert [(finding.item, finding.message) for finding in lint(load_template(code))] == []


@pytest.mark.parametrize("code", template_codes())
def test_a_snapshot_gives_the_rubric_back(code: str) -> None:
    rubric = load_template(code)
    again = read_snapshot(rubric.snapshot())
    assert again == rubric
    assert again.snapshot_hash() == rubric.snapshot_hash()


def test_a_snapshot_holds_every_switch_of_the_policy() -> None:
    policy = small_rubric().snapshot()["policy"]
    assert (policy["preset"], policy["unanswered"], policy["critical"], policy["pass_mark"]) == (
        "safetyculture",
        "zero",
        "record",
        80,
    )


def test_the_order_in_which_fields_are_written_does_not_change_the_hash() -> None:
    other = SMALL.replace("code: small\nchannel: store\n", "channel: store\ncode: small\n")
    assert read_template(other, "x.yaml").snapshot_hash() == small_rubric().snapshot_hash()
    assert read_template(SMALL.replace("highest: 60", "highest: 61"), "x").snapshot_hash() != small_rubric().snapshot_hash()


def test_a_weight_stays_the_decimal_that_was_written() -> None:
    rubric = read_template(SMALL.replace("required: true\n        critical", "weight: 0.7\n        critical"), "x")
    assert read_snapshot(rubric.snapshot()).items["clean"].weight == Decimal("0.7")


def test_an_unknown_template_is_not_found() -> None:
    with pytest.raises(NotFound):
        load_template("../small")


@pytest.mark.parametrize(
    ("written", "instead", "place", "sentence"),
    [
        ('code: "yes"', "code: yes", "sections[1].items[1].options[1].code", "quotes"),
        ("label: {en: Seen, zh_CN: 看到}", "label: {en: Seen}", "sections[1].items[2].label", "both languages"),
        ("kind: multiple", "kind: several", "sections[1].items[2].kind", "several"),
        ("kind: multiple", "kind: multiple\n        wieght: 2", "sections[1].items[2].wieght", "spelling"),
        ("code: seen\n", "code: Seen It\n", "sections[1].items[2].code", "small letters"),
        ("required: true\n        critical: true", "critical: often", "sections[1].items[1].critical", "true or false"),
        ("highest: 60", "highest: soon", "sections[1].items[3].highest", "number"),
        ("dimension: tangibles", "dimension: looks", "sections[1].dimension", "looks"),
        ("preset: safetyculture", "preset: nobody", "policy", "nobody"),
        ("pass_mark: 80", "bands: [{name: good, from: 3}]", "band_names", "good"),
        ("code: seen", "code: clean", "clean", "twice"),
        ("code: b, label", "code: a, label", "seen", "twice"),
        (", fail: true", "", "clean", "none of its answers fails"),
        ("not_applicable: true", "not_applicable: true, points: 1", "seen", "neither"),
        ("{from: 5, points: 0}", "{from: 4, points: 0}", "minutes", "overlap"),
        ("{from: 5, points: 0}", "{from: 6, points: 0}", "minutes", "gap"),
        ("lowest: 0", "lowest: 60", "minutes", "smaller"),
        ('photo: ["no"]', 'photo: ["maybe"]', "clean", "maybe"),
        ("{item: clean, equals", "{item: remark, equals", "minutes", "not an earlier item"),
        ('equals: "yes"', 'equals: "perhaps"', "minutes", "perhaps"),
        ('equals: "yes"', "equals: []", "minutes", "at least one"),
        ("kind: text", "kind: text\n        bands: [{points: 1}]", "remark", "bands"),
        ("kind: photo", "kind: yesno", "picture", "two options"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_its_mend(written: str, instead: str, place: str, sentence: str) -> None:
    assert written in SMALL
    with pytest.raises(Problems) as refused:
        read_template(SMALL.replace(written, instead), "small.yaml")
    said = {problem.column: problem_sentence(problem) for problem in refused.value.problems}
    assert place in said
    assert sentence in said[place]
    assert said[place].startswith("small.yaml, ")
    with speaking("zh_CN"):
        assert problem_sentence(refused.value.problems[0]) not in said.values()


def test_all_problems_come_at_once() -> None:
    text = SMALL.replace("kind: multiple", "kind: several").replace("highest: 60", "highest: soon")
    with pytest.raises(Problems) as refused:
        read_template(text, "small.yaml")
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize("text", ["a: [", "2", "a: 2026-01-01", "&a [*a]", "? {x: 1}\n: 2"])
def test_what_is_no_rubric_at_all_is_a_problem_and_no_crash(text: str) -> None:
    with pytest.raises(Problems):
        read_template(text, "small.yaml")
