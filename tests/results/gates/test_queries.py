"""What the criteria that look at indicators, audits, money and risks come to, in a sentence with the numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from results.gates.queries import EVALUATORS
from tests.conftest import Database, on_one_database
from tests.factories.audits import FULL, Visit, new_visit
from tests.factories.gates import new_criterion, new_gate
from tests.factories.programmes import new_phase
from tests.factories.results import new_indicator, new_interim, new_reading
from tests.factories.reviews import approved
from tests.factories.risks import new_risk
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.words import speaking
from tracker.money.actions import book, draw_up_budget
from tracker.money.forms import BudgetText
from tracker.money.queries import standing
from tracker.money.rules import EntryKind
from tracker.people.rules import Actor
from tracker.plan.models import Programme
from tracker.plan.queries import evaluate
from tracker.plan.queries.gates import EvaluatedRow
from tracker.plan.rules import CriterionKind
from tracker.plan.screens.gates.telling import finding_words
from tracker.risks.actions import move_risk
from tracker.risks.rules import RiskState
from tracker.targets.rules import Direction, TargetKind, Unit

NOW = datetime(2026, 5, 10, 9, tzinfo=UTC)
BOTH = {"en": "All", "zh_CN": "全部"}


@dataclass(frozen=True)
class Board:
    gate_id: UUID
    programme_id: UUID
    visit: Visit
    lead: Actor

    def ask(self, kind: CriterionKind, **given: Any) -> None:
        new_criterion(self.gate_id, self.lead, kind, **given)

    def lines(self) -> list[EvaluatedRow]:
        with reading() as session:
            return list(evaluate(session, gate_id=self.gate_id, evaluators=EVALUATORS, by=self.lead).lines)

    def told(self) -> list[tuple[bool | None, str]]:
        return [(line.finding.met, finding_words(line.finding)) for line in self.lines()]

    def indicator(self, code: str, *values: float, **given: Any) -> None:
        """Read once a month."""
        self.ask(CriterionKind.INDICATOR_AT_TARGET, indicator_code=code)
        with writing() as session:
            row = new_indicator(session, session.get_one(Programme, self.programme_id), code, **given)
            for month, value in enumerate(values, start=1):
                new_reading(session, row, date(2026, month, 28), value)


@pytest.fixture
def board(database: Database) -> Iterator[Board]:
    with writing() as session:
        visit = new_visit(session)
        programme = session.get_one(Programme, visit.programme_id)
        phase_id = new_phase(session, programme).id
    gate_id = new_gate(visit.programme_id, phase_id, visit.lead)
    with standing_at(NOW):
        yield Board(gate_id, visit.programme_id, visit, visit.lead)


def test_a_target_for_several_periods_in_a_row_is_met_by_so_many_of_the_last(board: Board) -> None:
    board.indicator("once", 91.0, 88.0, 92.0, consecutive=2)
    board.indicator("twice", 88.0, 91.0, 92.0, consecutive=2)
    board.indicator("gap", 91.0, 92.0, consecutive=3)
    assert board.told() == [
        (False, "Indicator once 92 on Mar 28, 2026: at its target in 1 of the 2 periods in a row that it needs."),
        (True, "Indicator twice 92 on Mar 28, 2026: at its target in 2 periods in a row, 2 needed."),
        (False, "Indicator gap 92 on Feb 28, 2026: at its target in 2 of the 3 periods in a row that it needs."),
    ]


def test_an_indicator_is_held_against_its_target(board: Board) -> None:
    board.indicator("csi", 83.0, 84.2)
    board.indicator(
        "waiting", 9.0, unit=Unit.MINUTES, direction=Direction.LOWER, baseline=16.0, target_kind=TargetKind.CHANGE, target=-40.0
    )
    board.indicator("staff", 20.0, direction=Direction.RANGE, target_kind=TargetKind.RANGE, target=10.0, target_high=15.0)
    board.indicator("unread")
    board.indicator("unknown_aim", 5.0, target_kind=TargetKind.ADDED, baseline=None)
    board.ask(CriterionKind.INDICATOR_AT_TARGET, indicator_code="nowhere")
    assert board.told() == [
        (False, "Indicator csi 84.2 on Feb 28, 2026, target 90: not met."),
        (True, "Indicator waiting 9 min on Jan 28, 2026, target 9.6 min: met."),
        (False, "Indicator staff 20 on Jan 28, 2026, target 10 to 15: not met."),
        (None, "Indicator unread: no value yet that may be shown."),
        (None, "Indicator unknown_aim 5 on Jan 28, 2026, without a target: cannot be told."),
        (None, "There is no indicator nowhere in this programme."),
    ]
    with speaking("zh_CN"):
        assert board.told()[0][1] == "csi指标 2026年2月28日 为 84.2，目标值 90：未达成。"


@on_one_database
def test_a_gate_before_the_end_asks_for_the_interim_target_due_by_then(board: Board) -> None:
    board.indicator("csi", 85.0)
    with writing() as session:
        row = new_indicator(session, session.get_one(Programme, board.programme_id), "two_steps")
        for due, value in ((date(2026, 3, 31), 84.0), (date(2026, 6, 30), 86.0), (date(2026, 9, 30), 88.0)):
            new_interim(session, row, due, value)
        new_reading(session, row, date(2026, 4, 30), 85.96)
    board.ask(CriterionKind.INDICATOR_AT_TARGET, indicator_code="two_steps")
    assert board.told()[1] == (
        False,
        "Indicator two_steps 85.96 on Apr 30, 2026, interim target 86.00 for Jun 30, 2026: not met.",
    )


def test_audits_are_held_against_a_mean(board: Board) -> None:
    board.ask(CriterionKind.AUDIT_SCORE, threshold=85.0)
    board.ask(CriterionKind.AUDIT_SCORE, threshold=0.0, rubric_code="another")
    nothing = (None, "No approved audit yet; at least 85% is asked for.")
    assert board.told()[0] == nothing
    with writing() as session:
        approved(session, board.visit, {**FULL, "smile": "no"})
    met, words = board.told()[0]
    assert (met, words.split(" ")[:5]) == (False, ["Mean", "of", "1", "approved", "audits"])
    assert words.endswith("at least 85%: not met.")
    assert board.told()[1][0] is None


def test_money_is_held_against_what_is_approved(board: Board) -> None:
    board.ask(CriterionKind.BUDGET_WITHIN, threshold=100.0)
    board.ask(CriterionKind.BUDGET_WITHIN, threshold=50.0)
    assert board.told()[0] == (None, "There is no approved budget yet.")
    lines = [{"code": "all", "name": BOTH, "share_percent": 100}]
    text = BudgetText.model_validate({"source": "P", "basis": BOTH, "lines": lines})
    programme_id, lead = board.programme_id, board.lead
    with writing() as session:
        draw_up_budget(session, programme_id=programme_id, text=text, currency="CNY", total_minor=100_000_00, by=lead)
    with reading() as session:
        (line,) = standing(session, programme_id=programme_id, by=lead).lines
    given: dict[str, Any] = {"line_id": line.line.id, "on": date(2026, 4, 1), "currency": "CNY"}
    with writing() as session:
        book(session, programme_id=programme_id, kind=EntryKind.ACTUAL, amount_minor=60_000_00, by=lead, **given)
    first, second = board.told()
    assert (first[0], second[0]) == (True, False)
    assert "CN¥100,000.00 approved" in first[1]
    assert second[1].endswith("at most 50%: not met.")


def test_no_high_risk_may_be_open(board: Board) -> None:
    board.ask(CriterionKind.NO_OPEN_HIGH_RISK)
    assert board.told() == [(True, "No high risk is open: met.")]
    key = new_risk(board.programme_id, board.lead, probability=5, impact=5)
    assert board.told() == [(False, "High risks open: 1 (R01): not met.")]
    with writing() as session:
        move_risk(session, risk_id=key, seen=1, state=RiskState.CLOSED, reason="Over", by=board.lead)
    assert board.told()[0][0] is True


def test_every_kind_that_no_person_marks_has_an_evaluator() -> None:
    by_the_plan = {CriterionKind.CHECKLIST, CriterionKind.EVIDENCE, CriterionKind.TASK_DONE, CriterionKind.MILESTONE_MET}
    assert set(EVALUATORS) == set(CriterionKind) - by_the_plan
