"""What every section of a report is made of, and the cells they all write."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from results.comparison.queries import Board
from results.comparison.sentences import value_words
from results.reports.forms import Cell, Day, Number
from results.reports.rules import ReportKind
from tracker.core.words import day, money, number, percent, say
from tracker.people.rules import Actor
from tracker.targets.rules import Unit


@dataclass(frozen=True)
class Asked:
    """`board` as it stood on `ends_on`, the last day the report speaks of; `period_on` is its first."""

    session: Session
    programme_id: UUID
    kind: ReportKind
    period_on: date
    ends_on: date
    board: Board
    by: Actor


def counted(value: int) -> Number:
    return Number(value=float(value), shown=number(value))


def measured(unit: Unit, value: float | None, other: float | None = None) -> Cell:
    """A value as the pages write it; they round the same way."""
    return unknown() if value is None else Number(value=value + 0.0, shown=value_words(unit, value, other))


def share(value: float | None) -> Cell:
    return unknown() if value is None else Number(value=value + 0.0, shown=percent(value, 0))


def amount(minor: int | None, currency: str) -> Cell:
    return unknown() if minor is None else Number(value=minor / 100, shown=money(minor, currency))


def on_day(on: date | None) -> Cell:
    return "" if on is None else Day(on=on, shown=day(on))


def unknown() -> str:
    return say("comparison.numbers.unknown")
