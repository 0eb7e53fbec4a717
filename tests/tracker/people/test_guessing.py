"""Guessing passwords: slowed for everybody alike, whether the account exists or not."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from tests.factories.people import new_actor
from tests.tracker.people.browsing import PASSWORD
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, Refusal
from tracker.people import passwords
from tracker.people.actions.sign_in import Visitor, note_failure, refuse_while_waiting
from tracker.people.models import Credential, SignInFailures, SignInSession
from tracker.people.routes import sign_in as routes
from tracker.people.routes.sign_in import signed_in
from tracker.people.rules import FORGOTTEN_AFTER, LONGEST_WAIT, Role, failures_now, wait_after

WRONG = "wrong password"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def ada(database):
    with writing() as session:
        return new_actor(session, Role.REVIEWER, user_name="ada", password=PASSWORD)


def outcome(user_name: str = "ada", password: str = WRONG, address: str = "10.0.0.1") -> str:
    try:
        signed_in(user_name, password, Visitor(address=address))
    except Refusal as refusal:
        return refusal.key
    return "in"


@pytest.mark.parametrize("user_name", ["ada", "nobody"])
def test_of_a_thousand_guesses_at_once_three_are_checked(ada, monkeypatch, user_name):
    checked = []
    monkeypatch.setattr(passwords, "matches", lambda stored, password: bool(checked.append(password)))
    with clock.standing_at(NOON):
        answers = [outcome(user_name, address=f"10.0.{number // 250}.{number % 250}") for number in range(1000)]
    assert len(checked) == 3
    assert answers.count("people.sign_in_wrong") == 3
    assert answers.count("people.wait_until") == 997


def test_of_a_thousand_guesses_in_an_hour_at_most_twenty_are_checked(ada, monkeypatch):
    checked = []
    monkeypatch.setattr(passwords, "matches", lambda stored, password: bool(checked.append(password)))
    for number in range(1000):
        with clock.standing_at(NOON + timedelta(seconds=3.6 * number)):
            outcome(address=f"10.0.{number // 250}.{number % 250}")
    assert 3 < len(checked) <= 20


def test_guessing_at_many_accounts_from_one_address_is_slowed_too(ada):
    with clock.standing_at(NOON):
        assert [outcome(f"person{number}") for number in range(4)] == ["people.sign_in_wrong"] * 3 + ["people.wait_until"]
        assert outcome("ada", PASSWORD) == "people.wait_until"
        assert outcome("ada", PASSWORD, address="10.0.0.2") == "in"


def test_guesses_that_arrive_together_get_no_more_answers_than_one_after_the_other(ada, monkeypatch):
    """Each has passed the first question before any of them has failed; the right one is among them and is not told."""
    together = threading.Barrier(8)
    real = passwords.matches

    def all_at_once(stored, password):
        right = real(stored, password)
        together.wait(30)
        return right

    monkeypatch.setattr(passwords, "matches", all_at_once)
    with ThreadPoolExecutor(8) as pool:
        guesses = [pool.submit(outcome, password=f"wrong password {number}") for number in range(8)]
        answers = [guess.result() for guess in guesses]
    assert answers.count("people.sign_in_wrong") == 3
    assert answers.count("people.wait_until") == 5
    with reading() as session:
        assert session.scalars(select(SignInFailures.failures)).all() == [3, 3]


def test_nobody_is_locked_out_for_good_and_success_forgets_the_failures(ada):
    with clock.standing_at(NOON):
        for _ in range(3):
            outcome()
        assert outcome(password=PASSWORD) == "people.wait_until"
    with clock.standing_at(NOON + timedelta(seconds=2)):
        assert outcome(password=PASSWORD) == "in"
        assert outcome() == "people.sign_in_wrong"
        assert outcome(password=PASSWORD) == "in"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInFailures)) == 0


def test_the_wait_doubles_from_a_second_to_a_quarter_of_an_hour():
    waits = [wait_after(failures).total_seconds() for failures in range(15)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert wait_after(10**6) == LONGEST_WAIT


def test_failures_of_the_day_before_are_forgotten():
    assert failures_now(12, FORGOTTEN_AFTER) == 13
    assert failures_now(12, FORGOTTEN_AFTER + timedelta(seconds=1)) == 1


def test_failures_at_the_same_moment_are_all_counted(database):
    def fail() -> None:
        with writing() as session:
            note_failure(session, user_name="ada", address="10.0.0.1")

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(fail) for _ in range(16)]:
            done.result()
    with reading() as session:
        assert session.scalars(select(SignInFailures.failures)).all() == [16, 16]


def test_what_a_wait_is_kept_under_does_not_name_anybody(ada):
    outcome()
    with reading() as session:
        kept = session.scalars(select(SignInFailures.who)).all()
    assert len(kept) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", who) for who in kept)


def test_an_inactive_person_and_one_without_a_password_are_answered_as_nobody(ada):
    with writing() as session:
        new_actor(session, Role.EXECUTIVE, user_name="eve")
    assert outcome("eve", PASSWORD) == "people.sign_in_wrong"


def test_a_password_changed_while_the_old_one_was_checked_opens_nothing(ada, monkeypatch):
    real = passwords.matches

    def slow(stored, password):
        right = real(stored, password)
        with writing() as session:
            session.get_one(Credential, ada.person_id).password_hash = passwords.hashed("another walk in the sun")
        return right

    monkeypatch.setattr(passwords, "matches", slow)
    assert outcome(password=PASSWORD) == "people.sign_in_wrong"
    with reading() as session:
        assert session.scalars(select(SignInSession.id)).all() == []


def test_the_check_of_an_unknown_account_takes_as_long_as_that_of_a_known_one():
    stored = passwords.hashed(PASSWORD)
    passwords.matches(None, "warm")
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(24):
        for known in (True, False):
            before = time.thread_time()
            passwords.matches(stored if known else None, f"wrong password {number}")
            times[known].append(time.thread_time() - before)
    known, unknown = median(times[True]), median(times[False])
    assert abs(known - unknown) < 0.005 or 0.8 < known / unknown < 1.25


def test_a_hash_is_argon2id_at_the_minimum_or_above():
    head = passwords.hashed(PASSWORD).split("$")
    assert head[1] == "argon2id"
    numbers = dict(part.split("=") for part in head[3].split(","))
    assert (int(numbers["m"]) >= 19_456, int(numbers["t"]) >= 2) == (True, True)


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(ada):
    weak = PasswordHasher(memory_cost=8_192, time_cost=1, parallelism=1).hash(PASSWORD)
    with writing() as session:
        session.get_one(Credential, ada.person_id).password_hash = weak
    assert outcome(password=PASSWORD) == "in"
    with reading() as session:
        stored = session.get_one(Credential, ada.person_id).password_hash
        assert "m=19456,t=2" in stored
    assert passwords.matches(stored, PASSWORD)


def test_no_hash_is_computed_behind_the_writing_door(ada, monkeypatch):
    """Twenty-two milliseconds there are twenty-two for every other writer."""
    held = threading.Event()

    def watched(name):
        real = getattr(passwords, name)

        def wrapper(*given):
            assert not held.is_set(), f"{name} behind the writing door"
            return real(*given)

        return wrapper

    class Watching:
        def __enter__(self):
            self.door = writing()
            session = self.door.__enter__()
            held.set()
            return session

        def __exit__(self, *what):
            held.clear()
            return self.door.__exit__(*what)

    monkeypatch.setattr(routes, "writing", Watching)
    for name in ("matches", "hashed", "renewed"):
        monkeypatch.setattr(passwords, name, watched(name))
    assert outcome(password=PASSWORD) == "in"
    assert outcome() == "people.sign_in_wrong"


def test_a_wait_is_told_in_whole_seconds(ada):
    with clock.standing_at(NOON):
        with writing() as session:
            for _ in range(5):
                note_failure(session, user_name="ada", address="")
        with pytest.raises(NotAllowed) as waiting, reading() as session:
            refuse_while_waiting(session, user_name=" ADA ", address="")
    assert waiting.value.facts == {"seconds": 4}


@pytest.mark.parametrize("password", ["short", "x" * 129, "aaaaaaaaaaaa", "password123", "Password123"])
def test_a_password_that_others_would_guess_is_refused(password):
    with pytest.raises(Refusal):
        passwords.hashed(password)


@pytest.mark.parametrize("password", ["correct horse battery", "一二三四五六七八九十", "x1y2z3 " * 18])
def test_long_sentences_in_any_script_are_passwords(password):
    assert passwords.matches(passwords.hashed(password), password)
