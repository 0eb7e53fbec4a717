"""The editor of a rubric as a lead uses it: start from what is shipped, add an item, put the weights right, try it, publish."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from audits.rubrics.actions.publishing import publish_template
from audits.rubrics.forms import RubricText, read_snapshot
from audits.rubrics.models import RubricVersion
from tests.browser.steps import press, settled, sign_in
from tests.conftest import Database
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Installation
from tracker.core.words import say, speaking
from tracker.people.rules import Role

PASSWORD = "a long pass phrase 7"
USER = "rubric.lead"
WEIGHTS = (15, 10, 15, 15, 15, 10, 10, 15)  # of the eight sections: they sum to 105
WORDS = {"label": ("Was music played?", "是否播放音乐？"), "answer_1": ("Softly", "轻柔"), "answer_2": ("Loudly", "吵闹")}
Device = Callable[..., Page]


@pytest.fixture(autouse=True)
def lead(database: Database) -> None:
    """Version 1 of the store visit is published."""
    with writing() as session:
        actor = new_actor(session, Role.PROGRAMME_LEAD, user_name=USER, password=PASSWORD)
        session.add(Installation(id=1, set_up_at=clock.now()))
        publish_template(session, code="store_visit", by=actor)


def part(page: Page, key: str) -> Locator:
    """What stands under a key of the page."""
    return page.locator(f"[class*='st-key-{key}']")


def button(page: Page, key: str) -> Locator:
    return part(page, key).get_by_role("button").first


def fill(page: Page, key: str, text: object) -> None:
    field = part(page, key).locator("input").first
    field.fill(str(text))
    field.press("Tab")
    settled(page)


def choose(page: Page, box: Locator, option: str) -> None:
    box.get_by_role("combobox").click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def to_mend(page: Page) -> Locator:
    """The line at the top that counts the errors."""
    counted = re.escape(say("rubrics.edit.errors", n="@")).replace("@", r"\d+")
    return part(page, "rubric_findings").get_by_text(re.compile(counted)).first


def view(page: Page, key: str) -> None:
    press(page, page.get_by_role("radio", name=say(f"rubrics.edit.view.{key}"), exact=True))


def published() -> list[RubricText]:
    with reading() as session:
        rows = session.scalars(select(RubricVersion.snapshot).order_by(RubricVersion.number))
        return [read_snapshot(row) for row in rows]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # it is the browser that is tested
@pytest.mark.parametrize(("device", "language"), [("phone", "zh_CN"), ("desktop", "en")])
def test_a_lead_writes_a_second_version(device: str, language: str, request: pytest.FixtureRequest) -> None:
    open_page: Any = request.getfixturevalue(device)
    page: Page = open_page(language=language)
    with speaking(language):
        sign_in(page, USER, PASSWORD, to="/rubric")
        _begin(page, language)
        _add_an_item(page)
        _put_the_weights_right(page)
        _try_it(page)
        _publish(page)
        _compare(page, language)


def _begin(page: Page, language: str) -> None:
    part(page, "rubric_beginnings").locator("summary").click()
    choose(page, part(page, "draft_template"), str(published()[0].name))
    press(page, button(page, "draft_from_template"))
    expect(to_mend(page)).to_have_count(0)
    name = published()[0].name
    expect(page.get_by_text(name.zh_CN if language == "zh_CN" else name.en).first).to_be_visible()


def _add_an_item(page: Page) -> None:
    part(page, "item_add").get_by_role("button").click()
    press(page, page.get_by_role("menuitem", name=say("rubrics.kind.single"), exact=True))
    expect(to_mend(page)).to_be_visible()  # no words yet
    for key, (english, chinese) in WORDS.items():
        place = "label-item" if key == "label" else f"option-item-{key}"
        fill(page, f"{place}-en", english)
        fill(page, f"{place}-zh_CN", chinese)
    expect(to_mend(page)).to_have_count(0)
    press(page, button(page, "item_up"))
    press(page, button(page, "item_close"))
    expect(part(page, "open_item")).to_have_text(re.compile(re.escape(WORDS["label"][say("core.yes") == "是"])))


def _put_the_weights_right(page: Page) -> None:
    view(page, "whole")
    press(page, part(page, "sums").locator("label"))
    for section, weight in zip(published()[0].sections, WEIGHTS, strict=True):
        fill(page, f"whole_weight-{section.code}", weight)
    expect(page.get_by_text(say("rubrics.edit.sum_is_not", total=105.0, meant="100"))).to_be_visible()
    expect(to_mend(page)).to_be_visible()
    press(page, button(page, "rubric_normalise"))
    expect(page.get_by_text(say("rubrics.edit.sum", total=100.0))).to_be_visible()
    expect(to_mend(page)).to_have_count(0)


def _try_it(page: Page) -> None:
    view(page, "preview")
    percent = page.locator("[data-testid=stMetricValue]")
    expect(percent).to_have_text("0.0%")
    press(page, part(page, "preview_phone").get_by_role("radio").first)
    expect(percent).not_to_have_text("0.0%")


def _publish(page: Page) -> None:
    view(page, "finish")
    expect(page.get_by_text(say("rubrics.compare.count.added", n=1))).to_be_visible()
    press(page, button(page, "draft_publish"))
    expect(page.get_by_text(say("rubrics.title"))).to_be_visible()
    first, second = published()
    item = second.items["item"]
    assert (item.label.en, item.label.zh_CN) == WORDS["label"]
    assert [(option.label.en, option.label.zh_CN) for option in item.options] == [WORDS["answer_1"], WORDS["answer_2"]]
    assert sum(section.weight for section in second.sections) == 100
    assert second.sections[0].items[-2].code == "item"
    assert first.code == second.code


def _compare(page: Page, language: str) -> None:
    part(page, "rubric_compare").locator("summary").click()
    added = part(page, "differs_item_item")
    expect(added).to_contain_text(say("rubrics.compare.change.added"))
    expect(added).to_contain_text(WORDS["label"][language == "zh_CN"])
