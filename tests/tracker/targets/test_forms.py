"""The shipped template, and what is said about a broken one."""

import pytest

from tracker.core.refusals import NotFound, Problems
from tracker.core.words import problem_sentence, speaking
from tracker.plan.forms import read_template
from tracker.targets.forms import TEMPLATES, ProgrammeText, template, templates
from tracker.targets.rules import TargetKind

TEXT = (TEMPLATES / "service_quality.yaml").read_text("utf-8")


def test_the_service_quality_programme_lasts_twelve_months_in_four_phases() -> None:
    text = template("service_quality")
    assert [(phase.first_month, phase.last_month) for phase in text.phases] == [(1, 2), (3, 4), (5, 10), (11, 12)]
    assert [len(phase.milestones) for phase in text.phases] == [2, 2, 3, 2]
    assert sum(len(phase.tasks) for phase in text.phases) == 28


def test_its_budget_is_split_forty_thirty_twenty_ten() -> None:
    assert [line.share_percent for line in template("service_quality").budget.lines] == [40, 30, 20, 10]


@pytest.mark.parametrize(
    ("code", "baseline", "kind", "value"),
    [
        ("customer_satisfaction", 82, TargetKind.LEVEL, 90),
        ("net_promoter_score", None, TargetKind.ADDED, 20),
        ("response_time", None, TargetKind.CHANGE, -40),
        ("first_contact_resolution", None, TargetKind.LEVEL, 90),
        ("skill_standard", None, TargetKind.LEVEL, 100),
        ("digital_proficiency", None, TargetKind.LEVEL, 85),
        ("new_services", 0, TargetKind.RANGE, 3),
        ("pilot_usage", 0, TargetKind.LEVEL, 60),
        ("ticket_classification", 75, TargetKind.LEVEL, 90),
        ("refund_approval_time", 150, TargetKind.LEVEL, 30),
        ("assistant_understanding", 30, TargetKind.LEVEL, 80),
        ("assistant_alone", 40, TargetKind.LEVEL, 60),
        ("handovers", 3.2, TargetKind.UNSET, None),
        ("channel_disagreement", 35, TargetKind.UNSET, None),
        ("site_visits", 100, TargetKind.CHANGE, -30),
        ("system_availability", None, TargetKind.LEVEL, 99.9),
        ("mystery_visit_score", None, TargetKind.LEVEL, 85),
    ],
)
def test_its_indicators_are_those_of_the_source(code: str, baseline: float | None, kind: TargetKind, value: float | None) -> None:
    found = next(indicator for indicator in template("service_quality").indicators if indicator.code == code)
    assert (found.baseline, found.target.kind, found.target.value) == (baseline, kind, value)


def test_only_the_visit_score_is_derived_and_it_names_its_source() -> None:
    derived = {row.code: (row.derived, row.source) for row in template("service_quality").indicators if row.derived}
    assert derived == {"mystery_visit_score": ("audit_score", "G")}


def test_a_template_nobody_ships_is_refused() -> None:
    with pytest.raises(NotFound) as refused:
        template("unknown")
    assert refused.value.key == "plan.unknown_template"


def problems(text: str) -> list[str]:
    with pytest.raises(Problems) as refused:
        read_template(ProgrammeText, text, "mine.yaml")
    return [problem_sentence(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("was", "is_now", "where", "what"),
    [
        ("due: month 1 day 10", "due: soon", "phases / 1 / tasks / 1 / due", "'soon' is not a day of a programme"),
        ("due: month 1 day 10", "due: day 0", "phases / 1 / tasks / 1 / due", "'day 0' is not a day of a programme"),
        ("starts: month 1 day 8", "starts: month 2", "phases / 1 / tasks / 2", "department_duties is due before it starts"),
        ("baseline: 82", "baseline: high", "indicators / 1 / baseline", "'high' does not fit here"),
        ("baseline: 82", "baseline: .nan", "indicators / 1 / baseline", "'nan' does not fit here"),
        ("unit: score", "unit: kilos", "indicators / 1 / unit", "'kilos' does not fit here"),
        ("share_percent: 40", "share_percent: 45", "budget", "The shares sum to 105%"),
        ("first_month: 3", "first_month: 4", "", "The phase pilot must begin in month 3"),
        ("months: 12", "months: 13", "", "lasts 13 months, but its phases end with month 12"),
        ("code: pilot_cities", "code: pilot_customers", "", "The code pilot_customers stands here twice"),
        ("code: handovers", "code: site_visits", "", "The code site_visits stands here twice"),
        ("goal:", "aim:", "aim", "This is not known here"),
        ("value: 3, high: 5", "value: 3", "indicators / 7 / target", "A range needs a lower and an upper end"),
        ("value: 3, high: 5", "value: 5, high: 3", "indicators / 7 / target", "The upper end of the range lies below"),
        ("{kind: unset}", "{kind: unset, value: 2}", "indicators / 13 / target", "A target needs a value"),
        ("zh_CN: 筹备期", "zh_CN: ''", "phases / 1 / name / zh_CN", "'' does not fit here"),
    ],
)
def test_a_broken_template_is_refused_with_the_place_and_the_reason(was: str, is_now: str, where: str, what: str) -> None:
    assert was in TEXT
    found = problems(TEXT.replace(was, is_now, 1))
    assert any(what in sentence and where in sentence for sentence in found), found


def test_all_problems_come_at_once() -> None:
    assert len(problems(TEXT.replace("unit: score", "unit: kilos").replace("baseline: 82", "baseline: x"))) >= 3


@pytest.mark.parametrize("text", ["phases: [", "\tx: 1", "!!python/object/apply:os.getcwd []"])
def test_what_is_not_yaml_is_refused(text: str) -> None:
    assert "not readable as YAML" in problems(text)[0]


@pytest.mark.parametrize("text", ["", "[]", "just words", "1"])
def test_yaml_that_is_no_template_is_refused(text: str) -> None:
    assert problems(text)


def test_problems_are_told_in_chinese_too() -> None:
    with speaking("zh_CN"):
        assert "占比合计为105%" in problems(TEXT.replace("share_percent: 40", "share_percent: 45"))[0]


def test_every_shipped_template_speaks_both_languages() -> None:
    for text in templates().values():
        for task in (task for phase in text.phases for task in phase.tasks):
            assert task.name.en != task.name.zh_CN
