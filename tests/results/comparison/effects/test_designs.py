"""What each design takes of stored readings, and what it refuses."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.comparison.effects.designs import (
    CannotTell,
    Found,
    Scale,
    StoreMonth,
    against_control,
    by_waves,
    is_detectable,
    kind_of,
    observed,
    over_time,
)
from results.comparison.effects.interrupted import Family, Reading
from results.comparison.effects.ledger import Total, Worth, is_attributed, totals
from results.comparison.effects.records import found_in, record_of
from results.comparison.effects.rules import Attribution, Effect
from results.comparison.process_limits import Better, Kind

MONTHS = [date(2025, month, 1) for month in range(1, 13)]
MID_APRIL = date(2025, 4, 16)
NOISE = (0.0, 0.4, -0.3, 0.2, -0.4, 0.1)


def store(name: str, values: Sequence[float], start: date | None = None, *, pilot: bool = False) -> list[StoreMonth]:
    return [StoreMonth(name, month, value, start, pilot) for month, value in zip(MONTHS, values, strict=False)]


def panel(gain: float = 5.0, *, drift: float = 0.0) -> list[StoreMonth]:
    """Six stores over six months, the whole rising by one a month; three pilots gain from April on, and drift before it."""
    rows = []
    for number, shift in enumerate(NOISE):
        pilot = number < 3
        values = [
            80 + number + place + shift * (-1) ** place + (gain * (place >= 3) + drift * place if pilot else 0)
            for place in range(6)
        ]
        rows += store(f"s{number}", values, MID_APRIL if pilot else None, pilot=pilot)
    return rows


def reason(rows: Sequence[StoreMonth]) -> str:
    with pytest.raises(CannotTell) as refused:
        against_control(rows)
    return refused.value.reason


def test_the_pilot_is_held_against_the_control_over_the_same_months() -> None:
    found = against_control(panel())
    assert found.effect.estimate == pytest.approx(5, abs=0.2)
    assert is_detectable(found.effect)
    assert (found.since, found.until) == (MONTHS[3], MONTHS[5])
    assert found.counts == {"pilot": 3, "control": 3, "values": 36, "left_out": 0}
    assert {point.side for point in found.course} == {"pilot", "control"}


def test_the_month_of_the_start_counts_as_one_after_it() -> None:
    assert (
        against_control(panel()).effect
        == against_control(
            [StoreMonth(row.store, row.month, row.value, MONTHS[3] if row.pilot else None, row.pilot) for row in panel()]
        ).effect
    )


def test_a_control_counts_until_it_starts_itself_and_the_pilot_no_longer_than_the_control() -> None:
    """Else the common rise of the months without a control would pass for an effect."""
    rows = [row for row in panel(0) if row.pilot]
    rows += [
        StoreMonth(row.store, row.month, row.value + 50 * (row.month > MONTHS[3]), MONTHS[4], False)
        for row in panel(0)
        if not row.pilot
    ]
    found = against_control(rows)
    assert found.until == MONTHS[3]
    assert found.effect.estimate == pytest.approx(0, abs=0.5)


def test_between_the_first_and_the_last_start_of_the_pilot_nothing_counts() -> None:
    rows = panel() + [
        StoreMonth("late", row.month, row.value + 100 * (row.month == MONTHS[3]), MONTHS[4], True)
        for row in panel()
        if row.store == "s0"
    ]
    found = against_control(rows)
    assert found.since == MONTHS[4]
    assert found.effect.estimate == pytest.approx(5, abs=0.3)


def test_stores_of_one_side_of_the_start_are_left_out_and_counted() -> None:
    found = against_control(panel() + store("new", [0, 0, 0], None))
    assert found.counts["left_out"] == 1
    assert found.effect == against_control(panel()).effect


def test_what_cannot_be_compared_is_refused_by_name() -> None:
    pilots, controls = ([row for row in panel() if row.pilot is side] for side in (True, False))
    assert reason(controls) == "no_pilot"
    assert reason(pilots) == "no_control"
    assert reason(pilots + store("c", range(6))) == "one_control"
    assert reason(controls + store("p", range(6), MID_APRIL, pilot=True)) == "one_pilot"
    assert reason([row for row in panel() if row.pilot or row.month < MONTHS[3]]) == "never_together"


def test_groups_that_moved_alike_before_the_start_show_nothing_there() -> None:
    alike, apart = against_control(panel()).before_start, against_control(panel(drift=3)).before_start
    assert alike is not None
    assert apart is not None
    assert (is_detectable(alike), is_detectable(apart)) == (False, True)


def test_with_one_month_before_nothing_is_known_of_the_time_before() -> None:
    assert against_control([row for row in panel() if row.month >= MONTHS[2]]).before_start is None


def test_waves_are_compared_by_the_months_of_their_start() -> None:
    found = by_waves(panel())
    assert found.effect.estimate == pytest.approx(against_control(panel()).effect.estimate)
    assert found.counts == {"starters": 3, "units": 6, "values": 36, "waves_left_out": 0}
    assert (found.since, {point.side for point in found.course}) == (MONTHS[3], {"never", "2025-04-01"})


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (store("a", range(6)), "no_start"),
        (store("a", range(6), MID_APRIL), "nobody_waiting"),
        (store("a", range(6), MID_APRIL) + store("b", range(6)), "one_in_a_wave"),
    ],
)
def test_waves_that_cannot_be_compared_are_refused(rows: list[StoreMonth], said: str) -> None:
    with pytest.raises(CannotTell) as refused:
        by_waves(rows)
    assert refused.value.reason == said


def readings(*values: float) -> list[Reading]:
    return [Reading(month, value) for month, value in zip(MONTHS, values, strict=False)]


def test_before_and_after_are_two_means() -> None:
    found = observed(readings(1, 2, 3, 11, 12, 13), MID_APRIL)
    assert (found.effect.estimate, found.counts) == (8.25, {"before": 4, "after": 2})
    assert observed(readings(1, 2, 3, 11, 12, 13), MONTHS[3]).effect.estimate == pytest.approx(10)


def test_without_a_value_on_each_side_there_is_nothing_to_say() -> None:
    for since, said in ((MONTHS[0], "few_before"), (MONTHS[11], "few_after")):
        with pytest.raises(CannotTell) as refused:
            observed(readings(1, 2, 3), since)
        assert refused.value.reason == said


def test_a_step_in_a_series_is_found_and_a_short_one_refused() -> None:
    found = over_time(readings(1, 2, 3.1, 4, 15, 16, 17.1, 18), MONTHS[4], family=Family.NORMAL)
    assert found.effect.estimate == pytest.approx(10, abs=0.2)
    with pytest.raises(CannotTell) as refused:
        over_time(readings(1, 2, 3, 4), MONTHS[2], family=Family.NORMAL)
    assert refused.value.reason == "few_before"


def test_counts_give_a_ratio() -> None:
    found = over_time(readings(100, 102, 99, 101, 50, 51, 49, 50), MONTHS[4], family=Family.POISSON)
    assert found.scale is Scale.RATIO
    assert found.effect.estimate == pytest.approx(0.5, abs=0.05)
    assert kind_of(found.effect, found.scale, Better.LOWER) is Kind.IMPROVEMENT


@given(st.floats(-5, 5), st.floats(0.01, 3))
def test_what_chance_may_have_done_has_the_colour_of_chance_whatever_is_better(estimate: float, reach: float) -> None:
    effect = Effect(estimate, reach / 2, estimate - reach, estimate + reach)
    kinds = {better: kind_of(effect, Scale.DIFFERENCE, better) for better in Better}
    if abs(estimate) <= reach:
        assert set(kinds.values()) == {Kind.COMMON}
    else:
        assert kinds[Better.HIGHER] is (Kind.IMPROVEMENT if estimate > 0 else Kind.CONCERN)
        assert kinds[Better.LOWER] is (Kind.CONCERN if estimate > 0 else Kind.IMPROVEMENT)
        assert kinds[Better.NEUTRAL] is (Kind.HIGH if estimate > 0 else Kind.LOW)


def test_without_an_interval_nothing_is_detectable() -> None:
    assert not is_detectable(Effect(5.0))


@pytest.mark.parametrize("found", [against_control(panel()), by_waves(panel()), observed(readings(1, 2, 5, 6), MONTHS[2])])
def test_what_is_kept_reads_back_as_it_was_found(found: Found) -> None:
    kept = found_in(record_of(found))
    assert record_of(kept) == record_of(found)
    assert (kept.effect, kept.waves, kept.before_start, kept.since) == (
        found.effect,
        found.waves,
        found.before_start,
        found.since,
    )


def test_attributed_and_observed_money_is_never_summed_nor_are_currencies() -> None:
    worths = [Worth("CNY", True, 100, 50), Worth("CNY", False, 10, None), Worth("CNY", True, None, 7), Worth("EUR", False, 1, 2)]
    assert totals(worths) == [
        Total("CNY", True, 100, 57, 2, 0),
        Total("CNY", False, 10, 0, 1, 1),
        Total("EUR", False, 1, 2, 1, 0),
    ]


@given(
    st.lists(
        st.builds(Worth, st.sampled_from(["CNY", "EUR"]), st.booleans(), st.none() | st.integers(), st.none() | st.integers())
    )
)
def test_no_amount_is_lost_or_counted_twice(worths: list[Worth]) -> None:
    found = totals(worths)
    assert sum(total.actual_minor for total in found) == sum(worth.actual_minor or 0 for worth in worths)
    assert sum(total.benefits for total in found) == len(worths)
    assert len({(total.currency, total.attributed) for total in found}) == len(found)


def test_a_benefit_is_attributed_by_what_its_latest_assessment_found() -> None:
    found = against_control(panel())
    assert is_attributed(Attribution.CONTROL, found, Better.HIGHER)
    assert not is_attributed(Attribution.CONTROL, found, Better.LOWER)  # it got worse
    assert not is_attributed(Attribution.WAVES, found, Better.HIGHER)  # another design was assessed
    assert not is_attributed(Attribution.OBSERVED, observed(readings(1, 2, 8, 9), MONTHS[2]), Better.HIGHER)
    assert not is_attributed(Attribution.CONTROL, None, Better.HIGHER)
    assert not is_attributed(Attribution.CONTROL, against_control(panel(0)), Better.HIGHER)
