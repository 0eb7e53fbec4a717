"""Recurring work: a rule makes real tasks, and a changed rule changes those that nobody has begun."""

from collections.abc import Collection, Sequence
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.core.refusals import Refusal
from tracker.core.words import Label
from tracker.people.rules import Actor
from tracker.plan.actions.opening import open_programme
from tracker.plan.actions.removing import remove_tasks
from tracker.plan.actions.tasks import demand_area, demand_owner, demand_sensible, open_for_edit
from tracker.plan.forms import NewCode, RecurrenceForm, RecurrenceValues
from tracker.plan.models import Phase, Programme, Recurrence, Task
from tracker.plan.queries.calendars import working_days
from tracker.plan.rules.earning import is_begun
from tracker.plan.rules.recurring import Made, Occurrence, Rule, changed

AFTER_OTHERS = 1000  # recurring work stands below the other tasks of its phase
LONGEST_BEGINNING = 34  # letters of the rule's code in the codes of its tasks, which have room for 40
COPIED = ("name", "deliverable", "owner_role", "owner_id", "area_id")
LABELS = ("name", "deliverable", "owner_role")


def add_recurrence(session: Session, *, programme_id: UUID, code: str, by: Actor, **given: Unpack[RecurrenceValues]) -> UUID:
    programme = open_programme(session, programme_id, by)
    code, form = NewCode.read(code=code).code, RecurrenceForm.read(**given)
    _demand_fitting(session, programme, form)
    taken = session.scalar(select(Recurrence.id).where(Recurrence.programme_id == programme_id, Recurrence.code == code))
    if taken is not None:
        raise Refusal("network.code_taken", field="code", code=code)
    texts = {name: Label("").with_text(getattr(form, name)) for name in LABELS}
    rule = Recurrence(programme_id=programme_id, code=code, **form.model_dump(exclude=set(LABELS)), **texts)
    session.add(rule)
    session.flush()
    change = {"code": [None, code], **_tasks_changed(lay_out_recurrence(session, rule, by))}
    events.record(session, by=by.person_id, verb="recurrence.added", on="recurrence", key=rule.id, change=change)
    return rule.id


def change_recurrence(
    session: Session, *, recurrence_id: UUID, seen: int, by: Actor, **changes: Unpack[RecurrenceValues]
) -> None:
    """What is begun stays as it is; the other tasks follow the rule as it is from now on."""
    rule, programme = open_for_edit(session, Recurrence, recurrence_id, belongs_to=Recurrence.programme_id, seen=seen, by=by)
    before: dict[str, Any] = {name: getattr(rule, name) for name in RecurrenceForm.model_fields}
    before |= {name: str(before[name]) for name in LABELS}
    form = RecurrenceForm.read(**{**before, **changes})
    _demand_fitting(session, programme, form, rule)
    values = form.model_dump() | {name: getattr(rule, name).with_text(getattr(form, name)) for name in LABELS}
    values |= {name: getattr(rule, name) for name in LABELS if getattr(form, name) == before[name]}
    found = db.change(rule, **values)
    if found:
        session.flush()
        tasks = lay_out_recurrence(session, rule, by, copied=[name for name in COPIED if name in found])
        change = found | _tasks_changed(tasks)
        events.record(session, by=by.person_id, verb="recurrence.changed", on="recurrence", key=rule.id, change=change)


def end_recurrence(session: Session, *, recurrence_id: UUID, seen: int, by: Actor) -> None:
    """No more of it: what nobody has begun goes, what is begun or done stays. A task that something else names, such as a gate's
    criterion, stays as a task of its own."""
    rule, _ = open_for_edit(session, Recurrence, recurrence_id, belongs_to=Recurrence.programme_id, seen=seen, by=by)
    tasks = _tasks(session, rule)
    begun = [task for task in tasks if is_begun(task.status, task.started_on)]
    _remove(session, [task for task in tasks if task not in begun], by)
    change = _tasks_changed((len(tasks), len(begun)))
    if begun:
        last = max(task.starts_on for task in begun)  # after which nothing falls any more
        change |= db.change(rule, starts_on=min(rule.starts_on, last), ends_on=last)
    else:
        session.flush()
        session.delete(rule)
    events.record(session, by=by.person_id, verb="recurrence.ended", on="recurrence", key=recurrence_id, change=change)


