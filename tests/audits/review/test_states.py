"""Every state with every step: what the table allows is done, and nothing else is."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.review.actions import (
    approve,
    correct_answer,
    decide_appeal,
    exclude_audit,
    open_appeal,
    reinstate_audit,
    release_audits,
    return_audit,
    take_up,
    withdraw_appeal,
    withdraw_approval,
    withdraw_return,
)
from audits.review.forms import RulingForm
from audits.review.models import Appeal, AuditRelease, AuditTally
from audits.review.rules import NEXT, TABLE, Ruling, Step, after, pseudonym
from audits.visits.actions.drafts import open_draft
from audits.visits.models import SCORED_STATES, Assignment, AuditState
from tests.conftest import Database
from tests.factories.audits import FULL, Visit, new_visit
from tests.factories.people import new_actor
from tests.factories.reviews import objection, submitted
from tracker.core.db import reading, writing
from tracker.core.ids import new_id, timeless_id
from tracker.core.refusals import Refusal, Stale
from tracker.people.rules import Actor, Role

ANSWERS = {**FULL, "smile": "no"}
WHY = "Because"


class Stage:
    """One audit with all who act on it; `to` brings it into a state the way people do."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.visit: Visit = new_visit(session)
        self.first, self.second = new_actor(session, Role.REVIEWER), new_actor(session, Role.REVIEWER)
        self.manager = new_actor(session, Role.STORE_MANAGER, stores=[self.visit.store_id])
        self.key: UUID = submitted(session, self.visit, ANSWERS)

    @property
    def state(self) -> AuditState:
        return self.session.get_one(Assignment, self.visit.assignment_id).state

    @property
    def appeal(self) -> Appeal | None:
        return self.session.scalars(select(Appeal).where(Appeal.submission_id == self.key).order_by(Appeal.id.desc())).first()

    def to(self, state: AuditState) -> None:
        for step in WAYS[state]:
            self.do(step)
        assert self.state is state

    def do(self, step: Step) -> Any:
        return DO[step](self)

    def release(self) -> UUID:
        """The audit's public key; where a step must be tried without a release, one is put there past the actions."""
        found = self.session.get(AuditRelease, self.key)
        if found is None:
            key = timeless_id()
            given = {"programme_id": self.visit.programme_id, "store_id": self.visit.store_id}
            found = AuditRelease(
                submission_id=self.key, public_id=key, pseudonym=pseudonym(key), released_by=self.visit.lead.person_id, **given
            )
            self.session.add(found)
            self.session.flush()
        return found.public_id

    def decide(self, ruling: Ruling) -> None:
        appeal = self.appeal
        value = "yes" if ruling is Ruling.AMENDED else None
        rulings = [RulingForm(item_code="smile", ruling=ruling, value=value, reason=WHY)]
        key, seen = (appeal.id, appeal.version) if appeal else (new_id(), 1)
        decide_appeal(self.session, appeal_id=key, seen=seen, rulings=rulings, by=self.second)

    def reviewer(self) -> Actor:
        """Whoever has it in review, else the first."""
        has = self.session.get_one(Assignment, self.visit.assignment_id).reviewer_id
        return self.second if has == self.second.person_id else self.first


def _given(stage: Stage, **more: Any) -> dict[str, Any]:
    return {"submission_id": stage.key, "by": stage.reviewer(), **more}


def _withdraw_appeal(stage: Stage) -> None:
    appeal = stage.appeal
    key, seen = (appeal.id, appeal.version) if appeal else (new_id(), 1)
    withdraw_appeal(stage.session, appeal_id=key, seen=seen, by=stage.manager)


