"""What waits for what, what is part of what, and planning anew."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.conftest import Database
from tests.factories.programmes import new_milestone, new_phase, new_programme
from tests.factories.programmes import new_task as new_stored_task
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.rules import Actor, Role
from tracker.plan.actions import change_link, link_tasks, preview_replan, replan, set_parent, unlink_tasks, update_task
from tracker.plan.models import Task
from tracker.plan.queries.network import Network, Node, network
from tracker.plan.rules import LinkType, Move, TaskStatus

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
MONDAY = date(2026, 1, 5)


@dataclass(frozen=True)
class Site:
    """Tasks A to D, each of one working week from Monday, 5 January 2026, and a milestone M on the Friday after them."""

    programme_id: UUID
    tasks: dict[str, UUID]
    lead: Actor

    def network(self) -> Network:
        with reading() as session:
            return network(session, programme_id=self.programme_id, by=self.lead)

    def node(self, name: str) -> Node:
        return next(node for node in self.network().nodes if node.id == self.tasks[name])

    def link(self, before: str, after: str, type: LinkType = LinkType.FS, lag: int = 0, by: Actor | None = None) -> UUID:
        with writing() as session:
            pair = {"before_id": self.tasks[before], "after_id": self.tasks[after]}
            return link_tasks(session, **pair, type=type, lag_days=lag, by=by or self.lead)

    def part(self, name: str, of: str | None) -> None:
        with writing() as session:
            key = self.tasks[of] if of else None
            set_parent(session, task_id=self.tasks[name], seen=self.node(name).version, parent_id=key, by=self.lead)

    def update(self, name: str, **changes: Any) -> None:
        with writing() as session:
            update_task(session, task_id=self.tasks[name], seen=self.node(name).version, by=self.lead, **changes)

    def preview(self, **changes: Any) -> list[Move]:
        wanted = {self.tasks[name]: changed for name, changed in changes.items()}
        with reading() as session:
            return preview_replan(session, programme_id=self.programme_id, changes=wanted, by=self.lead)

    def replan(self, shown: list[Move] | None = None, **changes: Any) -> list[Move]:
        wanted = {self.tasks[name]: (self.node(name).version, changed) for name, changed in changes.items()}
        with writing() as session:
            return replan(session, programme_id=self.programme_id, changes=wanted, shown=shown, by=self.lead)

    def days(self) -> dict[str, tuple[int, int]]:
        """Day of January of start and end, 32 for 1 February."""
        first = date(2025, 12, 31)
        return {name: ((self.node(name).starts_on - first).days, (self.node(name).due_on - first).days) for name in self.tasks}


@pytest.fixture
def site(database: Database, actor_of: Callable[..., Actor]) -> Iterator[Site]:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        programme = new_programme(session, starts_on=MONDAY)
        phase = new_phase(session, programme)
        tasks = {}
        for place, code in enumerate("ABCD"):
            task = new_stored_task(session, phase, code)
            task.due_on, task.duration_days, task.position = date(2026, 1, 9), 5, place
            tasks[code] = task.id
        stone = new_milestone(session, phase, "M")
        stone.starts_on = stone.due_on = stone.not_before = date(2026, 1, 9)
        stone.position = 9
        tasks["M"] = stone.id
    with standing_at(NOW):
        yield Site(programme.id, tasks, lead)


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()
    return found.value


def test_planning_anew_moves_what_waits_and_shows_it_first(site: Site) -> None:
    site.link("A", "B")
    site.link("B", "C", LinkType.SS, 2)
    site.link("C", "M", LinkType.FF)
    shown = site.preview(A={"due_on": date(2026, 1, 12)})
    assert [(move.name, move.from_start.day, move.to_start.day, move.to_due.day, move.days) for move in shown] == [
        ("Task A", 5, 5, 12, 1),
        ("Task B", 5, 13, 19, 6),
        ("Task C", 5, 15, 21, 8),
        ("Milestone M", 9, 21, 21, 8),
    ]
    assert site.days()["B"] == (5, 9), "a preview stores nothing"
    assert site.replan(shown, A={"due_on": date(2026, 1, 12)}) == shown
    assert site.days() == {"A": (5, 12), "B": (13, 19), "C": (15, 21), "D": (5, 9), "M": (21, 21)}
    assert site.preview() == []
    with reading() as session:
        moved = session.execute(select(Event.subject_id, Event.change).where(Event.verb == "task.moved")).all()
    assert {row.subject_id for row in moved} == {site.tasks[name] for name in "BCM"}
    assert dict(moved[0].change) == {"starts_on": ["2026-01-05", "2026-01-13"], "due_on": ["2026-01-09", "2026-01-19"]}


def test_the_network_knows_floats_drivers_and_the_critical_path(site: Site) -> None:
    site.link("A", "B")
    site.link("C", "B")
    site.update("C", due_on=date(2026, 1, 7))
    site.replan()
    found = {name: site.node(name) for name in site.tasks}
    assert {name for name, node in found.items() if node.critical} == {"A", "B"}
    assert found["B"].drivers == (site.tasks["A"],)
    assert (found["C"].total_float, found["C"].free_float, found["C"].duration_days) == (2, 2, 3)
    assert (found["D"].late_start, found["D"].late_finish) == (date(2026, 1, 12), date(2026, 1, 16))


def test_what_is_done_stays_and_what_is_begun_keeps_its_start(site: Site) -> None:
    for after in "BCD":
        site.link("A", after)
    site.update("B", status=TaskStatus.DONE)
    site.update("C", status=TaskStatus.IN_PROGRESS)
    moves = site.replan(A={"starts_on": date(2026, 1, 12), "due_on": date(2026, 1, 16)})
    assert [move.name for move in moves] == ["Task A", "Task D"]
    assert site.days()["D"] == (19, 23)
    assert (site.node("B").critical, site.node("B").total_float) == (False, 0)


def test_a_start_that_was_chosen_is_kept(site: Site) -> None:
    site.link("A", "B")
    site.replan(B={"starts_on": date(2026, 1, 26), "due_on": date(2026, 1, 30)})
    assert site.days()["B"] == (26, 30)
    site.update("B", not_before=None)
    assert [move.to_start for move in site.preview()] == [date(2026, 1, 12)]


def test_a_finish_that_cannot_be_kept_shows_as_negative_float(site: Site) -> None:
    site.link("A", "B")
    site.update("B", finish_by=date(2026, 1, 14))
    site.replan()
    assert (site.node("B").total_float, site.node("A").total_float) == (-2, -2)


def test_a_stale_version_or_another_plan_than_was_shown_moves_nothing(site: Site) -> None:
    site.link("A", "B")
    shown = site.preview(A={"due_on": date(2026, 1, 12)})
    changes: dict[UUID, Any] = {site.tasks["A"]: (7, {"due_on": date(2026, 1, 12)})}
    with pytest.raises(Stale), writing() as session:
        replan(session, programme_id=site.programme_id, changes=changes, by=site.lead)
    site.link("A", "C")
    assert refused(lambda: site.replan(shown, A={"due_on": date(2026, 1, 12)})).key == "network.plan_changed"
    assert site.days()["A"] == (5, 9)


def test_a_plan_that_would_leave_its_years_is_refused_whole(site: Site) -> None:
    site.link("A", "B", lag=700)
    assert refused(site.replan).key == "plan.day_out_of_range"
    assert site.days()["B"] == (5, 9)


def test_a_circle_is_refused_with_its_tasks_and_no_others(site: Site) -> None:
    for before, after in ("AB", "BC", "CD", "AM"):
        site.link(before, after)
    found = refused(lambda: site.link("C", "B"))
    assert (found.key, found.facts["tasks"]) == ("network.cycle", "B Task B → C Task C → B Task B")
    found = refused(lambda: site.link("D", "A", LinkType.SF, -3))
    assert str(found.facts["tasks"]).split(" → ")[:4] == ["A Task A", "B Task B", "C Task C", "D Task D"]


def test_links_that_make_no_sense_are_refused(site: Site) -> None:
    site.link("A", "B")
    site.part("D", "C")
    assert refused(lambda: site.link("A", "B", LinkType.SS)).key == "network.linked_already"
    assert refused(lambda: site.link("A", "A")).key == "network.to_itself"
    assert refused(lambda: site.link("C", "A")).key == "network.link_to_summary"
    assert refused(lambda: site.link("D", "C")).key == "network.link_to_summary"
    assert refused(lambda: site.link("B", "D", lag=5000)).key == "core.field_wrong"
    with writing() as session:
        far = new_stored_task(session, new_phase(session, new_programme(session)))
    stranger = Site(site.programme_id, site.tasks | {"far": far.id, "none": new_id()}, site.lead)
    assert refused(lambda: stranger.link("A", "far")).key == "network.other_programme"
    assert isinstance(refused(lambda: stranger.link("A", "none")), NotFound)


def test_only_who_edits_the_plan_links_and_only_what_they_reach(site: Site, actor_of: Callable[..., Actor]) -> None:
    assert isinstance(refused(lambda: site.link("A", "B", by=actor_of(Role.SUPERVISOR))), NotAllowed)
    elsewhere = actor_of(Role.PROGRAMME_LEAD, programmes=[new_id()])
    assert isinstance(refused(lambda: site.link("A", "B", by=elsewhere)), NotFound)
    with pytest.raises(NotAllowed), reading() as session:
        network(session, programme_id=site.programme_id, by=elsewhere)
    with pytest.raises(NotAllowed), reading() as session:
        preview_replan(session, programme_id=site.programme_id, changes={}, by=elsewhere)


def test_a_link_is_changed_and_removed_by_who_saw_it(site: Site) -> None:
    key = site.link("A", "B")
    with writing() as session:
        change_link(session, link_id=key, seen=1, type=LinkType.FF, lag_days=1, by=site.lead)
    with pytest.raises(Stale), writing() as session:
        unlink_tasks(session, link_id=key, seen=1, by=site.lead)
    (link,) = site.network().links
    assert (link.type, link.lag_days, link.version) == (LinkType.FF, 1, 2)
    with writing() as session:
        unlink_tasks(session, link_id=key, seen=2, by=site.lead)
    assert site.network().links == ()


def test_a_summary_task_spans_its_parts_and_rolls_their_percent_up(site: Site) -> None:
    site.part("A", "D")
    site.part("B", "A")
    site.part("C", "A")
    site.part("M", "D")
    site.update("B", starts_on=date(2026, 1, 12), due_on=date(2026, 1, 26), status=TaskStatus.IN_PROGRESS)
    site.update("C", status=TaskStatus.DONE)
    top = site.node("D")
    assert top.summary
    assert (top.starts_on, top.due_on, top.status) == (MONDAY, date(2026, 1, 26), TaskStatus.IN_PROGRESS)
    assert top.percent == pytest.approx(100 * 5 / 16)
    assert refused(lambda: site.update("D", due_on=date(2026, 2, 1))).key == "network.summary_follows"
    assert refused(lambda: site.update("D", status=TaskStatus.DONE)).key == "network.summary_follows"


def test_a_parent_that_makes_no_sense_is_refused(site: Site) -> None:
    site.part("B", "A")
    site.link("C", "D")
    assert refused(lambda: site.part("A", "B")).key == "network.parent_within"
    assert refused(lambda: site.part("A", "A")).key == "network.parent_within"
    assert refused(lambda: site.part("A", "M")).key == "network.milestone_as_parent"
    assert refused(lambda: site.part("A", "D")).key == "network.parent_is_linked"
    site.part("B", None)
    assert not site.node("A").summary


def test_a_milestone_gets_another_day_and_no_status(site: Site) -> None:
    site.update("M", due_on=date(2026, 1, 16))
    with reading() as session:
        stone = session.get_one(Task, site.tasks["M"])
        assert (stone.starts_on, stone.not_before, stone.duration_days) == (date(2026, 1, 16), date(2026, 1, 16), 0)
    assert refused(lambda: site.update("M", status=TaskStatus.DONE)).key == "network.milestone_is_met"
