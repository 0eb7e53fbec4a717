"""The administrator's page of messages, and the calendar on one's own account, as people use them."""

from contextlib import closing

import pytest
from streamlit.testing.v1 import AppTest

from tests.audits.app import opened, sound, texts
from tests.tracker.messages.letters import GROUP, new_target, stored, with_email
from tests.tracker.messages.receivers import BROKEN, WebService
from tracker.core.db import reading, writing
from tracker.messages.actions.outbox import claim_letter, settle_letter, write_message
from tracker.messages.models import MessageTarget
from tracker.messages.queries import actor_of_feed
from tracker.messages.rules import MessageKind
from tracker.people.models import Identity
from tracker.people.rules import Actor, Role

PAGE = "settings/messages"


@pytest.fixture
def administrator(actor_of) -> Actor:
    return actor_of(Role.ADMINISTRATOR, language="en")


def button(app: AppTest, label: str):
    return next(each for each in app.button if each.label == label)


def field(elements, label: str):
    return next(each for each in elements if each.label == label)


def test_a_target_is_added_and_its_address_not_shown_again(administrator):
    app = opened(administrator, PAGE)
    assert "No message leaves the tracker yet" in texts(app)
    field(app.text_input, "Name of the target").set_value("Group")
    field(app.text_input, "Apprise address").set_value("wecombot://the-secret-key")
    sound(button(app, "Add").click().run())
    with reading() as session:
        (row,) = session.query(MessageTarget)
        assert (row.name, row.address, len(row.kinds)) == ("Group", "wecombot://the-secret-key", len(MessageKind))
    assert "the-secret-key" not in texts(app) + str([each.value for each in app.text_input])
    assert "wecombot" in texts(app)


def test_a_wrong_address_is_refused_with_what_to_do(administrator):
    app = opened(administrator, PAGE)
    field(app.text_input, "Name of the target").set_value("Group")
    field(app.text_input, "Apprise address").set_value("nonsense")
    sound(button(app, "Add").click().run())
    assert "Apprise does not understand this address" in texts(app)


def test_a_target_is_tried_and_changed(administrator):
    with closing(WebService()) as service:
        with writing() as session:
            key = new_target(session, service.address, name="Group")
        app = opened(administrator, PAGE)
        sound(button(app, "Send a test message").click().run())
        assert [said["title"] for said in service.arrived] == ["A test message"]
        service.behaves = BROKEN
        sound(button(app, "Send a test message").click().run())
        assert "It was not sent" in texts(app)
    app.selectbox(key="choose_message_target").set_value(key).run()
    field(app.toggle, "Messages are sent here").set_value(False)
    sound(button(app, "Save").click().run())
    with reading() as session:
        assert session.get_one(MessageTarget, key).active is False


def test_a_personal_target_is_tried_with_ones_own_address(administrator):
    with closing(WebService()) as service:
        with writing() as session:
            new_target(session, service.address + "&:to={email}")
        app = opened(administrator, PAGE)
        sound(button(app, "Send a test message").click().run())
        assert "Enter your own e-mail address" in texts(app)
        with writing() as session:
            session.get_one(Identity, administrator.person_id).email = "ada@example.org"
        sound(button(app, "Send a test message").click().run())
        assert [said["to"] for said in service.arrived] == ["ada@example.org"]


def test_what_was_given_up_is_shown_first_and_put_back(administrator):
    with writing() as session:
        target = session.get_one(MessageTarget, new_target(session, GROUP))
        write_message(session, kind=MessageKind.ACTION_OVERDUE, key="a", subject="Overdue", body="It is.")
        target.active = False
    with writing() as session:
        letter = claim_letter(session)
        settle_letter(session, letter=letter, error=letter.trouble)
    app = opened(administrator, PAGE)
    app.button_group(key="messages_view").set_value("outbox").run()
    shown = sound(app).dataframe[0].value
    assert shown["Last error"].tolist() == ["The target was switched off."]
    sound(button(app, "Try all again").click().run())
    with reading() as session:
        assert stored(session)[0].gave_up_at is None


def test_a_calendar_address_is_shown_once_renewed_and_ended(administrator):
    app = opened(administrator, "settings/account")
    sound(button(app, "Make an address").click().run())
    address = next(each.value for each in app.code if "/calendar/" in each.value)
    token = address.rpartition("/")[2].removesuffix(".ics")
    with reading() as session:
        assert actor_of_feed(session, token=token).person_id == administrator.person_id
    button(app, "I have noted it").click().run()
    assert not any("/calendar/" in each.value for each in app.code)
    sound(button(app, "Make another address").click().run())
    sound(button(app, "End the address").click().run())
    with reading() as session:
        assert actor_of_feed(session, token=token) is None
    assert not any("/calendar/" in each.value for each in app.code)


def test_an_own_email_address_is_kept_checked_and_removed(database):
    with writing() as session:
        shopper = with_email(session, language="en")
    app = opened(shopper, "settings/account")
    email = app.text_input(key="own_email")
    assert email.value == "eve@example.org"
    for typed, kept in (("new@example.org", "new@example.org"), ("no address", "new@example.org"), ("", None)):
        app.text_input(key="own_email").set_value(typed)
        sound(button(app, "Save").click().run())
        with reading() as session:
            assert session.get_one(Identity, shopper.person_id).email == kept
