"""What an indicator's `derived` says: a value that nobody types, because the tracker holds what it is made of."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

AUDIT_SCORE = "audit_score"  # the mean score of approved audits, whatever their rubric


class DerivedKind(StrEnum):
    AUDIT_SCORE = AUDIT_SCORE
    SCORE = "score"  # score:<rubric>, the mean score of its audits
    SECTION = "section"  # section:<rubric>.<section>, the mean percent of a section
    PASSED = "passed"  # passed:<rubric>, the share of audits that passed
    ITEM = "item"  # item:<rubric>.<item>, the share of audits that kept all the item's points
    COVERAGE = "coverage"  # visits due by the day that were made
    CLOSED_IN_TIME = "closed_in_time"  # corrective actions due in the month that were done by their day
    TASKS_DONE = "tasks_done"  # tasks due by the day that are done; tasks_done:<summary task> of those under it
    SPEND = "spend"  # spent of what is approved


LIVE = frozenset({DerivedKind.AUDIT_SCORE, DerivedKind.SCORE, DerivedKind.SECTION, DerivedKind.PASSED, DerivedKind.ITEM})
OF_A_RUBRIC = frozenset({DerivedKind.SCORE, DerivedKind.PASSED})
OF_A_PART = frozenset({DerivedKind.SECTION, DerivedKind.ITEM})
BETWEEN = ":"
WITHIN = "."


@dataclass(frozen=True)
class Derived:
    """`of` is a rubric's code, or a summary task's; `part` the code of a section or an item."""

    kind: DerivedKind
    of: str = ""
    part: str = ""

    @property
    def is_live(self) -> bool:
        """Whether its values are read from the tallies of approved audits; the other ones are stored as readings."""
        return self.kind in LIVE


def derived_of(text: str | None) -> Derived | None:
    """What the text means; None for a typed indicator, and for a text that means nothing."""
    word, has_more, rest = (text or "").partition(BETWEEN)
    if word not in {kind.value for kind in DerivedKind}:
        return None
    kind = DerivedKind(word)
    of, has_part, part = rest.partition(WITHIN) if kind in OF_A_PART else (rest, "", "")
    if kind in OF_A_PART:
        return Derived(kind, of, part) if of and part and has_part else None
    if kind in OF_A_RUBRIC or (kind is DerivedKind.TASKS_DONE and has_more):
        return Derived(kind, of) if of else None
    return None if has_more else Derived(kind)


def is_live(derived: str | None) -> bool:
    """`Derived.is_live` of what an indicator's text says; a typed indicator is not."""
    found = derived_of(derived)
    return found is not None and found.is_live


def days_told(starts_on: date, until: date, today: date) -> list[date]:
    """The days at which derived values are stored: the ends of whole months since the start, and the last Sunday before today,
    so that a running month has a value that no longer changes by the hour."""
    days = []
    day = _month_end(starts_on)
    while day < today and day <= _month_end(until):
        days.append(day)
        day = _month_end(day + timedelta(days=1))
    sunday = today - timedelta(days=today.isoweekday())
    if sunday >= starts_on and sunday <= _month_end(until) and sunday not in days and (not days or sunday > days[-1]):
        days.append(sunday)
    return days


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


@dataclass(frozen=True)
class Planned:
    """A task as far as its share of work done needs it."""

    id: UUID
    parent_id: UUID | None
    code: str
    due_on: date
    done_on: date | None


def done_share(tasks: Sequence[Planned], under: str, day: date) -> tuple[int, int]:
    """How many of the tasks due by the day were done by then, and how many were due. `under` names the task that sums them up;
    one that sums up none stands for itself. A task that sums up others is not counted beside them."""
    parents = {task.parent_id for task in tasks}
    by_key = {task.id: task for task in tasks}

    def lies_under(task: Planned | None) -> bool:
        while task is not None:
            if task.code == under:
                return True
            task = by_key.get(task.parent_id) if task.parent_id else None
        return False

    due = [task for task in tasks if task.id not in parents and task.due_on <= day and (not under or lies_under(task))]
    return sum(1 for task in due if task.done_on is not None and task.done_on <= day), len(due)
