"""A calendar under a secret address: read by programs that cannot sign in, by nobody else."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tests.tracker.people.browsing import who
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.gate import Gate
from tracker.core.words import say, speaking
from tracker.messages.actions.feeds import end_feed, make_feed
from tracker.messages.calendar import CalendarEntry, calendar_text
from tracker.messages.models import CalendarFeed
from tracker.messages.routes import calendar_route
from tracker.people.models import Person
from tracker.people.rules import Actor, Role

TITLE = "Visit; Store 店, S1\nwith\\signs " + "x" * 80
VISIT = CalendarEntry("visit-1", date(2026, 3, 10), TITLE, "Between 1 and 10 March", "https://tracker.example/visit")
TASK = CalendarEntry("action-2", date(2026, 3, 31), "Clean floor", "", "")


@pytest.fixture
def entries() -> list[CalendarEntry]:
    return [VISIT, TASK]


@pytest.fixture
def client(database, entries) -> Iterator[TestClient]:
    sources = [lambda session, actor: entries[:1], lambda session, actor: entries[1:] if actor.role is Role.SUPERVISOR else []]
    app = Starlette(routes=[calendar_route(sources)], middleware=[Middleware(Gate, who=who)])
    with TestClient(app) as client:
        yield client


@pytest.fixture
def supervisor(actor_of) -> Actor:
    return actor_of(Role.SUPERVISOR, language="zh_CN", time_zone="Asia/Shanghai")


def address(actor: Actor) -> str:
    with writing() as session:
        return f"/calendar/{make_feed(session, by=actor)}.ics"


def parsed(text: str) -> icalendar.Calendar:
    read = icalendar.Calendar.from_ical(text)
    assert isinstance(read, icalendar.Calendar)
    return read


def test_a_calendar_program_reads_it_without_a_session(client, supervisor):
    answer = client.get(address(supervisor))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    calendar = parsed(answer.text)
    with speaking("zh_CN"):
        assert calendar["X-WR-CALNAME"] == say("messages.calendar_name")
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    visit, task = calendar.walk("VEVENT")
    assert (visit["SUMMARY"], visit["DTSTART"].dt, visit["DTEND"].dt) == (TITLE, date(2026, 3, 10), date(2026, 3, 11))
    assert (task["DTSTART"].dt, task["DTEND"].dt) == (date(2026, 3, 31), date(2026, 4, 1))
    assert visit["URL"] == VISIT.link


def test_each_sees_what_is_theirs(client, supervisor, actor_of):
    shopper = actor_of(Role.MYSTERY_SHOPPER)
    assert len(parsed(client.get(address(supervisor)).text).walk("VEVENT")) == 2
    assert len(parsed(client.get(address(shopper)).text).walk("VEVENT")) == 1


def test_a_moved_day_keeps_its_event_and_an_unchanged_calendar_is_not_sent_again(client, supervisor, entries):
    path = address(supervisor)
    first = client.get(path)
    with clock.standing_at(datetime(2027, 1, 1, tzinfo=UTC)):
        unchanged = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    entries[0] = CalendarEntry(VISIT.key, date(2026, 3, 12), VISIT.title, VISIT.text, VISIT.link)
    moved = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert moved.status_code == 200
    assert [event["UID"] for event in parsed(moved.text).walk("VEVENT")] == [
        event["UID"] for event in parsed(first.text).walk("VEVENT")
    ]


def test_an_ended_a_renewed_and_a_made_up_address_open_nothing(client, supervisor):
    path = address(supervisor)
    renewed = address(supervisor)
    assert client.get(path).status_code == 404
    assert client.get(renewed).status_code == 200
    with writing() as session:
        end_feed(session, by=supervisor)
    for closed in (
        path,
        renewed,
        "/calendar/guess.ics",
        "/calendar/.ics",
        "/calendar/",
        renewed[:-4],
        "/calendar/_stcore/health",
    ):
        answer = client.get(closed)
        assert answer.status_code == 404
        assert "VCALENDAR" not in answer.text


def test_who_is_deactivated_loses_the_calendar(client, supervisor):
    path = address(supervisor)
    with writing() as session:
        session.get_one(Person, supervisor.person_id).active = False
    assert client.get(path).status_code == 404


def test_the_database_does_not_know_the_address(supervisor):
    with writing() as session:
        token = make_feed(session, by=supervisor)
    with reading() as session:
        (row,) = session.scalars(select(CalendarFeed))
        assert token not in (row.token_hash, str(row.id))
        assert len(token) == 43


def test_lines_are_folded_and_text_is_escaped():
    text = calendar_text([VISIT])
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert text.count(b"BEGIN:VEVENT") == 1
    assert b"\nwith" not in text
