"""Which month and which week an audit counts for."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def visited_on(first_received_at: datetime, zone: str) -> date:
    """The day of the visit in the shopper's zone: the day the first attempt arrived, however often it was returned."""
    return first_received_at.astimezone(ZoneInfo(zone)).date()


def month_of(day: date) -> date:
    return day.replace(day=1)


def week_of(day: date) -> date:
    """The Monday of the week. A store sees no more than this: with day and hour it would know its visitor."""
    return day - timedelta(days=day.weekday())
