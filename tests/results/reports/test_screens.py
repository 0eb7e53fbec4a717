"""The page of reports: made and downloaded, locked and corrected, sections chosen; a person of one region gets a draft of it."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from results.reports.queries import arranged, locked
from results.reports.rules import ReportKind, Section
from tests.audits.app import opened, sound, texts
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor, new_region, new_store
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_reading
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme
from tracker.plan.rules import add_months

pytestmark = on_one_database
PAGE = "results/reports"


def last_month() -> date:
    return add_months(clock.today().replace(day=1), -1)


@pytest.fixture
def lead(database: Database) -> Actor:
    with writing() as session:
        programme = new_programme(session, "BETTER", starts_on=add_months(last_month(), -3))
        new_reading(session, new_indicator(session, programme, "csi"), last_month(), 85.0, store=new_store(session, "N"))
        return new_actor(session, Role.PROGRAMME_LEAD, language="en", time_zone="UTC")


def programme_id() -> UUID:
    with reading() as session:
        return session.scalars(select(Programme.id)).one()


def test_a_report_is_locked_made_in_the_other_language_and_corrected_with_a_reason(lead: Actor) -> None:
    app = opened(lead, PAGE)
    assert "No report is locked yet" in texts(app)
    sound(app.button(key=f"lock_monthly_{last_month()}_0").click().run())
    assert "Snapshot 1, locked" in texts(app)
    app.selectbox(key="report_language").set_value("zh_CN")
    sound(app.button(key="make_report").click().run())
    (made,) = app.get("download_button")
    assert made.proto.label == "Download"
    sound(app.button(key=f"lock_monthly_{last_month()}_1").click().run())
    assert "Say why the locked report is corrected" in texts(app)
    app.text_area(key=f"lock_reason_monthly_{last_month()}_1").set_value("A store was missing")
    sound(app.button(key=f"lock_monthly_{last_month()}_1").click().run())
    with reading() as session:
        rows = locked(session, programme_id=programme_id(), by=lead)
    assert [(row.number, row.reason) for row in rows] == [(2, "A store was missing"), (1, "")]


def test_sections_are_chosen_on_the_page(lead: Actor) -> None:
    app = opened(lead, PAGE)
    key = f"sections_monthly_{programme_id()}_0"
    app.multiselect(key=key).set_value([Section.RISKS, Section.SUMMARY]).run()
    sound(app.button(key=f"save_{key}").click().run())
    with reading() as session:
        chosen = arranged(session, programme_id=programme_id(), kind=ReportKind.MONTHLY, by=lead)
    assert chosen.sections == (Section.RISKS, Section.SUMMARY)


def test_an_executive_of_one_region_is_told_that_it_is_a_draft_of_its_stores(lead: Actor, actor_of: Callable[..., Actor]) -> None:
    with writing() as session:
        region = new_region(session, "NORTH").id
    app = opened(actor_of(Role.EXECUTIVE, regions=[region], language="zh_CN"), PAGE)
    assert "仅含您负责门店的草稿" in texts(app)
    assert not [button for button in app.button if button.key and button.key.startswith(("lock_", "save_"))]
