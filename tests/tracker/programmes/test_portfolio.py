"""Several programmes side by side, each with what this person may see of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.audits.app import opened, texts
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import STARTS_ON, new_phase, new_programme, new_task
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.words import Label
from tracker.people.rules import Actor, Role
from tracker.plan.actions import take_baseline, update_task
from tracker.plan.models import Gate, Programme, ProgrammeStatus
from tracker.programmes.queries.portfolio import portfolio
from tracker.programmes.rules.portfolio import GateAhead, PortfolioRow, summary

NOW = datetime(2026, 1, 8, 9, tzinfo=UTC)
ROW = PortfolioRow(UUID(int=1), "P", "P", "", None, 1, 0, 0, None, "", None, None, None)


@pytest.mark.parametrize(
    ("changed", "late"),
    [
        ({}, False),
        ({"late_tasks": 1}, True),
        ({"late_tasks": 1, "slip_days": 0}, False),  # the end still holds
        ({"slip_days": 3}, True),
        ({"slip_days": -3}, False),
        ({"slip_days": 0, "gate": GateAhead("G", STARTS_ON, -1)}, True),
        ({"slip_days": 0, "gate": GateAhead("G", STARTS_ON, 0)}, False),
    ],
)
def test_a_programme_is_late_when_its_end_slipped_or_a_gate_is_overdue(changed: dict[str, object], late: bool) -> None:
    assert replace(ROW, **changed).late is late  # type: ignore[arg-type]


def test_the_sentence_names_the_gate_that_is_due_first() -> None:
    gates = [GateAhead(name, STARTS_ON + timedelta(days=days), days) for name, days in (("late", 9), ("soon", 3))]
    found = summary([ROW, *(replace(ROW, gate=gate, slip_days=1) for gate in gates)])
    assert (found.programmes, found.late) == (3, 2)
    assert found.next_gate is not None
    assert found.next_gate[1].name == "soon"


def planned(lead: Actor) -> UUID:
    """A programme with a baseline, whose only task has since moved by a week, and a gate at the end of its phase."""
    with writing() as session:
        phase = new_phase(session, new_programme(session, "NORTH", starts_on=STARTS_ON))
        gate = Gate(
            programme_id=phase.programme_id,
            after_phase_id=phase.id,
            code="G1",
            name=Label("Pilot review", "试点评审"),
            position=1,
            due_on=date(2026, 1, 18),
            owner_role=Label("Sponsor", "发起人"),
        )
        session.add(gate)
        task, programme_id = new_task(session, phase), phase.programme_id
        closed = new_programme(session)
        closed.status = ProgrammeStatus.CLOSED
    with writing() as session, clock.standing_at(NOW):
        take_baseline(session, programme_id=programme_id, name="First", by=lead)
        update_task(session, task_id=task.id, seen=1, by=lead, due_on=task.due_on + timedelta(days=7))
    with writing() as session, clock.standing_at(NOW):
        take_baseline(session, programme_id=programme_id, name="Second", by=lead)
    return programme_id


def test_a_programme_is_told_in_one_row_with_what_the_reader_may_see(database: Database) -> None:
    with writing() as session:
        lead, executive = new_actor(session, Role.PROGRAMME_LEAD), new_actor(session, Role.EXECUTIVE)
        manager, limited = new_actor(session, Role.STORE_MANAGER), new_actor(session, Role.EXECUTIVE)
    planned(lead)
    limited = replace(limited, programmes=frozenset({lead.person_id}))
    with reading() as session, clock.standing_at(NOW):
        (row,), (of_manager,) = portfolio(session, by=executive), portfolio(session, by=manager)
        assert portfolio(session, by=limited) == []
    assert (row.code, row.phase, row.tasks, row.done, row.late_tasks) == ("NORTH", "Phase P1", 1, 0, 0)
    assert row.gate == GateAhead("Pilot review", date(2026, 1, 18), 10)
    assert (row.baseline, row.slip_days, row.late) == ("First", 5, True)
    assert (row.money is not None, row.high_risks) == (True, 0)
    assert (of_manager.money, of_manager.high_risks) == (None, None)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_page_says_in_one_sentence_how_things_stand(database: Database, actor_of: Callable[..., Actor]) -> None:
    lead = actor_of(Role.PROGRAMME_LEAD)
    page = "programme/portfolio"
    assert "No programme is running" in texts(opened(lead, page))
    key = planned(lead)
    shown = texts(opened(lead, page))
    assert "The programme is late; the next gate is Pilot review of Programme NORTH" in shown
    assert "5 working days later" in shown
    with writing() as session:
        session.get_one(Programme, key).name = Label("*Star*", "星")
    assert "of \\*Star\\*" in texts(opened(lead, page))
