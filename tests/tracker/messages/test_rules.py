"""What never leaves the house, and when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.messages.rules import (
    HIDDEN,
    MOST_ATTEMPTS,
    is_late,
    is_personal,
    masked,
    not_before,
    one_line,
    plain_lines,
    wait_after,
    without_secrets,
)


def test_an_address_shows_how_it_is_sent_and_nothing_else():
    assert masked("wecombot://9f3c-key-of-the-bot") == f"wecombot://{HIDDEN}"
    assert masked("mailtos://eve:pass word@smtp.example.com?to={email}") == f"mailtos://{HIDDEN}"


def test_only_an_address_with_a_place_for_the_receiver_is_personal():
    assert is_personal("mailto://smtp.example.com?to={email}")
    assert not is_personal("dingtalk://secret@token")


def test_an_error_repeats_no_piece_of_the_address():
    address = "mailtos://robot:hunter22@smtp.example.com?from=tracker@example.com&to={email}"
    said = "Could not send from tracker@example.com to eve@example.org via smtp.example.com as robot with hunter22"
    told = without_secrets(said, address, "eve@example.org")
    assert told == f"Could not send from {HIDDEN} to {HIDDEN} via {HIDDEN} as robot with {HIDDEN}"


@given(st.text(max_size=400), st.integers(2, 300))
def test_one_line_is_one_printable_line_of_that_length(text, longest):
    line = one_line(text, longest)
    assert len(line) <= longest
    assert line.isprintable()
    assert line == " ".join(line.split())


def test_a_subject_cannot_begin_another_header():
    assert one_line("Due\r\nBcc: all@example.com\x00\u2028x", 300) == "Due Bcc: all@example.com x"


@given(st.text(max_size=400))
def test_plain_lines_hold_no_control_character_but_the_line_break(text):
    assert all(letter.isprintable() or letter == "\n" for letter in plain_lines(text, 300))


def test_sending_is_tried_for_almost_a_day():
    waits = [wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS + 1)]
    assert waits[-1] is None
    tried = [wait for wait in waits if wait]
    assert tried == sorted(tried)
    assert timedelta(hours=18) < sum(tried, timedelta()) < timedelta(hours=24)


@pytest.mark.parametrize(
    ("moment", "zone", "wanted"),
    [
        (datetime(2026, 3, 2, 16, 5, tzinfo=UTC), "Asia/Shanghai", datetime(2026, 3, 3, 0, 0, tzinfo=UTC)),  # 00:05 there
        (datetime(2026, 3, 2, 2, 0, tzinfo=UTC), "Asia/Shanghai", datetime(2026, 3, 2, 2, 0, tzinfo=UTC)),  # 10:00 there
        (datetime(2026, 3, 2, 2, 0, tzinfo=UTC), "UTC", datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_reminder_waits_for_the_morning_where_its_reader_is(moment, zone, wanted):
    assert not_before(moment, zone) == wanted


def test_reminders_are_from_two_days_before_to_a_week_after():
    due = date(2026, 3, 10)
    told = {day: is_late(due, date(2026, 3, day)) for day in range(6, 20)}
    assert [day for day, late in told.items() if late is False] == [8, 9, 10]
    assert [day for day, late in told.items() if late] == [11, 12, 13, 14, 15, 16, 17]
