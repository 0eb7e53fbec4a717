"""The published examples: docs/method.md, "Scoring a checklist"."""

from decimal import Decimal
from fractions import Fraction

import pytest

from audits.scoring.items import Band, Condition, Item, Kind, Option
from audits.scoring.policy import Aggregation, Critical, MultipleMaximum, NotApplicable, ScoreBand, Unanswered
from audits.scoring.rules import NotAnswered, Reason, rounded
from tests.factories.scoring import FAIL, NA, options, pick, score_of, section, yes_no

D = Decimal
YES_FAIL = (Option("good", D(1)), FAIL)


def critical(name: str = "c", answer: str = "bad") -> Item:
    return Item(name, Kind.SINGLE, YES_FAIL, critical=True, answer=answer)


def test_one_yes_and_one_not_applicable_is_one_of_one() -> None:
    result = score_of(yes_no("a", "yes"), yes_no("b", "na"))
    assert (result.earned, result.possible, result.percent) == (1, 1, 100)


def test_five_items_of_five_with_one_not_applicable_are_16_of_20() -> None:
    result = score_of(*(pick(name, answer, 1, 5) for name, answer in zip("abcde", ["5", "5", "5", "1", "na"], strict=True)))
    assert (result.earned, result.possible, result.percent) == (16, 20, 80)


def test_where_not_applicable_counts_as_zero_it_hurts() -> None:
    items = [pick(name, answer, 1, 5) for name, answer in zip("abcde", ["5", "5", "5", "1", "na"], strict=True)]
    assert score_of(*items, not_applicable=NotApplicable.ZERO).percent == 64


def test_three_of_five_ticks_are_three_fifths() -> None:
    item = Item("m", Kind.MULTIPLE, options(a=1, b=1, c=1, d=1, e=1), answer=("a", "c", "e"))
    result = score_of(item)
    assert (result.earned, result.possible) == (3, 5)


def test_the_maximum_of_several_answers_can_be_the_best_single_one() -> None:
    item = Item("m", Kind.MULTIPLE, options(a=2, b=1, c=-1), answer=("b",))
    assert score_of(item, multiple_maximum=MultipleMaximum.BEST).percent == 50
    assert score_of(item).possible == 3


def test_picks_with_weights_one_two_one_are_62_5() -> None:
    items = [
        pick(name, answer, 0, 0.5, 1, weight=D(weight))
        for name, answer, weight in [("a", "0", 1), ("b", "1", 2), ("c", "0.5", 1)]
    ]
    assert score_of(*items).percent == Fraction("62.5")


def test_the_weighted_mean_of_sections_75_50_100_with_weights_10_5_5_is_75() -> None:
    sections = [
        section(pick(str(value), str(value), value, 100), weight=D(weight)) for value, weight in [(75, 10), (50, 5), (100, 5)]
    ]
    assert score_of(*sections, aggregation=Aggregation.SECTION_WEIGHTED_MEAN).percent == 75


@pytest.mark.parametrize(("last", "pooled", "mean"), [("100", "80", "77.5"), ("na", "60", "55")])
def test_pooled_and_mean_of_section_means_differ(last: str, pooled: str, mean: str) -> None:
    sections = [
        section(pick("a", "80", 80, 100), pick("b", "60", 60, 100)),
        section(pick("c", "40", 40, 100), pick("d", last, 100, weight=D(3))),
    ]
    assert score_of(*sections).percent == Fraction(pooled)
    assert score_of(*sections, aggregation=Aggregation.SECTION_MEAN).percent == Fraction(mean)


def test_with_nothing_answerable_there_is_no_percent() -> None:
    result = score_of(yes_no("a", "na"), pass_mark=D(80), bands=(ScoreBand("low", D(0)),))
    assert (result.percent, result.shown_percent, result.passed, result.band) == (None, None, None, None)


@pytest.mark.parametrize(("parent", "possible", "percent"), [("yes", 2, 100), ("no", 1, 0)])
def test_a_child_counts_only_while_it_is_shown(parent: str, possible: int, percent: int) -> None:
    result = score_of(yes_no("parent", parent), yes_no("child", "yes", condition=Condition("parent", ("yes",))))
    assert (result.possible, result.percent) == (possible, percent)


