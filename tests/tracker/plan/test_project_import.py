"""A file of Microsoft Project becomes tasks of a phase."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.conftest import Database, on_one_database
from tests.factories.programmes import new_phase, new_programme
from tests.tracker.plan.project import link, project, task
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, Refusal
from tracker.people.rules import Actor, Role
from tracker.plan.actions.importing import take_project_in
from tracker.plan.models import Phase, Task, TaskKind, TaskLink, TaskStatus
from tracker.plan.queries import plan
from tracker.plan.queries.network import network
from tracker.plan.rules import LinkType
from tracker.plan.screens.exports import plan_project
from tracker.plan.workbook.mspdi.bringing import brought
from tracker.plan.workbook.mspdi.reading import read_project
from tracker.targets.actions import start_programme

FRIDAY = date(2014, 10, 17)
AT_EIGHT = "2014-10-17T08:00:00"


def laid(starts_on: date = FRIDAY) -> Phase:
    with writing() as session:
        return new_phase(session, new_programme(session, starts_on=starts_on))


def take_in(content: bytes, phase: Phase, by: Actor) -> int:
    found = brought(read_project(content))
    with writing() as session:
        return take_project_in(session, programme_id=phase.programme_id, phase_id=phase.id, project=found, by=by)


def stored() -> dict[str, Task]:
    with reading() as session:
        found = {row.code: row for row in session.scalars(select(Task).order_by(Task.position))}
        session.expunge_all()
    return found


def test_tasks_milestones_outline_and_links_come_in(database: Database, actor_of: Callable[..., Actor]) -> None:
    phase, lead = laid(), actor_of(Role.PROGRAMME_LEAD)
    outline = {"OutlineLevel": 2, "Start": AT_EIGHT}
    content = project(
        [
            task(1, 16, OutlineLevel=1, Summary=1, Start=AT_EIGHT),
            task(2, 12, **outline, PercentComplete=40),
            task(3, 0, link(2, kind=1, lag=4800), **outline, Milestone=1),
            task(4, 8, link(1), **outline, Active=0),
        ]
    )
    assert take_in(content, phase, lead) == 3
    rows = stored()
    assert list(rows) == ["M1-1", "M1-2", "M1-3"]
    assert rows["M1-2"].parent_id == rows["M1-3"].parent_id == rows["M1-1"].id
    assert (rows["M1-2"].duration_days, rows["M1-2"].starts_on, rows["M1-2"].due_on) == (2, FRIDAY, date(2014, 10, 20))
    assert (rows["M1-2"].status, rows["M1-2"].percent) == (TaskStatus.IN_PROGRESS, 40)
    assert rows["M1-3"].kind is TaskKind.MILESTONE
    with reading() as session:
        one = session.scalars(select(TaskLink)).one()
        assert (one.before_id, one.after_id, one.type, one.lag_days) == (rows["M1-2"].id, rows["M1-3"].id, LinkType.FS, 1)
    assert take_in(content, phase, lead) == 3  # the codes of a second file are its own
    assert "M2-2" in stored()


@on_one_database
def test_what_our_own_plan_hands_out_stands_on_the_same_days_when_it_comes_in(actor_of: Callable[..., Actor]) -> None:
    lead = actor_of(Role.PROGRAMME_LEAD)
    given = {"template": "service_quality", "starts_on": date(2026, 3, 2), "code": None, "currency": "CNY"}
    with writing() as session:
        source = start_programme(session, **given, budget_total_minor=None, by=lead)
    phase = laid(date(2026, 3, 2))
    with reading() as session:
        content = plan_project(session, programme_id=source, by=lead)
        before = plan(session, programme_id=source, by=lead)
        links = len(network(session, programme_id=source, by=lead).links)
    take_in(content, phase, lead)
    with reading() as session:
        after = plan(session, programme_id=phase.programme_id, by=lead)
        assert len(network(session, programme_id=phase.programme_id, by=lead).links) == links
    worked = [(row.name, row.duration_days) for row in before.tasks]
    came = {row.name for row in before.phases}  # phases come in as summary tasks
    assert [(row.name, row.duration_days) for row in after.tasks if row.name not in came] == worked
    assert len(after.milestones) == len(before.milestones)


@on_one_database
@pytest.mark.parametrize(
    ("content", "key"),
    [
        (project([task(1, 8, link(2)), task(2, 8, link(1))]), "network.cycle"),
        (project([task(1, 8, Start="2044-10-17T08:00:00")]), "desk.project_elsewhere"),
        (project([]), "desk.project_empty"),
    ],
)
def test_what_cannot_stand_in_the_plan_is_refused_and_nothing_is_stored(
    actor_of: Callable[..., Actor], content: bytes, key: str
) -> None:
    phase, lead = laid(), actor_of(Role.PROGRAMME_LEAD)
    with pytest.raises(Refusal) as refused:
        take_in(content, phase, lead)
    assert refused.value.key == key
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Task)) == 0
    with pytest.raises(NotAllowed):
        take_in(content, phase, actor_of(Role.EXECUTIVE))
