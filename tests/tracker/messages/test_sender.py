"""Messages on their way, to services that behave as services do."""

import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta

import pytest

from tests.tracker.messages.letters import NOON, new_target, stored, with_email
from tests.tracker.messages.receivers import BROKEN, CLOSES, HANGS, OK, MailServer, WebService
from tracker.__main__ import main
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.settings import ROOT
from tracker.messages.actions.outbox import Reminder, tell
from tracker.messages.rules import MessageKind
from tracker.messages.sender import Sender, Sent, remind, send_waiting
from tracker.people.rules import Actor

KIND = MessageKind.ACTION_DUE_SOON
FACTS = {"store": "Store S1", "item": "Clean floor", "due": NOON.date()}


@pytest.fixture
def service():
    with closing(WebService()) as service:
        yield service


@pytest.fixture
def mail():
    with closing(MailServer()) as server:
        yield server


@pytest.fixture
def eve(database) -> Actor:
    with writing() as session:
        return with_email(session)


def written(address: str, person: Actor) -> None:
    with writing() as session:
        new_target(session, address)
        tell(session, kind=KIND, key="a", to=[person.person_id], **FACTS)


def test_a_mail_arrives_at_its_receiver_alone(eve, mail: MailServer):
    written(mail.address, eve)
    assert send_waiting() == Sent(1, 0)
    ((receivers, letter),) = mail.arrived
    assert receivers == ["eve@example.org"]
    assert letter["subject"] == "Due on Mar 2, 2026: a corrective action at Store S1"
    assert "Clean floor" in letter.get_content()
    with reading() as session:
        assert stored(session)[0].sent_at is not None
    assert send_waiting() == Sent(0, 0)


@pytest.mark.parametrize("behaves", [BROKEN, CLOSES, HANGS])
def test_a_service_in_trouble_gets_it_later(eve, service: WebService, behaves: str):
    written(service.address, eve)
    service.behaves = behaves
    with clock.standing_at(clock.now() + timedelta(seconds=1)):
        assert send_waiting() == Sent(0, 1)
        assert send_waiting() == Sent(0, 0)  # not before its time
    with reading() as session:
        (row,) = stored(session)
    assert row.attempts == 1
    assert row.last_error
    assert "4711" not in row.last_error
    service.behaves = OK
    with clock.standing_at(row.next_at):
        assert send_waiting() == Sent(1, 0)
    assert [said["title"] for said in service.arrived] == [row.subject]


def test_no_transaction_is_open_while_a_service_hangs(eve, service: WebService):
    written(service.address, eve)
    service.behaves = HANGS
    sending = threading.Thread(target=send_waiting)
    sending.start()
    assert service.asked.wait(20)
    with writing() as session:  # on SQLite this would wait for the one writer
        with_email(session, email="bo@example.org")
    assert sending.is_alive()
    sending.join()


def test_several_senders_send_each_message_once(database, service: WebService):
    with writing() as session:
        people = [with_email(session, email=f"p{number}@example.org").person_id for number in range(30)]
        new_target(session, service.address + "&:to={email}")
    for person_id in people:
        with writing() as session:
            tell(session, kind=KIND, key="a", to=[person_id], **FACTS)
    senders = [threading.Thread(target=send_waiting) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(said["to"] for said in service.arrived) == sorted(f"p{number}@example.org" for number in range(30))
    with reading() as session:
        assert all(row.sent_at and row.attempts == 1 for row in stored(session))


def test_what_is_due_is_told_once_however_often_it_is_found(eve, service: WebService):
    with writing() as session:
        new_target(session, service.address)
    due = Reminder(KIND, "action/2026-03-02", eve.person_id, FACTS)
    with clock.standing_at(NOON):
        for _ in range(3):
            remind([lambda session: [due]])
        assert send_waiting() == Sent(1, 0)


def test_nobody_looks_for_what_is_due_while_no_target_wants_it(eve, service: WebService):
    with writing() as session:
        new_target(session, service.address, [MessageKind.APPEAL_OPENED])

    def looked(_: object) -> list[Reminder]:
        raise AssertionError

    remind([looked])


def test_the_thread_sends_reminds_and_stops(eve, service: WebService):
    written(service.address, eve)
    found, arrived = threading.Event(), threading.Event()
    failed_once = iter([True])

    def source(_: object) -> list[Reminder]:
        found.set()
        if next(failed_once, False):
            raise ConnectionError("the database restarts")
        arrived.set()
        return []

    sender = Sender([source], every=0.01)
    sender.start()
    assert found.wait(20)
    assert arrived.wait(20)  # a failed look does not end the thread
    assert service.accepted.wait(20)
    sender.stop()
    assert not any(thread.name == "messages" and thread.is_alive() for thread in threading.enumerate())


def test_the_command_sends_once_and_says_how_many(eve, service: WebService, capsys):
    written(service.address, eve)
    service.behaves = BROKEN
    assert main(["send"]) == 1
    service.behaves = OK
    with reading() as session:
        later = stored(session)[0].next_at
    with clock.standing_at(later):
        assert main(["send"]) == 0
    assert capsys.readouterr().out == "0 sent, 1 not.\n1 sent, 0 not.\n"


def test_a_service_without_messages_loads_no_carrier_and_no_calendar():
    """They take half a second and 45 MB, which each start and each process would pay."""
    loaded = "import sys, tracker.messages.sender, tracker.messages.routes, tracker.messages.screens.targets; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"apprise", "icalendar"} & set(done.stdout.split())
    assert "tracker.messages.sender" in done.stdout.split()


def test_chores_are_done_by_the_hour_and_one_that_fails_keeps_nobody_waiting(eve, caplog):
    done = []
    sender = Sender(chores=(lambda: 1 / 0, lambda: done.append(clock.now())), every=0.01)
    with clock.standing_at(NOON):
        sender._look()
        sender._look()
    with clock.standing_at(NOON + timedelta(hours=1)):
        sender._look()
    assert done == [NOON, NOON + timedelta(hours=1)]
    assert "an hourly chore was not done" in caplog.text
