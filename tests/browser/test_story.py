"""The whole of field work as its people do it: a visit is planned, made on a bad line, returned for one item, put right,
approved, released, appealed against and amended; what failed becomes an action, and the next visit finds it done."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Error, Locator, Page, expect
from sqlalchemy import select

from audits.findings.models import ActionState, CorrectiveAction, Finding
from audits.findings.rules import CheckOutcome
from audits.review.models import AuditScore, Decision, ReviewDecision
from audits.review.rules import Ruling
from audits.visits.models import Answer, Assignment, AuditState, Draft
from tests.browser import steps
from tests.browser.application import Application
from tests.browser.proxy import Proxy
from tests.browser.steps import settled, sign_in, until
from tests.browser.test_field_form import option, uploader
from tests.browser.test_main_job import PASSWORD, at, let_in, picture
from tests.conftest import Database
from tests.factories.audits import SNAPSHOT, published
from tests.factories.people import new_actor, new_channel, new_region, new_store
from tests.factories.programmes import new_programme
from tracker.core.db import reading, writing
from tracker.core.words import say, speaking
from tracker.people.rules import Role

PEOPLE = {
    "lead": Role.PROGRAMME_LEAD,
    "shopper": Role.MYSTERY_SHOPPER,
    "reviewer": Role.REVIEWER,
    "second": Role.REVIEWER,
}
Open = Callable[..., Page]


@dataclass
class Story:
    """The stage: each person's own page, all in one language."""

    opens: Open
    language: str
    pages: dict[str, Page]

    def page(self, who: str, address: str, **options: Any) -> Page:
        if who not in self.pages:
            self.pages[who] = self.opens(language=self.language, **options)
            sign_in(self.pages[who], who, PASSWORD, to=address)
        else:
            at(self.pages[who], address)
        return self.pages[who]

    @property
    def yes(self) -> str:
        return "Yes" if self.language == "en" else "是"

    @property
    def no(self) -> str:
        return "No" if self.language == "en" else "否"

    def word(self, key: str, **facts: Any) -> str:
        with speaking(self.language):
            return say(key, **facts)


def set_the_scene() -> None:
    with writing() as session:
        let_in(session, PEOPLE)
        store = new_store(session, "S-001", region=new_region(session, "EAST"))
        manager = {"user_name": "manager", "password": PASSWORD, "time_zone": "UTC"}
        new_actor(session, Role.STORE_MANAGER, stores=[store.id], display_name="Manager", **manager)
        new_channel(session)
        new_programme(session)
        published(session, SNAPSHOT)


def keyed(page: Page, key: str, kind: str = "button") -> Locator:
    """What is drawn under the key that begins so."""
    return page.locator(f"[class*='st-key-{key}'] {kind}:visible").first


def press(page: Page, key: str) -> None:
    steps.press(page, keyed(page, key))


def choose(page: Page, key: str, name: str) -> None:
    """One of a row of choices."""
    chosen = page.locator(f"[class*='st-key-'][class*='{key}']").get_by_role("radio", name=name, exact=True).first
    if not chosen.is_checked():
        steps.press(page, chosen)


def write(page: Page, key: str, text: str, kind: str = "textarea") -> None:
    place = page.locator(f"[class*='st-key-'][class*='{key}'] {kind}:visible").first
    place.fill(text)
    place.press("Tab")
    settled(page)


def pick(page: Page, key: str, name: str) -> None:
    """One of a list that opens; one that closed again, because what stands above it was drawn, opens by its key."""
    field, named = keyed(page, key, "input"), page.get_by_role("option", name=name, exact=True).first
    steps.click(page, field)
    with suppress(Error):
        named.wait_for(timeout=3_000)
    if not named.is_visible():
        field.press("ArrowDown")
    steps.press(page, named)


def only(column: Any) -> Any:
    with reading() as session:
        return session.scalars(select(column)).one()


def answered(code: str) -> Any:
    with reading() as session:
        return session.scalars(select(Answer.value).where(Answer.item_code == code).order_by(Answer.id.desc())).first()


def visits() -> list[tuple[UUID, AuditState]]:
    with reading() as session:
        return [(row.id, row.state) for row in session.execute(select(Assignment.id, Assignment.state).order_by(Assignment.id))]


def plan_and_assign(story: Story, code: str) -> UUID:
    """A wave over all stores, opened, with the visits that the solver proposes; the visit it made."""
    before = {key for key, _ in visits()}
    page = story.page("lead", "/waves")
    choose(page, "waves_part", story.word("waves.page.plan"))
    write(page, "code_", code, "input")
    write(page, "name_en", f"Wave {code}", "input")
    write(page, "name_zh_CN", f"第 {code} 波", "input")
    press(page, "save_")
    press(page, "open_wave")
    press(page, "propose")
    press(page, "accept")
    (made,) = {key for key, _ in visits()} - before
    return made


