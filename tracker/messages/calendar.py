"""A person's days as an iCalendar feed (RFC 5545, with the refresh interval of RFC 7986)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from tracker.core import clock
from tracker.core.words import html_language, say

REFRESH = timedelta(hours=6)
PRODUCT = "-//service tracker//calendar//EN"


@dataclass(frozen=True)
class CalendarEntry:
    """Something on one day. `key` stays the same while the thing does, so that a calendar moves it and does not double it."""

    key: str
    day: date
    title: str
    text: str
    link: str


def fingerprint(entries: Sequence[CalendarEntry]) -> str:
    """The same while a reader would see the same; the moment of making (DTSTAMP) does not count."""
    said = [html_language(), say("messages.calendar_name"), *(asdict(entry) for entry in entries)]
    return hashlib.sha256(json.dumps(said, default=str, ensure_ascii=False).encode()).hexdigest()


def calendar_text(entries: Sequence[CalendarEntry]) -> bytes:
    """In the language of the moment. Days, not hours: they mean the reader's own day, whatever the zone."""
    from icalendar import Calendar  # takes 0.2 s to load, and most processes never make one

    name = say("messages.calendar_name")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.key}@service-tracker")
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.title, parameters={"LANGUAGE": html_language()})
    event.add("transp", "TRANSPARENT")  # a day with a task is not a day without time
    if entry.text:
        event.add("description", entry.text)
    if entry.link:
        event.add("url", entry.link)
    return event
