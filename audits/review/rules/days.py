"""Which day, month and week an audit counts for, and what its store calls its visitor."""

import hashlib
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from audits.visits.rules.waves import monday_of


def visited_on(first_received_at: datetime, zone: str) -> date:
    """The day of the visit in the shopper's zone: the day the first attempt arrived, however often it was returned."""
    return first_received_at.astimezone(ZoneInfo(zone)).date()


def month_of(day: date) -> date:
    return day.replace(day=1)


def week_of(day: date) -> date:
    """The Monday of the week. A store sees no more than this: with day and hour it would know its visitor."""
    return monday_of(day)


def pseudonym(public_id: UUID) -> str:
    """What a store calls the visitor of a released audit, `V-3F2A91`: another one at each audit, and not to be turned back."""
    return "V-" + hashlib.sha256(public_id.bytes).hexdigest()[:6].upper()
