"""What the linter finds in a rubric, where, and what it tells the author to do."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.rubrics.actions.publishing import publish
from audits.rubrics.forms import RubricText, load_template, score_answers, template_codes, visible_items
from audits.rubrics.forms.lint import Severity, lint, lint_document
from audits.rubrics.forms.reach import Reachability
from tests.factories.lint import BAD, CRITICAL, Document, both, document, found, item, number, option, rules, section, when
from tests.factories.rubrics import small_rubric
from tracker.core.db import writing
from tracker.core.refusals import Problems
from tracker.core.words import problem_sentence
from tracker.people.rules import Actor, Role

ActorOf = Callable[..., Actor]


@pytest.mark.parametrize("code", template_codes())
def test_a_shipped_rubric_has_no_error(code: str) -> None:
    assert [one.message for one in lint(load_template(code)) if one.severity is Severity.ERROR] == []


def test_a_good_rubric_has_no_finding() -> None:
    assert found(item("a"), item("b", condition=when("a", "y")), item("c", option("good", 1), BAD, **CRITICAL)) == []


# Bounds


def test_points_below_0_are_an_error_that_names_the_items_and_the_lowest_percent() -> None:
    (finding,) = found(item("a"), item("b", option("y", 1), option("n", -2)))
    assert (finding.severity, finding.rule, finding.item) == (Severity.ERROR, "bounds", "b")
    assert "-100%" in finding.message
    assert "floor_zero" in finding.fix


@pytest.mark.parametrize(
    "policy",
    [
        {"preset": "safetyculture", "floor_zero": True},
        {"preset": "deduction"},
        {"preset": "safetyculture", "bands": [{"name": "low", "from": -100}]},
    ],
)
def test_points_below_0_are_right_where_the_policy_declares_them(policy: Document) -> None:
    assert found(item("b", option("y", 1), option("n", -1)), policy=policy, band_names={"low": both("Low")}) == []


def test_a_band_from_below_0_declares_no_more_than_it_says() -> None:
    policy = {"bands": [{"name": "low", "from": -50}]}
    assert rules(found(item("b", option("y", 1), option("n", -1)), policy=policy, band_names={"low": both("Low")})) == [
        ("bounds", "b")
    ]


def test_a_bonus_is_right_with_and_without_a_cap() -> None:
    bonus = item("b", bonus=True)
    assert found(item("a"), bonus, policy={"bonus_cap": True}) == []
    assert found(item("a"), bonus, policy={"bonus_cap": False}) == []


def test_more_than_100_without_a_bonus_is_an_error() -> None:
    ticks = item("a", option("x", 1), option("y", 1)) | {"kind": "multiple"}
    (finding,) = found(ticks, policy={"bonus_cap": False, "multiple_maximum": "best"})
    assert (finding.rule, finding.item) == ("bounds", "a")
    assert "200%" in finding.message
    gains = item("g", option("x", 10), option("y", -10))
    assert rules(found(gains, policy={"preset": "deduction", "bonus_cap": False})) == [("bounds", "g")]


# Reach


@pytest.mark.parametrize(
    "condition",
    [
        {"all": [when("a", "y"), when("a", "n")]},
        {"all": [when("b", "y"), when("a", "n")]},  # b is shown only when a is y
        {"all": [when("a", "y"), {"not": when("a", "y")}]},
        {"all": [{"item": "a", "answered": True}, {"not": {"item": "a", "answered": True}}]},
        {"item": "n", "above": 10},
        {"all": [{"item": "n", "above": 3}, {"item": "n", "below": 3}]},
        {"all": [when("n", 3), {"not": {"item": "n", "from": 2}}]},
        {"item": "m", "from": 3},  # two options and n.a., which stands alone
        {"all": [when("m", "na"), when("m", "x")]},
        {"all": [when("t", "one"), when("t", "two")]},
        {"any": [{"all": [when("a", "y"), when("a", "n")]}, {"item": "n", "below": 0}]},
        {"not": {"any": [when("a", "y"), {"not": when("a", "y")}]}},
    ],
)
def test_a_condition_that_can_never_hold_is_found(condition: Document) -> None:
    assert rules(found(*_sources(), item("z", condition=condition))) == [("unreachable", "z")]


@pytest.mark.parametrize(
    "condition",
    [
        {"all": [when("b", "y"), when("a", "y")]},
        {"all": [when("a", "n"), {"not": when("b", "y")}]},
        {"item": "n", "from": 10},
        {"all": [{"item": "n", "above": 3}, {"item": "n", "below": 4}]},
        {"item": "m", "from": 2},
        {"all": [when("m", "x"), when("m", "y")]},
        {"all": [when("t", "one"), {"not": when("t", "two")}]},
        {"not": {"item": "a", "answered": True}},
    ],
)
def test_a_condition_that_can_hold_is_not_found(condition: Document) -> None:
    assert found(*_sources(), item("z", condition=condition)) == []


def _sources() -> list[Document]:
    ticks = item("m", option("x", 1), option("y", 1), option("na", not_applicable=True)) | {"kind": "multiple"}
    text = {"code": "t", "kind": "text", "label": both("Text")}
    return [item("a"), item("b", condition=when("a", "y")), number("n", {"points": 1}, lowest=0, highest=10), ticks, text]


def test_what_depends_on_what_is_never_shown_is_never_shown_either() -> None:
    never = {"all": [when("a", "y"), when("a", "n")]}
    findings = found(
        item("a"), item("b", condition=never), item("c", option("good", 1), BAD, **CRITICAL, condition=when("b", "y"))
    )
    assert rules(findings) == [("unreachable", "b"), ("unreachable_critical", "c")]


def test_a_band_that_no_accepted_number_reaches_is_found() -> None:
    bands = ({"below": 0, "points": 2}, {"from": 0, "points": 1})
    (finding,) = found(number("n", *bands, lowest=0, highest=60))
    assert (finding.rule, finding.item, finding.severity) == ("unreachable", "n", Severity.ERROR)
    assert "band 1" in finding.message
    assert found(number("n", *bands, lowest=-1, highest=60)) == []


def test_an_option_that_is_always_filtered_away_is_a_warning_and_its_points_do_not_count() -> None:
    never = {"all": [when("a", "y"), when("a", "n")]}
    findings = found(item("a"), item("f", option("x", 1), option("y"), option("z", -9, condition=never)))
    assert [(one.severity, *rules([one])[0]) for one in findings] == [(Severity.WARNING, "unreachable", "f")]


def test_a_condition_on_an_option_that_is_never_offered_never_holds() -> None:
    filtered = item("f", option("x", 1), option("y", condition=when("a", "y")))
    never = {"all": [when("f", "y"), when("a", "n")]}
    assert rules(found(item("a"), filtered, item("z", condition=never))) == [("unreachable", "z")]


def test_a_critical_item_whose_failing_answer_is_never_offered_is_an_error() -> None:
    bad = BAD | {"condition": {"all": [when("a", "y"), when("a", "n")]}}
    findings = found(item("a"), item("c", option("good", 1), option("fair"), bad, **CRITICAL))
    assert rules(findings) == [("unreachable_critical", "c"), ("unreachable", "c")]


def test_a_critical_item_that_never_fails_is_an_error_with_its_mend() -> None:
    (finding,) = found(item("c", critical=True, guidance=both("When")))
    assert (finding.severity, finding.rule, finding.item) == (Severity.ERROR, "critical_never_fails", "c")
    assert "fail" in finding.fix


@st.composite
def branching(draw: st.DrawFn) -> Document:
    items: list[Document] = []
    for place in range(draw(st.integers(2, 5))):
        made = item(f"i{place}", option("y", 1), option("n"))
        if place:
            leaves = st.builds(lambda at, code: when(f"i{at}", code), st.integers(0, place - 1), st.sampled_from("yn"))
            shapes = st.recursive(
                leaves,
                lambda inner: st.one_of(
                    st.builds(lambda part: {"not": part}, inner),
                    st.builds(
                        lambda parts, word: {word: parts},
                        st.lists(inner, min_size=1, max_size=3),
                        st.sampled_from(["all", "any"]),
                    ),
                ),
                max_leaves=4,
            )
            made["condition"] = draw(shapes)
        items.append(made)
    return document(*items)


@settings(max_examples=60, deadline=None)
@given(branching())
def test_the_linter_finds_out_of_reach_exactly_what_no_answers_show(made: Document) -> None:
    rubric, _ = lint_document(made)
    assert rubric is not None
    reached: set[str] = set()
    for place in range(3 ** len(rubric.items)):
        answers = {code: (None, "y", "n")[place // 3**at % 3] for at, code in enumerate(rubric.items)}
        reached |= visible_items(rubric, answers)
    reachability = Reachability(rubric)
    assert {code for code, one in rubric.items.items() if reachability.is_shown(one)} == reached


def test_a_tangle_of_conditions_is_called_reachable_rather_than_wrongly_not() -> None:
    items = [item(f"i{n}") for n in range(12)]
    either = [{"any": [when(f"i{n}", "y"), when(f"i{n}", "n")]} for n in range(12)]
    assert found(*items, item("z", condition={"all": either})) == []


# Pass marks and nothing to score


def test_nothing_to_score_is_a_warning_and_with_a_pass_mark_an_error() -> None:
    nothing = item("a", option("x"), option("y"))
    for policy, severity in (({}, Severity.WARNING), ({"pass_mark": 80}, Severity.ERROR)):
        (finding,) = found(nothing, policy=policy)
        assert (finding.rule, finding.severity) == ("nothing_to_score", severity)
    assert rules(found({"code": "t", "kind": "text", "label": both("T")})) == [("nothing_to_score", None)]


def test_a_pass_mark_that_nobody_can_reach_is_an_error() -> None:
    short = number("n", {"below": 5, "points": 1}, {"from": 5, "points": 4}, lowest=0, highest=4)
    findings = found(short, policy={"pass_mark": 80})
    assert rules(findings) == [("unreachable", "n"), ("pass_mark_unreachable", None)]
    assert "25%" in findings[1].message
    assert [one.rule for one in found(item("a"), policy={"pass_mark": 100.5})] == ["pass_mark_unreachable"]
    assert found(item("a"), policy={"pass_mark": 100}) == []


def test_the_pass_mark_of_a_section_is_judged_by_the_section() -> None:
    short = number("n", {"below": 5, "points": 1}, {"from": 5, "points": 4}, lowest=0, highest=4)
    findings = found(section("s", short, pass_mark=50), section("t", item("a"), pass_mark=50))
    assert rules(findings) == [("unreachable", "n"), ("pass_mark_unreachable", "s")]
    unscored = section("u", {"code": "t", "kind": "text", "label": both("T")}, pass_mark=50)
    assert rules(found(item("a")) + found(section("t", item("a")), unscored)) == [("pass_mark_unreachable", "u")]


# Warnings


def test_the_same_question_twice_in_a_section_and_the_same_option_twice_are_warnings() -> None:
    twin = item("b") | {"label": both("Item a")}
    assert rules(found(item("a"), twin)) == [("duplicate_label", "b")]
    assert found(section("s", item("a")), section("t", twin)) == []
    assert rules(found(item("a", option("x", 1), option("y") | {"label": both("Option x")}))) == [("duplicate_option_label", "a")]


def test_a_critical_item_without_guidance_or_proof_is_a_warning() -> None:
    findings = found(item("c", option("good", 1), BAD, critical=True))
    assert rules(findings) == [("guidance_missing", "c"), ("evidence_missing", "c")]
    assert {one.severity for one in findings} == {Severity.WARNING}


# The rest of the house


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_rubric_without_errors_never_leaves_0_to_100(data: st.DataObject) -> None:
    points = st.sampled_from([-1, 0, 1, 2])
    made = document(
        item("a", option("x", data.draw(points)), option("y", data.draw(points))),
        item("b", option("x", data.draw(points)), option("y", data.draw(points)), condition=when("a", "x")),
        item("c", option("x", data.draw(points)), option("y", data.draw(points), condition=when("b", "y"))),
        policy={"floor_zero": data.draw(st.booleans()), "bonus_cap": data.draw(st.booleans())},
    )
    rubric, findings = lint_document(made)
    assert rubric is not None
    outside = {one.percent for one in _scores(rubric) if one.percent is not None and not 0 <= one.percent <= 100}
    assert not outside or "bounds" in {finding.rule for finding in findings}


def _scores(rubric: RubricText) -> list[Any]:
    chosen = [(left, middle, right) for left in ("x", "y") for middle in ("x", "y") for right in ("x", "y")]
    return [score_answers(rubric, dict(zip("abc", answers, strict=True))) for answers in chosen]


def test_publishing_is_refused_with_all_errors_their_items_and_their_mends(actor_of: ActorOf) -> None:
    made = document(item("a", option("x", 1), option("y", -1)), item("c", critical=True, guidance=both("When")))
    rubric, _ = lint_document(made)
    assert rubric is not None
    lead = actor_of(Role.PROGRAMME_LEAD)
    with pytest.raises(Problems) as refused, writing() as session:
        publish(session, rubric=rubric, by=lead)
    said = [problem_sentence(problem) for problem in refused.value.problems]
    assert [problem.column for problem in refused.value.problems] == ["c", "a"]
    assert "Mark an option with fail: true" in said[0]
    assert "floor_zero" in said[1]


def test_the_small_rubric_of_the_tests_has_only_a_warning() -> None:
    assert rules(lint(small_rubric())) == [("guidance_missing", "clean")]
