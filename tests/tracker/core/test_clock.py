from datetime import UTC, date, datetime, timedelta, timezone
from threading import Thread

import pytest

from tracker.core import clock

NEW_YEAR = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)


def test_now_is_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_today_is_the_day_where_the_person_is():
    with clock.standing_at(NEW_YEAR):
        assert clock.today() == date(2026, 12, 31)
        assert clock.today("Asia/Shanghai") == date(2027, 1, 1)
        assert clock.today("Pacific/Kiritimati") == date(2027, 1, 1)
        assert clock.today("America/Los_Angeles") == date(2026, 12, 31)


def test_the_clock_stands_in_utc_wherever_the_moment_was_said():
    with clock.standing_at(NEW_YEAR.astimezone(timezone(timedelta(hours=8)))):
        assert clock.now() == NEW_YEAR
        assert clock.now().utcoffset() == timedelta(0)


def test_the_clock_goes_on_afterwards_and_also_after_an_error():
    with pytest.raises(ZeroDivisionError), clock.standing_at(NEW_YEAR):
        raise ZeroDivisionError
    assert clock.now() != NEW_YEAR


def test_the_clock_of_others_goes_on():
    seen = []
    with clock.standing_at(NEW_YEAR):
        other = Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen != [NEW_YEAR]
