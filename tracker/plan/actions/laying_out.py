"""A programme laid out from a template: every day of it counted from the day on which it starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.core.ids import new_id
from tracker.core.refusals import Refusal
from tracker.people.access import demand
from tracker.people.models import Region, Store
from tracker.people.rules import Action, Actor
from tracker.plan.actions.recurrences import lay_out_recurrence
from tracker.plan.forms import (
    MilestoneText,
    PlacedText,
    PlanText,
    ProgrammeStart,
    RecurrenceText,
    TaskText,
    label_of,
)
from tracker.plan.models import (
    Area,
    AreaRegion,
    AreaStore,
    CalendarDay,
    Criterion,
    Gate,
    Phase,
    PhaseArea,
    Programme,
    Recurrence,
    Responsibility,
    Task,
    TaskLink,
    TaskRole,
    TaskStep,
    WorkingCalendar,
)
from tracker.plan.queries.calendars import working_days
from tracker.plan.rules import EARLIEST, LATEST, TaskKind, duration_of, is_sensible_start
from tracker.plan.rules.calendar import WorkingDays


@dataclass(frozen=True)
class Laid:
    """What is laid out so far, by code."""

    session: Session
    text: PlanText
    programme: Programme
    by: Actor
    areas: dict[str, UUID] = field(default_factory=dict)
    phases: dict[str, UUID] = field(default_factory=dict)
    tasks: dict[str, UUID] = field(default_factory=dict)

    @property
    def starts_on(self) -> date:
        return self.programme.starts_on

    def common(self) -> dict[str, Any]:
        return {"programme_id": self.programme.id}

    def area_of(self, text: PlacedText | RecurrenceText) -> UUID | None:
        return self.areas[text.area] if text.area else None


def lay_out_plan(session: Session, *, text: PlanText, starts_on: date, code: str | None, by: Actor) -> UUID:
    """A programme with all that a template says of its plan."""
    demand(by, Action.START_PROGRAMME)
    db.refuse_unless(not by.programmes, "plan.limited_to_programmes")
    given = ProgrammeStart.read(starts_on=starts_on, code=code or None)
    db.refuse_unless(is_sensible_start(starts_on), "plan.start_out_of_range", field="starts_on", first=EARLIEST, last=LATEST)
    programme = Programme(
        code=_free_code(session, text, given),
        name=text.name.label(),
        goal=text.goal.label(),
        template=text.code,
        source=text.source,
        starts_on=starts_on,
        ends_on=text.ends_on(starts_on),
    )
    session.add(programme)
    session.flush()
    laid = Laid(session, text, programme, by)
    for lay_out in (_calendar, _areas, _phases, _tasks, _links, _recurrences, _gates, _responsibilities):
        lay_out(laid)
    session.flush()
    events.record(
        session,
        by=by.person_id,
        verb="programme.laid_out",
        on="programme",
        key=programme.id,
        change={"code": [None, programme.code], "template": [None, text.code], "starts_on": [None, starts_on]},
    )
    return programme.id


def _free_code(session: Session, text: PlanText, given: ProgrammeStart) -> str:
    base = given.code or f"{text.code_prefix}-{given.starts_on:%Y-%m}"
    taken = set(session.scalars(select(Programme.code).where(Programme.code.startswith(base, autoescape=True))))
    if given.code and given.code in taken:
        raise Refusal("plan.code_taken", field="code", code=given.code)
    number = 1
    while (code := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return code


def _calendar(laid: Laid) -> None:
    text = laid.text.calendar
    if text is None:
        return
    laid.session.add(WorkingCalendar(**laid.common(), weekdays=text.weekdays, country=text.country))
    days = {day.on.on(laid.starts_on): day for day in text.days}  # two days of a short month may fall on one
    laid.session.add_all(CalendarDay(**laid.common(), on=on, worked=day.worked, name=day.name) for on, day in days.items())
    laid.session.flush()


def _areas(laid: Laid) -> None:
    laid.areas.update({text.code: new_id() for text in laid.text.areas})
    for position, text in enumerate(laid.text.areas, start=1):
        key = laid.areas[text.code]
        laid.session.add(Area(id=key, **laid.common(), code=text.code, name=text.name.label(), position=position))
        laid.session.flush()
        regions = laid.session.scalars(select(Region.id).where(Region.code.in_(text.regions))).all()
        stores = laid.session.scalars(select(Store.id).where(Store.code.in_(text.stores))).all()
        laid.session.add_all(AreaRegion(area_id=key, region_id=region) for region in regions)
        laid.session.add_all(AreaStore(area_id=key, store_id=store) for store in stores)


def _phases(laid: Laid) -> None:
    for position, text in enumerate(laid.text.phases, start=1):
        first, last = text.span(laid.starts_on)
        dates = {"starts_on": first, "ends_on": last}
        phase = Phase(**laid.common(), code=text.code, name=text.name.label(), position=position, **dates)
        laid.session.add(phase)
        laid.session.flush()
        laid.phases[text.code] = phase.id
    for area in laid.text.areas:
        for span in area.phases:
            dates = {"starts_on": span.starts.on(laid.starts_on), "ends_on": span.ends.on(laid.starts_on)}
            keys = {"phase_id": laid.phases[span.phase], "area_id": laid.areas[area.code]}
            laid.session.add(PhaseArea(**laid.common(), **keys, **dates))


def _tasks(laid: Laid) -> None:
    texts: dict[str, PlacedText] = {one.code: one for one in [*laid.text.tasks, *laid.text.milestones]}
    laid.tasks.update({code: new_id() for code in texts})
    days = working_days(laid.session, programme_id=laid.programme.id, start=laid.starts_on)
    span = _spans(texts, laid.starts_on)
    rows = []
    for phase in laid.text.phases:
        for position, text in enumerate([*phase.tasks, *phase.milestones], start=1):
            common = {"id": laid.tasks[text.code], "phase_id": laid.phases[phase.code], "position": position}
            rows.append((text, laid.common() | common | _placed(laid, text) | _dated(text, span[text.code], days)))
    summaries = {text.parent for text in texts.values()}
    for text, row in rows:
        if text.code in summaries:
            row |= {"not_before": None, "duration_days": duration_of(*span[text.code], days)}
    rows.sort(key=lambda one: _depth(one[0], texts))  # a parent before those below it
    laid.session.execute(insert(Task), [row for _, row in rows])
    for text in texts.values():
        _roles_and_steps(laid, text)


def _spans(texts: Mapping[str, PlacedText], starts_on: date) -> dict[str, tuple[date, date]]:
    """The first and the last day of each; what has others below it spans those."""
    below: dict[str, list[str]] = {code: [] for code in texts}
    for text in texts.values():
        if text.parent:
            below[text.parent].append(text.code)
    found: dict[str, tuple[date, date]] = {}
    for code in sorted(texts, key=lambda code: -_depth(texts[code], texts)):
        own = _own_span(texts[code], starts_on)
        inner = [found[one] for one in below[code]] or [own]
        found[code] = (min(first for first, _ in inner), max(last for _, last in inner))
    return found


def _own_span(text: PlacedText, starts_on: date) -> tuple[date, date]:
    if isinstance(text, TaskText):
        return text.starts.on(starts_on), max(text.due.on(starts_on), text.starts.on(starts_on))
    assert isinstance(text, MilestoneText)  # noqa: S101 - the only other kind
    return text.due.on(starts_on), text.due.on(starts_on)


def _depth(text: PlacedText, texts: Mapping[str, PlacedText]) -> int:
    depth = 0
    while text.parent:
        text, depth = texts[text.parent], depth + 1
    return depth


def _placed(laid: Laid, text: PlacedText) -> dict[str, Any]:
    return {
        "code": text.code,
        "name": text.name.label(),
        "area_id": laid.area_of(text),
        "parent_id": laid.tasks[text.parent] if text.parent else None,
        "deliverable": label_of(text.deliverable),
        "acceptance": label_of(text.acceptance),
        "owner_role": label_of(text.owner_role),
        "finish_by": text.finish_by.on(laid.starts_on) if text.finish_by else None,
        "not_before": text.not_before.on(laid.starts_on) if text.not_before else None,
    }


def _dated(text: PlacedText, span: tuple[date, date], days: WorkingDays) -> dict[str, Any]:
    found: dict[str, Any] = {"starts_on": span[0], "due_on": span[1]}
    if text.is_pinned:
        found["not_before"] = span[0]
    if not isinstance(text, TaskText):
        return found | {"kind": TaskKind.MILESTONE, "duration_days": 0}
    return found | {
        "kind": TaskKind.TASK,
        "duration_days": text.duration_days or duration_of(*span, days),
        "effort_days": text.effort_days,
        "percent_rule": text.percent_rule,
    }


def _roles_and_steps(laid: Laid, text: PlacedText) -> None:
    key = laid.tasks[text.code]
    for raci, roles in text.roles.items():
        laid.session.add_all(TaskRole(task_id=key, raci=raci, role=role.label()) for role in roles)
    for position, step in enumerate(text.steps if isinstance(text, TaskText) else (), start=1):
        laid.session.add(TaskStep(task_id=key, position=position, name=step.name.label(), weight=step.weight))


def _links(laid: Laid) -> None:
    laid.session.add_all(
        TaskLink(
            **laid.common(),
            before_id=laid.tasks[link.before],
            after_id=laid.tasks[link.after],
            type=link.type,
            lag_days=link.lag,
        )
        for link in laid.text.links
    )


def _recurrences(laid: Laid) -> None:
    for text in laid.text.recurrences:
        rule = Recurrence(
            **laid.common(),
            area_id=laid.area_of(text),
            code=text.code,
            name=text.name.label(),
            deliverable=label_of(text.deliverable),
            owner_role=label_of(text.owner_role),
            every=text.every,
            weekday=text.weekday,
            day_of_month=text.day_of_month,
            duration_days=text.duration_days,
            starts_on=text.starts.on(laid.starts_on),
            ends_on=text.ends.on(laid.starts_on),
        )
        laid.session.add(rule)
        laid.session.flush()
        lay_out_recurrence(laid.session, rule, laid.by)


def _gates(laid: Laid) -> None:
    for position, text in enumerate(laid.text.gates, start=1):
        gate = Gate(
            **laid.common(),
            code=text.code,
            name=text.name.label(),
            position=position,
            after_phase_id=laid.phases[text.after],
            before_phase_id=laid.phases[text.before] if text.before else None,
            due_on=text.due.on(laid.starts_on),
            owner_role=label_of(text.owner_role),
        )
        laid.session.add(gate)
        laid.session.flush()
        laid.session.add_all(
            Criterion(
                gate_id=gate.id,
                code=one.code,
                position=place,
                kind=one.kind,
                text=one.text.label(),
                mandatory=one.mandatory,
                task_id=laid.tasks[one.task] if one.task else None,
                indicator_code=one.indicator,
                rubric_code=one.rubric,
                threshold=one.threshold,
                owner_role=label_of(one.owner_role),
            )
            for place, one in enumerate(text.criteria, start=1)
        )


def _responsibilities(laid: Laid) -> None:
    laid.session.add_all(
        Responsibility(
            **laid.common(), code=one.code, position=position, problem=one.problem.label(), department=one.department.label()
        )
        for position, one in enumerate(laid.text.responsibilities, start=1)
    )
