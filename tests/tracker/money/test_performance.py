"""Earned value of the stored programme, against the plan and against a baseline; and its curve."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.money.conftest import TODAY, Office
from tests.tracker.money.test_budgets import refused
from tests.tracker.money.test_money_rules import DAY, entry
from tracker.core.db import writing
from tracker.core.words import speaking
from tracker.money.charts import finding, s_curve
from tracker.money.rules import EntryKind
from tracker.money.rules.performance import (
    Formula,
    Performance,
    Planned,
    Work,
    as_of,
    day_at,
    earned,
    elapsed_months,
    performance_of,
    planned_share,
    planned_value,
)
from tracker.plan.actions.baselines import take_baseline
from tracker.plan.models import Task
from tracker.plan.rules import PercentRule, TaskStatus
from tracker.plan.rules.calendar import WorkingDays

WORKED = WorkingDays(DAY)
ENDS = date(2026, 12, 31)


def work(cost: int, first: date, last: date, **more: object) -> Work:
    made = Work(
        task_id=UUID(int=1),
        phase_id=None,
        area_id=None,
        planned=Planned(first, last, cost),
        status=TaskStatus.NOT_STARTED,
        percent_rule=PercentRule.ZERO_HUNDRED,
        percent=0,
        starts_on=first,
        due_on=last,
        started_on=None,
        done_on=None,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def performance(works: list[Work], entries: list[object], today: date) -> Performance:
    return performance_of(
        works,
        entries,  # type: ignore[arg-type]
        starts_on=DAY,
        ends_on=ENDS,
        today=today,
        worked=WORKED,
        place_of=lambda _: (None, None),
        phases=[],
        areas=[],
    )


def test_planned_value_falls_on_working_days_only() -> None:
    week = Planned(date(2026, 3, 5), date(2026, 3, 10), 400)  # Thursday to Tuesday: four days worked
    shares = [planned_share(week, date(2026, 3, day), WORKED) for day in (4, 5, 6, 7, 8, 9, 10, 11)]
    assert shares == [0, Fraction(1, 4), Fraction(1, 2), Fraction(1, 2), Fraction(1, 2), Fraction(3, 4), 1, 1]
    weekend = Planned(date(2026, 3, 7), date(2026, 3, 8), 400)
    assert [planned_share(weekend, date(2026, 3, day), WORKED) for day in (7, 8)] == [0, 1]


@pytest.mark.parametrize(
    ("today", "months"),
    [(date(2025, 12, 1), 0), (DAY, Fraction(1, 31)), (date(2026, 1, 31), 1), (date(2026, 3, 10), 2 + Fraction(10, 31))],
)
def test_months_of_the_programme_go_by(today: date, months: Fraction) -> None:
    assert elapsed_months(DAY, today) == months
    assert day_at(DAY, months) == max(today, DAY - timedelta(days=1))


def test_a_late_and_dear_programme_says_so_with_its_end() -> None:
    """Half the year's work was to be done by the end of June, a third is; it has cost half as much again."""
    works = [work(60_00, date(2026, month, 1), date(2026, month, 28), task_id=UUID(int=month)) for month in range(1, 13)]
    for at in range(4):
        done_on = date(2026, at + 1, 28)
        works[at] = replace(works[at], status=TaskStatus.DONE, started_on=done_on, done_on=done_on)
    found = performance(works, [entry(1, 360_00, day=100)], date(2026, 6, 30))
    assert (found.bac, found.pv, found.ev, found.ac) == (720_00, 360_00, 240_00, 360_00)
    assert (found.schedule.es, found.schedule.sv_t, found.schedule.spi_t) == (4, -2, Fraction(2, 3))
    assert (found.value.eac_cpi, found.at_completion(Formula.BUDGET_RATE)) == (1080_00, 840_00)
    assert found.at_completion(Formula.COMPOSITE) == 360_00 + Fraction(480_00) / (Fraction(2, 3) * Fraction(2, 3))
    assert (found.percent_over(Formula.CPI), found.ends_on) == (50, date(2027, 6, 30))
    with speaking("en"):
        assert finding(found, "CNY", Formula.CPI) == "9 weeks behind, 50% over: ends at CN¥1.1K"
    with speaking("zh_CN"):
        assert finding(found, "CNY", Formula.CPI) == "落后9周，超支50%：完工时预计¥1080"
        spec = s_curve(found, "CNY", Formula.CPI)
    lines = spec["datasets"][spec["layer"][2]["data"]["name"]]
    assert {row["line"] for row in lines} == {"计划价值（PV）", "挣值（EV）", "实际成本（AC）", "预测"}
    assert [row["value"] for row in lines if row["line"] == "预测"] == [360, 1080]


def test_nothing_spent_and_all_done_are_said_in_other_words() -> None:
    one = work(100, DAY, date(2026, 1, 30))
    with speaking("en"):
        unspent = performance([one], [], date(2026, 1, 15))
        assert finding(unspent, "CNY", Formula.CPI).startswith("2 weeks behind. Nothing is spent yet")
        assert finding(unspent, "CNY", Formula.BUDGET_RATE) == "2 weeks behind, on budget: ends at CN¥1"
        done = performance([replace(one, status=TaskStatus.DONE, done_on=DAY)], [], date(2026, 6, 1))
        assert finding(done, "CNY", Formula.CPI).startswith("All planned work is done")
        assert (done.weeks_behind, done.ends_on) == (None, None)


