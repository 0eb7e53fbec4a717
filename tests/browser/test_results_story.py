"""From numbers to the board: readings taken in, a real shift found and explained, a gate decided, the pack downloaded."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect
from pptx import Presentation
from sqlalchemy import select

from results.comparison.models import LimitsRebase
from results.comparison.process_limits import Kind
from results.comparison.queries import board
from results.comparison.rules import Line
from results.comparison.sentences import finding, message, value_words
from results.readings.models import Reading
from results.reports.models import ReportSnapshot
from tests.browser import steps
from tests.browser.application import Application
from tests.browser.steps import sign_in
from tests.browser.test_main_job import PASSWORD, at, let_in, press
from tests.browser.test_plan_and_money import decide
from tests.browser.test_story import pick, write
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.words import day, say, speaking
from tracker.people.rules import Actor, Role
from tracker.plan.rules import month_end, month_start
from tracker.targets.actions import start_programme
from tracker.targets.rules import Unit

CODE, ANSWERS = "customer_satisfaction", 300
BEFORE = (81.6, 82.3, 82.0, 81.4, 82.5, 82.1, 81.7, 82.2, 81.9, 82.4, 81.8, 82.0)  # a year: what chance did before
AFTER = (85.1, 85.6, 85.3, 85.8, 85.2, 85.5, 85.7)
REASON = "New standard process in every store"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def set_the_scene() -> tuple[Actor, UUID, date]:
    """A programme in its eighth month. Satisfaction was read for a year before it and jumped when it began."""
    starts_on = month_start(clock.today().replace(day=1), 1 - len(AFTER))
    with writing() as session:
        let_in(session, {})
        lead = new_actor(session, Role.PROGRAMME_LEAD, user_name="lead", display_name="Lead", password=PASSWORD, time_zone="UTC")
        given = {"template": "service_quality", "starts_on": starts_on, "code": "SQ", "currency": "CNY"}
        programme_id = start_programme(session, **given, budget_total_minor=None, by=lead)
    return lead, programme_id, starts_on


def workbook(starts_on: date, language: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    with speaking(language):
        sheet.title = say("readings.sheet.readings")
        sheet.append([say(f"readings.column.{name}") for name in ("date", "store", "indicator", "value", "n")])
    for month, value in enumerate((*BEFORE, *AFTER), start=1 - len(BEFORE)):
        sheet.append([month_end(starts_on, month), None, CODE, value, ANSWERS])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def take_readings_in(page: Page, starts_on: date, language: str) -> None:
    at(page, "/readings")
    content = {"name": "satisfaction.xlsx", "mimeType": SHEET, "buffer": workbook(starts_on, language)}
    page.locator("input[type=file]").set_input_files(content)
    expect(page.locator("[class*='st-key-store_readings']")).to_be_visible(timeout=30_000)
    press(page, "store_readings")
    with reading() as session:
        assert len(session.scalars(select(Reading.value)).all()) == len(BEFORE) + len(AFTER)


def found(lead: Actor, programme_id: UUID) -> Line:
    with reading() as session:
        lines = board(session, programme_id=programme_id, by=lead).lines
    return next(line for line in lines if line.indicator.code == CODE)


def find_the_shift(page: Page, lead: Actor, programme_id: UUID, language: str) -> None:
    """The board says the finding; the indicator's chart carries it as its title."""
    with speaking(language):
        line = found(lead, programme_id)  # names are read in a language
    assert line.chart is not None
    assert line.chart.variation is Kind.IMPROVEMENT
    at(page, "/board")
    with speaking(language):
        expect(page.get_by_text(finding(line)).first).to_be_visible(timeout=30_000)
    at(page, f"/indicator?indicator={CODE}")
    curve = page.locator("[data-testid=stVegaLiteChart] svg").first
    expect(curve).to_be_visible(timeout=30_000)
    with speaking(language):
        assert "".join(message(line).split()) in "".join((curve.text_content() or "").split())


def explain_it(page: Page, lead: Actor, programme_id: UUID, starts_on: date, language: str) -> None:
    """The limits begin anew with the programme, for a reason; from then on the new level is what is usual."""
    at(page, f"/indicator?indicator={CODE}&view=limits")
    first = month_end(starts_on, 1)
    with speaking(language):
        pick(page, "rebase_from_0", day(first))
    write(page, "rebase_reason_0", REASON, "input")
    press(page, "rebase_add_0")
    with reading() as session:
        assert session.execute(select(LimitsRebase.starts_on, LimitsRebase.reason)).all() == [(first, REASON)]
    expect(page.locator("[class*='st-key-rebase_which_1']").first).to_be_visible(timeout=30_000)  # it can be taken back
    chart = found(lead, programme_id).chart
    assert chart is not None
    assert [segment.reason for segment in chart.segments] == ["", REASON]
    assert chart.variation is Kind.COMMON


def lock_and_download(page: Page, folder: Path, language: str) -> None:
    """The report of last month, locked, as slides; its numbers are those that were read."""
    at(page, "/reports")
    with speaking(language):
        steps.click(page, page.locator("[data-testid=stExpander] summary").filter(has_text=say("reports.lock")).first)
    steps.press(page, page.locator("[class*='st-key-lock_monthly_'] button:visible").first)
    with reading() as session:
        assert [(row.number, row.reason) for row in session.scalars(select(ReportSnapshot))] == [(1, "")]
    press(page, "make_report")
    button = page.locator("[class*='st-key-download_report'] button").first
    expect(button).to_be_visible(timeout=90_000)
    with page.expect_download() as downloading:
        button.click()
    kept = folder / "report.pptx"
    downloading.value.save_as(kept)
    shown = "\n".join(texts(kept))
    with speaking(language):
        assert value_words(Unit.SCORE, AFTER[-1]) in shown
        assert say("reports.kind.monthly") in shown


def texts(path: Path) -> list[str]:
    slides = Presentation(str(path)).slides
    return [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame] + [
        cell.text
        for slide in slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]


@on_one_database
@pytest.mark.parametrize(("device", "language"), [("phone", "zh_CN"), ("desktop", "en")])
def test_from_readings_to_the_board_pack(
    database: Database, server: Application, request: pytest.FixtureRequest, tmp_path: Path, device: str, language: str
) -> None:
    opens: Callable[..., Page] = request.getfixturevalue(device)
    lead, programme_id, starts_on = set_the_scene()
    page = opens(language=language)
    sign_in(page, "lead", PASSWORD, to="/readings")
    take_readings_in(page, starts_on, language)
    find_the_shift(page, lead, programme_id, language)
    explain_it(page, lead, programme_id, starts_on, language)
    decide(page, language)
    lock_and_download(page, tmp_path, language)
