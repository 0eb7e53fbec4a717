"""From the set-up code to a colleague who signs in: the first minutes of an installation, at both sizes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.application import Application
from tests.browser.steps import click, press, settled, sign_in
from tests.factories.people import new_actor, new_store
from tracker.core import clock
from tracker.core.db import writing
from tracker.core.models import Installation
from tracker.people.rules import Role

PASSWORD = "a long walk in the rain"
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")
TITLES = {
    "/account": ("How does the tracker know me?", "我的账号设置"),
    "/people": ("Who may sign in, and as what?", "谁可以登录，担任什么角色？"),
    "/organisation": ("Which regions, stores and teams are there?", "有哪些区域、门店和团队？"),
    "/events": ("Who changed what, and is the record whole?", "谁更改了什么？记录是否完整？"),
}


def overflow(page: Page) -> int:
    """How many pixels of the page lie beside the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_the_first_administrator_brings_in_a_colleague_who_signs_in_on_a_phone(server: Application, desktop, phone):
    page = desktop()
    page.goto("/people")
    expect(page.get_by_role("heading", name="Make the first administrator")).to_be_visible()
    code = CODE.findall(server.log.read_text())[-1]
    for name, text in (("code", code), ("display_name", "Ada Li"), ("user_name", "Ada"), ("password", PASSWORD)):
        page.locator(f"input[name={name}]").fill(text)
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator("[data-testid=stApp]")).to_be_visible(timeout=30_000)
    page.goto("/people")
    settled(page)
    page.get_by_text("Add a person").click()
    page.get_by_label("User name").fill("mei")
    page.get_by_label("Name", exact=True).fill("Mei Chen")
    page.get_by_label("Name", exact=True).press("Tab")
    settled(page)  # the run that takes the name would close the list again
    click(page, page.locator("[class*=st-key-role_new_person]").get_by_role("combobox"))
    press(page, page.get_by_role("option", name="Mystery shopper"))
    press(page, page.get_by_role("button", name="Add", exact=True))
    expect(page.get_by_text("Note the first password now")).to_be_visible(timeout=30_000)
    password = page.locator("[data-testid=stCode]").inner_text().strip()
    assert re.fullmatch(r"([A-Z0-9]{4}-){3}[A-Z0-9]{4}", password)
    theirs = phone(language="zh_CN")
    sign_in(theirs, "mei", password, to="/my-visits")
    expect(theirs.get_by_text("Mei Chen").or_(theirs.locator("[data-testid=stHeading]")).first).to_be_visible()
    assert theirs.url.endswith("/my-visits")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_the_settings_pages_fit_the_screen_in_both_languages(server, request, device, language):
    with writing() as session:
        session.get_one(Installation, 1).set_up_at = clock.now()
        new_actor(session, Role.ADMINISTRATOR, user_name="ada", password=PASSWORD)
        new_store(session, "S1")
    page = request.getfixturevalue(device)(language=language)
    sign_in(page, "ada", PASSWORD)
    for address, titles in TITLES.items():
        page.goto(address)
        expect(page.get_by_role("heading", name=titles[language == "zh_CN"])).to_be_visible(timeout=30_000)
        settled(page)
        assert overflow(page) <= 0, address
    page.goto("/organisation")
    settled(page)
    views = page.locator("[data-testid=stButtonGroup]")
    views.get_by_text(("Workbook", "工作簿")[language == "zh_CN"], exact=True).click()
    expect(page.locator("input[type=file]")).to_be_attached()
