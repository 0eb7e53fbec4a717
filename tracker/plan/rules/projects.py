"""A plan that another program made, in whole days, before it becomes tasks of a programme."""

from dataclasses import dataclass
from datetime import date

from tracker.plan.rules.schedule import LinkType


@dataclass(frozen=True)
class BroughtTask:
    """`days`: working days, 0 for a milestone. `parent`: the uid of its summary task, which stands before it."""

    uid: int
    name: str
    starts_on: date
    days: int
    parent: int | None
    percent: int
    finished_on: date | None


@dataclass(frozen=True)
class BroughtLink:
    before: int
    after: int
    type: LinkType
    lag_days: int


@dataclass(frozen=True)
class Brought:
    """`left_out`: tasks that take no part and links that a plan here does not have: of summary tasks, twice, to other files."""

    tasks: tuple[BroughtTask, ...]
    links: tuple[BroughtLink, ...]
    left_out: int
