"""Accounts: who makes and changes them, what that ends, and what the log keeps of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.factories.people import new_actor, new_region, new_store
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.access import store_condition
from tracker.people.actions import accounts, sign_in, tokens
from tracker.people.models import Credential, Identity, Person, PersonScope, SignInSession, Store
from tracker.people.queries import actor_of_session, actor_of_token, live_session, own_sessions, own_tokens
from tracker.people.queries.people import assignable, people, people_count
from tracker.people.rules import Account, Actor, Role, ScopeKind

HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA"


@pytest.fixture
def ada(actor_of) -> Actor:
    return actor_of(Role.ADMINISTRATOR, display_name="Ada")


def added(by: Actor, user_name: str = "eve", **given):
    with writing() as session:
        return accounts.add_person(
            session, **{"user_name": user_name, "display_name": "Eve", "role": Role.REVIEWER, "by": by} | given
        )


def signed_in(person_id) -> str:
    with writing() as session:
        return sign_in.open_session(session, person_id=person_id, browser="test").token


def is_in(token: str) -> bool:
    with reading() as session:
        return live_session(session, token=token) is not None


def changed(person_id, by: Actor, seen: int = 1, **given):
    values = {"role": Role.REVIEWER, "active": True, "display_name": "Eve"} | given
    with writing() as session:
        accounts.change_person(session, person_id=person_id, seen=seen, by=by, **values)


def test_a_user_name_is_used_once_whatever_its_case(ada):
    added(ada, "Eve")
    with pytest.raises(Refusal, match="user_name_taken"):
        added(ada, "EVE ")
    with reading() as session:
        assert [name for name in session.scalars(select(Identity.user_name)) if "e" in name[:1].lower()] == ["eve"]


@pytest.mark.parametrize("user_name", ["", "x", "a b", "<b>", "=cmd", "é", "a" * 101, "-x"])
def test_a_user_name_that_would_confuse_is_refused(ada, user_name):
    with pytest.raises(Refusal) as refused:
        added(ada, user_name)
    assert refused.value.field == "user_name"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_touches_accounts(actor_of, ada, role):
    other, key = actor_of(role), added(ada)
    tries = (
        lambda session: accounts.add_person(session, user_name="mal", display_name="M", role=Role.ADMINISTRATOR, by=other),
        lambda session: accounts.change_person(
            session, person_id=other.person_id, seen=1, role=Role.ADMINISTRATOR, active=True, display_name="M", by=other
        ),
        lambda session: accounts.set_scope(session, person_id=other.person_id, scope=[], by=other),
        lambda session: accounts.reset_password(session, person_id=key, password_hash=HASH, by=other),
        lambda session: accounts.link_external(session, person_id=other.person_id, issuer="i", subject="s", by=other),
        lambda session: accounts.unlink_external(session, person_id=key, issuer="i", subject="s", by=other),
    )
    for attempt in tries:
        with pytest.raises(NotAllowed), writing() as session:
            attempt(session)
    with pytest.raises(NotAllowed), reading() as session:
        people(session, by=other)


@pytest.mark.parametrize("given", [{"active": False}, {"role": Role.EXECUTIVE}])
def test_a_deactivation_or_another_role_ends_every_session(ada, given):
    key = added(ada)
    token = signed_in(key)
    assert is_in(token)
    changed(key, ada, **given)
    assert not is_in(token)


def test_another_name_or_scope_ends_no_session_and_counts_at_once(ada):
    key = added(ada)
    with writing() as session:
        region_id = new_region(session).id
    token = signed_in(key)
    changed(key, ada, display_name="Eva", scope=[(ScopeKind.REGION, region_id)])
    with reading() as session:
        actor, _ = actor_of_session(session, session_id=live_session(session, token=token))
    assert (actor.display_name, actor.regions) == ("Eva", {region_id})


def test_the_second_editor_is_told(ada):
    key = added(ada)
    changed(key, ada, display_name="Eva")
    with pytest.raises(Stale):
        changed(key, ada, display_name="Evi")


def test_nobody_takes_the_own_role_away_and_one_administrator_stays(ada, actor_of):
    for given in ({"role": Role.EXECUTIVE}, {"role": Role.ADMINISTRATOR, "active": False}):
        with pytest.raises(Refusal, match="not_yourself"):
            changed(ada.person_id, ada, **given)
    gone = actor_of(Role.ADMINISTRATOR)
    changed(gone.person_id, ada, role=Role.ADMINISTRATOR, active=False)
    with pytest.raises(Refusal, match="last_administrator"):
        changed(ada.person_id, gone, role=Role.ADMINISTRATOR, active=False)


def test_two_administrators_who_deactivate_each_other_do_not_both_succeed(ada, actor_of):
    bob = actor_of(Role.ADMINISTRATOR)

    def deactivate(pair) -> bool:
        try:
            changed(pair[1].person_id, pair[0], role=Role.ADMINISTRATOR, active=False)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(deactivate, ((ada, bob), (bob, ada)))) == [False, True]


def test_a_scope_of_something_that_is_not_there_is_refused(ada):
    key = added(ada)
    for kind in (ScopeKind.REGION, ScopeKind.STORE):
        with pytest.raises(NotFound), writing() as session:
            accounts.set_scope(session, person_id=key, scope=[(kind, new_id())], by=ada)


def test_setting_the_same_scope_again_leaves_no_record(ada):
    key = added(ada)
    with writing() as session:
        store_id = new_store(session).id
    for _ in range(2):
        with writing() as session:
            accounts.set_scope(session, person_id=key, scope=[(ScopeKind.STORE, store_id)] * 2, by=ada)
    with reading() as session:
        assert session.scalars(select(Event.verb)).all().count("person.scope_set") == 1
        assert len(session.scalars(select(PersonScope.id)).all()) == 1


def test_a_store_manager_without_a_store_sees_none(database):
    with writing() as session:
        store = new_store(session)
        nothing, own = new_actor(session, Role.STORE_MANAGER), new_actor(session, Role.STORE_MANAGER, stores=[store.id])
    with reading() as session:
        assert session.scalars(select(Store.code).where(store_condition(nothing))).all() == []
        assert session.scalars(select(Store.code).where(store_condition(own))).all() == [store.code]


def test_a_new_password_ends_the_sessions_that_the_old_one_opened(ada):
    key = added(ada, password_hash=HASH)
    token = signed_in(key)
    with writing() as session:
        accounts.reset_password(session, person_id=key, password_hash=HASH + "x", by=ada)
    assert not is_in(token)


def test_an_own_password_is_changed_only_where_the_checked_one_still_holds(ada):
    key = added(ada, password_hash=HASH)
    eve = Actor(key, Role.REVIEWER)
    for account in (Account(key, "eve", "another hash"), Account(ada.person_id, "ada", HASH)):
        with pytest.raises(Stale), writing() as session:
            accounts.change_own_password(session, account=account, password_hash="new", by=eve)
    with writing() as session:
        accounts.change_own_password(session, account=Account(key, "eve", HASH), password_hash="new", by=eve)
    with reading() as session:
        assert session.get_one(Credential, key).password_hash == "new"


def test_one_ends_only_own_sessions_and_tokens(ada, actor_of):
    eve = actor_of(Role.MYSTERY_SHOPPER)
    signed_in(eve.person_id)
    with writing() as session:
        token = tokens.make_token(session, label="phone", by=eve)
    with reading() as session:
        (mine,), (kept,) = own_sessions(session, by=eve), own_tokens(session, by=eve)
        assert actor_of_token(session, token=token).person_id == eve.person_id
    with pytest.raises(NotFound), writing() as session:
        sign_in.end_session(session, session_id=mine.id, by=ada)
    with pytest.raises(NotFound), writing() as session:
        tokens.end_token(session, token_id=kept.id, by=ada)
    with writing() as session:
        tokens.end_token(session, token_id=kept.id, by=eve)
        sign_in.end_session(session, session_id=mine.id, by=eve)
    with reading() as session:
        assert actor_of_token(session, token=token) is None
        assert own_sessions(session, by=eve) == own_tokens(session, by=eve) == []


def test_a_token_of_somebody_deactivated_stands_for_nobody(ada):
    key = added(ada)
    with writing() as session:
        token = tokens.make_token(session, label="x", by=Actor(key, Role.REVIEWER))
    changed(key, ada, active=False)
    with reading() as session:
        assert actor_of_token(session, token=token) is None


@pytest.mark.parametrize("label", ["", "  ", "x" * 101])
def test_a_token_needs_a_name(ada, label):
    with pytest.raises(Refusal), writing() as session:
        tokens.make_token(session, label=label, by=ada)


def test_people_are_found_by_name_user_name_and_role(ada):
    added(ada, "eve.li", display_name="李夏 Eve")
    added(ada, "bob", display_name="Bob 100%", role=Role.SUPERVISOR)
    with reading() as session:
        found = {text: [row.user_name for row in people(session, by=ada, text=text)] for text in ("EVE", "李", "%", "_", "zz")}
        assert found == {"EVE": ["eve.li"], "李": ["eve.li"], "%": ["bob"], "_": [], "zz": []}
        assert people_count(session, by=ada, role=Role.SUPERVISOR) == 1
        assert [row.user_name for row in assignable(session, by=ada)] == ["bob"]


def test_the_log_keeps_no_name_of_anybody(ada):
    key = added(ada, "eve.li", display_name="Eve Li")
    changed(key, ada, display_name="Eve Smith", active=False)
    with writing() as session:
        accounts.link_external(session, person_id=key, issuer="https://login.example", subject="sub-4711", by=ada)
    with reading() as session:
        told = str([event.change for event in session.scalars(select(Event))]).lower()
    assert all(name not in told for name in ("eve", "smith", "4711"))
    assert "hmac:" in told


def test_unlinking_ends_the_sessions_it_may_have_opened(ada):
    key = added(ada)
    with writing() as session:
        accounts.link_external(session, person_id=key, issuer="i", subject="s", by=ada)
    token = signed_in(key)
    with writing() as session:
        accounts.unlink_external(session, person_id=key, issuer="i", subject="s", by=ada)
    assert not is_in(token)
    with reading() as session:
        assert session.scalars(select(SignInSession.ended_at)).one() is not None
        assert session.get_one(Person, key).active
