"""The checklist on a phone: whatever happens to page, tab, network or server, what was answered is there, once."""

import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from audits.visits.models import Answer, Submission
from tests.browser import steps
from tests.browser.application import Application
from tests.browser.proxy import Proxy
from tests.browser.steps import sign_in, until
from tests.conftest import Database, on_one_database
from tests.factories.audits import Visit, answers_of, new_visit, state_of
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Installation
from tracker.people.models import Credential
from tracker.people.passwords import hashed
from tracker.people.rules import Role

PASSWORD = "a long pass phrase 7"
USER = "phone.shopper"
HEARTBEATS = 12  # seconds in which three heartbeats pass
THUMB = 47.5  # pixels: the least height of what a thumb must hit is 48, drawn with half a pixel to spare

Phone = Callable[..., Page]


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        shopper = new_actor(session, Role.MYSTERY_SHOPPER, user_name=USER)
        session.add(Credential(person_id=shopper.person_id, password_hash=hashed(PASSWORD)))
        session.add(Installation(id=1, set_up_at=clock.now()))
        session.flush()
        return new_visit(session, shopper=shopper)


def stored(visit: Visit) -> dict[str, Any]:
    with reading() as session:
        return {code: value for code, value in answers_of(session, visit).items() if value is not None}


def state(visit: Visit) -> str:
    with reading() as session:
        return state_of(session, visit)


def field(page: Page, item: str) -> Locator:
    return page.locator(f".stElementContainer[class*='-{item} ']")


def option(page: Page, item: str, name: str) -> Locator:
    return field(page, item).get_by_role("radio", name=name, exact=True)


def choose(page: Page, item: str, name: str) -> None:
    option(page, item, name).click()


def uploader(page: Page, item: str) -> Locator:
    """Empty: there is a new one after each photo that was stored."""
    return field(page, f"{item}-photo-0").locator("input[type=file]")


def button(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} button")


def press(page: Page, key: str) -> None:
    steps.press(page, button(page, key))


def start(page: Page, visit: Visit) -> None:
    sign_in(page, USER, PASSWORD, to=f"/visit?assignment={visit.assignment_id}")
    expect(field(page, "greeted")).to_be_visible()


def photo(colour: str = "teal") -> dict[str, Any]:
    out = BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@on_one_database
def test_a_reload_loses_nothing_and_stays_on_its_screen(visit: Visit, phone: Phone) -> None:
    page = phone()
    start(page, visit)
    choose(page, "greeted", "Yes")
    field(page, "seconds").locator("input").fill("12")
    choose(page, "smile", "No")
    press(page, "visit_next")
    field(page, "remarks").locator("input").press_sequentially("Friendly", delay=20)
    until(lambda: stored(visit), {"greeted": "yes", "seconds": 12, "smile": "no", "remarks": "Friendly"})
    expect(page.get_by_text("Stored at")).to_be_visible()
    page.reload()
    expect(field(page, "remarks").locator("input")).to_have_value("Friendly")
    press(page, "visit_back")
    expect(option(page, "greeted", "Yes")).to_be_checked()
    expect(option(page, "smile", "No")).to_be_checked()
    expect(field(page, "seconds").locator("input")).to_have_value("12")
    choose(page, "smile", "Yes")  # still the holder after a reload
    until(lambda: stored(visit)["smile"], "yes")


@on_one_database
def test_a_closed_browser_loses_nothing_and_another_takes_over(visit: Visit, phone: Phone) -> None:
    page = phone()
    start(page, visit)
    choose(page, "greeted", "No")
    until(lambda: stored(visit), {"greeted": "no"})
    page.context.close()
    page = phone()
    sign_in(page, USER, PASSWORD, to=f"/visit?assignment={visit.assignment_id}")
    expect(page.get_by_text("another tab or on another device")).to_be_visible()
    expect(field(page, "greeted")).to_have_count(0)
    press(page, "visit_take_over")
    expect(option(page, "greeted", "No")).to_be_checked()
    choose(page, "smile", "Yes")
    until(lambda: stored(visit), {"greeted": "no", "smile": "yes"})


@on_one_database
def test_what_is_tapped_and_typed_in_a_dead_network_arrives_by_itself(visit: Visit, phone: Phone, network: Proxy) -> None:
    page = phone(through=network)
    start(page, visit)
    choose(page, "greeted", "No")
    until(lambda: stored(visit), {"greeted": "no"})
    expect(field(page, "greeted-note")).to_be_visible()
    network.black_hole()
    choose(page, "smile", "Yes")
    field(page, "greeted-note").locator("input").press_sequentially("Nobody came", delay=10)
    page.wait_for_timeout(1500)
    assert stored(visit) == {"greeted": "no"}
    network.heal()
    until(lambda: stored(visit), {"greeted": "no", "smile": "yes", "greeted.note": "Nobody came"})
    expect(page.get_by_text("Stored at")).to_be_visible()


