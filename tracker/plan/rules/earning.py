"""How much of a task counts as earned, by the rule that was declared for it: the methods of earned value (PMI, Practice Standard
for Earned Value Management, 2nd ed., 2011, section 4).
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, Protocol

from tracker.plan.rules.calendar import WorkingDays
from tracker.plan.rules.dates import PercentRule, TaskStatus
from tracker.plan.rules.days import duration_of

WHOLE, HALF, NOTHING = Fraction(100), Fraction(50), Fraction(0)


class Step(NamedTuple):
    """A part of a task; only the proportions of the weights count."""

    weight: float
    done: bool


class Reported(Protocol):
    """What is known of a task's progress: a TaskRow is one."""

    @property
    def status(self) -> TaskStatus: ...
    @property
    def percent_rule(self) -> PercentRule: ...
    @property
    def percent(self) -> int: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def due_on(self) -> date: ...
    @property
    def started_on(self) -> date | None: ...


def is_begun(status: TaskStatus, started_on: date | None) -> bool:
    """Work was done on it. What is blocked before anybody began is not begun."""
    return status in (TaskStatus.IN_PROGRESS, TaskStatus.DONE) or (status is TaskStatus.BLOCKED and started_on is not None)


def earned_percent(task: Reported, steps: Sequence[Step], today: date, worked: WorkingDays) -> Fraction:
    """0 to 100. What is done has earned all of it, whatever the rule.

    0/100: nothing before that. 50/50: half of it once it is begun. Steps: the weight of the steps done among all of them, nothing
    without steps. Percent: as reported. Level of effort: the working days of the plan that are over by the evening of `today`
    among all of them, whoever works or not, for such work is paid by time. `worked` is the programme's calendar; its start does
    not matter.
    """
    if task.status is TaskStatus.DONE:
        return WHOLE
    if task.percent_rule is PercentRule.FIFTY_FIFTY:
        return HALF if is_begun(task.status, task.started_on) else NOTHING
    if task.percent_rule is PercentRule.STEPS:
        whole = sum(Fraction(step.weight) for step in steps)
        return WHOLE * sum(Fraction(step.weight) for step in steps if step.done) / whole if whole else NOTHING
    if task.percent_rule is PercentRule.PERCENT:
        return Fraction(task.percent)
    if task.percent_rule is PercentRule.LEVEL_OF_EFFORT:
        over = worked.on_or_before(min(today, task.due_on)) - worked.on_or_after(task.starts_on) + 1
        return min(WHOLE, WHOLE * max(0, over) / duration_of(task.starts_on, task.due_on, worked))
    return NOTHING
