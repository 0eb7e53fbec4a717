"""The example's year in the office: areas, costs, bookings, moves, baselines, meetings and gates, by the actions that people use,
each at its moment: so the log tells it as it would have been."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.example import diary
from results.example.actions.organisation import Cast
from results.example.actions.programme import owners
from results.example.diary import THOUSAND, Booking, GateStory, MeetingStory
from results.example.places import AREAS
from results.example.rules import CURRENCY, moment
from results.gates.queries import EVALUATORS
from tracker.core import clock, db
from tracker.core.words import Label
from tracker.money.actions.booking import book, restate
from tracker.money.actions.changes import move_money
from tracker.money.actions.periods import close_month
from tracker.money.models import BudgetLine, TaskCost
from tracker.money.rules import EntryKind
from tracker.people.rules import Actor, Role
from tracker.plan.actions import take_baseline, update_task
from tracker.plan.actions.calendars import set_calendar
from tracker.plan.actions.deciding import decide_gate
from tracker.plan.actions.judging import mark_criterion, waive_criterion
from tracker.plan.actions.minutes import finish_minute, note_minute
from tracker.plan.forms.gates import ConditionForm
from tracker.plan.models import (
    Area,
    AreaRegion,
    Criterion,
    Gate,
    GateCondition,
    Minute,
    Phase,
    PhaseArea,
    Programme,
    Responsibility,
    Task,
    TaskStatus,
)
from tracker.plan.rules import Confidence, GateOutcome, MinuteKind, TaskKind, month_end, month_start

COUNTRY = "CN"
OFFICE = 10  # o'clock
Deed = Callable[[], object]


@dataclass
class Office:
    """Who does it, on what; `entries`: bookings by their reference."""

    session: Session
    cast: Cast
    programme: Programme
    tasks: dict[str, Task]
    lines: dict[str, UUID]
    entries: dict[str, UUID] = field(default_factory=dict)

    @property
    def lead(self) -> Actor:
        return self.cast.lead

    @property
    def executive(self) -> Actor:
        return Actor(self.cast.with_role(Role.EXECUTIVE)[0], Role.EXECUTIVE, time_zone=self.lead.time_zone)

    def day(self, number: int) -> date:
        return self.programme.starts_on + timedelta(days=number - 1)

    def at(self, number: int, minute: int = 0) -> AbstractContextManager[None]:
        return clock.standing_at(moment(self.day(number), OFFICE, minute))


def set_up_office(session: Session, cast: Cast, *, programme_id: UUID) -> Office:
    """Before the start: the working calendar, areas and what the tasks are to cost."""
    tasks = session.scalars(select(Task).where(Task.programme_id == programme_id, Task.recurrence_id.is_(None)))
    lines = session.execute(select(BudgetLine.code, BudgetLine.id).where(BudgetLine.programme_id == programme_id))
    programme = session.get_one(Programme, programme_id)
    office = Office(session, cast, programme, {task.code: task for task in tasks}, {row.code: row.id for row in lines})
    week = frozenset(range(1, 6))
    with office.at(-2):
        set_calendar(session, programme_id=programme_id, seen=0, weekdays=week, country=COUNTRY, by=office.lead)
    _areas(office)
    session.add_all(
        TaskCost(
            programme_id=programme_id, task_id=office.tasks[code].id, line_id=office.lines[line], planned_minor=amount * THOUSAND
        )
        for code, (line, amount) in diary.COSTS.items()
    )
    people = owners(cast)
    found = session.scalars(select(Responsibility).where(Responsibility.programme_id == programme_id))
    for number, row in enumerate(found.all()):
        db.change(row, person_id=people[number % len(people)])
    session.flush()
    return office


def _areas(office: Office) -> None:
    session, programme = office.session, office.programme
    phases = {row.code: row.id for row in session.execute(select(Phase.code, Phase.id).where(Phase.programme_id == programme.id))}
    texts = {text.code: text for text in AREAS}
    for position, story in enumerate(diary.AREAS, start=1):
        name = Label(texts[story.code].en, texts[story.code].chinese)
        area = Area(programme_id=programme.id, code=story.code, name=name, position=position)
        session.add(area)
        session.flush()
        session.add(AreaRegion(area_id=area.id, region_id=office.cast.regions[story.code]))
        for phase, first, last in story.spans:
            dates = {"starts_on": _from(programme.starts_on, first), "ends_on": _until(programme.starts_on, last)}
            session.add(PhaseArea(programme_id=programme.id, phase_id=phases[phase], area_id=area.id, **dates))


def _from(starts_on: date, month: float) -> date:
    return month_start(starts_on, int(month)) + timedelta(days=15 if month % 1 else 0)


def _until(starts_on: date, month: float) -> date:
    return month_start(starts_on, int(month)) + timedelta(days=14) if month % 1 else month_end(starts_on, int(month))


class OfficeDays:
    """Everything that is done, each once, in the order of its days."""

    def __init__(self, office: Office, deeds: list[tuple[int, Deed]]) -> None:
        self._office, self._left = office, sorted(deeds, key=lambda deed: deed[0])

    def do_until(self, day: date) -> None:
        """What belongs to days before this one, each at its moment."""
        while self._left and self._office.day(self._left[0][0]) < day:
            number, deed = self._left.pop(0)
            with self._office.at(number):
                deed()


def office_days(office: Office) -> OfficeDays:
    deeds: list[tuple[int, Deed]] = []

    def plan(day: int, deed: Callable[..., object], *given: Any) -> None:
        deeds.append((day, partial(deed, office, *given)))

    for day, name, note in diary.BASELINES:
        plan(day, _baseline, name, note)
    for day, code, due in diary.MOVES:
        plan(day, _move, code, due)
    for booking in diary.LEDGER:
        plan(booking.day, _book, booking)
    plan(diary.RESTATED[0], _restate, *diary.RESTATED[1:])
    plan(diary.DRAW_DOWN[0], _draw_down, *diary.DRAW_DOWN[1:])
    for meeting in diary.MEETINGS:
        plan(meeting.day, _meet, meeting)
    for gate in diary.GATES:
        plan(gate.day, _decide, gate)
    plan(diary.BOOKS_CLOSED, _close_books)
    return OfficeDays(office, deeds)


def _baseline(office: Office, name: str, note: str) -> None:
    costs = {office.tasks[code].id: amount * THOUSAND for code, (_, amount) in diary.COSTS.items()}
    take_baseline(office.session, programme_id=office.programme.id, name=name, note=note, costs=costs, by=office.lead)


def _move(office: Office, code: str, due: int) -> None:
    task = office.tasks[code]
    days: dict[str, date] = {"due_on": office.day(due)}
    if task.kind is TaskKind.MILESTONE:
        days["starts_on"] = days["due_on"]
    update_task(office.session, task_id=task.id, seen=task.version, by=office.lead, **days)  # type: ignore[arg-type]


def _book(office: Office, booking: Booking) -> None:
    office.entries[booking.reference] = book(
        office.session,
        programme_id=office.programme.id,
        kind=EntryKind(booking.kind),
        line_id=office.lines[booking.line],
        on=office.day(booking.day),
        amount_minor=booking.amount * THOUSAND,
        currency=CURRENCY,
        text=booking.said,
        reference=booking.reference,
        task_id=office.tasks[booking.task].id if booking.task else None,
        settles_id=office.entries[booking.settles] if booking.settles else None,
        by=office.lead,
    )


def _restate(office: Office, reference: str, amount: int, reason: str) -> None:
    entry_id = office.entries[reference]
    restate(office.session, entry_id=entry_id, amount_minor=amount * THOUSAND, reason=reason, by=office.lead)


def _draw_down(office: Office, source: str, target: str, amount: int, reason: str) -> None:
    lines = {"from_line_id": office.lines[source], "to_line_id": office.lines[target]}
    move_money(office.session, **lines, amount_minor=amount * THOUSAND, reason=reason, by=office.lead)


def _close_books(office: Office) -> None:
    for month in range(1, diary.CLOSED_MONTHS + 1):
        on = month_start(office.programme.starts_on, month)
        close_month(office.session, programme_id=office.programme.id, month=on, by=office.lead)


def _meet(office: Office, story: MeetingStory) -> None:
    session, on, people = office.session, office.day(story.day), owners(office.cast)
    common: dict[str, Any] = {"programme_id": office.programme.id, "on": on, "by": office.lead}
    about = office.tasks[story.task].id if story.task else None
    meeting = note_minute(
        session, kind=MinuteKind.MEETING, title=story.title, text=story.text, present=diary.PRESENT, task_id=about, **common
    )
    for said in story.decisions:
        note_minute(session, kind=MinuteKind.DECISION, title=said, meeting_id=meeting, task_id=about, **common)
    for number, (what, days, _) in enumerate(story.actions):
        owner, due_on = people[number % len(people)], on + timedelta(days=days)
        given: dict[str, Any] = {"title": what, "meeting_id": meeting, "owner_id": owner, "due_on": due_on}
        note_minute(session, kind=MinuteKind.ACTION, **given, **common)


def finish_actions(office: Office) -> None:
    """What was agreed in the meetings and is done by now."""
    done = {what: story.day + days for story in diary.MEETINGS for what, _, days in story.actions if days is not None}
    rows = office.session.scalars(
        select(Minute).where(Minute.programme_id == office.programme.id, Minute.kind == MinuteKind.ACTION)
    ).all()
    for row in rows:
        day = done.get(row.title)
        if day is not None and office.day(day) <= clock.today(office.lead.time_zone or "UTC"):
            with office.at(day, 30):
                finish_minute(office.session, minute_id=row.id, seen=row.version, by=office.lead)


def _decide(office: Office, story: GateStory) -> None:
    session, owner = office.session, office.lead.person_id
    gate = session.scalars(select(Gate).where(Gate.programme_id == office.programme.id, Gate.code == story.code)).one()
    criteria = {
        row.code: row.id for row in session.execute(select(Criterion.code, Criterion.id).where(Criterion.gate_id == gate.id))
    }
    for code, reason in story.waived:
        waive_criterion(session, criterion_id=criteria[code], reason=reason, by=office.executive)
    for code, met, note in story.found:
        mark_criterion(session, criterion_id=criteria[code], met=met, note=note, by=office.lead)
    today = office.day(story.day)
    session.refresh(gate)
    decision = decide_gate(
        session,
        gate_id=gate.id,
        seen=gate.version,
        outcome=GateOutcome(story.outcome),
        confidence=Confidence(story.confidence),
        note=story.note,
        conditions=[
            ConditionForm(what=what, owner_id=owner, due_on=today + timedelta(days=days)) for what, days in story.conditions
        ],
        evaluators=EVALUATORS,
        by=office.executive,
    )
    made = select(Task).join(GateCondition, GateCondition.task_id == Task.id).where(GateCondition.decision_id == decision)
    for task in session.scalars(made):
        days_after = diary.CONDITIONS_DONE.get(str(task.name))
        day = today + timedelta(days=days_after) if days_after else None
        state: dict[str, Any] = {"status": TaskStatus.IN_PROGRESS, "started_on": today}
        if day:
            state |= {"status": TaskStatus.DONE, "done_on": day}
        db.change(task, **state)
