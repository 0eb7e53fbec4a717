"""Signing in with the organisation's provider, against one that lies in every way we know of."""

import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.factories.people import new_actor
from tests.tracker.people.browsing import HTML, browser, set_up
from tests.tracker.people.provider import CLIENT, SECRET, Provider
from tracker.core.db import reading, writing
from tracker.core.refusals import Refusal
from tracker.core.settings import settings
from tracker.people.actions.accounts import link_external, unlink_external
from tracker.people.models import Person, SignInSession
from tracker.people.rules import Actor, Role


@pytest.fixture
def provider(database, monkeypatch) -> Iterator[Provider]:
    set_up()
    started = Provider()
    monkeypatch.setenv("TRACKER_OIDC_ISSUER", started.issuer)
    monkeypatch.setenv("TRACKER_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("TRACKER_OIDC_CLIENT_SECRET", SECRET)
    settings.cache_clear()
    yield started
    started.stop()


@pytest.fixture
def linked(provider) -> Actor:
    with writing() as session:
        administrator = new_actor(session, Role.ADMINISTRATOR)
        shopper = new_actor(session, Role.MYSTERY_SHOPPER)
        link_external(session, person_id=shopper.person_id, issuer=provider.issuer, subject=provider.subject, by=administrator)
    return shopper


@pytest.fixture
def client(provider) -> Iterator[TestClient]:
    with browser() as client:
        yield client


def way_back(client: TestClient, wanted: str = "/my-visits") -> str:
    """To the provider, where the person signs in, and the address the provider sends the browser to."""
    away = client.get(f"/sign-in/oidc?next={wanted}", headers=HTML)
    assert away.status_code == 303
    return httpx2.get(away.headers["location"]).headers["location"].replace("http://testserver", "")


def sessions() -> int:
    with reading() as session:
        return len(session.scalars(select(SignInSession.id)).all())


def test_a_linked_person_enters_with_the_same_session_as_by_password(client, linked):
    assert "/sign-in/oidc?next=/plan" in client.get("/sign-in?next=/plan", headers=HTML).text
    entered = client.get(way_back(client))
    assert (entered.status_code, entered.headers["location"]) == (303, "/my-visits")
    cookie = next(value for value in entered.headers.get_list("set-cookie") if value.startswith("session="))
    assert "HttpOnly" in cookie
    assert client.get("/").text != "nobody"
    with reading() as session:
        assert session.scalars(select(SignInSession.person_id)).all() == [linked.person_id]


def test_what_else_the_provider_says_changes_nothing(client, linked):
    client.get(way_back(client))
    with reading() as session:
        assert session.get_one(Person, linked.person_id).role is Role.MYSTERY_SHOPPER


def test_whoever_is_not_linked_reads_the_subject_to_give_to_the_administrator(client, provider):
    answer = client.get(way_back(client))
    assert answer.status_code == 403
    assert "Ask the administrator to link this id: person-1" in answer.text
    assert sessions() == 0


def test_a_deactivated_person_and_a_removed_link_do_not_enter(client, provider, linked):
    with writing() as session:
        session.get_one(Person, linked.person_id).active = False
    assert client.get(way_back(client)).status_code == 403
    with writing() as session:
        session.get_one(Person, linked.person_id).active = True
        administrator = new_actor(session, Role.ADMINISTRATOR)
        unlink_external(session, person_id=linked.person_id, issuer=provider.issuer, subject=provider.subject, by=administrator)
    assert client.get(way_back(client)).status_code == 403
    assert sessions() == 0


# A token is judged before any database is asked, so one database is enough for these.
BAD_CLAIMS = {
    "another issuer": lambda claims: {**claims, "iss": "https://elsewhere.example"},
    "the issuer with a slash": lambda claims: {**claims, "iss": claims["iss"] + "/"},
    "another audience": lambda claims: {**claims, "aud": "another-client"},
    "no audience": lambda claims: {name: value for name, value in claims.items() if name != "aud"},
    "several audiences, no party": lambda claims: {**claims, "aud": [CLIENT, "another-client"]},
    "another party": lambda claims: {**claims, "aud": [CLIENT, "another-client"], "azp": "another-client"},
    "expired": lambda claims: {**claims, "exp": claims["iat"] - 120, "iat": claims["iat"] - 300},
    "no expiry": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "an expiry that is no number": lambda claims: {**claims, "exp": "never"},
    "an old one": lambda claims: {**claims, "iat": claims["iat"] - 86_400},
    "from the future": lambda claims: {**claims, "iat": claims["iat"] + 3_600},
    "not valid yet": lambda claims: {**claims, "nbf": claims["iat"] + 3_600},
    "another nonce": lambda claims: {**claims, "nonce": "another"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "no subject": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
    "an empty subject": lambda claims: {**claims, "sub": ""},
    "a subject that is no text": lambda claims: {**claims, "sub": 7},
}
BAD_SIGNATURES = (
    "unsigned",
    "with_public_key_as_secret",
    "with_unknown_kid",
    "signed_by_stranger",
    "with_changed_claims",
    "with_key_in_header",
)


def refused(client: TestClient, back: str) -> None:
    answer = client.get(back)
    assert answer.status_code == 403
    assert "did not succeed" in answer.text
    assert "session" not in client.cookies
    assert sessions() == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", BAD_CLAIMS)
def test_a_token_with_wrong_claims_lets_nobody_in(client, provider, linked, what):
    provider.lie = BAD_CLAIMS[what]
    refused(client, way_back(client))
    assert provider.exchanged == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("how", BAD_SIGNATURES)
def test_a_token_whose_signature_does_not_hold_lets_nobody_in(client, provider, linked, how):
    provider.sign = getattr(provider, how)
    refused(client, way_back(client))
    assert provider.exchanged == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("token", [None, "", "x", "a.b.c", 7])
def test_an_answer_without_a_token_lets_nobody_in(client, provider, linked, token):
    provider.sign = lambda claims: token
    refused(client, way_back(client))


def test_another_state_is_refused_before_the_provider_is_asked(client, provider, linked):
    back = way_back(client)
    refused(client, back.replace("state=", "state=x"))
    assert provider.exchanged == 0


def test_a_code_is_used_once(client, provider, linked):
    away = client.get("/sign-in/oidc", headers=HTML)
    kept = dict(client.cookies)
    back = httpx2.get(away.headers["location"]).headers["location"].replace("http://testserver", "")
    assert client.get(back).status_code == 303
    client.cookies = kept
    assert client.get(back).status_code == 403
    assert sessions() == 1


def test_a_code_of_another_browser_lets_nobody_in(client, provider, linked):
    """Login CSRF: the victim's browser is sent to the attacker's answer."""
    with browser() as attacker:
        stolen = way_back(attacker)
    refused(client, stolen)
    way_back(client)
    refused(client, stolen)


def bring(client: TestClient, sealed: str) -> None:
    """This cookie instead of the one that was set: two of one name would both be sent."""
    client.cookies.clear()
    client.cookies.set("single_sign_on", sealed)


def test_an_attempt_that_was_not_sealed_here_or_is_old_is_refused(client, provider, linked, monkeypatch):
    back = way_back(client)
    sealed = client.cookies["single_sign_on"]
    bring(client, sealed[:-1] + ("0" if sealed[-1] != "0" else "1"))
    refused(client, back)
    bring(client, "nonsense")
    refused(client, back)
    monkeypatch.setattr("tracker.people.oidc.ATTEMPT_LASTS", timedelta(seconds=-1))
    bring(client, sealed)
    refused(client, back)


def test_an_error_of_the_provider_is_told_in_our_words(client, provider, linked):
    back = way_back(client)
    state = parse_qs(urlsplit(back).query)["state"][0]
    refused(client, f"/sign-in/oidc/back?state={state}&error=access_denied&error_description=<script>")


def test_the_answer_of_another_issuer_is_refused(client, provider, linked):
    refused(client, way_back(client) + "&iss=https%3A%2F%2Felsewhere.example")
    assert provider.exchanged == 0


def test_a_new_key_of_the_provider_is_learnt_without_a_restart(client, provider, linked):
    assert client.get(way_back(client)).status_code == 303
    provider.key = type(provider.key).generate_key(2048, {"kid": "one"})
    provider.shown = [provider.key]
    client.cookies.clear()
    assert client.get(way_back(client)).status_code == 303


@pytest.mark.parametrize(
    "metadata",
    [{"issuer": "https://elsewhere.example"}, {"token_endpoint": "http://elsewhere.example/token"}, {"jwks_uri": ""}],
)
def test_a_provider_that_is_not_the_one_that_was_set_is_not_used(client, provider, metadata):
    provider.metadata = metadata
    answer = client.get("/sign-in/oidc", headers=HTML)
    assert answer.status_code == 403
    assert "did not succeed" in answer.text


def test_a_provider_that_is_down_is_told_in_words(client, provider):
    provider.stop()
    assert client.get("/sign-in/oidc", headers=HTML).status_code == 403


def test_without_the_setting_there_is_no_single_sign_on(database):
    set_up()
    with browser() as client:
        assert client.get("/sign-in/oidc", headers=HTML).headers["location"] == "/sign-in"
        assert client.get("/sign-in/oidc/back?code=x&state=y", headers=HTML).status_code == 404
        assert "/sign-in/oidc" not in client.get("/sign-in", headers=HTML).text


def test_a_subject_is_linked_once_and_only_with_both_parts(provider, linked):
    with writing() as session:
        administrator, other = new_actor(session, Role.ADMINISTRATOR), new_actor(session, Role.REVIEWER)
    for issuer, subject, key in ((provider.issuer, "person-1", "link_taken"), ("", "x", "incomplete"), ("x", " ", "incomplete")):
        with pytest.raises(Refusal, match=key), writing() as session:
            link_external(session, person_id=other.person_id, issuer=issuer, subject=subject, by=administrator)


def test_the_token_expires_by_the_clock_not_by_the_provider(client, provider, linked):
    provider.lie = lambda claims: {**claims, "iat": int(time.time()) - 30, "exp": int(time.time()) - 30}
    assert client.get(way_back(client)).status_code == 303, "a minute of difference between clocks is forgiven"
