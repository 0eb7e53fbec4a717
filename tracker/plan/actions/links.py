"""What waits for what, and which task is part of which."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.core.refusals import NotFound, Refusal
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor
from tracker.plan.actions.opening import open_programme
from tracker.plan.actions.tasks import open_for_edit
from tracker.plan.forms import LinkForm
from tracker.plan.models import Task, TaskLink
from tracker.plan.rules import LinkType, TaskKind
from tracker.plan.rules.hierarchy import ancestors
from tracker.plan.rules.schedule import Cycle, in_order


def link_tasks(
    session: Session, *, before_id: UUID, after_id: UUID, type: LinkType = LinkType.FS, lag_days: int = 0, by: Actor
) -> UUID:
    """`after` waits for `before`. Nothing moves before the plan is planned anew."""
    demand(by, Action.EDIT_PLAN)
    form = LinkForm.read(type=type, lag_days=lag_days)
    before, after = (_reached(session, key, by) for key in (before_id, after_id))
    db.refuse_unless(before.programme_id == after.programme_id, "network.other_programme", field="before_id")
    programme = open_programme(session, before.programme_id, by)
    db.refuse_unless(before_id != after_id, "network.to_itself", field="before_id")
    links = session.execute(select(TaskLink.before_id, TaskLink.after_id).where(TaskLink.programme_id == programme.id)).all()
    db.refuse_unless((before_id, after_id) not in links, "network.linked_already", field="before_id")
    for task in (before, after):
        db.refuse_unless(not _is_summary(session, task.id), "network.link_to_summary", field="before_id", task=str(task.name))
    demand_no_circle(session, programme.id, [*((row.before_id, row.after_id) for row in links), (before_id, after_id)])
    link = TaskLink(programme_id=programme.id, before_id=before_id, after_id=after_id, type=form.type, lag_days=form.lag_days)
    session.add(link)
    session.flush()
    change = {
        "before": [None, before.code],
        "after": [None, after.code],
        "type": [None, form.type],
        "lag_days": [None, form.lag_days],
    }
    events.record(session, by=by.person_id, verb="task.linked", on="task", key=after_id, change=change)
    return link.id


def change_link(session: Session, *, link_id: UUID, seen: int, type: LinkType, lag_days: int, by: Actor) -> None:
    link, _ = open_for_edit(session, TaskLink, link_id, belongs_to=TaskLink.programme_id, seen=seen, by=by)
    form = LinkForm.read(type=type, lag_days=lag_days)
    changed = db.change(link, type=form.type, lag_days=form.lag_days)
    if changed:
        change = changed | {"before": [code := _code(session, link.before_id), code]}
        events.record(session, by=by.person_id, verb="task.link_changed", on="task", key=link.after_id, change=change)


def unlink_tasks(session: Session, *, link_id: UUID, seen: int, by: Actor) -> None:
    link, _ = open_for_edit(session, TaskLink, link_id, belongs_to=TaskLink.programme_id, seen=seen, by=by)
    change = {"before": [_code(session, link.before_id), None], "type": [link.type, None], "lag_days": [link.lag_days, None]}
    session.delete(link)
    session.flush()
    events.record(session, by=by.person_id, verb="task.unlinked", on="task", key=link.after_id, change=change)


def set_parent(session: Session, *, task_id: UUID, seen: int, parent_id: UUID | None, by: Actor) -> None:
    """Make it part of another task, which sums it up from then on; or of none."""
    task, programme = open_for_edit(session, Task, task_id, belongs_to=Task.programme_id, seen=seen, by=by)
    open_programme(session, programme.id, by)
    parent = None if parent_id is None else _reached(session, parent_id, by)
    if parent is not None:
        demand_parent(session, task, parent)
    changed = db.change(task, parent_id=parent_id)
    if changed:
        events.record(session, by=by.person_id, verb="task.parent_set", on=task.kind.value, key=task.id, change=changed)


def demand_parent(session: Session, task: Task, parent: Task) -> None:
    """Whether the task may be a part of the other one. For actions that have asked who does it."""
    db.refuse_unless(parent.programme_id == task.programme_id, "network.other_programme", field="parent_id")
    db.refuse_unless(parent.kind is TaskKind.TASK, "network.milestone_as_parent", field="parent_id")
    parents = dict(session.execute(select(Task.id, Task.parent_id).where(Task.programme_id == task.programme_id)).all())
    within = parent.id == task.id or task.id in ancestors(parent.id, parents)
    db.refuse_unless(not within, "network.parent_within", field="parent_id", task=str(parent.name))
    linked = session.scalar(select(exists().where(or_(TaskLink.before_id == parent.id, TaskLink.after_id == parent.id))))
    db.refuse_unless(not linked, "network.parent_is_linked", field="parent_id", task=str(parent.name))


def _reached(session: Session, task_id: UUID, by: Actor) -> Task:
    found = session.scalars(select(Task).where(Task.id == task_id, programme_condition(by, Task.programme_id))).one_or_none()
    if found is None:
        raise NotFound("core.not_found")
    return found


def _is_summary(session: Session, task_id: UUID) -> bool:
    return bool(session.scalar(select(exists().where(Task.parent_id == task_id))))


def _code(session: Session, task_id: UUID) -> str:
    return session.scalars(select(Task.code).where(Task.id == task_id)).one()


def demand_no_circle(session: Session, programme_id: UUID, links: Sequence[tuple[UUID, UUID]]) -> None:
    """The refusal names the tasks of the circle in the order in which they wait, and no others."""
    place: dict[UUID, int] = {}
    followers: list[list[int]] = []
    for before, after in links:
        for task in (before, after):
            if task not in place:
                place[task] = len(followers)
                followers.append([])
        followers[place[before]].append(place[after])
    try:
        in_order(followers)
    except Cycle as cycle:
        keys = list(place)
        named = {task.id: task for task in session.scalars(select(Task).where(Task.programme_id == programme_id))}
        around = [named[keys[at]] for at in cycle.places]
        tasks = " → ".join(f"{task.code} {task.name}" for task in [*around, around[0]])
        raise Refusal("network.cycle", field="before_id", tasks=tasks) from cycle
