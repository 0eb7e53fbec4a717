"""Places, counts and values of readings in words."""

from results.readings.queries.history import ValueRow
from tracker.core.words import day, number, say


def place(store: str, team: str = "", channel: str = "") -> str:
    """`SHA-01`, `SHA-01 · T-3`, `Whole programme · phone`."""
    parts = (store or say("readings.whole_programme"), team, channel)
    return " · ".join(part for part in parts if part)


def count(n: int | None) -> str:
    return "" if n is None else number(n)


def value_in_full(row: ValueRow) -> str:
    """A stored value on one line, to choose it by."""
    n = "" if row.n is None else say("readings.with_n", n=row.n)
    return f"{day(row.observed_on)} · {place(row.store, row.team, row.channel)} · {number(row.value)} {n}".rstrip()


def source(row: ValueRow) -> str:
    return say(f"readings.source.{row.source.value}")
