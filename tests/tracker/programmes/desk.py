"""A programme with something of every noun, its workbook, and what comes of an edited one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from openpyxl import load_workbook  # noqa: TID251 - the tool that somebody else edits with
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories.people import new_actor, new_region, new_store
from tracker.core.db import reading, writing
from tracker.core.words import Label, catalogue
from tracker.core.workbooks import SheetText, read_workbook
from tracker.money.actions.booking import book
from tracker.money.models import BudgetLine
from tracker.money.rules import EntryKind
from tracker.people.rules import Actor, Role
from tracker.plan.actions import take_baseline
from tracker.plan.models import (
    Area,
    AreaRegion,
    AreaStore,
    CalendarDay,
    Criterion,
    Gate,
    Minute,
    Phase,
    PhaseArea,
    Recurrence,
    Responsibility,
    Task,
    TaskRole,
    TaskStep,
    WorkingCalendar,
)
from tracker.plan.rules import CriterionKind, Every, MinuteKind, Raci, TaskKind
from tracker.programmes.actions.accepting import accept_differences
from tracker.programmes.forms.nouns import BY_NAME
from tracker.programmes.forms.sheets import Comparison, Difference, Line, ProgrammeBook, ProgrammeRows
from tracker.programmes.queries.comparing import differences
from tracker.programmes.queries.sheets import programme_sheets
from tracker.programmes.workbook.reading import read_programme
from tracker.programmes.workbook.writing import programme_workbook
from tracker.targets.actions import start_programme

STARTS_ON = date(2026, 1, 1)
NAME = Label("Something", "某事")
NOTHING = Label("", "")


@dataclass(frozen=True)
class Desk:
    """Who leads the programme, and the ways of its workbook."""

    programme_id: UUID
    lead: Actor

    def rows(self, by: Actor | None = None) -> ProgrammeRows:
        with reading() as session:
            return programme_sheets(session, programme_id=self.programme_id, by=by or self.lead)

    def file(self, language: str = "en", by: Actor | None = None) -> bytes:
        return programme_workbook(self.rows(by), language)

    def book(self, language: str = "en") -> ProgrammeBook:
        return read_programme(read_workbook(self.file(language), "programme.xlsx"))

    def compare(self, book: ProgrammeBook) -> Comparison:
        with reading() as session:
            return differences(session, programme_id=self.programme_id, book=book, by=self.lead)

    def accept(self, *found: Difference) -> int:
        with writing() as session:
            return accept_differences(session, programme_id=self.programme_id, differences=found, by=self.lead)

    def of(self, noun: str) -> list[Mapping[str, Any]]:
        """What each row of a sheet reads."""
        return [row.values for found in self.rows().nouns if found.noun.name == noun for row in found.rows]


def edited(book: ProgrammeBook, noun: str, row: int, *, remove: bool = False, **cells: Any) -> ProgrammeBook:
    """As if somebody had typed into this row of the sheet, 0 for the first."""
    lines = list(book.lines)
    at = [place for place, line in enumerate(lines) if line.noun == noun][row]
    lines[at] = replace(lines[at], remove=remove, values={**lines[at].values, **cells})
    return replace(book, lines=tuple(lines))


def added(book: ProgrammeBook, noun: str, **cells: Any) -> ProgrammeBook:
    """As if somebody had filled in the row below the last one."""
    last = max((line.row for line in book.lines if line.noun == noun), default=1)
    nothing = {"text": "", "person": "", "many": ()}
    empty: dict[str, Any] = {one.name: nothing.get(one.kind) for one in BY_NAME[noun].fields}
    line = Line(noun, noun, last + 1, None, None, "", False, {**empty, **cells})
    return replace(book, lines=(*book.lines, line))


def typed_into(file: bytes, sheet_key: str, language: str, cell: str, value: object) -> list[SheetText]:
    return read_workbook(saved_with(file, sheet_key, language, {cell: value}), "edited.xlsx")


def saved_with(file: bytes, sheet_key: str, language: str, cells: Mapping[str, object]) -> bytes:
    """The file opened, edited and saved by a tool that knows nothing of us."""
    workbook = load_workbook(BytesIO(file))
    for cell, value in cells.items():
        workbook[catalogue(language)[sheet_key]][cell] = value
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def new_desk() -> Desk:
    """A programme of the shipped template P."""
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="en", time_zone="UTC")
        programme_id = start_programme(
            session,
            template="service_quality",
            starts_on=STARTS_ON,
            code="SQ",
            currency="CNY",
            budget_total_minor=1_234_567_89,
            by=lead,
        )
    return Desk(programme_id, lead)


def fill(desk: Desk) -> None:
    """A row of every noun that the template leaves out, and history."""
    with writing() as session:
        programme = {"programme_id": desk.programme_id}
        phase = session.scalars(select(Phase).where(Phase.programme_id == desk.programme_id).order_by(Phase.position)).first()
        tasks = list(
            session.scalars(
                select(Task).where(Task.programme_id == desk.programme_id, Task.kind == TaskKind.TASK).order_by(Task.id)
            )
        )
        assert phase is not None
        _fill_plan(session, desk, phase, tasks)
        lines = list(session.scalars(select(BudgetLine).where(BudgetLine.programme_id == desk.programme_id)))
        line = next(line for line in lines if line.id not in {other.parent_id for other in lines})
        session.add(Minute(**programme, kind=MinuteKind.MEETING, on=STARTS_ON, title="Kick-off", present="Ann, Bo"))
        session.flush()
        meeting = session.scalars(select(Minute).where(Minute.programme_id == desk.programme_id)).one()
        session.add(
            Minute(
                **programme,
                kind=MinuteKind.ACTION,
                on=STARTS_ON,
                title="Ask the vendor",
                meeting_id=meeting.id,
                task_id=tasks[0].id,
                owner_id=desk.lead.person_id,
                due_on=date(2026, 2, 1),
            )
        )
        take_baseline(session, programme_id=desk.programme_id, name="First", by=desk.lead)
        book(
            session,
            programme_id=desk.programme_id,
            kind=EntryKind.ACTUAL,
            line_id=line.id,
            on=date(2026, 1, 9),
            amount_minor=1050,
            currency="CNY",
            by=desk.lead,
        )


def _fill_plan(session: Session, desk: Desk, phase: Phase, tasks: list[Task]) -> None:
    programme = {"programme_id": desk.programme_id}
    region, store = new_region(session), new_store(session)
    area = Area(**programme, code="X9", name=NAME, position=9)
    gate = Gate(
        **programme, code="G9", name=NAME, after_phase_id=phase.id, position=9, due_on=date(2026, 6, 30), owner_role=NOTHING
    )
    session.add_all([area, gate])
    session.flush()
    session.add_all(
        [
            AreaRegion(area_id=area.id, region_id=region.id),
            AreaStore(area_id=area.id, store_id=store.id),
            PhaseArea(**programme, phase_id=phase.id, area_id=area.id, starts_on=STARTS_ON, ends_on=date(2026, 2, 1)),
            CalendarDay(**programme, on=date(2026, 4, 4), worked=True, name="调休"),
            Recurrence(
                **programme,
                code="W9",
                name=NAME,
                deliverable=NOTHING,
                owner_role=NOTHING,
                every=Every.WEEKLY,
                weekday=1,
                starts_on=STARTS_ON,
                ends_on=date(2026, 12, 31),
            ),
            TaskStep(task_id=tasks[0].id, position=1, name=NAME, weight=1 / 3),
            TaskRole(task_id=tasks[0].id, raci=Raci.CONSULTED, role=Label("Store managers", "店长")),
            Criterion(gate_id=gate.id, code="C1", position=1, kind=CriterionKind.BUDGET_WITHIN, text=NAME, threshold=95.5),
            Responsibility(**programme, code="Q1", position=1, problem=Label("Queue"), department=Label("Stores", "门店")),
        ]
    )
    if session.scalar(select(WorkingCalendar.id).where(WorkingCalendar.programme_id == desk.programme_id)) is None:
        session.add(WorkingCalendar(**programme, weekdays="123456", country="CN"))
