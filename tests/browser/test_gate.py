"""The gate before the real application: what strangers, forgers and people whose time is over are answered."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from playwright.sync_api import Page, Request, expect
from sqlalchemy import select
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.application import Application, free_port
from tests.browser.steps import settled, sign_in
from tests.conftest import on_one_database
from tests.factories.people import new_actor, new_store
from tests.tracker.people.browsing import set_up
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Installation
from tracker.core.settings import ROOT
from tracker.people.actions.accounts import change_person
from tracker.people.models import SignInSession
from tracker.people.rules import Actor, Role
from tracker.targets.actions import start_programme

PASSWORD = "a long walk in the rain"
WHERE_DOORS_ARE = (
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/_stcore/upload_file/session/file",
    "/media/0123456789abcdef.png",
    "/component/x/index.html",
    "/plan",
    "/api",
)
LAUNCHERS = ("streamlit", "uvicorn")


@pytest.fixture
def people(server: Application) -> dict[str, Actor]:
    with writing() as session:
        session.get_one(Installation, 1).set_up_at = clock.now()
        return {
            name: new_actor(session, role, user_name=name, password=PASSWORD)
            for name, role in (("ada", Role.ADMINISTRATOR), ("lena", Role.PROGRAMME_LEAD), ("mei", Role.MYSTERY_SHOPPER))
        }


def socket_of(application: Application) -> str:
    return application.url.replace("http:", "ws:") + "/_stcore/stream"


def refused(application: Application, headers: dict[str, str], *, origin: str | None = None) -> int:
    with (
        pytest.raises(InvalidStatus) as answer,
        connect(socket_of(application), additional_headers=headers, origin=origin, subprotocols=["streamlit"]),
    ):
        pass
    return answer.value.response.status_code


def cookie_of(page: Page) -> dict[str, object]:
    return next(cookie for cookie in page.context.cookies() if cookie["name"] == "session")


@on_one_database
def test_a_deep_link_on_a_fresh_server_leads_to_sign_in_and_back(people, desktop):
    page = desktop()
    page.goto("/organisation")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.locator("input[name=user_name]").fill("lena")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Which regions, stores and teams are there?")).to_be_visible(timeout=30_000)
    assert page.url.endswith("/organisation")


@on_one_database
def test_an_address_of_another_role_does_not_exist_for_this_one(people, desktop):
    page = desktop()
    sign_in(page, "mei", PASSWORD, to="/people")
    expect(page.get_by_text("Who may sign in, and as what?")).to_have_count(0)
    expect(page.get_by_text("lena")).to_have_count(0)


@pytest.mark.parametrize("launcher", LAUNCHERS)
def test_a_stranger_finds_every_door_closed_however_it_was_started(database, tmp_path, launcher):
    set_up()
    application = Application(database.environment, tmp_path / "server.log", launcher=launcher)
    try:
        application.start()
        forged = {"X-Tracker-Session": str(_open_session())}
        with httpx2.Client(base_url=application.url) as client:
            for headers in ({}, forged, {"cookie": "session=guessed"}, forged | {"cookie": "session="}):
                answers = {
                    client.request(method, path, headers=headers, content=b"x" * 100 if method == "PUT" else None).status_code
                    for path in WHERE_DOORS_ARE
                    for method in ("GET", "PUT", "POST", "DELETE")
                }
                assert answers == {401}
                assert refused(application, headers) == 403
            assert client.get("/", headers={"accept": "text/html"}).headers["location"].startswith("/sign-in")
    finally:
        application.kill()


def _open_session() -> UUID:
    """A live session whose key, but not whose token, the forger knows."""
    with writing() as session:
        actor = new_actor(session, Role.ADMINISTRATOR)
        row = SignInSession(person_id=actor.person_id, token_hash="0" * 64, expires_at=clock.now().replace(year=2100))
        session.add(row)
        session.flush()
        return row.id


@on_one_database
def test_no_script_reads_the_session_and_signing_out_ends_it_in_every_tab(people, desktop):
    page = desktop()
    sign_in(page, "lena", PASSWORD)
    kept = cookie_of(page)
    assert (kept["httpOnly"], kept["sameSite"]) == (True, "Lax")
    assert str(kept["value"]) not in page.evaluate("document.cookie")
    other = page.context.new_page()
    other.goto("/account")
    settled(other)
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign out")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("You were signed out")).to_be_visible()
    old = {"cookie": f"session={kept['value']}"}
    assert httpx2.get(page.url.split("/sign-in")[0] + "/_stcore/host-config", headers=old).status_code == 401


@on_one_database
def test_whoever_is_deactivated_is_out_at_the_next_click(people, phone):
    page = phone()
    sign_in(page, "lena", PASSWORD, to="/organisation")
    expect(page.get_by_text("Add a region")).to_be_visible()
    with writing() as session:
        change_person(
            session,
            person_id=people["lena"].person_id,
            seen=1,
            role=Role.PROGRAMME_LEAD,
            active=False,
            display_name="Lena",
            by=people["ada"],
        )
    page.get_by_role("radio", name="Stores").or_(page.get_by_role("button", name="Stores")).first.click()
    expect(page.get_by_text("You were signed out")).to_be_visible()
    expect(page.get_by_text("Add a region")).to_have_count(0)
    page.get_by_role("link", name="Sign in").click()
    expect(page.locator("input[name=user_name]")).to_be_visible()


def test_a_download_needs_the_session_of_whoever_asks(people, desktop, server):
    with writing() as session:
        new_store(session, "S1")
    page = desktop()
    sign_in(page, "lena", PASSWORD, to="/organisation")
    page.get_by_text("Workbook", exact=True).click()
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the workbook").click()
    address = waiting.value.url
    assert "/media/" in address
    assert waiting.value.path().read_bytes().startswith(b"PK")
    assert httpx2.get(address).status_code == 401
    assert httpx2.get(address, headers={"X-Tracker-Session": "1"}).status_code == 401
    assert httpx2.get(address, headers={"cookie": f"session={cookie_of(page)['value']}"}).status_code == 200


def test_an_upload_needs_a_session_and_a_foreign_page_gets_no_socket(people, desktop, server):
    page = desktop()
    uploads: list[Request] = []
    page.on("request", lambda request: uploads.append(request) if request.method == "PUT" else None)
    sign_in(page, "lena", PASSWORD, to="/organisation")
    page.get_by_text("Workbook", exact=True).click()
    page.locator("input[type=file]").set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    expect(page.get_by_text("The file has none of the sheets")).to_be_visible()
    assert httpx2.put(uploads[0].url, content=b"x").status_code == 401
    mine = {"cookie": f"session={cookie_of(page)['value']}"}
    assert refused(server, mine, origin="https://elsewhere.example") == 403


def pages_with_charts(people: dict[str, Actor]) -> tuple[str, ...]:
    with writing() as session:
        start_programme(
            session,
            template="service_quality",
            starts_on=clock.today(),
            code=None,
            currency="CNY",
            budget_total_minor=1_000_000_00,
            by=people["lena"],
        )
    return ("/plan", "/board", "/organisation", "/account")


@on_one_database
def test_pages_with_charts_work_under_the_policy_and_ask_nobody_outside(people, desktop, server):
    page = desktop()
    asked: set[str] = set()
    told: list[str] = []
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: told.append(message.text) if "Content Security Policy" in message.text else None)
    sign_in(page, "lena", PASSWORD)
    for address in pages_with_charts(people):
        page.goto(address)
        settled(page)
        if address == "/plan":
            expect(page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first).to_be_visible(
                timeout=30_000
            )
    assert len(asked) > 50
    assert {url for url in asked if not url.startswith((server.url, "data:", "blob:"))} == set()
    assert told == []


@pytest.fixture
def start_refused(database) -> Callable[..., str]:
    """The application with a changed setting; it must end by itself and say why."""

    def start(command: list[str], where: Path = ROOT) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=where,
            env=os.environ | database.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode != 0
        return done.stdout + done.stderr

    return start


CHANGED = {
    "server.enableXsrfProtection": "false",
    "server.enableCORS": "false",
    "server.enableStaticServing": "true",
    "server.enableAgentApi": "true",
    "server.trustedUserHeaders": '{"X-Forwarded-User": "session"}',
    "client.showErrorDetails": "full",
    "browser.gatherUsageStats": "true",
    "server.maxUploadSize": "200",
    "server.address": "0.0.0.0",
}


def test_every_setting_marked_as_checked_is_tried():
    marked = set()
    section = ""
    for line in (ROOT / ".streamlit" / "config.toml").read_text().splitlines():
        section = line.strip("[]") if line.startswith("[") else section
        if "(checked)" in line and not line.startswith("#"):
            marked.add(f"{section}.{line.split('=')[0].strip()}")
    assert marked | {"server.address"} == set(CHANGED)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", CHANGED)
def test_it_does_not_start_with_an_unsafe_setting(start_refused, name):
    told = start_refused(["streamlit", "run", "app.py", f"--{name}", CHANGED[name], "--server.port", str(free_port())])
    assert name in told or "TRACKER_PUBLIC_URL" in told


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_does_not_start_where_its_settings_are_not_found(start_refused, tmp_path):
    told = start_refused(["uvicorn", "--app-dir", str(ROOT), "app:app", "--port", str(free_port())], tmp_path)
    assert re.search(r"Run from the project's folder", told)


@on_one_database
def test_a_new_token_at_each_sign_in(people, desktop):
    page = desktop()
    sign_in(page, "lena", PASSWORD)
    first = cookie_of(page)["value"]
    sign_in(page, "lena", PASSWORD, to="/sign-in")
    assert cookie_of(page)["value"] != first
    with reading() as session:
        ended = session.scalars(select(SignInSession.ended_at).order_by(SignInSession.created_at)).all()
    assert [moment is None for moment in ended] == [False, True]
