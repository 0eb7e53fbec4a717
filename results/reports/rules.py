"""Which reports there are, what they hold, and which days they speak of."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.plan.rules import add_months


class ReportKind(StrEnum):
    MONTHLY = "monthly"  # the service-quality report
    QUARTERLY = "quarterly"  # the board pack


class Section(StrEnum):
    """In the order of a report that was not arranged otherwise."""

    SUMMARY = "summary"
    INDICATORS = "indicators"
    WEAK_SPOTS = "weak_spots"
    AUDITS = "audits"
    PLAN = "plan"
    MONEY = "money"
    RISKS = "risks"
    BENEFITS = "benefits"
    CHANGES = "changes"
    METHOD = "method"


class Format(StrEnum):
    PPTX = "pptx"
    XLSX = "xlsx"
    PDF = "pdf"


class Role(StrEnum):
    """What a series of a chart is."""

    VALUE = "value"
    CENTRE = "centre"
    LOWER = "lower"
    UPPER = "upper"
    TARGET = "target"
    DATED = "dated"  # the targets on their days


MONTHS = {ReportKind.MONTHLY: 1, ReportKind.QUARTERLY: 3}


@dataclass(frozen=True)
class Stamp:
    """What every page of a report says of its standing: `number` is None for a draft, `own_stores` where it is one of a part of
    the stores only."""

    sha256: str
    number: int | None = None
    locked_at: datetime | None = None
    locked_by: str = ""
    reason: str = ""
    own_stores: bool = False


def first_day(kind: ReportKind, on: date) -> date:
    """Of the month or quarter that holds this day."""
    months = MONTHS[kind]
    return date(on.year, (on.month - 1) // months * months + 1, 1)


def last_day(kind: ReportKind, period_on: date) -> date:
    """Of the period that begins on this day."""
    return add_months(period_on, MONTHS[kind]) - timedelta(days=1)


def period_before(kind: ReportKind, period_on: date) -> date:
    return add_months(period_on, -MONTHS[kind])


def periods(kind: ReportKind, first: date, last: date) -> list[date]:
    """The first days of the periods from that of `first` to that of `last`, the latest first."""
    found = []
    period_on = first_day(kind, last)
    while period_on >= first_day(kind, first):
        found.append(period_on)
        period_on = period_before(kind, period_on)
    return found


def offered(kind: ReportKind, first: date, last: date, today: date) -> list[date]:
    """The periods of a programme from `first` to `last` that have begun, the latest first."""
    return periods(kind, first, min(last, today)) if first <= today else [first_day(kind, today)]