def test_what_depends_on_a_hidden_item_is_hidden_whatever_its_old_answer() -> None:
    result = score_of(
        yes_no("c", "no", condition=Condition("b", ("yes",))),
        yes_no("b", "yes", condition=Condition("a", ("yes",))),
        yes_no("a", "no"),
    )
    assert [line.reason for line in result.trace] == [Reason.HIDDEN, Reason.HIDDEN, Reason.ANSWERED]
    assert result.possible == 1


def test_a_condition_on_several_answers_holds_while_one_of_them_is_ticked() -> None:
    source = Item("m", Kind.MULTIPLE, options(a=1, b=1), answer=("b",))
    assert score_of(source, yes_no("x", "no", condition=Condition("m", ("b",)))).possible == 3
    assert score_of(source, yes_no("x", "no", condition=Condition("m", ("a",)))).possible == 2


def test_three_of_five_items_of_weight_0_7_are_60_and_pass_a_mark_of_60() -> None:
    items = [yes_no(str(number), "yes" if number < 3 else "no", weight=D("0.7")) for number in range(5)]
    result = score_of(*items, pass_mark=D(60))
    assert (result.earned, result.possible, result.percent, result.passed) == (D("2.1"), D("3.5"), 60, True)


@pytest.mark.parametrize(
    ("percent", "decimals", "shown"),
    [
        ("83.125", 2, "83.13"),
        ("83.125", 0, "83"),
        ("0.5", 0, "1"),
        ("-0.125", 2, "-0.13"),
        ("-0.001", 2, "0.00"),
        ("100", 1, "100.0"),
    ],
)
def test_a_percent_is_shown_rounded_half_up(percent: str, decimals: int, shown: str) -> None:
    assert rounded(Fraction(percent), decimals) == shown


def test_what_is_not_answered_counts_zero_or_nothing_or_blocks() -> None:
    items = [yes_no("a", "yes"), yes_no("b", None), Item("m", Kind.MULTIPLE, options(x=1), answer=())]
    assert score_of(*items).percent == Fraction(100, 3)
    assert score_of(*items, unanswered=Unanswered.EXCLUDE).percent == 100
    hidden = yes_no("h", None, condition=Condition("a", ("no",)))
    with pytest.raises(NotAnswered) as blocked:
        score_of(*items, hidden, unanswered=Unanswered.BLOCK)
    assert blocked.value.items == ["b", "m"]


def test_a_section_weight_multiplies_its_items_when_pooled() -> None:
    sections = [section(yes_no("a", "yes"), weight=D(3)), section(yes_no("b", "no"))]
    result = score_of(*sections)
    assert (result.earned, result.possible, result.percent) == (3, 4, 75)
    assert score_of(*sections, aggregation=Aggregation.SUM).percent == 75
    assert score_of(*sections, aggregation=Aggregation.SECTION_MEAN).possible == 2


def test_a_section_without_a_percent_is_left_out_of_the_means() -> None:
    sections = [section(yes_no("a", "na"), weight=D(9)), section(yes_no("b", "yes"), yes_no("c", "no"))]
    assert score_of(*sections, aggregation=Aggregation.SECTION_WEIGHTED_MEAN).percent == 50
    assert score_of(section(yes_no("b", "yes"), weight=D(0)), aggregation=Aggregation.SECTION_WEIGHTED_MEAN).percent is None


def test_faults_are_deducted_from_the_start() -> None:
    fault = Item("f", Kind.SINGLE, options(none=0, small=-5, large=-30), answer="small", weight=D(2))
    result = score_of(fault, aggregation=Aggregation.DEDUCTION, start=D(50))
    assert (result.earned, result.possible, result.percent) == (40, 50, 80)
    assert result.trace[-1] == (None, 50, 1, 50, 50, Reason.START)
    worst = Item("g", Kind.SINGLE, options(none=0, small=-5, large=-30), answer="large", weight=D(2))
    assert score_of(fault, worst, aggregation=Aggregation.DEDUCTION, start=D(50)).percent == -40
    assert score_of(fault, worst, aggregation=Aggregation.DEDUCTION, start=D(50), floor_zero=True).percent == 0


def test_where_nothing_can_be_gained_percent_is_of_the_largest_loss() -> None:
    items = [Item(name, Kind.SINGLE, (*options(ok=0, bad=-4), NA), answer=answer) for name, answer in [("a", "bad"), ("b", "ok")]]
    assert score_of(*items).percent == -50
    assert score_of(*items, Item("n", Kind.SINGLE, (*options(ok=0, bad=-9), NA), answer="na")).percent == -50
    assert score_of(*items, yes_no("y", "yes")).percent == -300


