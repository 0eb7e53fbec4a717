"""Templates to start from: those that are shipped, and those that programmes were saved as; and a programme as a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import (
    Criterion,
    Gate,
    Phase,
    Programme,
    ProgrammeTemplate,
    Recurrence,
    Responsibility,
    Task,
    TaskLink,
)
from tracker.plan.rules import CriterionKind
from tracker.programmes.queries.template_parts import areas_of, budget_of, calendar_of, indicators_of, risks_of
from tracker.programmes.queries.template_tasks import own_tasks, tasks_by_phase
from tracker.programmes.queries.wordings import Text, Wording, both, without_nothing, wording_of
from tracker.programmes.rules.templates import months_of
from tracker.targets.forms import ProgrammeText, saved_template, templates
from tracker.targets.queries import template_text


@dataclass(frozen=True)
class OfferedTemplate:
    """`saved`: a programme was saved as it; else it is shipped."""

    code: str
    text: ProgrammeText
    saved: bool


def offered_templates(session: Session, *, by: Actor) -> list[OfferedTemplate]:
    """The shipped ones first. Who is limited to programmes sees of the saved ones only their own."""
    demand(by, Action.START_PROGRAMME)
    own = ProgrammeTemplate.saved_by == by.person_id if by.programmes else true()
    saved = session.scalars(select(ProgrammeTemplate).where(own).order_by(ProgrammeTemplate.saved_at, ProgrammeTemplate.code))
    return [
        *(OfferedTemplate(code, text, saved=False) for code, text in templates().items()),
        *(OfferedTemplate(row.code, saved_template(row.text, row.code), saved=True) for row in saved),
    ]


def template_of(session: Session, *, programme_id: UUID, by: Actor) -> dict[str, Any]:
    """The programme as the text of a template, which lacks a code of its own: dates count from its start, people are roles, and
    nothing is said of what was reported, decided, approved or spent."""
    demand(by, Action.START_PROGRAMME, Place(programme_id=programme_id))
    here = select(Programme).where(Programme.id == programme_id, programme_condition(by, Programme.id))
    programme = session.scalars(here).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    wording = wording_of(session, programme)
    phases = session.scalars(select(Phase).where(Phase.programme_id == programme_id).order_by(Phase.position)).all()
    phase_codes = {phase.id: phase.code for phase in phases}
    areas, area_codes = areas_of(wording, phase_codes)
    budget = budget_of(wording, phase_codes, area_codes)
    refuse_unless(bool(phases) and budget is not None, "templates.nothing_to_save")
    tasks = own_tasks(wording)
    indicators, indicator_codes = indicators_of(wording)
    text = {
        "source": programme.source,
        "name": both(programme.name),
        "goal": both(programme.goal),
        **_length(wording, phases),
        "calendar": calendar_of(wording),
        "areas": areas,
        "phases": _phases(wording, phases, tasks, area_codes),
        "links": _links(wording, {task.id: task.code for task in tasks}),
        "recurrences": _recurrences(wording, area_codes),
        "gates": _gates(wording, phase_codes, {task.id: task.code for task in tasks}),
        "responsibilities": _responsibilities(wording),
        "budget": budget,
        "indicators": indicators,
        "risks": risks_of(wording, phase_codes, indicator_codes),
    }
    return {"source": ""} | without_nothing(text) | _of_its_own_template(session, programme)


def _of_its_own_template(session: Session, programme: Programme) -> Text:
    """What the programme does not hold itself: where the sources of its template disagree."""
    try:
        origin = template_text(session, programme.template)
    except NotFound:
        return {}
    return without_nothing(origin.model_dump(mode="json", include={"conflicts", "weights"}, exclude_none=True))


def _length(wording: Wording, phases: Sequence[Phase]) -> Text:
    programme = wording.programme
    months = months_of(programme.starts_on, programme.ends_on, [(phase.starts_on, phase.ends_on) for phase in phases])
    return {"months": months[-1][1]} if months else {"ends": wording.day(programme.ends_on)}


def _phases(wording: Wording, phases: Sequence[Phase], tasks: Sequence[Task], areas: dict[UUID, str]) -> list[Text]:
    programme, inside = wording.programme, tasks_by_phase(wording, tasks, areas)
    months = months_of(programme.starts_on, programme.ends_on, [(phase.starts_on, phase.ends_on) for phase in phases])
    found = []
    for number, phase in enumerate(phases):
        span: Text = {"starts": wording.day(phase.starts_on), "ends": wording.day(phase.ends_on)}
        if months:
            span = dict(zip(("first_month", "last_month"), months[number], strict=True))
        found.append({"code": phase.code, "name": both(phase.name), **span, **without_nothing(inside[phase.id])})
    return found


def _links(wording: Wording, codes: dict[UUID, str]) -> list[Text]:
    """Without those of the tasks that recurring work makes anew."""
    rows = wording.session.scalars(select(TaskLink).where(TaskLink.programme_id == wording.programme.id).order_by(TaskLink.id))
    return [
        {"before": codes[row.before_id], "after": codes[row.after_id], "type": row.type.value, "lag": row.lag_days}
        for row in rows
        if row.before_id in codes and row.after_id in codes
    ]


def _recurrences(wording: Wording, areas: dict[UUID, str]) -> list[Text]:
    here = select(Recurrence).where(Recurrence.programme_id == wording.programme.id).order_by(Recurrence.code)
    return [
        without_nothing(
            {
                "code": row.code,
                "name": both(row.name),
                "deliverable": both(row.deliverable),
                "owner_role": wording.role(row.owner_role, row.owner_id),
                "area": areas[row.area_id] if row.area_id else None,
                "every": row.every.value,
                "weekday": row.weekday,
                "day_of_month": row.day_of_month,
                "duration_days": row.duration_days,
                "starts": wording.day(row.starts_on),
                "ends": wording.day(row.ends_on),
            }
        )
        for row in wording.session.scalars(here)
    ]


def _gates(wording: Wording, phases: dict[UUID, str], tasks: dict[UUID, str]) -> list[Text]:
    gates = select(Gate).where(Gate.programme_id == wording.programme.id).order_by(Gate.position, Gate.id)
    return [
        without_nothing(
            {
                "code": gate.code,
                "name": both(gate.name),
                "after": phases[gate.after_phase_id],
                "before": phases[gate.before_phase_id] if gate.before_phase_id else None,
                "due": wording.day(gate.due_on),
                "owner_role": wording.role(gate.owner_role, gate.owner_id),
                "criteria": _criteria(wording, gate, tasks),
            }
        )
        for gate in wording.session.scalars(gates)
    ]


def _criteria(wording: Wording, gate: Gate, tasks: dict[UUID, str]) -> list[Text]:
    """One that names a task of recurring work is asked by a person instead."""
    rows = wording.session.scalars(select(Criterion).where(Criterion.gate_id == gate.id).order_by(Criterion.position))
    found = []
    for row in rows:
        named = tasks.get(row.task_id) if row.task_id else None
        kind = CriterionKind.CHECKLIST if row.task_id and named is None else row.kind
        said = {
            "code": row.code,
            "kind": kind.value,
            "text": both(row.text),
            "mandatory": row.mandatory,
            "task": named,
            "indicator": row.indicator_code,
            "rubric": row.rubric_code,
            "threshold": row.threshold,
            "owner_role": wording.role(row.owner_role, row.owner_id),
        }
        found.append(without_nothing(said))
    return found


def _responsibilities(wording: Wording) -> list[Text]:
    here = select(Responsibility).where(Responsibility.programme_id == wording.programme.id)
    return [
        without_nothing(
            {"code": row.code, "problem": both(row.problem), "department": wording.role(row.department, row.person_id)}
        )
        for row in wording.session.scalars(here.order_by(Responsibility.position, Responsibility.id))
    ]
