"""A stored plan, written as Microsoft Project XML and read back, stands on the same days."""

from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.plan.stored import START, key, link, network, node, plan
from tracker.plan.queries.network import LinkRow, Node
from tracker.plan.rules import LinkType, TaskKind, TaskStatus, WorkingDays
from tracker.plan.rules.calendar import DAY
from tracker.plan.workbook.mspdi.comparing import our_times
from tracker.plan.workbook.mspdi.reading import Project, read_project
from tracker.plan.workbook.mspdi.stored import calendar_of, write_stored

NAMESPACE = "{http://schemas.microsoft.com/project}"
FIRST = START - timedelta(days=60)
OFF, EXTRA = (date(2026, 2, 17), date(2026, 2, 18)), (date(2026, 2, 14), date(2026, 2, 28))
WEEK = (1, 2, 3, 4, 5)


def worked() -> WorkingDays:
    return WorkingDays(FIRST, WEEK, OFF, EXTRA)


def written(nodes: list[Node], links: list[LinkRow]) -> Project:
    return read_project(write_stored(plan(nodes, owner="Ms *Li*"), network(nodes, links), WEEK, worked(), FIRST))


def on(moment: int) -> date:
    return date.fromordinal(moment // DAY)


@st.composite
def stored_plans(draw: st.DrawFn) -> tuple[list[Node], list[LinkRow]]:
    """Days as people typed them, which no schedule made; links as they please, but without a cycle."""
    nodes, links = [], []
    for number in range(draw(st.integers(1, 7))):
        starts_on = START + timedelta(days=draw(st.integers(-20, 60)))
        due_on = draw(st.none() | st.integers(0, 20).map(lambda days, first=starts_on: first + timedelta(days=days)))
        status = draw(st.sampled_from([TaskStatus.NOT_STARTED, TaskStatus.DONE] + [TaskStatus.IN_PROGRESS] * bool(due_on)))
        not_before = draw(st.sampled_from([None, starts_on]))
        nodes.append(node(number, starts_on, due_on, status=status, not_before=not_before))
        for before in draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else ():
            links.append(link(before, number, draw(st.sampled_from(LinkType)), draw(st.integers(-3, 3))))
    return nodes, links


@given(stored_plans())
def test_every_task_stands_on_its_working_days_when_it_is_read_back(made: tuple[list[Node], list[LinkRow]]) -> None:
    nodes, links = made
    project = written(nodes, links)
    days = worked()
    found = {task.name: times for task, times in zip(project.tasks, our_times(project), strict=True)}
    for one in nodes:
        times = found[one.name]
        assert times is not None
        if one.kind is TaskKind.MILESTONE:
            assert days.on_or_after(one.due_on) == days.on_or_after(on(times.early_start))
            assert times.early_start == times.early_finish
        else:
            assert on(times.early_start) == days.day(days.on_or_after(one.starts_on))
            assert on(times.early_finish) == max(on(times.early_start), days.day(days.on_or_before(one.due_on)))
    assert len(project.links) == len(links)


def test_a_plan_that_was_scheduled_needs_no_constraints_of_its_own() -> None:
    """Thursday to Friday, over a worked Saturday, and a milestone on the evening on which what it waits for ends."""
    nodes = [
        node(1, START, date(2026, 2, 12), not_before=None),
        node(2, date(2026, 2, 13), date(2026, 2, 14), not_before=None),
        node(3, date(2026, 2, 14), not_before=None),
        node(4, date(2026, 2, 16), date(2026, 2, 19), not_before=None),
    ]
    project = written(nodes, [link(1, 2), link(2, 3), link(3, 4)])
    assert [task.constraint_at for task in project.tasks] == [None] * 5
    assert [on(times.early_finish) for times in our_times(project) if times] == [node.due_on for node in nodes]


def test_phases_and_summary_tasks_are_outline_levels_and_owners_are_named() -> None:
    nodes = [
        node(1, START, START + timedelta(days=8), summary=True),
        node(2, START, START + timedelta(days=3), parent_id=key(1)),
        node(3, START + timedelta(days=8), parent_id=key(1)),
    ]
    content = write_stored(plan(nodes, owner="Ms *Li*"), network(nodes), WEEK, worked(), FIRST)
    tasks = list(ElementTree.fromstring(content).iter(f"{NAMESPACE}Task"))  # noqa: S314 - just written

    def texts(name: str) -> list[str | None]:
        return [task.findtext(NAMESPACE + name) for task in tasks]

    assert texts("Name") == ["Phase 1", "Task 1", "Task 2", "Task 3"]
    assert texts("OutlineNumber") == ["1", "1.1", "1.1.1", "1.1.2"]
    assert texts("Summary") == ["1", "1", "0", "0"]
    assert texts("WBS") == ["P1", "T1", "T2", "T3"]
    assert texts("Contact") == [None, "Ms *Li*", "Ms *Li*", None]
    assert read_project(content).tasks[2].parents == (0, 1)


def test_a_plan_without_tasks_is_a_project_without_tasks() -> None:
    assert written([], []).tasks == []


def test_the_calendar_holds_what_a_usual_week_does_not() -> None:
    found = calendar_of(worked(), WEEK, START, START + timedelta(days=40))
    assert (found.holidays, found.extra) == (OFF, EXTRA)