DO: dict[Step, Callable[[Stage], Any]] = {
    Step.TAKEN_UP: lambda stage: take_up(stage.session, **_given(stage)),
    Step.CORRECTED: lambda stage: correct_answer(stage.session, item_code="smile", value="yes", reason=WHY, **_given(stage)),
    Step.RETURNED: lambda stage: return_audit(stage.session, reason=WHY, **_given(stage)),
    Step.RETURN_WITHDRAWN: lambda stage: withdraw_return(stage.session, reason=WHY, **_given(stage)),
    Step.APPROVED: lambda stage: approve(stage.session, **_given(stage)),
    Step.APPROVAL_WITHDRAWN: lambda stage: withdraw_approval(stage.session, reason=WHY, **_given(stage)),
    Step.RELEASED: lambda stage: release_audits(stage.session, submission_ids=[stage.key], by=stage.visit.lead),
    Step.EXCLUDED: lambda stage: exclude_audit(stage.session, reason=WHY, submission_id=stage.key, by=stage.visit.lead),
    Step.REINSTATED: lambda stage: reinstate_audit(stage.session, reason=WHY, submission_id=stage.key, by=stage.visit.lead),
    Step.APPEALED: lambda stage: open_appeal(
        stage.session, public_id=stage.release(), items=[objection("smile")], by=stage.manager
    ),
    Step.APPEAL_WITHDRAWN: _withdraw_appeal,
    Step.UPHELD: lambda stage: stage.decide(Ruling.UPHELD),
    Step.AMENDED: lambda stage: stage.decide(Ruling.AMENDED),
}
APPEALED = (Step.APPROVED, Step.RELEASED, Step.APPEALED)
WAYS: dict[AuditState, tuple[Step, ...]] = {
    AuditState.SUBMITTED: (),
    AuditState.IN_REVIEW: (Step.TAKEN_UP,),
    AuditState.RETURNED: (Step.RETURNED,),
    AuditState.APPROVED: (Step.APPROVED,),
    AuditState.APPEALED: APPEALED,
    AuditState.UPHELD: (*APPEALED, Step.UPHELD),
    AuditState.AMENDED: (*APPEALED, Step.AMENDED),
    AuditState.EXCLUDED: (Step.APPROVED, Step.EXCLUDED),
}


def set_up(state: AuditState) -> Stage:
    with writing() as session:
        stage = Stage(session)
        stage.to(state)
    return stage


def attempted(stage: Stage, step: Step) -> AuditState:
    """The state after the step; a refusal leaves nothing behind."""
    with writing() as session:
        stage.session = session
        stage.do(step)
        return stage.state


@pytest.mark.parametrize("state", WAYS)
def test_each_step_is_taken_from_the_states_of_the_table_and_from_no_other(database: Database, state: AuditState) -> None:
    stage = set_up(state)
    for step in Step:
        to = after(state, step, AuditState.APPROVED)
        if to is None:
            with pytest.raises(Refusal):
                attempted(stage, step)
            with reading() as session:
                assert session.get_one(Assignment, stage.visit.assignment_id).state is state
        else:
            other = set_up(state)
            assert attempted(other, step) is to, step
            with reading() as session:
                tallied = session.scalar(select(AuditTally.n).where(AuditTally.store_id == other.visit.store_id)) or 0
                assert tallied == (1 if to in SCORED_STATES else 0), step


def test_the_table_names_every_step_and_only_states_that_can_be_reached() -> None:
    assert {step for _, step, _ in TABLE} == set(Step)
    assert {state for state, _, _ in TABLE} == set(WAYS)
    assert {to for _, _, to in TABLE} == set(WAYS)
    assert [pair for pair, to in NEXT.items() if len(to) > 1] == [(AuditState.EXCLUDED, Step.REINSTATED)]


@pytest.mark.parametrize("state", [AuditState.ASSIGNED, AuditState.IN_PROGRESS, AuditState.CANCELLED])
def test_a_reviewer_does_nothing_with_what_is_not_submitted(state: AuditState) -> None:
    assert [step for step in Step if after(state, step)] == []


@pytest.mark.parametrize(
    ("way", "again"),
    [
        ((), AuditState.SUBMITTED),
        ((Step.TAKEN_UP,), AuditState.SUBMITTED),
        ((Step.APPROVED,), AuditState.APPROVED),
        ((Step.APPROVED, Step.APPROVAL_WITHDRAWN), AuditState.SUBMITTED),
        ((*APPEALED, Step.UPHELD), AuditState.UPHELD),
        ((*APPEALED, Step.AMENDED), AuditState.AMENDED),
    ],
)
def test_what_is_reinstated_is_what_it_was(database: Database, way: tuple[Step, ...], again: AuditState) -> None:
    with writing() as session:
        stage = Stage(session)
        for step in (*way, Step.EXCLUDED, Step.REINSTATED, Step.EXCLUDED, Step.REINSTATED):
            stage.do(step)
        assert stage.state is again


def test_a_return_that_was_opened_again_cannot_be_withdrawn(database: Database) -> None:
    stage = set_up(AuditState.RETURNED)
    with writing() as session:
        open_draft(session, assignment_id=stage.visit.assignment_id, by=stage.visit.shopper)
    with pytest.raises(Stale, match="return_was_opened"):
        attempted(stage, Step.RETURN_WITHDRAWN)


def test_an_approval_that_the_store_has_seen_cannot_be_withdrawn(database: Database) -> None:
    stage = set_up(AuditState.APPROVED)
    attempted(stage, Step.RELEASED)
    with pytest.raises(Refusal, match="was_released"):
        attempted(stage, Step.APPROVAL_WITHDRAWN)