def visit(story: Story, assignment_id: UUID, network: Proxy) -> None:
    """One answer is given while the line is dead; it arrives when the line is back."""
    page = story.page("shopper", f"/visit?assignment={assignment_id}", through=network)
    steps.press(page, option(page, "greeted", story.yes))
    write(page, "-seconds", "12", "input")
    network.black_hole()
    option(page, "smile", story.no).click()
    network.heal()
    until(lambda: answered("smile"), "no")
    settled(page)
    press(page, "visit_next")
    steps.press(page, option(page, "clean", story.no))
    uploader(page, "clean").set_input_files({"name": "IMG.JPG", "mimeType": "image/jpeg", "buffer": picture()})
    expect(page.locator("[data-testid=stMain] [data-testid=stImage]").first).to_be_visible(timeout=30_000)
    send(page)


def send(page: Page) -> None:
    press(page, "visit_next")
    press(page, "visit_send")
    expect(page.locator("[data-testid=stCode]")).to_be_visible(timeout=30_000)


def open_waiting(story: Story, who: str) -> Page:
    page = story.page(who, "/review")
    press(page, "open-")
    return page


def give_back(story: Story) -> None:
    page = open_waiting(story, "reviewer")
    press(page, "take_up")
    page.locator("[class*='st-key-remarking'] label").first.click()
    settled(page)
    write(page, "-smile", "Which member of staff?", "input")
    press(page, "return")
    assert only(ReviewDecision.decision) is Decision.RETURNED


def put_right(story: Story, assignment_id: UUID) -> None:
    page = story.page("shopper", f"/visit?assignment={assignment_id}")
    expect(page.get_by_text("Which member of staff?").first).to_be_visible()
    press(page, "visit_next")
    write(page, "-remarks", "The one at the till", "input")
    send(page)


def approve_and_release(story: Story) -> None:
    page = open_waiting(story, "reviewer")
    press(page, "approve")
    at(page, f"/review?audit={latest_draft()}")
    press(page, "release")


def latest_draft() -> UUID:
    with reading() as session:
        return session.scalars(select(Draft.id).order_by(Draft.id.desc()).limit(1)).one()


def object_to_the_smile(story: Story) -> None:
    page = story.page("manager", "/released")
    press(page, "open-")
    page.get_by_text(story.word("appeals.open_until", until=None).split("{")[0][:6]).first.click()
    settled(page)
    page.locator("[class*='st-key-object-'][class*='-smile'] label").first.click()
    settled(page)
    write(page, "text-", "He smiled; the camera shows it")
    press(page, "send_appeal")
    assert visits()[0][1] is AuditState.APPEALED


def amend(story: Story) -> None:
    page = story.page("second", "/appeals")
    press(page, "appeal-")
    choose(page, "ruling-", story.word(f"appeals.ruling.{Ruling.AMENDED.value}"))
    choose(page, "value-", story.yes)
    write(page, "reason-", "The recording shows a smile")
    press(page, "decide_appeal")
    assert visits()[0][1] is AuditState.AMENDED


def percents() -> list[float]:
    with reading() as session:
        return [float(percent or 0) for percent in session.scalars(select(AuditScore.percent).order_by(AuditScore.id))]


def plan_the_action(story: Story) -> None:
    """What the appeal changed is no finding any more; what stays gets an action."""
    with reading() as session:
        finding = session.scalars(select(Finding).where(Finding.item_code == "clean", Finding.withdrawn_at.is_(None))).one()
        assert session.scalars(select(Finding).where(Finding.item_code == "smile", Finding.withdrawn_at.is_(None))).all() == []
        key = finding.id
    page = story.page("manager", f"/actions?finding={key}")
    write(page, "what-", "A cleaning round each hour")
    pick(page, "cause-", story.word("actions.cause.process"))
    write(page, "why-0-", "Nobody was named for it", "input")
    press(page, "open_actions")
    page = story.page("manager", f"/actions?action={only(CorrectiveAction.id)}")
    press(page, "to-doing")
    press(page, "to-done")
    assert only(CorrectiveAction.state) is ActionState.DONE


def come_again(story: Story, assignment_id: UUID) -> None:
    page = story.page("other", f"/visit?assignment={assignment_id}")
    steps.press(page, option(page, "greeted", story.yes))
    write(page, "-seconds", "10", "input")
    steps.press(page, option(page, "smile", story.yes))
    press(page, "visit_next")
    steps.press(page, option(page, "clean", story.yes))
    expect(page.get_by_text("A cleaning round each hour")).to_be_visible()
    choose(page, "-action-", story.word(f"actions.outcome.{CheckOutcome.FIXED.value}"))
    send(page)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("device", "language"), [("phone", "zh_CN"), ("desktop", "en")])
def test_from_a_wave_to_a_correction_that_the_next_visit_verifies(
    database: Database, server: Application, network: Proxy, request: pytest.FixtureRequest, device: str, language: str
) -> None:
    set_the_scene()
    story = Story(request.getfixturevalue(device), language, {})
    first = plan_and_assign(story, "W-1")
    visit(story, first, network)
    give_back(story)
    put_right(story, first)
    approve_and_release(story)
    object_to_the_smile(story)
    amend(story)
    before, after = percents()
    assert before < after
    plan_the_action(story)
    with writing() as session:  # the first one has been here: the rotation sends another
        new_actor(session, Role.MYSTERY_SHOPPER, user_name="other", display_name="Other", password=PASSWORD, time_zone="UTC")
    come_again(story, plan_and_assign(story, "W-2"))
    page = open_waiting(story, "reviewer")
    press(page, "approve")
    assert only(CorrectiveAction.state) is ActionState.VERIFIED
