"""What the linter finds in a rubric, where, and what it tells the author to do."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.rubrics.actions.publishing import publish
from audits.rubrics.forms import RubricText, load_template, score_answers, template_codes, visible_items
from audits.rubrics.forms.lint import LintFinding, Severity, lint, lint_document, normalised
from audits.rubrics.forms.reach import Reachability
from audits.rubrics.forms.weights import scaled
from tests.factories.rubrics import small_rubric
from tracker.core.db import writing
from tracker.core.refusals import Problems
from tracker.core.words import problem_sentence, speaking
from tracker.people.rules import Actor, Role

ActorOf = Callable[..., Actor]
Document = dict[str, Any]


def both(text: str) -> dict[str, str]:
    return {"en": text, "zh_CN": f"{text}。"}


def option(code: str, points: float = 0, **more: Any) -> Document:
    return {"code": code, "label": both(f"Option {code}"), "points": points, **more}


def item(code: str, *options: Document, **more: Any) -> Document:
    chosen = list(options) or [option("y", 1), option("n")]
    return {"code": code, "kind": "single", "label": both(f"Item {code}"), "options": chosen, **more}


def number(code: str, *bands: Document, **more: Any) -> Document:
    return {"code": code, "kind": "number", "label": both(f"Item {code}"), "bands": list(bands), **more}


def section(code: str, *items: Document, **more: Any) -> Document:
    return {"code": code, "name": both(code), "items": list(items), **more}


def document(*parts: Document, policy: Document | None = None, **more: Any) -> Document:
    """Sections, or the items of one."""
    sections = list(parts) if parts and "items" in parts[0] else [section("s", *parts)]
    policy = policy or {"preset": "safetyculture"}
    about = {"code": "made", "channel": "store", "name": both("Made"), "purpose": both("For tests")}
    return {**about, "policy": policy, "sections": sections, **more}


def found(*parts: Document, **more: Any) -> list[LintFinding]:
    rubric, findings = lint_document(document(*parts, **more))
    assert rubric is not None, [finding.message for finding in findings]
    return findings


def rules(findings: list[LintFinding]) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.item) for finding in findings]


def when(code: str, *answers: str | int) -> Document:
    return {"item": code, "equals": list(answers)}


BAD = option("bad", fail=True)
CRITICAL = {"critical": True, "guidance": both("When it fails"), "evidence": {"photo": ["bad"]}}


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


# Weights


@pytest.mark.parametrize(("weights", "whole"), [((40, 30, 20, 10, 5), "105"), ((20, 15, 60), "95")])
def test_weights_that_evidently_mean_100_and_miss_it_are_an_error_that_offers_to_normalise(
    weights: tuple[int, ...], whole: str
) -> None:
    of_sections = [section(f"s{n}", item(f"i{n}"), weight=weight) for n, weight in enumerate(weights)]
    (finding,) = found(*of_sections)
    assert (finding.severity, finding.rule, finding.item) == (Severity.ERROR, "weights", None)
    assert whole in finding.message
    assert (
        ", ".join(f"{weight}".rstrip("0").rstrip(".") for weight in scaled([Decimal(w) for w in weights], Decimal(100)))
        in finding.fix
    )
    (finding,) = found(*(item(f"i{n}", weight=weight) for n, weight in enumerate(weights)))
    assert (finding.rule, finding.item) == ("weights", "s")
    spread = [section(f"s{n}", item(f"i{n}", weight=weight)) for n, weight in enumerate(weights)]
    assert rules(found(*spread)) == [("weights", None)]


@pytest.mark.parametrize(
    "weights", [(40, 30, 20, 10), (1, 2, 3), (35, 35, 35), (9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 8), (60, 60), (50,)]
)
def test_weights_that_sum_to_100_or_never_meant_to_are_left_alone(weights: tuple[int, ...]) -> None:
    assert found(*(item(f"i{n}", weight=weight) for n, weight in enumerate(weights))) == []


def test_a_bonus_may_stand_beside_the_100() -> None:
    assert found(item("a", weight=60), item("b", weight=40), item("c", weight=5, bonus=True)) == []


def test_a_declared_sum_is_held_exactly() -> None:
    parts = [section("s", item("a"), weight=1), section("t", item("b"), weight=3)]
    assert found(*parts, weights_sum_to=4) == []
    (finding,) = found(*parts, weights_sum_to=10)
    assert "10" in finding.message
    assert "2.5, 7.5" in finding.fix


@pytest.mark.parametrize(
    ("weights", "more"), [((40, 30, 20, 10, 5), {}), ((20, 15, 60), {}), ((1, 1, 1), {"weights_sum_to": 100})]
)
def test_normalised_weights_sum_and_leave_nothing_to_find(weights: tuple[int, ...], more: Document) -> None:
    made = document(*(section(f"s{n}", item(f"i{n}"), weight=weight) for n, weight in enumerate(weights)), **more)
    before = deepcopy(made)
    again = normalised(made)
    assert made == before
    assert sum(Decimal(str(part["weight"])) for part in again["sections"]) == 100
    assert lint_document(again)[1] == []


def test_normalising_mends_the_weights_of_items_where_these_are_wrong() -> None:
    made = normalised(document(*(item(f"i{n}", weight=str(weight)) for n, weight in enumerate((40, 30, 20, 10, 5)))))
    assert "weight" not in made["sections"][0]
    assert lint_document(made)[1] == []


@pytest.mark.parametrize("weight", [0, None, "soon", -4, float("nan")])
def test_weights_that_cannot_be_scaled_stay(weight: object) -> None:
    made = document(section("s", item("a"), weight=weight), section("t", item("b"), weight=0))
    assert repr(normalised(made)) == repr(made)


@given(
    st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=30),
    st.sampled_from([Decimal(100), Decimal(1), Decimal("12.5")]),
)
def test_scaled_weights_sum_exactly_and_keep_their_proportions(weights: list[Decimal], to: Decimal) -> None:
    again, whole = scaled(weights, to), sum(weights)
    if whole:
        assert sum(again) == to
        assert all(abs(new - old * to / whole) <= Decimal("0.01") for old, new in zip(weights, again, strict=True))


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


# Documents that are unfinished


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
