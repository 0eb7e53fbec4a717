"""The budget page as people use it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.audits.app import opened, sound, texts
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.tracker.money.conftest import Office, open_office
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.settings import ROOT
from tracker.core.workbooks import SheetOut, write_workbook
from tracker.money.rules import EntryKind
from tracker.people.actions.sign_in import open_session
from tracker.people.queries import live_session
from tracker.people.rules import Actor, Role
from tracker.plan.queries import programmes
from tracker.plan.rules import ProgrammeRow

PAGE = "programme/budget"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def body(verb: str, *given: object) -> None:
    from tracker.money.screens import budgets, ledger, lines

    {"total": budgets.set_total, "book": ledger.book_entry, "restate": ledger.restate_entry, "line": lines.about_line}[verb](
        *given
    )


def dialog(by: Actor, *given: object) -> AppTest:
    """The body of a dialog of the page."""
    with writing() as session:
        token = open_session(session, person_id=by.person_id, browser="test").token
    with reading() as session:
        key = live_session(session, token=token)
    app = AppTest.from_function(body, args=given, default_timeout=60)
    app.user = {"session": str(key)}
    return sound(app.run())


@pytest.fixture
def office(database: Database, actor_of: Callable[..., Actor]) -> Office:
    """A page runs in a thread of its own, so this programme began a hundred days ago by the clock on the wall."""
    lead = actor_of(Role.PROGRAMME_LEAD, language="en", time_zone="UTC")
    return open_office(lead, clock.today() - timedelta(days=100))


def programme_row(office: Office) -> ProgrammeRow:
    with reading() as session:
        return programmes(session, by=office.lead)[0]


def numbers(app: AppTest) -> list[str]:
    return [metric.value for metric in app.metric]


def test_the_page_shows_where_the_money_stands_and_checks_the_books(office: Office) -> None:
    for task_id in office.task_ids:
        office.do("set_task_cost", task_id=task_id, planned_minor=300_000_00, line_id=None)
    office.book(EntryKind.ACTUAL, "training", 330_000, text="*Trainers*")
    app = opened(office.lead, PAGE)
    assert numbers(app)[:5] == ["CN¥1M", "CN¥330K", "CN¥0", "CN¥1M", "CN¥670K"]
    said = texts(app)
    assert "\\*Trainers\\*" in said
    assert "failed\\. Training\\. Approve more" in said
    assert app.get("vega_lite_chart")
    assert "pays for 0 tasks" not in said


def test_who_only_sees_the_money_has_no_button_and_reads_it_in_chinese(office: Office) -> None:
    with writing() as session:
        reader = new_actor(session, Role.EXECUTIVE, language="zh_CN", time_zone="UTC")
        manager = new_actor(session, Role.STORE_MANAGER, language="en")
    office.book(EntryKind.ACTUAL, "training", 5)
    app = opened(reader, PAGE)
    assert app.header[0].value == "批准了多少、花了多少、最终会到多少？"
    assert [button.key for button in app.button if button.key and not button.key.startswith("people")] == []
    assert "培训" in texts(app)
    closed = AppTest.from_file(str(ROOT / "pages" / f"{PAGE}.py"), default_timeout=60)
    with writing() as session:
        token = open_session(session, person_id=manager.person_id, browser="test").token
    with reading() as session:
        closed.user = {"session": str(live_session(session, token=token))}
    closed.run()
    assert numbers(closed) == []


def test_an_entry_is_booked_and_restated_in_dialogs(office: Office) -> None:
    app = dialog(office.lead, "book", office.standing())
    sound(app.button(key="book_now").click().run())
    assert "Fill in first: Budget line, Amount" in texts(app)
    app.selectbox(key="book_line").set_value(office.line("pilots"))
    app.text_input(key="book_reference").set_value("V-1")
    app.number_input(key="book_amount").set_value(120.5).run()
    sound(app.button(key="book_now").click().run())
    (row,) = office.ask("ledger", first=0, size=9).rows
    assert (row.amount_minor, row.line, row.reference) == (120_50, "Pilots", "V-1")
    app = dialog(office.lead, "restate", row, office.standing())
    app.number_input(key=f"restate_amount_{row.id}").set_value(100.0)
    sound(app.button(key=f"restate_now_{row.id}").click().run())
    assert "Reason" in texts(app)
    app.text_area(key=f"restate_reason_{row.id}").set_value("Read wrong").run()
    sound(app.button(key=f"restate_now_{row.id}").click().run())
    assert office.amounts("pilots")[2] == 100


def test_money_is_approved_and_moved_in_the_dialog_of_a_line(office: Office) -> None:
    now = office.standing()
    row = now.lines[0]
    key = f"{row.line.id}_{row.line.version}"
    app = dialog(office.lead, "line", row, now)
    sound(app.button_group(key=f"act_{key}").set_value("move").run())
    app.selectbox(key=f"move_to_{key}").set_value(office.line("reserve"))
    app.text_area(key=f"move_reason_{key}").set_value("For the unforeseen")
    app.number_input(key=f"move_amount_{key}").set_value(500_000.0).run()
    sound(app.button(key=f"move_{key}").click().run())
    assert "At most CN¥400,000\\.00 can go from this line" in texts(app)
    app.number_input(key=f"move_amount_{key}").set_value(50_000.0).run()
    sound(app.button(key=f"move_{key}").click().run())
    assert office.standing().contingency_minor == 50_000_00


def test_an_export_is_looked_at_matched_and_stored_on_the_page(office: Office) -> None:
    header = ["Date", "Budget line", "Amount"]
    rows = [[clock.today(), "Rooms", 7], [clock.today(), "Pilots", 8]]
    data = write_workbook([SheetOut("Actuals", header, rows)])
    app = opened(office.lead, PAGE)
    sound(app.file_uploader[0].set_value(("bank.xlsx", data, XLSX)).run())
    assert app.button(key="store_ledger").disabled
    (match,) = [box for box in app.selectbox if str(box.key).startswith("match_0_")]
    sound(match.set_value(office.line("training")).run())
    sound(app.button(key="store_ledger").click().run())
    assert (office.amounts("training")[2], office.amounts("pilots")[2]) == (7, 8)


def test_the_total_is_set_with_its_reason(office: Office) -> None:
    app = dialog(office.lead, "total", office.ask("budget"), programme_row(office))
    total = next(box for box in app.number_input if str(box.key).startswith("total_"))
    total.set_value(2_000_000.0)
    next(box for box in app.text_input if str(box.key).startswith("why_")).set_value("Twice the stores").run()
    sound(next(button for button in app.button if str(button.key).startswith("save_")).click().run())
    assert (office.standing().approved_minor, office.ask("changes")[0].reason) == (200_000_000, "Twice the stores")
