"""Signing in, out and setting up, and the gate before everything."""

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.tracker.people.browsing import HTML, PASSWORD, browser, form_token, post, set_up, sign_in
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.settings import settings
from tracker.people.actions.setup import issue_setup_code
from tracker.people.models import Channel, Credential, Identity, Person, SignInSession
from tracker.people.routes.forms import LARGEST, safe_next

SECURITY_HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")


@pytest.fixture
def client(database):
    set_up()
    with browser() as client:
        yield client


@pytest.fixture
def fresh(database):
    with browser() as client:
        yield client


def test_a_deep_link_leads_to_sign_in_and_back(client):
    to_sign_in = client.get("/targets?region=N", headers=HTML)
    assert (to_sign_in.status_code, to_sign_in.headers["location"]) == (303, "/sign-in?next=/targets%3Fregion%3DN")
    entered = sign_in(client, path=to_sign_in.headers["location"])
    assert (entered.status_code, entered.headers["location"]) == (303, "/targets?region=N")
    assert client.get("/targets").text != "nobody"


def test_the_session_cookie_is_out_of_reach_of_scripts(client):
    cookie = next(value for value in sign_in(client).headers.get_list("set-cookie") if value.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_with_tls_the_cookies_are_secure_and_bound_to_the_host(database, monkeypatch):
    monkeypatch.setenv("TRACKER_PUBLIC_URL", "https://tracker.example")
    settings.cache_clear()
    set_up()
    with browser("https://tracker.example") as client:
        form = client.get("/sign-in", headers=HTML)
        answer = client.post("/sign-in", data={"sign_in_form": form_token(form), "user_name": "ada", "password": PASSWORD})
        cookies = form.headers.get_list("set-cookie") + answer.headers.get_list("set-cookie")
        assert answer.status_code == 303
        assert len(cookies) >= 2
        assert all(cookie.startswith("__Host-") and "Secure" in cookie and "Path=/" in cookie for cookie in cookies)
        assert "max-age=31536000" in answer.headers["strict-transport-security"]
        assert client.get("/x").text != "nobody"


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path",
    ["/", "/_stcore/upload_file/s/f", "/media/x.png", "/_stcore/metrics", "/api/v2", "/sign-in/x", "/staticx", "/healthz/"],
)
def test_a_stranger_gets_nothing(client, method, path):
    answer = client.request(method, path)
    assert (answer.status_code, answer.text) == (401, "Sign in first.")


@pytest.mark.parametrize("forged", ["X-Tracker-Session", "x-tracker-session", "X-TRACKER-SESSION"])
def test_a_forged_header_makes_nobody_somebody(client, forged):
    key = "018f0000-0000-7000-8000-000000000000"
    assert client.get("/", headers={forged: key}).status_code == 401
    assert client.get("/api/v1/x", headers={forged: key}).text == "nobody"
    sign_in(client)
    assert client.get("/", headers={forged: key}).text not in (key, "nobody")
    with client.websocket_connect("/_stcore/stream", headers={forged: key}) as socket:
        assert socket.receive_text() not in (key, "nobody")


def test_a_websocket_without_a_session_is_closed_before_it_opens(client):
    for cookies in ({}, {"session": "guessed"}):
        client.cookies = cookies
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
            pass


def test_signing_in_changes_the_token_and_ends_the_one_before(client):
    sign_in(client)
    first = client.cookies["session"]
    sign_in(client)
    second = client.cookies["session"]
    assert first != second
    assert client.get("/").status_code == 200
    client.cookies = {"session": first}
    assert client.get("/").status_code == 401


def test_a_token_set_from_outside_is_not_taken_over(client):
    client.cookies["session"] = "fixed-by-somebody-else"
    sign_in(client)
    client.cookies = {"session": "fixed-by-somebody-else"}
    assert client.get("/").status_code == 401


def test_after_signing_out_the_token_is_dead(client):
    sign_in(client)
    token = client.cookies["session"]
    assert post(client, "/sign-out").headers["location"] == "/sign-in"
    client.cookies = {"session": token}
    assert client.get("/").status_code == 401


def test_the_token_is_stored_as_a_hash_only(client):
    sign_in(client)
    with reading() as session:
        stored = session.scalars(select(SignInSession.token_hash)).all()
        assert client.cookies["session"] not in stored


