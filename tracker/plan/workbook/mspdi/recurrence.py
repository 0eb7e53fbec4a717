"""The days of an exception that recurs, as Microsoft Project writes them."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from tracker.plan.workbook.mspdi.fields import Fields

DAILY, YEARLY, YEARLY_PLACE, MONTHLY, MONTHLY_PLACE, WEEKLY, EVERY = 1, 2, 3, 4, 5, 6, 7
ANY_DAY, ANY_WEEKDAY, ANY_WEEKEND_DAY = 0, 1, 2  # MonthItem; 3 is Sunday, 9 is Saturday
LAST = 4  # MonthPosition; 0 is the first


def occurrences(fields: Fields, days: range) -> list[int]:
    """Those of the days (ordinals) on which it falls. An exception of no kind or an unknown one falls on all of them."""
    kind, period = fields.whole("Type"), max(1, fields.whole("Period") or 1)
    if not days:
        return []
    if kind in (None, DAILY, EVERY):
        return list(days[::period]) if kind else list(days)
    if kind == WEEKLY:
        asked, first = fields.whole("DaysOfWeek") or 0, days[0] - days[0] % 7
        return [day for day in days if asked >> day % 7 & 1 and (day - first) // 7 % period == 0]
    if kind not in (YEARLY, YEARLY_PLACE, MONTHLY, MONTHLY_PLACE):
        return list(days)
    found = [day for day in (_in_month(fields, kind, year, month) for year, month in _months(fields, kind, days)) if day in days]
    most = fields.whole("Occurrences") if fields.flag("EnteredByOccurrences") else None
    return found[:most] if most else found  # type: ignore[return-value]


def _months(fields: Fields, kind: int, days: range) -> Iterator[tuple[int, int]]:
    """Every `Period`-th month, or the one month of every year."""
    first, last = date.fromordinal(days[0]), date.fromordinal(days[-1])
    period, month = max(1, fields.whole("Period") or 1), (fields.whole("Month") or 0) + 1
    monthly = kind in (MONTHLY, MONTHLY_PLACE)
    for count in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, place = divmod(count, 12)
        if (monthly and (count - first.year * 12 - first.month + 1) % period == 0) or (not monthly and place + 1 == month):
            yield year, place + 1


def _in_month(fields: Fields, kind: int, year: int, month: int) -> int | None:
    first = date(year, month, 1).toordinal()
    past = first + monthrange(year, month)[1]
    if kind in (YEARLY, MONTHLY):
        return first + max(1, fields.whole("MonthDay") or 1) - 1
    item, place = fields.whole("MonthItem") or 0, fields.whole("MonthPosition") or 0
    matching = [day for day in range(first, past) if _is(item, day % 7)]
    return matching[-1] if place >= LAST else matching[place] if place < len(matching) else None


def _is(item: int, weekday: int) -> bool:
    """`weekday` 0 is Sunday."""
    if item == ANY_DAY:
        return True
    if item in (ANY_WEEKDAY, ANY_WEEKEND_DAY):
        return (weekday in (0, 6)) == (item == ANY_WEEKEND_DAY)
    return weekday == item - 3