@pytest.mark.parametrize(
    ("given_work", "day", "expected"),
    [
        ({"percent_rule": PercentRule.FIFTY_FIFTY, "status": TaskStatus.IN_PROGRESS, "started_on": date(2026, 1, 9)}, 8, 0),
        ({"percent_rule": PercentRule.FIFTY_FIFTY, "status": TaskStatus.IN_PROGRESS, "started_on": date(2026, 1, 9)}, 9, 50),
        ({"status": TaskStatus.DONE, "started_on": date(2026, 1, 9), "done_on": date(2026, 1, 12)}, 11, 0),
        ({"status": TaskStatus.DONE, "started_on": date(2026, 1, 9), "done_on": date(2026, 1, 12)}, 12, 100),
        (
            {
                "percent_rule": PercentRule.PERCENT,
                "percent": 80,
                "status": TaskStatus.IN_PROGRESS,
                "started_on": date(2026, 1, 11),
            },
            15,
            40,
        ),
        (
            {
                "percent_rule": PercentRule.STEPS,
                "status": TaskStatus.IN_PROGRESS,
                "steps": ((3.0, date(2026, 1, 9)), (1.0, None)),
            },
            9,
            75,
        ),
        ({"percent_rule": PercentRule.LEVEL_OF_EFFORT}, 9, 50),
    ],
)
def test_what_was_earned_on_an_earlier_day_follows_from_the_days_that_are_known(
    given_work: dict[str, object], day: int, expected: int
) -> None:
    task = work(100, date(2026, 1, 5), date(2026, 1, 16), **given_work)
    assert earned([task], date(2026, 1, day), date(2026, 1, 20), WORKED) == expected


spans = st.tuples(st.integers(0, 300), st.integers(0, 90), st.integers(0, 10**9))


@given(st.lists(spans, min_size=1, max_size=6), st.integers(-30, 500))
def test_planned_values_never_fall_and_end_at_the_budget(tasks: list[tuple[int, int, int]], today: int) -> None:
    works = [work(cost, DAY + timedelta(days=at), DAY + timedelta(days=at + length)) for at, length, cost in tasks]
    found = performance(works, [], DAY + timedelta(days=today))
    values = [point.planned for point in found.points]
    assert values == sorted(values)
    assert values[0] >= 0
    assert values[-1] == found.bac == sum(cost for _, _, cost in tasks)
    assert planned_value(works, DAY + timedelta(days=today), WORKED) == found.pv


@given(st.sampled_from(list(PercentRule)), st.integers(0, 100), st.integers(0, 40), st.integers(0, 60))
def test_no_earlier_day_has_earned_more_than_the_task_costs(rule: PercentRule, percent: int, began: int, day: int) -> None:
    task = work(
        100,
        DAY,
        DAY + timedelta(days=30),
        percent_rule=rule,
        percent=percent,
        status=TaskStatus.IN_PROGRESS,
        started_on=DAY + timedelta(days=began),
    )
    then = as_of(task, DAY + timedelta(days=day), DAY + timedelta(days=60))
    assert 0 <= then.percent <= max(percent, 0)
    assert 0 <= earned([task], DAY + timedelta(days=day), DAY + timedelta(days=60), WORKED) <= 100


def test_the_stored_programme_earns_by_its_tasks_and_spends_by_its_ledger(office: Office) -> None:
    first, second = office.task_ids
    assert office.ask("performance") is None
    office.do("set_task_cost", task_id=first, planned_minor=100_000_00, line_id=office.line("training"))
    office.do("set_task_cost", task_id=second, planned_minor=300_000_00, line_id=None)
    with writing() as session:
        baseline = take_baseline(
            session, programme_id=office.programme_id, name="Board", costs=office.ask("task_costs"), by=office.lead
        )
        task = session.get_one(Task, first)
        task.status, task.started_on, task.done_on = TaskStatus.DONE, date(2026, 1, 5), date(2026, 1, 14)
        late = session.get_one(Task, second)
        late.starts_on, late.due_on = date(2026, 3, 2), date(2026, 4, 24)
    office.book(EntryKind.ACTUAL, "training", 90_000, on=date(2026, 1, 14), task_id=first)
    office.book(EntryKind.ACTUAL, "systems", 30_000)
    found = office.ask("performance", baseline_id=baseline)
    assert (found.bac, found.ev, found.ac) == (400_000_00, 100_000_00, 120_000_00)
    assert found.pv == 100_000_00 + 300_000_00 * Fraction(27, 40)  # of 8 weeks, 27 days until Tuesday of the sixth
    now = office.ask("performance")
    assert now.pv == 100_000_00 + 300_000_00 * Fraction(7, 40)
    assert [(part.key, part.bac, part.ac) for part in now.phases] == [
        (office.phase_id, 400_000_00, 90_000_00),
        (None, 0, 30_000_00),
    ]
    own = {"share_percent": 20.0, "phase_id": office.phase_id, "area_id": None, "contingency": False}
    office.do("change_line", line_id=office.line("pilots"), seen=1, name="Pilots", **own)
    other = next(row.id for row in office.ask("ledger", first=0, size=9).rows if row.line == "Systems")
    office.do("restate", entry_id=other, amount_minor=30_000_00, line_id=office.line("pilots"), reason="Wrong line")
    assert [part.ac for part in office.ask("performance").phases] == [120_000_00]
    spent = {point.on: point.spent for point in now.points}
    assert (spent[date(2026, 1, 31)], spent[TODAY]) == (90_000_00, 120_000_00)
    buys = office.ask("purchase", share_percent=40)
    assert (buys.money_minor, [task.name for task in buys.bought]) == (352_000_00, ["Task T2"])
    assert office.ask("purchase", share_percent=10).begun.rest_minor == 300_000_00
    assert refused(office.ask, "performance", baseline_id=first) == "core.not_found"
