"""How a programme's dates and codes read in a template."""

import re
from collections.abc import Sequence
from datetime import date

from tracker.plan.rules import month_end, month_start

LONGEST = 60  # months that a template may name
ANY_PREFIX = "P"


def prefix_of(code: str) -> str:
    """The letters with which codes of its programmes begin: the first of each word."""
    letters = "".join(word[0] for word in re.split(r"[^A-Za-z]+", code) if word)
    return letters.upper()[:10] or ANY_PREFIX


def months_of(starts_on: date, ends_on: date, spans: Sequence[tuple[date, date]]) -> list[tuple[int, int]] | None:
    """First and last month of each span, when they are whole months that follow one another from the start to the end."""
    found, expected = [], 1
    for first, last in spans:
        length = next((one for one in range(expected, LONGEST + 1) if month_end(starts_on, one) == last), None)
        if length is None or month_start(starts_on, expected) != first:
            return None
        found.append((expected, length))
        expected = length + 1
    return found if found and month_end(starts_on, expected - 1) == ends_on else None
