"""Where messages go: kept by the administrator, checked before, told to nobody after."""

import pytest

from tests.factories.people import new_actor
from tests.tracker.messages.letters import GROUP, PERSONAL, new_target
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, Refusal, Stale
from tracker.messages.actions.targets import add_target, change_target
from tracker.messages.models import MessageTarget
from tracker.messages.queries import outbox, targets
from tracker.messages.rules import MessageKind, MessageState
from tracker.people.rules import Role

KINDS = (MessageKind.VISIT_ASSIGNED,)


@pytest.fixture
def administrator(actor_of):
    return actor_of(Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "telegrm://token",
        "mailto://{email}",
        "json://",
        "file:///etc/passwd",
        "json://127.0.0.1/a\nb",
    ],
)
def test_an_address_that_apprise_does_not_understand_is_refused(administrator, address):
    with pytest.raises(Refusal) as refused, writing() as session:
        add_target(session, name="Wrong", address=address, kinds=KINDS, by=administrator)
    assert (refused.value.key, refused.value.field) == ("messages.address_unknown", "address")


@pytest.mark.parametrize(
    "address",
    [
        "mailtos://user:password@smtp.example.com?from=tracker@example.com&to={email}",
        "wecombot://0123456789-abcdef",
        "dingtalk://secret@token0123456789",
        "feishu://token0123456789",
        "workflows://host.example.com/workflow/signature",
    ],
)
def test_the_services_that_people_here_use_are_understood(administrator, address):
    with writing() as session:
        add_target(session, name="Right", address=address, kinds=KINDS, by=administrator)
    with reading() as session:
        (row,) = targets(session, by=administrator)
    assert row.is_personal == ("{email}" in address)
    assert row.address.endswith("://•••")


def test_neither_page_nor_event_log_holds_the_address(administrator):
    with writing() as session:
        key = add_target(session, name="Bot", address="wecombot://the-secret-key-of-the-bot", kinds=KINDS, by=administrator)
    with writing() as session:
        change_target(
            session,
            target_id=key,
            seen=1,
            name="Bot",
            kinds=KINDS,
            active=True,
            address="wecombot://another-secret-key-now",
            by=administrator,
        )
    with reading() as session:
        told = "".join(str(event.change) for event in session.query(Event))
        assert "hmac:" in told
        assert "secret" not in told + str(targets(session, by=administrator))
        assert session.get_one(MessageTarget, key).address == "wecombot://another-secret-key-now"


def test_a_change_without_an_address_keeps_the_one_that_is_there(administrator):
    with writing() as session:
        key = add_target(session, name="Bot", address=GROUP, kinds=KINDS, by=administrator)
    kinds = [MessageKind.ACTION_OVERDUE, MessageKind.APPEAL_OPENED]
    with writing() as session:
        change_target(session, target_id=key, seen=1, name="Group", kinds=kinds, active=False, by=administrator)
    with reading() as session:
        row = session.get_one(MessageTarget, key)
        assert (row.name, row.address, row.active) == ("Group", GROUP, False)
        assert row.kinds == ["appeal_opened", "action_overdue"]


def test_a_stale_change_and_a_name_twice_are_refused(administrator):
    with writing() as session:
        key = add_target(session, name="Bot", address=GROUP, kinds=KINDS, by=administrator)
    with pytest.raises(Stale), writing() as session:
        change_target(session, target_id=key, seen=7, name="Bot", kinds=KINDS, active=True, by=administrator)
    with pytest.raises(Refusal, match="name_taken"), writing() as session:
        add_target(session, name="Bot", address=PERSONAL, kinds=KINDS, by=administrator)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_the_administrator_keeps_targets_and_sees_the_outbox(database, role):
    with writing() as session:
        actor = new_actor(session, role)
        new_target(session, GROUP)
    with pytest.raises(NotAllowed), writing() as session:
        add_target(session, name="Mine", address=GROUP, kinds=KINDS, by=actor)
    for query in (lambda s: targets(s, by=actor), lambda s: outbox(s, by=actor, state=MessageState.SENT)):
        with pytest.raises(NotAllowed), reading() as session:
            query(session)
