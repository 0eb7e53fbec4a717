"""Every state with every step: what the table allows is done, and nothing else is."""

import pytest
from sqlalchemy import select

from audits.review.models import AuditTally
from audits.review.rules import NEXT, TABLE, Step, after
from audits.visits.actions.drafts import open_draft
from audits.visits.models import SCORED_STATES, Assignment, AuditState
from tests.audits.review.stage import APPEALED, WAYS, Stage
from tests.conftest import Database
from tracker.core.db import reading, writing
from tracker.core.refusals import Refusal, Stale


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
