"""On which days recurring work falls, and what a changed rule does to tasks that exist."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.rules import Every
from tracker.plan.rules.calendar import WorkingDays
from tracker.plan.rules.recurring import Made, Rule, changed, occurrences

START = date(2026, 1, 1)
WEEKLY = Rule(Every.WEEKLY, 1, None, 1, START, date(2026, 2, 28))
MONTHLY = Rule(Every.MONTHLY, None, 31, 1, START, date(2026, 12, 31))
WORKED = WorkingDays(START)
SPRING_FESTIVAL = [date(2026, 2, 16) + timedelta(days=number) for number in range(8)]

starts = st.dates(date(2024, 1, 1), date(2028, 12, 31))
rules = st.builds(
    lambda weekly, weekday, day, duration, start, length: Rule(
        Every.WEEKLY if weekly is None else weekly,
        weekday if weekly is None else None,
        None if weekly is None else day,
        duration,
        start,
        start + timedelta(days=length),
    ),
    st.sampled_from([None, Every.MONTHLY, Every.QUARTERLY]),
    st.integers(1, 7),
    st.integers(1, 31),
    st.integers(1, 10),
    starts,
    st.integers(0, 800),
)


def named(rule: Rule, worked: WorkingDays = WORKED) -> list[str]:
    return [f"{one.starts_on:%m-%d}" for one in occurrences(rule, worked)]


def made(rule: Rule, begun: int = 0) -> list[Made]:
    """The tasks of a rule, the first of them begun."""
    return [Made(UUID(int=place), one.starts_on, place < begun) for place, one in enumerate(occurrences(rule, WORKED))]


def test_a_weekly_meeting_falls_on_its_weekday():
    assert named(WEEKLY) == ["01-05", "01-12", "01-19", "01-26", "02-02", "02-09", "02-16", "02-23"]


def test_on_a_day_off_it_falls_on_the_next_working_day_and_two_on_the_same_day_are_one():
    off = WorkingDays(START, holidays=SPRING_FESTIVAL)
    assert named(WEEKLY, off)[-2:] == ["02-09", "02-24"]


def test_a_monthly_review_on_the_31st_falls_on_the_last_day_of_short_months():
    assert named(MONTHLY)[:5] == ["02-02", "03-02", "03-31", "04-30", "06-01"]


def test_a_quarterly_assessment_counts_from_its_first():
    rule = replace(MONTHLY, every=Every.QUARTERLY, day_of_month=15, starts_on=date(2026, 1, 20))
    assert named(rule) == ["02-16", "05-15", "08-17", "11-16"]


def test_work_of_several_days_ends_on_a_working_day():
    (first, *_) = occurrences(replace(WEEKLY, weekday=5, duration_days=3), WORKED)
    assert (first.starts_on, first.due_on) == (date(2026, 1, 2), date(2026, 1, 6))


def test_a_changed_rule_leaves_what_is_begun_and_moves_the_rest():
    found = changed(replace(WEEKLY, weekday=3), WORKED, made(WEEKLY, begun=3))
    assert [(task.int, f"{one.starts_on:%m-%d}") for task, one in found.keep] == [
        (3, "01-28"),
        (4, "02-04"),
        (5, "02-11"),
        (6, "02-18"),
        (7, "02-25"),
    ]
    assert (found.make, found.remove) == ((), ())


def test_a_shorter_rule_removes_and_a_longer_one_makes():
    assert [task.int for task in changed(replace(WEEKLY, ends_on=date(2026, 2, 10)), WORKED, made(WEEKLY)).remove] == [6, 7]
    longer = changed(replace(WEEKLY, ends_on=date(2026, 3, 10)), WORKED, made(WEEKLY))
    assert [one.starts_on for one in longer.make] == [date(2026, 3, 2), date(2026, 3, 9)]


@given(rules)
def test_every_occurrence_is_worked_in_order_and_not_before_the_day_it_is_named_for(rule: Rule):
    found = occurrences(rule, WORKED)
    assert [one.starts_on for one in found] == sorted({one.starts_on for one in found})
    for one in found:
        assert rule.starts_on <= one.named <= min(rule.ends_on, one.starts_on)
        assert one.starts_on.isoweekday() <= 5
        assert one.due_on.isoweekday() <= 5
        assert one.starts_on <= one.due_on


@given(rules, rules, st.integers(0, 20))
def test_no_rule_touches_what_is_begun_and_what_it_leaves_fits_it(old: Rule, new: Rule, begun: int):
    before = made(old, begun)
    last = max((task.starts_on for task in before if task.begun), default=date.min)
    found = changed(new, WORKED, before)
    touched = {task for task, _ in found.keep} | set(found.remove)
    assert touched == {task.id for task in before if task.starts_on > last and not task.begun}
    wanted = {one for one in occurrences(new, WORKED) if one.starts_on > last}
    left = [one for _, one in found.keep] + list(found.make)
    assert len(set(left)) == len(left)
    assert set(left) <= wanted


@given(rules)
def test_the_same_rule_changes_nothing(rule: Rule):
    found = changed(rule, WORKED, made(rule))
    assert {task.int: one for task, one in found.keep} == dict(enumerate(occurrences(rule, WORKED)))
    assert (found.make, found.remove) == ((), ())