def test_bonus_earns_without_possible_and_is_capped_or_not() -> None:
    items = [yes_no("a", "yes"), yes_no("b", "yes", bonus=True)]
    result = score_of(*items)
    assert (result.earned, result.possible, result.percent) == (2, 1, 100)
    assert result.trace[-1].reason is Reason.BONUS_CAPPED
    assert score_of(*items, bonus_cap=False).percent == 200


def test_bands_give_points_to_numbers_from_included_to_below_excluded() -> None:
    bands = (Band(D(4), None, D(15)), Band(D(2), D(15), D(60)), Band(D(0), D(60), D(90)))
    for answer, points in [("14.99", 4), ("15", 2), ("60", 0), ("90", 0)]:
        result = score_of(Item("s", Kind.DURATION, bands=bands, answer=D(answer)))
        assert (result.earned, result.possible) == (points, 4)
    assert result.trace[0].reason is Reason.NO_BAND


@pytest.mark.parametrize(
    ("mode", "percent", "passed"),
    [
        (Critical.RECORD, 80, True),
        (Critical.ZERO_SECTION, 40, False),
        (Critical.ZERO_AUDIT, 0, False),
        (Critical.CAP, 55, False),
        (Critical.FAIL, 80, False),
    ],
)
def test_a_failed_critical_item_does_what_the_policy_says(mode: Critical, percent: int, passed: bool) -> None:
    sections = [section(yes_no("a", "yes"), yes_no("b", "yes"), critical()), section(yes_no("d", "yes"), yes_no("e", "yes"))]
    result = score_of(*sections, critical=mode, critical_cap=D(55), pass_mark=D(60))
    assert (result.percent, result.passed, result.possible, result.critical_failed) == (percent, passed, 5, ("c",))


def test_zeroing_is_a_line_of_its_own_and_keeps_possible() -> None:
    result = score_of(section(yes_no("a", "yes"), critical()), critical=Critical.ZERO_SECTION)
    assert result.trace[-1] == (None, -1, 1, -1, 0, Reason.SECTION_ZEROED)
    assert (result.sections[0].earned, result.sections[0].possible, result.sections[0].percent) == (0, 2, 0)


def test_a_failed_critical_item_never_lifts_a_score() -> None:
    loss = Item("l", Kind.SINGLE, options(ok=0, lost=-5), answer="lost")
    assert score_of(section(loss, critical()), critical=Critical.ZERO_SECTION).earned == -5


def test_only_a_shown_option_marked_as_failure_fails_a_critical_item() -> None:
    assert score_of(yes_no("a", "no", critical=True)).critical_failed == ()
    hidden = Item("c", Kind.SINGLE, YES_FAIL, critical=True, answer="bad", condition=Condition("a", ("yes",)))
    assert score_of(yes_no("a", "no"), hidden, critical=Critical.FAIL).passed is None


def test_a_critical_failure_fails_the_audit_even_without_a_mark() -> None:
    assert score_of(critical(), critical=Critical.FAIL).passed is False


def test_two_audits_of_equal_percent_can_differ_in_pass() -> None:
    def audit(first: str, second: str) -> bool | None:
        sections = [section(yes_no("a", first), pass_mark=D(100)), section(yes_no("b", second))]
        result = score_of(*sections, pass_mark=D(50))
        assert result.percent == 50
        return result.passed

    assert audit("yes", "no") is True
    assert audit("no", "yes") is False


def test_the_band_is_the_highest_one_reached() -> None:
    bands = (ScoreBand("good", D(80)), ScoreBand("low", D(20)), ScoreBand("fair", D(60)))
    items = [yes_no(str(number), "yes" if number < 4 else "no") for number in range(5)]
    assert score_of(*items, bands=bands).band == "good"
    assert score_of(*items[3:], bands=bands).band == "low"
    assert score_of(items[4], bands=bands).band is None


def test_not_applicable_never_stands_for_a_failure() -> None:
    item = Item("c", Kind.SINGLE, (*YES_FAIL, NA), critical=True, answer="na")
    assert score_of(item, critical=Critical.FAIL, not_applicable=NotApplicable.ZERO).critical_failed == ()


def test_an_answer_of_no_option_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no answer"):
        score_of(yes_no("a", "maybe"))
