from sqlalchemy import func, select

from audits.findings.models import ActionChange, ActionCheck, ActionEvidence, ActionFinding, CorrectiveAction
from audits.findings.queries import effect_of_action, overdue_actions
from audits.findings.rules import ActionState
from audits.review.models import AuditScore
from tests.results.example.conftest import NOW, Example
from tracker.core.db import reading


def test_corrective_actions_are_in_every_state(example: Example) -> None:
    with reading() as session:
        actions = session.scalars(select(CorrectiveAction)).all()
        assert {action.state for action in actions} == set(ActionState)
        assert len(actions) > 30
        assert {action.deferrals for action in actions} == {0, 1}
        assert overdue_actions(session, by=example.administrator)
        answered = session.scalar(select(func.count(func.distinct(ActionFinding.action_id))))
        assert answered == len(actions)


def test_each_state_is_what_the_last_change_says(example: Example) -> None:
    with reading() as session:
        for action in session.scalars(select(CorrectiveAction)):
            changes = session.scalars(
                select(ActionChange).where(ActionChange.action_id == action.id).order_by(ActionChange.changed_at)
            ).all()
            assert (changes[-1].state, action.version) == (action.state, len(changes))
            assert (action.done_at is not None) == any(change.state is ActionState.DONE for change in changes)


def test_what_a_visit_decided_was_checked_at_an_approved_one(example: Example) -> None:
    with reading() as session:
        audited = set(session.scalars(select(AuditScore.submission_id)))
        decided = session.scalars(select(ActionChange.submission_id).where(ActionChange.submission_id.is_not(None))).all()
        assert len(decided) > 5
        assert set(decided) <= audited
        assert set(session.scalars(select(ActionCheck.draft_id))) <= audited
        for moments in (ActionChange.changed_at, ActionEvidence.given_at, ActionCheck.checked_at):
            assert session.scalar(select(func.max(moments))) <= NOW


def test_an_effect_can_be_read(example: Example) -> None:
    with reading() as session:
        key = session.scalars(select(CorrectiveAction.id).where(CorrectiveAction.state == ActionState.VERIFIED)).first()
        assert key is not None
        both = effect_of_action(session, action_id=key, by=example.administrator)
    assert len(both) == 2
    assert both[1].stores > 5
