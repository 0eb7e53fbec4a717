"""Which days and hours are worked. Dates and numbers of working days turn into one another without walking the days between.

A day is its proleptic ordinal (`date.toordinal`), a moment counts seconds from the beginning of ordinal 0.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate

DAY = 86_400  # seconds
WEEKDAYS = (1, 2, 3, 4, 5)  # ISO

Spans = tuple[tuple[int, int], ...]  # worked from, to: seconds of the day, in order, not touching


class Tally:
    """How much was worked by the end of each day: the same every week, but for the days of `exceptions`."""

    def __init__(self, week: Sequence[int], exceptions: Mapping[int, int]) -> None:
        """`week` holds the amounts of Monday to Sunday, `exceptions` those of single days."""
        self._by_weekday = [0, *accumulate(week)]
        self._days = sorted(exceptions)
        changes = accumulate(exceptions[day] - week[(day - 1) % 7] for day in self._days)
        self._changes = [0, *changes]
        self._totals = [self.by_end_of(day) for day in self._days]

    def by_end_of(self, day: int) -> int:
        return self._regular(day) + self._changes[bisect_right(self._days, day)]

    def day_reaching(self, amount: int) -> int:
        """The first day by whose end so much was worked; ValueError if that never happens."""
        place = bisect_left(self._totals, amount)
        regular = self._regular_day(amount - self._changes[place])
        if place < len(self._days) and (regular is None or regular >= self._days[place]):
            return self._days[place]
        if regular is None:
            raise ValueError(amount)
        return regular

    def _regular(self, day: int) -> int:
        weeks, rest = divmod(day, 7)
        return weeks * self._by_weekday[-1] + self._by_weekday[rest]

    def _regular_day(self, amount: int) -> int | None:
        if not self._by_weekday[-1]:
            return None
        weeks, rest = divmod(amount - 1, self._by_weekday[-1])
        return weeks * 7 + bisect_left(self._by_weekday, rest + 1)


class WorkingDays:
    """Days numbered from the first working day on or after the start, which is 0; days before it have negative numbers.

    `weekdays` are ISO weekdays; `extra` days are worked whatever their weekday, also when they are holidays.
    """

    def __init__(
        self, start: date, weekdays: Collection[int] = WEEKDAYS, holidays: Iterable[date] = (), extra: Iterable[date] = ()
    ) -> None:
        week = [int(weekday in weekdays) for weekday in range(1, 8)]
        exceptions = {day.toordinal(): 0 for day in holidays} | {day.toordinal(): 1 for day in extra}
        self._tally = Tally(week, exceptions)
        self._before = self._tally.by_end_of(start.toordinal() - 1)

    def on_or_after(self, day: date) -> int:
        """The number of the day, or of the next working day."""
        return self._tally.by_end_of(day.toordinal() - 1) - self._before

    def on_or_before(self, day: date) -> int:
        """The number of the day, or of the last working day before it."""
        return self._tally.by_end_of(day.toordinal()) - self._before - 1

    def day(self, number: int) -> date:
        """ValueError or OverflowError for a day that no date can name."""
        return date.fromordinal(self._tally.day_reaching(self._before + number + 1))


class WorkingTime:
    """Worked seconds. Two moments with nothing worked between them have the same number."""

    def __init__(self, week: Sequence[Spans], exceptions: Mapping[int, Spans] | None = None) -> None:
        """`week` holds the spans of Monday to Sunday, `exceptions` those of single days."""
        self.week, self.exceptions = tuple(week), exceptions or {}
        amounts = {day: _amount(spans) for day, spans in self.exceptions.items()}
        self._tally = Tally([_amount(spans) for spans in self.week], amounts)

    def worked_by(self, moment: int) -> int:
        day, second = divmod(moment, DAY)
        inside = sum(min(max(second - start, 0), end - start) for start, end in self._spans(day))
        return self._tally.by_end_of(day - 1) + inside

    def finish(self, worked: int) -> int:
        """The earliest moment by which so much was worked: never the beginning of a span."""
        day = self._tally.day_reaching(worked)
        rest = worked - self._tally.by_end_of(day - 1)
        for start, end in self._spans(day):
            if rest <= end - start:
                return day * DAY + start + rest
            rest -= end - start
        raise ValueError(worked)

    def start(self, worked: int) -> int:
        """The latest moment by which no more than that was worked: never the end of a span."""
        return self.finish(worked + 1) - 1

    def _spans(self, day: int) -> Spans:
        spans = self.exceptions.get(day)
        return self.week[(day - 1) % 7] if spans is None else spans


def _amount(spans: Spans) -> int:
    return sum(end - start for start, end in spans)
