"""The form for bad networks: whatever happens to network, server, page or phone, what was given is stored, once, in the end."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from audits.visits.actions.drafts import take_lease
from audits.visits.models import Answer, Draft, Evidence, Submission, VisitLocation
from tests.browser.application import Application
from tests.browser.proxy import Proxy
from tests.browser.steps import sign_in, until
from tests.conftest import Database
from tests.factories.audits import Visit, new_visit, state_of
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Installation
from tracker.people.actions.sign_in import open_session
from tracker.people.rules import Role

PASSWORD = "a long pass phrase 7"
USER = "phone.shopper"
WIDE, HIGH = 3000, 1500  # more pixels than are kept
Phone = Callable[..., Page]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # it is the phone that is tested


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        session.add(Installation(id=1, set_up_at=clock.now()))
        shopper = new_actor(session, Role.MYSTERY_SHOPPER, user_name=USER, password=PASSWORD)
        return new_visit(session, shopper=shopper)


def opened(page: Page, visit: Visit) -> Page:
    """Signed in, with the visit open."""
    with writing() as session:
        token = open_session(session, person_id=visit.shopper.person_id, browser="test").token
    page.goto("/sign-in")
    page.context.add_cookies([{"name": "session", "value": token, "url": page.url}])
    page.goto(f"/field/?assignment={visit.assignment_id}")
    expect(page.locator("field-form h1")).to_be_visible(timeout=30_000)
    return page


def item(page: Page, code: str) -> Locator:
    return page.locator(f"[data-item='{code}']")


def choose(page: Page, code: str, name: str) -> None:
    item(page, code).get_by_role("radio", name=name, exact=True).click()


def stored_line(page: Page) -> Locator:
    return page.locator("field-form .bar p")


def state(page: Page, code: str) -> Locator:
    return item(page, code).locator("p.state:not(li p), p.refusal:not(li p)").last


def go(page: Page, name: str) -> None:
    page.locator("field-form nav").get_by_role("button", name=name).click()


def back(page: Page, network: Proxy) -> None:
    """A phone notices; else it tries again by itself, after a pause."""
    network.heal()
    page.evaluate("dispatchEvent(new Event('online'))")


def photo(colour: str = "teal") -> dict[str, Any]:
    out = BytesIO()
    Image.new("RGB", (WIDE, HIGH), colour).save(out, "JPEG")
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def given(table: Any = Answer) -> list[tuple[Any, ...]]:
    """The whole history, in order: a doubled answer would stand twice."""
    columns = (table.item_code, table.value) if table is Answer else (table.item_code, table.withdrawn)
    with reading() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(table.id))]


def test_what_is_given_in_a_dead_network_arrives_once_and_in_order(visit: Visit, phone: Phone, network: Proxy) -> None:
    page = opened(phone(through=network), visit)
    choose(page, "greeted", "Yes")
    expect(state(page, "greeted")).to_have_text("Stored")
    assert given() == [("greeted", "yes")]
    network.refuse()
    choose(page, "greeted", "No")
    expect(item(page, "seconds")).to_be_hidden()
    item(page, "greeted").get_by_role("textbox").fill("Nobody came")
    choose(page, "smile", "Yes")
    choose(page, "smile", "N/A")
    go(page, "Next")
    choose(page, "clean", "No")
    item(page, "clean").locator("input[type=file]").set_input_files(photo())
    expect(item(page, "clean").locator("img")).to_have_count(1)
    expect(state(page, "clean")).to_have_text("Not stored yet: on this phone")
    expect(stored_line(page)).to_contain_text("6 not stored yet")
    assert given() == [("greeted", "yes")]
    back(page, network)
    network.lose_answers()  # what is sent arrives, and the phone does not hear of it
    until(lambda: len(given()), 2)
    back(page, network)
    expect(stored_line(page)).to_contain_text("Everything is stored", timeout=60_000)
    expect(item(page, "clean").locator("li .state")).to_have_text("Stored")
    assert given() == [
        ("greeted", "yes"),
        ("greeted", "no"),
        ("greeted.note", "Nobody came"),
        ("smile", "yes"),
        ("smile", "na"),
        ("clean", "no"),
    ]
    assert given(Evidence) == [("clean", False)]
    with reading() as session:
        counted = session.execute(select(Answer.sequence, Answer.device, Answer.claimed_at).order_by(Answer.id)).all()
    assert [row.sequence for row in counted] == sorted({row.sequence for row in counted})
    assert {len(row.device) for row in counted} == {32}
    assert all(row.claimed_at for row in counted)


def test_a_killed_server_and_a_reload_lose_nothing(visit: Visit, phone: Phone, server: Application, network: Proxy) -> None:
    """The server dies, the page is closed and opened again from the phone itself, and more is given there."""
    page = opened(phone(through=network), visit)
    page.wait_for_function("navigator.serviceWorker.ready.then((ready) => ready.active.state === 'activated')")
    choose(page, "greeted", "Yes")
    expect(state(page, "greeted")).to_have_text("Stored")
    server.kill()
    item(page, "seconds").get_by_role("textbox").press_sequentially("12")
    page.reload()
    expect(item(page, "seconds").get_by_role("textbox")).to_have_value("12")
    expect(item(page, "greeted").get_by_role("radio", name="Yes")).to_be_checked()
    choose(page, "smile", "Yes")
    go(page, "Next")
    item(page, "front").locator("input[type=file]").set_input_files(photo())
    expect(stored_line(page)).to_contain_text("3 not stored yet")
    page.goto("/field/")
    expect(page.locator(".cards li")).to_contain_text("4 of 7 answered")
    page.get_by_role("link", name="Open").click()
    server.start()
    expect(stored_line(page)).to_contain_text("Everything is stored", timeout=60_000)
    until(given, [("greeted", "yes"), ("seconds", 12), ("smile", "yes")])
    assert given(Evidence) == [("front", False)]


def test_a_visit_that_was_only_assigned_is_filled_in_and_submitted_without_a_network(
    visit: Visit, phone: Phone, network: Proxy
) -> None:
    page = phone(through=network, geolocation={"latitude": 31.23, "longitude": 121.47}, permissions=["geolocation"])
    sign_in_to_list(page)
    network.refuse()
    page.get_by_role("link", name="Open").click()
    choose(page, "greeted", "Yes")
    item(page, "seconds").get_by_role("textbox").fill("9000")
    choose(page, "smile", "Yes")
    go(page, "Next")
    choose(page, "clean", "Yes")
    go(page, "Finish")
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_text("Noted, accurate to")).to_be_visible()
    back(page, network)
    expect(page.locator("field-form .ways .refusal")).to_contain_text("600", timeout=40_000)
    expect(page.get_by_role("button", name="Submit")).to_be_disabled()
    until(lambda: len(given()), 3)  # what was refused stopped nothing else
    page.get_by_role("button", name="Seconds until greeted").click()
    expect(state(page, "seconds")).to_contain_text("600")
    network.refuse()
    item(page, "seconds").get_by_role("textbox").fill("9")
    go(page, "Missing")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("it has not arrived yet")).to_be_visible()
    assert not submissions()
    back(page, network)
    expect(page.get_by_text("Your visit arrived")).to_be_visible(timeout=40_000)
    [submission] = submissions()
    assert page.locator("field-form code").inner_text().replace("-", "").lower() == submission.payload_hash[:12]
    assert "Mozilla" in submission.device
    with reading() as session:
        assert state_of(session, visit) == "submitted"
        assert session.scalars(select(VisitLocation.latitude)).all() == [31.23]


def sign_in_to_list(page: Page, user: str = USER, visits: int = 1) -> None:
    page.goto("/sign-in?next=/field/")
    page.locator("input[name=user_name]").fill(user)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("field-form h1")).to_be_visible()
    expect(page.locator(".cards li")).to_have_count(visits)
    page.wait_for_function("navigator.serviceWorker.ready.then((ready) => ready.active.state === 'activated')")


def submissions() -> list[Submission]:
    with reading() as session:
        found = list(session.scalars(select(Submission)))
        session.expunge_all()
    return found


def test_a_second_phone_takes_over_and_what_the_first_still_had_is_sent_after_it_took_back(
    visit: Visit, phone: Phone, network: Proxy
) -> None:
    first = opened(phone(through=network), visit)
    choose(first, "greeted", "Yes")
    expect(state(first, "greeted")).to_have_text("Stored")
    network.refuse()
    choose(first, "smile", "Yes")
    second = opened(phone(), visit)
    second.get_by_role("button", name="Take over here").click()
    choose(second, "smile", "No")
    expect(state(second, "smile")).to_have_text("Stored")
    back(first, network)
    expect(first.get_by_text("1 wait on this phone")).to_be_visible(timeout=40_000)
    assert given() == [("greeted", "yes"), ("smile", "no")]
    first.get_by_role("button", name="Take over here").click()
    expect(stored_line(first)).to_contain_text("Everything is stored")
    assert given() == [("greeted", "yes"), ("smile", "no"), ("smile", "yes")]


def test_signing_out_takes_what_was_fetched_off_the_phone_and_keeps_what_waits_for_its_person(
    visit: Visit, phone: Phone, network: Proxy
) -> None:
    page = phone(through=network)
    sign_in_to_list(page)
    page.get_by_role("link", name="Open").click()
    choose(page, "greeted", "Yes")
    expect(state(page, "greeted")).to_have_text("Stored")
    network.refuse()
    choose(page, "smile", "Yes")
    expect(stored_line(page)).to_contain_text("1 not stored yet")
    with writing() as session:
        draft_id = session.scalars(select(Draft.id)).one()
        take_lease(session, draft_id=draft_id, token="of another phone", by=visit.shopper, force=True)
    back(page, network)
    expect(page.get_by_role("button", name="Take over here")).to_be_visible()
    page.goto("/sign-out")
    expect(page.locator("#waiting")).to_be_visible()
    page.get_by_role("button").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate(KEPT) == [0, 1]
    with writing() as session:
        new_actor(session, Role.MYSTERY_SHOPPER, user_name="somebody.else", password=PASSWORD)
    sign_in_to_list(page, "somebody.else", visits=0)
    expect(page.get_by_text("No visit waits for you")).to_be_visible()
    assert page.evaluate(KEPT) == [0, 1]
    page.goto("/sign-out")
    expect(page.locator("#waiting")).to_be_hidden()
    page.get_by_role("button").click()
    page.wait_for_url("**/sign-in")
    sign_in_to_list(page)
    page.get_by_role("link", name="Open").click()
    assert given() == [("greeted", "yes")]
    page.get_by_role("button", name="Take over here").click()
    until(given, [("greeted", "yes"), ("smile", "yes")])


KEPT = """() => new Promise((resolve) => {
  const request = indexedDB.open("field");
  request.onsuccess = () => {
    const read = request.result.transaction(["visits", "waiting"]);
    const visits = read.objectStore("visits").count(), waiting = read.objectStore("waiting").count();
    read.oncomplete = () => resolve([visits.result, waiting.result]);
  };
})"""


def test_the_same_form_stands_in_a_page_of_the_application_and_the_ordinary_form_leads_there(visit: Visit, phone: Phone) -> None:
    page = phone(language="zh_CN")
    sign_in(page, USER, PASSWORD, to=f"/visit?assignment={visit.assignment_id}")
    page.get_by_role("link", name="弱网填写表单").click()
    choose(page, "greeted", "是")  # nobody had to take over from oneself
    expect(state(page, "greeted")).to_have_text("已保存")
    assert given() == [("greeted", "yes")]
    assert page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth") <= 390
    tall = page.locator("field-form").evaluate(
        "form => [...form.shadowRoot.querySelectorAll('button, .chip, .button, input[type=text], textarea, select')]"
        ".map((one) => one.getBoundingClientRect().height).filter((height) => height > 0)"
    )
    assert min(tall) >= 48
