"""Zooming into a time axis: whole calendar months, paged forth and back."""

from datetime import date, timedelta
from enum import StrEnum

from tracker.plan.rules.dates import add_months

WHOLE_MONTHS = 14  # a programme of a year and what it slipped is shown whole by the year


class Zoom(StrEnum):
    YEAR = "by_year"
    QUARTER = "by_quarter"
    MONTH = "by_month"


MONTHS = {Zoom.YEAR: 12, Zoom.QUARTER: 3, Zoom.MONTH: 1}


def windows(zoom: Zoom, first: date, last: date) -> list[tuple[date, date]]:
    """First and last day of each, from the one that holds `first` to the one that holds `last`; none where all is shown."""
    if zoom is Zoom.YEAR and last <= add_months(first, WHOLE_MONTHS):
        return []
    months = MONTHS[zoom]
    start = date(first.year, first.month - (first.month - 1) % months, 1)
    found = []
    while start <= last:
        following = add_months(start, months)
        found.append((start, following - timedelta(days=1)))
        start = following
    return found


def window_of(day: date, among: list[tuple[date, date]]) -> int:
    """The place of the window that holds the day; the nearest one for a day outside."""
    return next((place for place, (_, last) in enumerate(among) if day <= last), len(among) - 1)