@pytest.mark.parametrize(
    ("user_name", "password"),
    [
        ("ada", "wrong password"),
        ("nobody", PASSWORD),
        ("", ""),
        ("ada\x00", PASSWORD + "x"),
        ("ada", "x" * 1000),
        ("' OR 1=1 --", ""),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(client, user_name, password):
    answer = sign_in(client, user_name, password)
    assert answer.status_code == 403
    assert "User name or password is not right" in answer.text
    assert "session" not in client.cookies


def test_the_user_name_comes_back_and_the_password_does_not(client):
    answer = sign_in(client, 'a"><b>', "my wrong secret")
    assert 'value="a&quot;&gt;&lt;b&gt;"' in answer.text
    assert "my wrong secret" not in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_a_form_from_elsewhere_is_refused(client, path):
    sign_in(client)
    token = client.cookies["session"]
    for fields in ({}, {"sign_in_form": "guessed"}, {"sign_in_form": ""}):
        answer = client.post(path, data={"user_name": "ada", "password": PASSWORD, **fields})
        assert answer.status_code == 400
    assert client.cookies["session"] == token
    assert client.get("/").status_code == 200


def test_a_stranger_cannot_fill_the_memory_with_a_form(client):
    token = form_token(client.get("/sign-in", headers=HTML))
    sent = 0

    def endless():
        nonlocal sent
        yield f"sign_in_form={token}&user_name=".encode()
        for _ in range(1000):
            sent += 1
            yield b"x" * 10_000

    answer = client.post("/sign-in", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 400
    many = "&".join(f"f{n}=1" for n in range(LARGEST // 10))
    assert client.post("/sign-in", content=f"sign_in_form={token}&{many}").status_code == 400


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "/\n/evil",
        "javascript:alert(1)",
        "",
        "/" * 600,
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(wanted):
    assert safe_next(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/plan", "/targets?region=N&store=1", "/门店"])
def test_pages_of_ours_are_kept(wanted):
    assert safe_next(wanted) == wanted


def test_every_answer_carries_the_security_headers(client):
    answers = [
        client.get("/healthz"),
        client.get("/sign-in"),
        client.get("/"),
        client.get("/", headers=HTML),
        client.put("/_stcore/upload_file/a/b"),
        client.get("/static/none.js"),
        sign_in(client),
        client.get("/"),
        client.get("/broken"),
    ]
    assert answers[-1].status_code == 500
    assert [[name for name in SECURITY_HEADERS if name not in answer.headers] for answer in answers] == [[]] * len(answers)


def test_a_failure_tells_no_detail(client):
    sign_in(client)
    assert "secret detail" not in client.get("/broken").text


def test_when_the_question_who_it_is_fails_nobody_gets_in(client, monkeypatch):
    sign_in(client)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("tests.tracker.people.browsing.live_session", fails)
    assert client.get("/").status_code == 500
    with pytest.raises(RuntimeError), client.websocket_connect("/_stcore/stream"):
        pass


def test_nobody_signs_in_over_a_network_without_tls(database):
    set_up()
    with browser("http://192.168.1.5") as client:
        assert [client.get(path).status_code for path in ("/sign-in", "/", "/healthz")] == [403, 403, 403]
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
            pass


def new_administrator(client: TestClient, code: str, **changed: str):
    fields = {"code": code, "display_name": "Ada", "user_name": "ada", "password": PASSWORD, **changed}
    return post(client, "/set-up", **fields)


def test_the_first_visitor_is_led_to_the_set_up_and_is_signed_in_after_it(fresh):
    with writing() as session:
        code = issue_setup_code(session)
    assert fresh.get("/sign-in", headers=HTML).headers["location"] == "/set-up"
    assert new_administrator(fresh, code.lower().replace("-", " ")).headers["location"] == "/"
    assert fresh.get("/").status_code == 200
    with reading() as session:
        assert session.scalars(select(Identity.user_name)).all() == ["ada"]
        assert sorted(session.scalars(select(Channel.code))) == ["chat", "phone", "social", "store"]


def test_the_code_works_once_and_a_newer_one_replaces_it(fresh):
    with writing() as session:
        first = issue_setup_code(session)
        code = issue_setup_code(session)
    assert new_administrator(fresh, first).status_code == 403
    assert new_administrator(fresh, code).status_code == 303
    assert fresh.get("/set-up", headers=HTML).headers["location"] == "/sign-in"
    token = form_token(fresh.get("/sign-in", headers=HTML))
    again = fresh.post("/set-up", data={"sign_in_form": token, "code": code, "user_name": "eve", "password": PASSWORD})
    assert again.headers.get("location") == "/sign-in"
    with writing() as session:
        assert issue_setup_code(session) is None
    with reading() as session:
        assert len(session.scalars(select(Person.id)).all()) == 1


def test_there_is_no_account_before_the_set_up(fresh):
    with reading() as session:
        assert session.scalars(select(Person.id)).all() == []
        assert session.scalars(select(Credential.person_id)).all() == []


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA", "----"])
def test_without_the_code_nobody_becomes_administrator(fresh, code):
    with writing() as session:
        issue_setup_code(session)
    answer = new_administrator(fresh, code)
    assert answer.status_code == 403
    assert "not the set-up code" in answer.text
    with reading() as session:
        assert session.scalars(select(Person.id)).all() == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"password": "short"}, "A password needs"),
        ({"password": "password123"}, "Choose another"),
        ({"user_name": "a b"}, "does not fit"),
        ({"display_name": ""}, "does not fit"),
    ],
)
def test_what_is_wrong_with_the_first_account_is_told_and_the_code_stays_good(fresh, changed, told):
    with writing() as session:
        code = issue_setup_code(session)
    assert told in new_administrator(fresh, code, **changed).text
    assert new_administrator(fresh, code).status_code == 303


def test_the_language_chosen_before_signing_in_is_spoken(client):
    answer = client.get("/sign-in?lang=zh_CN", headers=HTML)
    assert '<html lang="zh-' in answer.text
    assert "登录" in client.get("/sign-in", headers=HTML).text


def test_no_personal_value_enters_the_log(client):
    sign_in(client, "ada", "wrong password")
    sign_in(client)
    with reading() as session:
        told = str([(event.verb, event.change) for event in session.scalars(select(Event))])
    assert "sign_in.failed" in told
    assert "'ada'" not in told
