"""The example's plan and money: every page of them has something to show."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.results.example.conftest import NOW, Example
from tracker.core.db import reading
from tracker.core.models import Event
from tracker.money.models import BudgetChange, LedgerEntry, MoneyPeriod, TaskCost
from tracker.money.queries import standing
from tracker.money.rules import BudgetChangeKind, EntryKind
from tracker.plan.models import (
    Baseline,
    CriterionWaiver,
    Gate,
    GateCondition,
    GateDecision,
    Minute,
    PhaseArea,
    Programme,
    Task,
    TaskLink,
    TaskStatus,
)
from tracker.plan.queries import baselines, slippage
from tracker.plan.rules import GateOutcome, MinuteKind


def count(session: Session, kind: Any, *conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(kind).where(*conditions)) or 0


def test_regions_go_through_the_phases_on_their_own_days_which_overlap(example: Example) -> None:
    with reading() as session:
        spans = session.execute(select(PhaseArea.phase_id, PhaseArea.area_id, PhaseArea.starts_on, PhaseArea.ends_on)).all()
    assert len(spans) == 11  # the last region is no pilot
    at_once = {
        (one.phase_id, other.phase_id)
        for one in spans
        for other in spans
        if one.area_id != other.area_id and one.phase_id != other.phase_id and one.starts_on <= other.ends_on <= one.ends_on
    }
    assert at_once


def test_two_gates_are_decided_and_one_of_them_with_conditions(example: Example) -> None:
    with reading() as session:
        decided = session.execute(
            select(Gate.code, GateDecision.outcome, GateDecision.evidence).join(Gate, Gate.id == GateDecision.gate_id)
        ).all()
        assert {row.code: row.outcome for row in decided} == {"G1": GateOutcome.GO, "G2": GateOutcome.CONDITIONAL_GO}
        assert all(row.evidence["criteria"] for row in decided)
        assert count(session, Gate) == 4
        assert count(session, CriterionWaiver) == 1
        states = session.scalars(select(Task.status).join(GateCondition, GateCondition.task_id == Task.id)).all()
    assert sorted(states) == [TaskStatus.DONE, TaskStatus.IN_PROGRESS]


def test_what_moved_shows_against_both_baselines_and_in_the_log(example: Example) -> None:
    with reading() as session:
        programme_id = session.scalars(select(Programme.id)).one()
        kept = baselines(session, programme_id=programme_id, by=example.administrator)
        late = [
            {row.code for row in slippage(session, baseline_id=one.id, by=example.administrator) if (row.days_late or 0) > 0}
            for one in kept
        ]
        assert count(session, Baseline) == 2
        assert all("national_systems" in codes for codes in late)
        moved = session.scalars(select(Event.at).where(Event.verb == "task.updated")).all()
    assert len(moved) >= 7
    assert max(moved) <= NOW
    assert {moment.date() for moment in moved} > {date(2026, 2, 14)}


def test_the_books_of_six_months_hold_commitments_a_restatement_and_a_draw_down(example: Example) -> None:
    with reading() as session:
        programme_id = session.scalars(select(Programme.id)).one()
        assert count(session, LedgerEntry, LedgerEntry.kind == EntryKind.COMMITTED) == 4
        assert count(session, LedgerEntry, LedgerEntry.restates_id.is_not(None)) == 1
        assert count(session, BudgetChange, BudgetChange.kind == BudgetChangeKind.DRAW_DOWN) == 1
        assert count(session, MoneyPeriod, MoneyPeriod.locked_at.is_not(None)) == 4
        assert count(session, TaskCost) == 20
        months = {on.month for on in session.scalars(select(LedgerEntry.on).where(LedgerEntry.kind == EntryKind.ACTUAL))}
        found = standing(session, programme_id=programme_id, by=example.administrator)
    assert months == {1, 2, 3, 4, 5, 6}
    assert 0 < found.actual_minor < (found.approved_minor or 0)


def test_meetings_have_decisions_and_actions_and_recurring_work_is_there(example: Example) -> None:
    with reading() as session:
        assert count(session, Minute, Minute.kind == MinuteKind.MEETING) == 6
        assert count(session, Minute, Minute.kind == MinuteKind.ACTION, Minute.done_on.is_(None)) == 3
        assert count(session, Minute, Minute.kind == MinuteKind.DECISION, Minute.meeting_id.is_not(None)) == 8
        assert count(session, Task, Task.recurrence_id.is_not(None)) > 60
        assert count(session, TaskLink) > 50
