"""The shipped template, and what is said about a broken one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.ids import new_id
from tracker.core.refusals import NotFound, Problems
from tracker.core.words import problem_sentence, speaking
from tracker.plan.forms import read_template
from tracker.plan.rules import CriterionKind, WorkingDays, duration_of
from tracker.plan.rules.network import Standing, Wait, lay
from tracker.targets.forms import TEMPLATES, ProgrammeText, template, templates
from tracker.targets.queries import sources
from tracker.targets.rules import Frequency, Measure, TargetKind, normalised

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
        ("after: department_duties, type: SS", "after: nowhere, type: SS", "links / 1 / after", "There is no nowhere here"),
        ("before: form_team, after: task_list", "before: form_team, after: form_team", "links", "form_team > form_team"),
        ("before: form_team, after: task_list", "before: ready_for_pilot, after: form_team", "links", "wait for one another"),
        ("kind: milestone_met, task: national,", "kind: milestone_met,", "gates / 3 / criteria / 1", "does not fit its kind"),
        (
            "kind: milestone_met, task: national,",
            "kind: milestone_met, task: regulations,",
            "criteria / 1 / task",
            "no regulations here",
        ),
        ("before: rollout\n", "before: roll_out\n", "gates / 2 / before", "There is no roll_out here"),
        ("indicator: response_time,", "indicator: speed,", "gates / 3 / criteria / 4 / indicator", "There is no speed here"),
        ("every: weekly", "every: monthly", "recurrences / 1", "on which weekday it comes"),
        ("phase: pilot}", "phase: trial}", "budget / lines / 2 / lines / 1 / phase", "There is no trial here"),
    ],
)
def test_a_broken_template_is_refused_with_the_place_and_the_reason(was: str, is_now: str, where: str, what: str) -> None:
    assert was in TEXT
    found = problems(TEXT.replace(was, is_now, 1))
    assert any(what in sentence and where in sentence for sentence in found), found


def test_problems_between_the_parts_come_with_those_within_them() -> None:
    text = TEXT.replace("unit: score", "unit: kilos").replace("before: rollout\n", "before: roll_out\n")
    found = problems(text.replace("      - code: task_list\n", "      - code: task_list\n        parent: task_list\n"))
    for what in ("'kilos' does not fit", "There is no roll_out", "sum each other up: task_list", "Link one of those instead"):
        assert any(what in sentence for sentence in found), (what, found)


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


def test_the_store_programme_has_six_measures_in_four_quarters() -> None:
    text = template("store_service")
    assert [(phase.first_month, phase.last_month) for phase in text.phases] == [(1, 3), (4, 6), (7, 9), (10, 12)]
    measures = {task.parent for task in text.tasks if task.parent}
    assert len(measures) == 6
    baselines = {row.code: row.baseline for row in text.indicators if row.baseline is not None}
    assert baselines == {"sales": 100}  # an index; the source gives no other
    assert {"complaint_rate", "complaint_times", "industry_satisfaction"} <= {conflict.code for conflict in text.conflicts}


def test_every_shipped_template_is_whole() -> None:
    for text in templates().values():
        assert {one.kind for gate in text.gates for one in gate.criteria} == set(CriterionKind)
        assert len(text.gates) == len(text.phases)
        assert text.recurrences
        assert text.responsibilities
        for task in text.tasks:
            assert task.owner_role
            assert task.deliverable
            assert task.acceptance or any(other.parent == task.code for other in text.tasks)


@pytest.mark.parametrize("code", sorted(templates()))
@given(starts_on=st.dates(date(2001, 1, 1), date(2095, 12, 31)))
def test_the_links_of_a_shipped_template_agree_with_its_days_whatever_the_start(code: str, starts_on: date) -> None:
    """So that nothing moves when a plan that was just started is planned anew."""
    text, days = template(code), WorkingDays(starts_on)
    parents = {task.parent for task in text.tasks}
    keys = {one.code: new_id() for one in [*text.tasks, *text.milestones] if one.code not in parents}
    spans = {task.code: (task.starts.on(starts_on), task.due.on(starts_on)) for task in text.tasks}
    stones = {stone.code: stone.due.on(starts_on) for stone in text.milestones}
    standing = [
        Standing(keys[code], *span, duration_of(*span, days), not_before=span[0]) for code, span in spans.items() if code in keys
    ]
    standing += [Standing(keys[code], day, day, 0, not_before=day) for code, day in stones.items()]
    waits = [Wait(keys[link.before], keys[link.after], link.type, link.lag) for link in text.links]
    laid = lay(standing, waits, days, starts_on)
    assert [one.id for one in standing if (laid[one.id].starts_on, laid[one.id].due_on) != (one.starts_on, one.due_on)] == []


@given(st.lists(st.one_of(st.none(), st.integers(0, 1_000).map(lambda tenths: tenths / 10)), max_size=12))
def test_weights_brought_to_a_hundred_sum_to_it_and_keep_their_order(weights: list[float | None]) -> None:
    found = normalised(weights)
    if not any(weights):
        assert found == [None] * len(weights)
        return
    assert sum(round(10 * share) for share in found if share is not None) == 1_000
    pairs = [(weight, share) for weight, share in zip(weights, found, strict=True) if weight is not None and share is not None]
    assert all(one[1] <= other[1] + 0.1001 for one in pairs for other in pairs if one[0] <= other[0])


def test_the_weights_of_the_source_are_flagged_and_brought_to_a_hundred() -> None:
    (weights,) = sources(template("service_quality")).weights
    assert (weights.old_sum, weights.new_sum, weights.is_whole) == (95, 105, False)
    assert [share for *_, share in weights.parts] == [38.1, 28.6, 19.0, 9.5, 4.8]


def test_every_shipped_indicator_says_what_it_answers_and_how_it_is_measured() -> None:
    for text in templates().values():
        for row in text.indicators:
            assert row.question
            assert row.formula
            assert (row.denominator is not None) or row.measure is Measure.COUNT
            assert (row.numerator is not None) or row.measure not in (Measure.SHARE, Measure.RATE)


def test_two_quarters_in_a_row_are_asked_of_satisfaction_in_stores() -> None:
    row = next(row for row in template("store_service").indicators if row.code == "customer_satisfaction")
    assert (row.consecutive, row.frequency, row.target.value) == (2, Frequency.QUARTERLY, 90)