@on_one_database
def test_a_network_that_refuses_and_comes_back_loses_nothing(visit: Visit, phone: Phone, network: Proxy) -> None:
    page = phone(through=network)
    start(page, visit)
    choose(page, "greeted", "Yes")
    until(lambda: stored(visit), {"greeted": "yes"})
    network.refuse()
    page.wait_for_timeout(3000)
    network.heal()
    expect(option(page, "smile", "Yes")).to_be_enabled(timeout=60_000)
    choose(page, "smile", "Yes")
    until(lambda: stored(visit), {"greeted": "yes", "smile": "yes"})
    expect(option(page, "greeted", "Yes")).to_be_checked()


def test_a_killed_server_loses_no_answer(visit: Visit, phone: Phone, server: Application, network: Proxy) -> None:
    """One stored, one tapped and typed while the server could not be reached, then killed before either arrived."""
    page = phone(through=network)
    start(page, visit)
    choose(page, "greeted", "Yes")
    until(lambda: stored(visit), {"greeted": "yes"})
    expect(field(page, "seconds")).to_be_visible()
    network.black_hole()
    choose(page, "smile", "No")
    server.kill()
    server.start()
    network.heal()
    until(lambda: stored(visit), {"greeted": "yes", "smile": "no"}, seconds=60)
    expect(option(page, "smile", "No")).to_be_checked()
    expect(option(page, "greeted", "Yes")).to_be_checked()
    choose(page, "smile", "Yes")
    until(lambda: stored(visit), {"greeted": "yes", "smile": "yes"})


def test_a_stale_tab_overwrites_nothing_even_after_a_restart(visit: Visit, phone: Phone, server: Application) -> None:
    """The second tab is a copy of the first, with the first one's lease in its address."""
    first = phone()
    start(first, visit)
    choose(first, "greeted", "Yes")
    choose(first, "smile", "Yes")
    until(lambda: stored(visit), {"greeted": "yes", "smile": "yes"})
    second = first.context.new_page()
    second.goto(first.url)
    expect(option(second, "smile", "Yes")).to_be_checked(timeout=30_000)
    choose(second, "smile", "No")
    until(lambda: stored(visit)["smile"], "no")
    server.kill()
    server.start()
    expect(first.get_by_text("another tab or on another device")).to_be_visible(timeout=60_000)
    expect(option(second, "smile", "No")).to_be_enabled(timeout=60_000)
    second.wait_for_timeout(HEARTBEATS * 1000)
    assert stored(visit) == {"greeted": "yes", "smile": "no"}
    with reading() as session:
        given = session.scalars(select(Answer.value).where(Answer.item_code == "smile").order_by(Answer.id)).all()
    assert given == ["yes", "no"]
    press(first, "visit_take_over")
    expect(option(first, "smile", "No")).to_be_checked()
    expect(second.get_by_text("another tab or on another device")).to_be_visible(timeout=30_000)


@on_one_database
def test_tabs_that_reconnect_without_being_read_only_yet_store_nothing_stale(
    visit: Visit, phone: Phone, server: Application, network: Proxy
) -> None:
    """The first tab never hears that it lost the lease: its network died before, and the server forgot its session."""
    first = phone(through=network)
    start(first, visit)
    choose(first, "smile", "Yes")
    until(lambda: stored(visit), {"smile": "yes"})
    network.black_hole()
    choose(first, "smile", "N/A")
    second = phone()
    sign_in(second, USER, PASSWORD, to=f"/visit?assignment={visit.assignment_id}")
    press(second, "visit_take_over")
    choose(second, "smile", "No")
    until(lambda: stored(visit), {"smile": "no"})
    server.kill()
    server.start()
    network.heal()
    expect(first.get_by_text("another tab or on another device")).to_be_visible(timeout=60_000)
    first.wait_for_timeout(HEARTBEATS * 1000)
    assert stored(visit) == {"smile": "no"}


