"""Days of a template as text: read in the words that people write, and written from the dates of a plan."""

import re
from datetime import date

from tracker.plan.rules.dates import Offset, month_end, month_start, read_offset

MOST_MONTHS = 99  # what a month of an offset may be

_BEFORE = re.compile(r"([1-9]\d{0,4}) days? before")
_LATER = re.compile(r"day ([1-9]\d{4})")


def read_day(text: str) -> Offset:
    """What `read_offset` reads, `3 days before` the start, and a day beyond the 9,999th; ValueError for anything else."""
    if found := _BEFORE.fullmatch(text):
        return Offset(day=1 - int(found[1]))
    if found := _LATER.fullmatch(text):
        return Offset(day=int(found[1]))
    return read_offset(text)


def day_text(day: date, starts_on: date) -> str:
    """The day as a template says it: read again and put on the same start, it is the same date."""
    days = (day - starts_on).days
    if days < 0:
        return f"{-days} days before"
    month = min((day.year - starts_on.year) * 12 + day.month - starts_on.month + 1, MOST_MONTHS + 1)
    while month > 1 and month_start(starts_on, month) > day:
        month -= 1
    if month > MOST_MONTHS:
        return f"day {days + 1}"
    first, last = month_start(starts_on, month), month_end(starts_on, month)
    if day == last:
        return f"end of month {month}"
    return f"month {month}" if day == first else f"month {month} day {(day - first).days + 1}"
