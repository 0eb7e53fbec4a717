"""One audit and all who act on it, for tests that play many steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

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
from audits.review.forms.appeals import RulingForm
from audits.review.models import Appeal, AuditRelease
from audits.review.queries import answers_in_effect
from audits.review.rules import Ruling, Step, pseudonym
from audits.visits.actions.drafts import open_draft, take_lease
from audits.visits.actions.submissions import submit
from audits.visits.models import Assignment, AuditState
from tests.factories.audits import FULL, LEASE, Visit, new_visit
from tests.factories.people import new_actor
from tests.factories.reviews import objection, submitted
from tracker.core.ids import new_id, timeless_id
from tracker.people.models import Store
from tracker.people.rules import Actor, Role

ANSWERS = {**FULL, "smile": "no"}
WHY = "Because"


class Stage:
    """One audit with all who act on it; `to` brings it into a state the way people do."""

    def __init__(self, session: Session, beside: "Stage | None" = None, answers: dict[str, Any] | None = None) -> None:
        """`beside` another one: in its programme and store."""
        self.session = session
        self.visit: Visit = new_visit(session, store=session.get_one(Store, beside.visit.store_id) if beside else None)
        if beside:
            session.get_one(Assignment, self.visit.assignment_id).programme_id = beside.visit.programme_id
            session.flush()
        self.first, self.second = new_actor(session, Role.REVIEWER), new_actor(session, Role.REVIEWER)
        self.manager = new_actor(session, Role.STORE_MANAGER, stores=[self.visit.store_id])
        self.key: UUID = submitted(session, self.visit, answers or ANSWERS)

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
        value = self.other_smile() if ruling is Ruling.AMENDED else None
        rulings = [RulingForm(item_code="smile", ruling=ruling, value=value, reason=WHY)]
        key, seen = (appeal.id, appeal.version) if appeal else (new_id(), 1)
        decide_appeal(self.session, appeal_id=key, seen=seen, rulings=rulings, by=self.second)

    def other_smile(self) -> str:
        return "no" if answers_in_effect(self.session, self.key)["smile"] == "yes" else "yes"

    def submit_again(self) -> None:
        """The visitor's next attempt after a return; refused when it is not the visitor's turn."""
        draft_id = open_draft(self.session, assignment_id=self.visit.assignment_id, by=self.visit.shopper)
        take_lease(self.session, draft_id=draft_id, token=LEASE, by=self.visit.shopper)
        submit(self.session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=self.visit.shopper)
        self.key = draft_id

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
    Step.CORRECTED: lambda stage: correct_answer(
        stage.session, item_code="smile", value=stage.other_smile(), reason=WHY, **_given(stage)
    ),
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