def fill(page: Page, words: dict[str, str]) -> None:
    """Everything required, with a condition, a note and a photo that answers demand."""
    choose(page, "greeted", words["yes"])
    expect(field(page, "seconds")).to_be_visible()
    choose(page, "greeted", words["no"])
    expect(field(page, "seconds")).to_have_count(0)
    field(page, "greeted-note").locator("input").press_sequentially(words["text"], delay=10)
    choose(page, "smile", words["yes"])
    press(page, "visit_next")
    choose(page, "clean", words["no"])
    uploader(page, "clean").set_input_files(photo())
    expect(page.locator("[data-testid=stImage] img")).to_have_count(1, timeout=30_000)


def heights(page: Page) -> dict[str, float]:
    """Of everything a thumb must hit in the form."""
    found = {}
    for name, where in {
        "choices": "[data-testid=stButtonGroup] button",
        "buttons": "[data-testid=stMain] [data-testid=stButton] button",
        "texts": "[data-testid=stMain] [data-testid=stTextInput] input",
        "files": "[data-testid=stMain] [data-testid=stFileUploader] button",
    }.items():
        boxes = [one.bounding_box() for one in page.locator(where).all()]
        found |= {f"{name} {at}": box["height"] for at, box in enumerate(boxes) if box}
    return found


WORDS = {
    "en": {"yes": "Yes", "no": "No", "text": "Nobody came", "submitted": "Your visit arrived", "missing": "Is the store clean?"},
    "zh_CN": {"yes": "是", "no": "否", "text": "没有人迎接", "submitted": "您的暗访已于", "missing": "门店是否整洁"},
}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_whole_visit_on_a_phone_submitted_exactly_once(visit: Visit, phone: Phone, language: str, tmp_path: Path) -> None:
    words, page = WORDS[language], phone(language=language)
    sign_in(page, USER, PASSWORD, to="/my-visits")
    page.locator("[class*='st-key-open-'] button").click()
    expect(field(page, "greeted")).to_be_visible()
    press(page, "visit_gaps")
    expect(button(page, "visit_send")).to_be_disabled()
    page.get_by_role("button", name=words["missing"]).click()
    expect(field(page, "clean")).to_be_visible()
    press(page, "visit_back")
    fill(page, words)
    assert min(heights(page).values()) >= THUMB, heights(page)
    assert page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth") <= 390
    press(page, "visit_next")
    expect(button(page, "visit_send")).to_be_enabled()
    button(page, "visit_send").dblclick()
    expect(page.get_by_text(words["submitted"])).to_be_visible(timeout=30_000)
    until(lambda: state(visit), "submitted")
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1
        receipt = session.scalars(select(Submission.payload_hash)).one()[:12].upper()
    shown = page.locator("[data-testid=stCode]").inner_text()
    assert shown.replace("-", "").strip() == receipt
    page.reload()
    expect(page.get_by_text(words["submitted"])).to_be_visible(timeout=30_000)
    expect(field(page, "greeted")).to_have_count(0)
    assert stored(visit) == {"greeted": "no", "greeted.note": words["text"], "smile": "yes", "clean": "no"}
    text = page.locator("body").inner_text()
    assert "visits." not in text
    if language == "zh_CN":
        assert "Submitted" not in text


@on_one_database
def test_a_submission_whose_answer_is_lost_happened_once(visit: Visit, phone: Phone, network: Proxy) -> None:
    page = phone(through=network)
    start(page, visit)
    fill(page, WORDS["en"])
    press(page, "visit_next")
    end = time.monotonic() + 120
    while state(visit) != "submitted":  # a heartbeat's answer may be the one that breaks the connection, before the tap
        assert time.monotonic() < end
        if button(page, "visit_send").is_enabled():
            button(page, "visit_send").click()
            network.lose_answers()
            page.wait_for_timeout(3000)
            network.heal()
        page.wait_for_timeout(200)
    expect(page.get_by_text("Your visit arrived")).to_be_visible(timeout=60_000)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1


@on_one_database
def test_a_photo_is_what_the_server_has(visit: Visit, phone: Phone, server: Application) -> None:
    page = phone()
    start(page, visit)
    press(page, "visit_next")
    picture = page.locator("[data-testid=stImage] img")
    uploader(page, "front").set_input_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    expect(page.locator("[data-testid=stAlert]:visible")).to_have_count(1, timeout=30_000)
    expect(picture).to_have_count(0)
    uploader(page, "front").set_input_files(photo())
    expect(picture).to_have_count(1, timeout=30_000)
    server.kill()
    server.start()
    page.reload()
    expect(picture).to_have_count(1, timeout=60_000)
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.get_by_role("button", name="Remove").click()
    expect(picture).to_have_count(0)
