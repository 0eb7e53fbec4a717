"""The programme office at work: the plan is kept as a baseline, planned anew, a gate is decided with a condition, money is booked
and the S-curve read."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser import steps
from tests.browser.application import Application
from tests.browser.steps import settled, sign_in
from tests.browser.test_main_job import PASSWORD, at, let_in, press
from tests.browser.test_story import keyed, pick, write
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.words import say, speaking
from tracker.money.actions import set_task_cost
from tracker.money.charts import finding
from tracker.money.models import LedgerEntry
from tracker.money.queries import performance
from tracker.money.rules.performance import Formula
from tracker.people.rules import Actor, Role
from tracker.plan.models import Baseline, BaselineTask, Gate, GateCondition, GateDecision, Phase, Task, TaskKind
from tracker.plan.queries.network import network
from tracker.plan.rules import GateOutcome, LinkType, month_start
from tracker.targets.actions import start_programme

TOTAL, COST, BOOKED = 2_400_000_000, 40_000_000, 31_250_000  # fen
LATER = timedelta(days=42)
BASELINE, CONDITION = "Steering group 1", "Train the last two stores"


def set_the_scene() -> tuple[Actor, UUID]:
    """A programme in its third month, each task with its cost."""
    with writing() as session:
        let_in(session, {})
        lead = new_actor(session, Role.PROGRAMME_LEAD, user_name="lead", display_name="Lead", password=PASSWORD, time_zone="UTC")
        starts_on = month_start(clock.today().replace(day=1), -1)
        given = {"template": "service_quality", "starts_on": starts_on, "code": "SQ", "currency": "CNY"}
        programme_id = start_programme(session, **given, budget_total_minor=TOTAL, by=lead)
        session.flush()
        for key in session.scalars(select(Task.id).where(Task.kind == TaskKind.TASK, Task.recurrence_id.is_(None))).all():
            set_task_cost(session, task_id=key, planned_minor=COST, line_id=None, by=lead)
    return lead, programme_id


def keep_the_plan(page: Page, language: str) -> None:
    at(page, "/moved")
    with speaking(language):
        page.get_by_text(say("baselines.take"), exact=True).click()
    write(page, "baseline_name", BASELINE, "input")
    press(page, "take_baseline")
    with reading() as session:
        assert session.scalars(select(Baseline.name)).all() == [BASELINE]
        assert session.scalars(select(BaselineTask.cost_minor).where(BaselineTask.cost_minor.is_not(None))).first() == COST


def driver(lead: Actor, programme_id: UUID) -> tuple[UUID, UUID, date, date]:
    """An open task of this month's phase, one whose end waits for its end, and the days on which both are due."""
    with reading() as session:
        found = network(session, programme_id=programme_id, by=lead)
        phase = session.scalars(select(Phase.id).where(Phase.starts_on <= clock.today()).order_by(Phase.starts_on.desc())).first()
    nodes = {node.id: node for node in found.nodes}
    for link in found.links:
        before, after = nodes[link.before_id], nodes[link.after_id]
        soon = after.due_on <= before.due_on + LATER - timedelta(days=7)
        if (
            link.type in (LinkType.FS, LinkType.FF)
            and before.phase_id == phase
            and soon
            and before.kind is after.kind is TaskKind.TASK
        ):
            return before.id, after.id, before.due_on, after.due_on
    raise AssertionError("the template links nothing of this month")


def write_day(page: Page, key: str, on: date) -> None:
    """A day counts when the calendar beside it closes."""
    day = keyed(page, key, "input")
    day.fill(on.isoformat())
    day.press("Enter")
    page.get_by_role("dialog").get_by_role("heading").first.click()
    settled(page)


def plan_anew(page: Page, lead: Actor, programme_id: UUID) -> None:
    """A task ends six weeks later; what waits for it moves along, after the page has said so."""
    before, after, due_on, after_due = driver(lead, programme_id)
    at(page, "/plan")
    press(page, f"edit_{before}")
    write_day(page, f"due_{before}_1", due_on + LATER)
    expect(page.locator(f".st-key-along_{before}")).to_be_visible()
    with reading() as session:
        assert session.get_one(Task, after).due_on == after_due  # shown, not saved
    press(page, f"save_{before}_1")
    with reading() as session:
        assert session.get_one(Task, before).due_on >= due_on + LATER - timedelta(days=2)
        assert session.get_one(Task, after).due_on > after_due


def read_what_moved(page: Page, language: str) -> None:
    at(page, "/moved")
    expect(page.locator("[data-testid=stVegaLiteChart]").first).to_be_visible()
    with speaking(language):
        expect(page.get_by_text(say("baselines.nothing_moved"))).to_have_count(0)


def decide(page: Page, language: str) -> None:
    """Not everything is met, so the first gate is passed on a condition, which becomes a task."""
    with reading() as session:
        gate = session.scalars(select(Gate).order_by(Gate.position)).first()
        assert gate is not None
        key, code = f"{gate.id}_{gate.version}", gate.code
    at(page, f"/gates?gate={code}")
    press(page, "decide")
    with speaking(language):
        steps.press(page, page.get_by_role("dialog").get_by_text(say("gates.outcome.conditional_go"), exact=True))
        pick(page, f"confidence_{key}", say("gates.confidence.amber"))
    write(page, f"what_0_{key}", CONDITION, "input")
    pick(page, f"owner_id_0_{key}", "Lead")
    write_day(page, f"due_0_{key}", clock.today() + timedelta(days=30))
    press(page, f"decide_{key}")
    with reading() as session:
        assert session.scalars(select(GateDecision.outcome)).all() == [GateOutcome.CONDITIONAL_GO]
        task = session.get_one(Task, session.scalars(select(GateCondition.task_id)).one())
        assert CONDITION in (task.name.en, task.name.zh_CN)


def book_and_read_the_curve(page: Page, language: str, lead: Actor, programme_id: UUID) -> None:
    at(page, "/budget")
    press(page, "book")
    keyed(page, "book_line", "input").click()
    steps.press(page, page.get_by_role("option").first)
    write(page, "book_amount", str(BOOKED / 100), "input")
    press(page, "book_now")
    with reading() as session:
        assert session.scalars(select(LedgerEntry.programme_minor)).all() == [BOOKED]
    with speaking(language), reading() as session:
        baseline_id = session.scalars(select(Baseline.id)).one()
        found = performance(session, programme_id=programme_id, baseline_id=baseline_id, by=lead)
        assert found is not None
        assert found.ac == BOOKED
        title = finding(found, "CNY", Formula.CPI)
    curve = page.locator("[data-testid=stVegaLiteChart] svg").first
    expect(curve).to_be_visible(timeout=30_000)
    assert "".join(title.split()) in "".join((curve.text_content() or "").split())  # its title, over as many lines as it takes


@on_one_database
@pytest.mark.parametrize(("device", "language"), [("phone", "zh_CN"), ("desktop", "en")])
def test_from_a_baseline_to_the_s_curve(
    database: Database, server: Application, request: pytest.FixtureRequest, device: str, language: str
) -> None:
    opens: Callable[..., Page] = request.getfixturevalue(device)
    lead, programme_id = set_the_scene()
    page = opens(language=language)
    sign_in(page, "lead", PASSWORD, to="/moved")
    keep_the_plan(page, language)
    plan_anew(page, lead, programme_id)
    read_what_moved(page, language)
    decide(page, language)
    book_and_read_the_curve(page, language, lead, programme_id)
