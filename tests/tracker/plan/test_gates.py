"""A gate's way: defined, marked, waived, evaluated and decided, and what each of its readers is told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from tests.conftest import Database, on_one_database
from tests.factories.gates import new_criterion, new_gate
from tests.factories.people import new_store
from tests.factories.programmes import new_milestone, new_phase, new_programme, new_task
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.core.words import speaking
from tracker.people.rules import Actor, Role
from tracker.plan import actions
from tracker.plan.forms.gates import ConditionForm
from tracker.plan.models import Gate, GateDecision, Programme
from tracker.plan.queries import decisions, evaluate, gates, next_gate, plan, verify_decision
from tracker.plan.queries.decisions import DecisionRow
from tracker.plan.queries.gates import Evaluation, Evaluators, GateRow, gate
from tracker.plan.rules import Confidence, CriterionKind, GateOutcome, ProgrammeStatus
from tracker.plan.rules.gates import CriterionState, Finding, Sum

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
BUDGET = Finding(False, "gates.finding.budget.none", (("forecast", Sum(110, "CNY")),))
MONEY: Evaluators = {CriterionKind.BUDGET_WITHIN: lambda session, criterion, by: BUDGET}


@dataclass(frozen=True)
class Review:
    """A gate between two phases that asks for a checklist and, at will, a milestone."""

    programme_id: UUID
    phases: tuple[UUID, UUID]
    task_id: UUID
    milestone_id: UUID
    gate_id: UUID
    checklist: UUID
    lead: Actor

    def do(self, verb: str, **given: Any) -> Any:
        with writing() as session:
            return getattr(actions, verb)(session, **{"by": self.lead} | given)

    def gate(self) -> GateRow:
        with reading() as session:
            return gate(session, gate_id=self.gate_id, by=self.lead)

    def found(self, by: Actor | None = None, evaluators: Evaluators = MONEY) -> Evaluation:
        with reading() as session:
            return evaluate(session, gate_id=self.gate_id, evaluators=evaluators, by=by or self.lead)

    def decide(self, outcome: GateOutcome, **given: Any) -> UUID:
        wanted = {"seen": self.gate().version, "confidence": Confidence.AMBER, "evaluators": MONEY}
        key: UUID = self.do("decide_gate", gate_id=self.gate_id, outcome=outcome, **wanted | given)
        return key

    def decided(self, by: Actor | None = None) -> list[DecisionRow]:
        with reading() as session:
            return decisions(session, gate_id=self.gate_id, by=by or self.lead)


@pytest.fixture
def review(database: Database, actor_of: Callable[..., Actor]) -> Iterator[Review]:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        programme = new_programme(session)
        first, second = new_phase(session, programme), new_phase(session, programme, "P2", position=2)
        task, milestone = new_task(session, first), new_milestone(session, first)
        keys = (programme.id, (first.id, second.id), task.id, milestone.id)
    with standing_at(NOW):
        key = new_gate(keys[0], keys[1][0], lead, before_phase_id=keys[1][1])
        yield Review(*keys, key, new_criterion(key, lead), lead)


def test_a_gate_is_decided_and_its_evidence_stays_as_it_was(review: Review) -> None:
    done = new_criterion(review.gate_id, review.lead, CriterionKind.TASK_DONE, task_id=review.task_id)
    met = new_criterion(review.gate_id, review.lead, CriterionKind.MILESTONE_MET, task_id=review.milestone_id)
    budget = new_criterion(review.gate_id, review.lead, CriterionKind.BUDGET_WITHIN, threshold=100.0, mandatory=False)
    assert [line.state.value for line in review.found().lines] == ["unknown", "open", "open", "open"]
    with pytest.raises(Refusal) as refused:
        review.decide(GateOutcome.GO)
    assert (refused.value.key, refused.value.facts) == ("gates.not_all_met", {"n": 3})

    review.do("mark_criterion", criterion_id=review.checklist, met=True, note="All trained")
    review.do("waive_criterion", criterion_id=done, reason="Moved to the next phase")
    review.do("meet_milestone", milestone_id=review.milestone_id, seen=1)
    assert [line.state.value for line in review.found().lines] == ["met", "waived", "met", "open"]
    key = review.decide(GateOutcome.GO, confidence=Confidence.GREEN)
    assert (review.gate().outcome, review.gate().passed) == (GateOutcome.GO, True)

    review.do("reopen_milestone", milestone_id=review.milestone_id, seen=2)
    review.do("withdraw_waiver", criterion_id=done, reason="It is needed after all")
    review.do("mark_criterion", criterion_id=review.checklist, met=False, note="Half left")
    (decision,) = review.decided()
    assert [line.state.value for line in decision.lines] == ["met", "waived", "met", "open"]
    assert [line.criterion_id for line in decision.lines] == [review.checklist, done, met, budget]
    assert (decision.lines[0].note, decision.lines[1].reason) == ("All trained", "Moved to the next phase")
    assert dict(decision.lines[3].finding.facts) == {"forecast": Sum(110, "CNY")}
    assert [line.state.value for line in review.found().lines] == ["open", "open", "open", "open"]
    assert decision.intact
    with reading() as session:
        assert verify_decision(session, decision_id=key, by=review.lead)


def test_what_was_decided_cannot_be_changed_unseen(review: Review) -> None:
    key = review.decide(GateOutcome.HOLD, note="Wait for the new system")
    with reading() as session:
        stored = session.get_one(GateDecision, key)
        evidence, note = stored.evidence, stored.note
    for changed in ({"outcome": GateOutcome.GO, "note": note}, {"outcome": GateOutcome.HOLD, "note": "Another reason"}):
        with pytest.raises(Exception, match="append"), writing() as session:
            session.execute(update(GateDecision).values(**changed))
    assert evidence["decision"]["outcome"] == "hold"
    assert [row.intact for row in review.decided()] == [True]


def test_conditions_become_tasks_of_the_next_phase(review: Review) -> None:
    condition = ConditionForm.read(what="Train the night shift", owner_id=review.lead.person_id, due_on=date(2026, 5, 29))
    with pytest.raises(Refusal) as refused:
        review.decide(GateOutcome.CONDITIONAL_GO)
    assert refused.value.key == "gates.no_condition"
    review.decide(GateOutcome.CONDITIONAL_GO, conditions=[condition, condition])
    (decision,) = review.decided()
    assert [(one.name, one.due_on) for one in decision.conditions] == [("Train the night shift", date(2026, 5, 29))] * 2
    with reading() as session:
        made = [
            row for row in plan(session, programme_id=review.programme_id, by=review.lead).tasks if row.code.startswith("G1.c")
        ]
    assert [(row.code, row.phase_id, row.owner_id) for row in made] == [
        ("G1.c1", review.phases[1], review.lead.person_id),
        ("G1.c2", review.phases[1], review.lead.person_id),
    ]
    assert [row.starts_on for row in made] == [NOW.date()] * 2
    late = ConditionForm.read(what="Too late", owner_id=review.lead.person_id, due_on=date(2026, 3, 9))
    with pytest.raises(Refusal) as refused:
        review.decide(GateOutcome.CONDITIONAL_GO, conditions=[late])
    assert refused.value.key == "gates.due_past"


def test_a_later_decision_stands_beside_the_earlier_one(review: Review) -> None:
    with reading() as session:
        assert next_gate(session, programme_id=review.programme_id, by=review.lead) == review.gate()
    seen = review.gate().version
    review.decide(GateOutcome.HOLD, note="Not yet")
    with pytest.raises(Stale):
        review.decide(GateOutcome.STOP, note="At the same time", seen=seen)
    review.do("waive_criterion", criterion_id=review.checklist, reason="Done on paper")
    review.decide(GateOutcome.GO)
    assert [row.outcome for row in review.decided()] == [GateOutcome.GO, GateOutcome.HOLD]
    with reading() as session:
        assert next_gate(session, programme_id=review.programme_id, by=review.lead) is None
        assert session.scalar(select(func.count()).select_from(Event).where(Event.verb == "gate.decided")) == 2
    with pytest.raises(Refusal) as refused:
        review.do("remove_gate", gate_id=review.gate_id, seen=review.gate().version)
    assert refused.value.key == "gates.gate_in_use"


def test_a_gate_is_changed_and_removed_while_nothing_hangs_on_it(review: Review) -> None:
    new_criterion(review.gate_id, review.lead)
    review.do("change_gate", gate_id=review.gate_id, seen=review.gate().version, name_en="Pilot review", due_on=date(2026, 7, 15))
    assert (review.gate().name, review.gate().due_on, review.gate().late) == ("Pilot review", date(2026, 7, 15), False)
    first, second = review.gate().criteria
    assert (first.code, second.code) == ("G1.1", "G1.2")
    review.do("change_criterion", criterion_id=second.id, seen=1, kind=CriterionKind.EVIDENCE, text_zh="照片", mandatory=False)
    with speaking("zh_CN"):
        assert (review.gate().name, review.gate().criteria[1].text) == ("评审", "照片")
    review.do("remove_criterion", criterion_id=first.id, seen=1)
    review.do("remove_gate", gate_id=review.gate_id, seen=review.gate().version)
    with reading() as session:
        assert gates(session, programme_id=review.programme_id, by=review.lead) == []


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"kind": CriterionKind.TASK_DONE}, "gates.task_missing"),
        ({"kind": CriterionKind.TASK_DONE, "task_id": "milestone"}, "gates.unknown_task"),
        ({"kind": CriterionKind.MILESTONE_MET, "task_id": "task"}, "gates.unknown_task"),
        ({"kind": CriterionKind.INDICATOR_AT_TARGET}, "gates.indicator_missing"),
        ({"kind": CriterionKind.AUDIT_SCORE}, "gates.threshold_missing"),
        ({"text_en": "", "text_zh": " "}, "gates.text_missing"),
    ],
)
@on_one_database
def test_a_criterion_names_what_its_kind_needs(review: Review, given: dict[str, Any], key: str) -> None:
    places = {"task": review.task_id, "milestone": review.milestone_id}
    wanted = {name: places.get(value, value) if name == "task_id" else value for name, value in given.items()}
    with pytest.raises(Refusal) as refused:
        new_criterion(review.gate_id, review.lead, **wanted)
    assert refused.value.key == key


def test_who_is_asked_marks_and_who_decides_waives(review: Review, actor_of: Callable[..., Actor]) -> None:
    asked, executive = actor_of(Role.SUPERVISOR), actor_of(Role.EXECUTIVE)
    key = new_criterion(review.gate_id, review.lead, CriterionKind.EVIDENCE, owner_id=asked.person_id)
    for criterion_id, by, refusal in (
        (review.checklist, asked, "gates.not_asked"),
        (key, executive, "gates.not_asked"),
        (key, asked, "gates.evidence_missing"),
    ):
        with pytest.raises(Refusal) as refused:
            review.do("mark_criterion", criterion_id=criterion_id, met=True, by=by)
        assert refused.value.key == refusal
    review.do("mark_criterion", criterion_id=key, met=True, note="See the list", by=asked)
    with pytest.raises(NotAllowed):
        review.do("waive_criterion", criterion_id=key, reason="Because", by=asked)
    with pytest.raises(NotAllowed):
        review.decide(GateOutcome.HOLD, note="No", by=asked)
    review.do("waive_criterion", criterion_id=review.checklist, reason="Small", by=executive)
    with pytest.raises(Refusal):
        review.do("waive_criterion", criterion_id=review.checklist, reason="Again", by=executive)
    review.decide(GateOutcome.GO, by=executive)
    assert [line.state for line in review.decided()[0].lines] == [CriterionState.WAIVED, CriterionState.MET]


def test_readers_are_told_what_they_may_know(review: Review, actor_of: Callable[..., Actor]) -> None:
    new_criterion(review.gate_id, review.lead, CriterionKind.BUDGET_WITHIN, threshold=100.0)
    review.do("mark_criterion", criterion_id=review.checklist, met=True, note="The vendor was paid 5,000")
    review.decide(GateOutcome.RECYCLE, note="Over budget by 10%")
    with writing() as session:
        store = new_store(session).id
    manager = actor_of(Role.STORE_MANAGER, stores=[store])
    checklist, budget = review.found(manager).lines
    assert (budget.told, budget.finding, budget.state) == (False, Finding(False, "gates.finding.withheld"), CriterionState.OPEN)
    assert (checklist.state, checklist.mark) == (CriterionState.MET, None)
    (decision,) = review.decided(manager)
    assert (decision.note, decision.lines[1].finding) == ("", Finding(False, "gates.finding.withheld"))
    assert decision.lines[0].note == ""
    executive = actor_of(Role.EXECUTIVE)
    assert review.found(executive).lines[1].finding == BUDGET
    assert review.decided(executive)[0].note == "Over budget by 10%"


def test_a_regional_executive_decides_on_the_whole_programme(review: Review, actor_of: Callable[..., Actor]) -> None:
    seen_by = list[Actor]()

    def audits(session: object, criterion: object, by: Actor) -> Finding:
        seen_by.append(by)
        return Finding(True, "gates.finding.audits.met", (("n", 5),))

    new_criterion(review.gate_id, review.lead, CriterionKind.AUDIT_SCORE, threshold=80.0)
    with writing() as session:
        region = new_store(session).region_id
    regional = actor_of(Role.EXECUTIVE, regions=[region])
    evaluators: Evaluators = {CriterionKind.AUDIT_SCORE: audits}
    assert review.found(regional, evaluators).lines[1].finding == Finding(True, "gates.finding.withheld")
    review.do("waive_criterion", criterion_id=review.checklist, reason="Small", by=regional)
    review.decide(GateOutcome.GO, by=regional, evaluators=evaluators)
    assert not any(by.regions for by in seen_by)
    assert dict(review.decided()[0].lines[1].finding.facts) == {"n": 5}
    assert review.decided(regional)[0].lines[1].finding.facts == ()


def test_other_programmes_and_closed_ones_are_out_of_reach(review: Review, actor_of: Callable[..., Actor]) -> None:
    with writing() as session:
        other = new_programme(session).id
    stranger = actor_of(Role.PROGRAMME_LEAD, programmes=[other])
    for ask in (
        lambda: review.do("mark_criterion", criterion_id=review.checklist, met=True, by=stranger),
        lambda: review.decide(GateOutcome.HOLD, note="No", by=stranger),
        lambda: review.found(stranger),
    ):
        with pytest.raises(NotFound):
            ask()
    assert review.decided(stranger) == []
    with writing() as session:
        session.execute(update(Programme).values(status=ProgrammeStatus.CLOSED))
    with pytest.raises(Refusal) as refused:
        review.decide(GateOutcome.HOLD, note="Over")
    assert refused.value.key == "plan.programme_closed"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Gate)) == 1
