"""Written with the change, once for each reason; claimed by one; tried again, and given up with a word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories.people import new_actor
from tests.tracker.messages.letters import GROUP, NOON, PERSONAL, new_target, stored, with_email
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed
from tracker.messages.actions.outbox import claim_letter, forget_old, settle_letter, tell, try_again, write_message
from tracker.messages.models import MessageTarget
from tracker.messages.queries import outbox_counts
from tracker.messages.rules import CLAIM, MOST_ATTEMPTS, MessageKind, MessageState
from tracker.people.models import Identity, Person
from tracker.people.rules import Role

DUE = MessageKind.ACTION_DUE_SOON
FACTS = {"store": "Store S1", "item": "Clean floor", "due": NOON.date()}


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.standing_at(NOON):
        yield


def test_it_is_written_to_each_active_target_of_its_kind(database):
    with writing() as session:
        eve = with_email(session)
        mail, group = new_target(session, PERSONAL), new_target(session, GROUP)
        new_target(session, GROUP, [MessageKind.APPEAL_OPENED], "others")
        session.get_one(MessageTarget, new_target(session, GROUP, name="off")).active = False
        tell(session, kind=DUE, key="a", to=[eve.person_id], **FACTS)
    with reading() as session:
        assert {(row.target_id, row.person_id) for row in stored(session)} == {(mail, eve.person_id), (group, None)}


def test_the_same_reason_is_written_once_and_a_group_reads_it_once_for_all(database):
    with writing() as session:
        people = [with_email(session, email=f"{name}@example.org").person_id for name in ("eve", "bo")]
        new_target(session, PERSONAL)
        new_target(session, GROUP)
    for _ in range(3):
        with writing() as session:
            tell(session, kind=DUE, key="a", to=people, **FACTS)
    with reading() as session:
        assert sorted(row.person_id is None for row in stored(session)) == [False, False, True]


def test_without_the_change_there_is_no_message(database):
    def fails() -> None:
        with writing() as session:
            eve = with_email(session)
            new_target(session, PERSONAL)
            tell(session, kind=DUE, key="a", to=[eve.person_id], **FACTS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with reading() as session:
        assert stored(session) == []


def test_each_reads_their_own_language_and_dates(database):
    with writing() as session:
        people = [
            with_email(session, email="eve@example.org", language="en").person_id,
            with_email(session, email="bo@example.org", language="zh_CN").person_id,
        ]
        new_target(session, PERSONAL)
        tell(session, kind=DUE, key="a", to=people, **FACTS)
    with reading() as session:
        english, chinese = stored(session)
    assert english.subject == "Due on Mar 2, 2026: a corrective action at Store S1"
    assert chinese.subject == "2026年3月2日 到期：Store S1 的整改措施"


def test_a_group_is_not_told_which_store_is_visited_when(database):
    with writing() as session:
        eve = with_email(session)
        new_target(session, GROUP)
        for store in ("Store S1", "Store S2"):
            given = {"store": store, "start": NOON.date(), "due": NOON.date()}
            tell(session, kind=MessageKind.VISIT_ASSIGNED, key=store, to=[eve.person_id], **given)
    with reading() as session:
        (row,) = stored(session)  # one a day: it says the same
    assert row.subject == "Visits were assigned"
    assert "Store" not in row.body
    assert "2026" not in row.body


def test_who_has_no_address_or_left_is_not_written_to(database):
    with writing() as session:
        gone, silent = with_email(session), new_actor(session, Role.SUPERVISOR)
        session.get_one(Person, gone.person_id).active = False
        new_target(session, PERSONAL)
        tell(session, kind=DUE, key="a", to=[gone.person_id, silent.person_id], **FACTS)
    with reading() as session:
        assert stored(session) == []


def test_a_subject_is_one_line_and_a_body_plain(database):
    with writing() as session:
        eve = with_email(session)
        new_target(session, PERSONAL)
        new_lines = {"subject": "Due\r\nBcc: all@example.com", "body": "one\x00\r\ntwo\x1b[31m" + "x" * 5000}
        write_message(session, kind=DUE, key="a", person_id=eve.person_id, **new_lines)
    with reading() as session:
        (row,) = stored(session)
    assert row.subject == "Due Bcc: all@example.com"
    assert row.body.startswith("one\ntwo[31mx")
    assert len(row.body) == 4000


def test_messages_to_one_person_go_as_one_letter_and_to_another_as_another(database):
    with writing() as session:
        eve, bo = with_email(session, email="eve@example.org"), with_email(session, email="bo@example.org")
        new_target(session, PERSONAL)
        for key in "abc":
            tell(session, kind=DUE, key=key, to=[eve.person_id], **FACTS | {"store": f"Store {key}"})
        tell(session, kind=DUE, key="d", to=[bo.person_id], **FACTS)
    with writing() as session:
        letters = [claim_letter(session) for _ in range(3)]
    assert letters[2] is None
    assert [(len(letter.message_ids), letter.email) for letter in letters[:2]] == [(3, "eve@example.org"), (1, "bo@example.org")]
    assert letters[0].subject.endswith("Store a (+2)")
    assert all(f"Store {key}" in letters[0].body for key in "abc")


@pytest.fixture
def waiting(database):
    """One message to Eve."""
    with writing() as session:
        eve = with_email(session)
        new_target(session, PERSONAL)
        tell(session, kind=DUE, key="a", to=[eve.person_id], **FACTS)
    return eve


def claimed():
    with writing() as session:
        return claim_letter(session)


def test_what_one_has_claimed_nobody_else_gets_until_the_claim_runs_out(waiting):
    letter = claimed()
    assert letter is not None
    assert claimed() is None
    with clock.standing_at(NOON + CLAIM):
        again = claimed()
        assert again.message_ids == letter.message_ids
        with writing() as session:  # the first comes back late: its word no longer counts
            settle_letter(session, letter=letter, error="too late")
        with reading() as session:
            assert stored(session)[0].last_error == ""
        with writing() as session:
            settle_letter(session, letter=again, error="")
    with reading() as session:
        assert stored(session)[0].sent_at is not None


def test_it_is_tried_again_later_and_later_and_then_given_up(waiting, actor_of):
    administrator, moment, tries = actor_of(Role.ADMINISTRATOR), NOON, 0
    while tries < 20:
        with clock.standing_at(moment):
            letter = claimed()
            if letter is None:
                break
            tries += 1
            with writing() as session:
                settle_letter(session, letter=letter, error="500")
            with reading() as session:
                moment = stored(session)[0].next_at
    assert tries == MOST_ATTEMPTS
    with reading() as session:
        assert outbox_counts(session, by=administrator)[MessageState.GIVEN_UP] == 1
        assert stored(session)[0].last_error == "500"
    with clock.standing_at(NOON + timedelta(days=3)):
        with writing() as session:
            assert try_again(session, by=administrator) == 1
        assert claimed() is not None
    with pytest.raises(NotAllowed), writing() as session:
        try_again(session, by=waiting)


def test_who_left_or_lost_the_address_meanwhile_is_given_up_at_once(waiting):
    with writing() as session:
        session.get_one(Identity, waiting.person_id).email = None
    letter = claimed()
    assert letter.trouble == "messages.trouble.no_email"
    with writing() as session:
        settle_letter(session, letter=letter, error=letter.trouble)
    with reading() as session:
        assert stored(session)[0].gave_up_at is not None


def test_what_was_sent_long_ago_is_forgotten_and_what_waits_is_not(waiting):
    with writing() as session:
        write_message(session, kind=DUE, key="b", subject="Another", body="", person_id=waiting.person_id)
        letter = claim_letter(session)
        settle_letter(session, letter=replace(letter, message_ids=letter.message_ids[:1]), error="")
    for days, kept in ((89, 2), (91, 1)):
        with clock.standing_at(NOON + timedelta(days=days)), writing() as session:
            assert forget_old(session) == 2 - kept
            assert len(stored(session)) == kept
