"""The main job from end to end, as its people do it: start a programme, publish the rubric, assign a visit, fill it in, approve
it, release it to the store, take readings in, and see the score beside the programme's targets."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO

import pytest
from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.review.models import AuditRelease, AuditScore
from audits.visits.models import Assignment, AuditState
from results.readings.models import Reading
from tests.browser import steps
from tests.browser.application import Application
from tests.browser.steps import settled, sign_in
from tests.conftest import Database
from tests.factories.people import new_actor, new_region, new_store
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Installation
from tracker.core.words import percent as percent_words
from tracker.core.words import say, speaking
from tracker.people.actions.organisation import ship_channels
from tracker.people.rules import Role

PASSWORD = "a long walk in the rain"
PEOPLE = {"lead": Role.PROGRAMME_LEAD, "shopper": Role.MYSTERY_SHOPPER, "reviewer": Role.REVIEWER}
MOST_ROUNDS = 40  # of looking for what is missing; the shipped rubric has 8 screens
SATISFACTION = 83.5

Open = Callable[..., Page]


def let_in(session: Session, people: Mapping[str, Role]) -> None:
    """These people, into an application that is set up."""
    session.get_one(Installation, 1).set_up_at = clock.now()
    for name, role in people.items():
        new_actor(session, role, user_name=name, display_name=name.title(), password=PASSWORD, time_zone="UTC")


def set_the_scene() -> None:
    with writing() as session:
        let_in(session, PEOPLE)
        store = new_store(session, "S-001", region=new_region(session, "EAST"))
        manager = {"user_name": "manager", "display_name": "Manager", "password": PASSWORD, "time_zone": "UTC"}
        new_actor(session, Role.STORE_MANAGER, stores=[store.id], **manager)
        ship_channels(session, by=None)


def press(page: Page, key: str) -> None:
    """The button of this key; of the keys that begin so, when it ends with a dash."""
    found = f"[class*='st-key-{key}']" if key.endswith("-") else f".st-key-{key}"
    steps.press(page, page.locator(f"{found} button:visible").first)  # one with a help text is there twice


def at(page: Page, address: str) -> None:
    page.goto(address)
    settled(page)


NONE_DONE = {"en": re.compile(r"0 of \d+"), "zh_CN": re.compile(r"0/\d+")}  # how many depends on the Mondays


def start_the_programme(page: Page, language: str) -> None:
    sign_in(page, "lead", PASSWORD, to="/first-run")
    press(page, "start_programme")
    expect(page.locator("[data-testid=stMetricValue]").first).to_have_text(NONE_DONE[language], timeout=30_000)
    at(page, "/rubric")
    press(page, "publish_store_visit")
    expect(page.locator(".st-key-publish_store_visit")).to_have_count(0)
    at(page, "/assignments")
    with speaking(language):
        page.get_by_text(say("visits.assign_new")).click()
    press(page, "assign")
    with reading() as session:
        assert session.scalars(select(Assignment.state)).all() == [AuditState.ASSIGNED]


def fill_in_the_visit(page: Page) -> None:
    """Whatever is missing, screen by screen, as a person in a hurry would: the first answer, a ten, a picture."""
    sign_in(page, "shopper", PASSWORD, to="/my-visits")
    press(page, "open-")
    for _ in range(MOST_ROUNDS):
        press(page, "visit_gaps")
        missing = page.locator(".st-key-visit_missing button")
        if missing.count() == 0:
            break
        steps.press(page, missing.first)
        answer_what_is_empty(page)
    press(page, "visit_send")
    expect(page.locator("[data-testid=stCode]")).to_be_visible(timeout=30_000)


def answer_what_is_empty(page: Page) -> None:
    main = page.locator("[data-testid=stMain]")
    groups = main.locator("[data-testid=stButtonGroup]:visible")
    for number in range(groups.count()):
        group = groups.nth(number)
        if group.locator("[aria-checked=true], [aria-pressed=true]").count() == 0:
            steps.press(page, group.locator("button").first)
    for kind, text in (("stNumberInput", "10"), ("stTextInput", "Seen")):
        inputs = main.locator(f"[data-testid={kind}]:visible input")
        for number in range(inputs.count()):
            if not inputs.nth(number).input_value():
                inputs.nth(number).fill(text)
                inputs.nth(number).press("Tab")
                settled(page)
    uploads = main.locator("[data-testid=stFileUploader]:visible input[type=file]")
    if uploads.count():
        uploads.first.set_input_files({"name": "IMG.JPG", "mimeType": "image/jpeg", "buffer": picture()})
        expect(main.locator("[data-testid=stImage]").first).to_be_visible(timeout=30_000)
        settled(page)


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (800, 600), "teal").save(out, "JPEG")
    return out.getvalue()


def approve(page: Page) -> None:
    sign_in(page, "reviewer", PASSWORD, to="/review")
    press(page, "open-")
    press(page, "approve")
    with reading() as session:
        assert len(session.scalars(select(AuditScore)).all()) == 1


def release(page: Page) -> None:
    """To the store, by the lead, after a look at what it will read."""
    at(page, "/review?list=unreleased")
    press(page, "open-")
    press(page, "release")
    with reading() as session:
        assert len(session.scalars(select(AuditRelease)).all()) == 1


def read_in_the_store(page: Page, language: str) -> None:
    """The store reads its score, and nothing on its pages tells which visitor it was."""
    with reading() as session:
        percent = session.scalars(select(AuditScore.percent)).one()
    assert percent is not None
    sign_in(page, "manager", PASSWORD, to="/released")
    press(page, "open-")
    with speaking(language):
        expect(page.locator("[data-testid=stMetricValue]").first).to_have_text(percent_words(percent))
    expect(page.get_by_text("Shopper", exact=True)).to_have_count(0)


def workbook(language: str, value: float | str) -> bytes:
    """The shipped template's sheet, filled."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    with speaking(language):
        sheet.title = say("readings.sheet.readings")
        sheet.append([say(f"readings.column.{name}") for name in ("date", "store", "indicator", "value", "n")])
    sheet.append([clock.today(), None, "customer_satisfaction", value, 300])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def take_readings_in(page: Page, language: str) -> None:
    sheets = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    at(page, "/readings")
    upload = page.locator("input[type=file]")
    upload.set_input_files({"name": "wrong.xlsx", "mimeType": sheets, "buffer": workbook(language, "much")})
    with speaking(language):
        where = say("core.row", n="2")
    expect(page.get_by_text(where).first).to_be_visible(timeout=30_000)
    at(page, "/readings")
    upload.set_input_files({"name": "right.xlsx", "mimeType": sheets, "buffer": workbook(language, SATISFACTION)})
    expect(page.locator("[class*='st-key-store_readings']")).to_be_visible(timeout=30_000)
    press(page, "store_readings")
    with reading() as session:
        assert session.scalars(select(Reading.value)).all() == [SATISFACTION]


def compare(page: Page) -> None:
    """The score that was approved and the reading that was taken in stand on the indicators' pages, as they are stored."""
    with reading() as session:
        score = session.scalars(select(AuditScore.percent)).one()
    assert score is not None
    for code, value in (("customer_satisfaction", SATISFACTION), ("mystery_visit_score", score)):
        at(page, f"/indicator?indicator={code}")
        expect(page.locator("[data-testid=stMetricValue]").first).to_have_text(f"{value:.1f}".removesuffix(".0"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("device", "language"), [("phone", "zh_CN"), ("desktop", "en")])
def test_from_a_programme_to_its_score(
    database: Database, server: Application, request: pytest.FixtureRequest, device: str, language: str
) -> None:
    set_the_scene()
    opens: Open = request.getfixturevalue(device)
    lead = opens(language=language)
    start_the_programme(lead, language)
    fill_in_the_visit(opens(language=language))
    approve(opens(language=language))
    release(lead)
    read_in_the_store(opens(language=language), language)
    take_readings_in(lead, language)
    compare(lead)