def lay_out_recurrence(session: Session, rule: Recurrence, by: Actor, *, copied: Collection[str] = ()) -> tuple[int, int]:
    """Make, move and remove its tasks so that they follow the rule; how many there were and are. `copied`: what else the tasks
    take from the rule, for a person may have given one of them another name or owner. For actions that have asked who does it.
    """
    phases = session.scalars(select(Phase).where(Phase.programme_id == rule.programme_id).order_by(Phase.position)).all()
    db.refuse_unless(bool(phases), "network.no_phase")
    tasks = {task.id: task for task in _tasks(session, rule)}
    made = [Made(task.id, task.starts_on, is_begun(task.status, task.started_on)) for task in tasks.values()]
    days = working_days(session, programme_id=rule.programme_id, start=rule.starts_on)
    found = changed(_rule(rule), days, made)
    others = {name: getattr(rule, name) for name in copied}
    for task_id, occurrence in found.keep:
        values = others if occurrence.starts_on == tasks[task_id].starts_on else others | _days(rule, occurrence, phases)
        _follow(session, tasks[task_id], values, by)
    _remove(session, [tasks[key] for key in found.remove], by)
    copies = {name: getattr(rule, name) for name in COPIED}
    keys = {"programme_id": rule.programme_id, "recurrence_id": rule.id}
    for number, occurrence in enumerate(found.make, start=_last_number(session, rule) + 1):
        named = {"code": f"{rule.code[:LONGEST_BEGINNING]}-{number}", "position": AFTER_OTHERS + number}
        session.add(Task(**keys, **named, **copies, **_days(rule, occurrence, phases)))
    session.flush()
    return len(tasks), len(tasks) - len(found.remove) + len(found.make)


def _rule(rule: Recurrence) -> Rule:
    return Rule(rule.every, rule.weekday, rule.day_of_month, rule.duration_days, rule.starts_on, rule.ends_on)


def _days(rule: Recurrence, occurrence: Occurrence, phases: Sequence[Phase]) -> dict[str, Any]:
    """The days of a task, and the phase in which it starts: the last one that has begun by then."""
    begun = [phase for phase in phases if phase.starts_on <= occurrence.starts_on]
    return {
        "phase_id": (begun or phases)[-1 if begun else 0].id,
        "starts_on": occurrence.starts_on,
        "due_on": occurrence.due_on,
        "not_before": occurrence.starts_on,
        "duration_days": rule.duration_days,
    }


def _follow(session: Session, task: Task, values: dict[str, Any], by: Actor) -> None:
    changed = db.change(task, **values)
    if changed:
        events.record(session, by=by.person_id, verb="task.updated", on="task", key=task.id, change=changed)


def _remove(session: Session, tasks: Sequence[Task], by: Actor) -> None:
    """What something else names becomes a task of its own."""
    codes = {task.id: task.code for task in tasks}
    gone = remove_tasks(session, list(codes))
    for task in tasks:
        if task.id in gone:
            change = {"code": [codes[task.id], None]}
            events.record(session, by=by.person_id, verb="task.removed", on="task", key=task.id, change=change)
        else:
            _follow(session, task, {"recurrence_id": None}, by)


def _tasks(session: Session, rule: Recurrence) -> Sequence[Task]:
    return session.scalars(select(Task).where(Task.recurrence_id == rule.id).order_by(Task.starts_on, Task.id)).all()


def _last_number(session: Session, rule: Recurrence) -> int:
    """Of the codes that begin like those of this rule's tasks."""
    beginning = f"{rule.code[:LONGEST_BEGINNING]}-"
    alike = Task.code.startswith(beginning, autoescape=True)
    codes = session.scalars(select(Task.code).where(Task.programme_id == rule.programme_id, alike))
    return max((int(rest) for code in codes if (rest := code.removeprefix(beginning)).isdecimal()), default=0)


def _tasks_changed(counted: tuple[int, int]) -> dict[str, Any]:
    return {"tasks": list(counted)} if counted[0] != counted[1] else {}


def _demand_fitting(session: Session, programme: Programme, form: RecurrenceForm, rule: Recurrence | None = None) -> None:
    """An owner who left stays until another is chosen."""
    demand_sensible(programme, form.starts_on, "starts_on")
    demand_sensible(programme, form.ends_on, "ends_on")
    demand_area(session, programme.id, form.area_id)
    if form.owner_id and (rule is None or form.owner_id != rule.owner_id):
        demand_owner(session, form.owner_id)
