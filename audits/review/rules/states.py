"""What may follow on what from submission to appeal: one table. Nothing is taken back; an undo is a step of its own."""

from collections.abc import Mapping
from enum import StrEnum

from audits.visits.rules import AuditState
from tracker.people.rules import Action, Actor, can


class Decision(StrEnum):
    """An undo is a decision of its own: nothing decided is taken out of the record."""

    RETURNED = "returned"
    RETURN_WITHDRAWN = "return_withdrawn"
    APPROVED = "approved"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    EXCLUDED = "excluded"
    REINSTATED = "reinstated"


class Step(StrEnum):
    """Everything that is done with a submitted audit; the decisions among them have a row each (`Decision`)."""

    TAKEN_UP = "taken_up"
    CORRECTED = "corrected"
    RETURNED = "returned"
    RETURN_WITHDRAWN = "return_withdrawn"
    APPROVED = "approved"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    RELEASED = "released"
    EXCLUDED = "excluded"
    REINSTATED = "reinstated"
    APPEALED = "appealed"
    APPEAL_WITHDRAWN = "appeal_withdrawn"
    UPHELD = "upheld"
    AMENDED = "amended"


_S = AuditState
# From, step, to. A return that the visitor has answered (IN_PROGRESS) and an open appeal (APPEALED) have no other way out.
TABLE: tuple[tuple[AuditState, Step, AuditState], ...] = (
    (_S.SUBMITTED, Step.TAKEN_UP, _S.IN_REVIEW),
    (_S.SUBMITTED, Step.RETURNED, _S.RETURNED),
    (_S.SUBMITTED, Step.APPROVED, _S.APPROVED),
    (_S.SUBMITTED, Step.EXCLUDED, _S.EXCLUDED),
    (_S.IN_REVIEW, Step.TAKEN_UP, _S.IN_REVIEW),  # by somebody else
    (_S.IN_REVIEW, Step.CORRECTED, _S.IN_REVIEW),
    (_S.IN_REVIEW, Step.RETURNED, _S.RETURNED),
    (_S.IN_REVIEW, Step.APPROVED, _S.APPROVED),
    (_S.IN_REVIEW, Step.EXCLUDED, _S.EXCLUDED),
    (_S.RETURNED, Step.RETURN_WITHDRAWN, _S.IN_REVIEW),
    (_S.APPROVED, Step.APPROVAL_WITHDRAWN, _S.IN_REVIEW),
    (_S.APPROVED, Step.RELEASED, _S.APPROVED),
    (_S.APPROVED, Step.EXCLUDED, _S.EXCLUDED),
    (_S.APPROVED, Step.APPEALED, _S.APPEALED),
    (_S.APPEALED, Step.APPEAL_WITHDRAWN, _S.APPROVED),
    (_S.APPEALED, Step.UPHELD, _S.UPHELD),
    (_S.APPEALED, Step.AMENDED, _S.AMENDED),
    (_S.UPHELD, Step.EXCLUDED, _S.EXCLUDED),
    (_S.AMENDED, Step.EXCLUDED, _S.EXCLUDED),
    (_S.EXCLUDED, Step.REINSTATED, _S.SUBMITTED),
    (_S.EXCLUDED, Step.REINSTATED, _S.APPROVED),
    (_S.EXCLUDED, Step.REINSTATED, _S.UPHELD),
    (_S.EXCLUDED, Step.REINSTATED, _S.AMENDED),
)
NEXT: Mapping[tuple[AuditState, Step], frozenset[AuditState]] = {
    (state, step): frozenset(to for start, taken, to in TABLE if (start, taken) == (state, step)) for state, step, _ in TABLE
}


def after(state: AuditState, step: Step, was: AuditState | None = None) -> AuditState | None:
    """The state that follows, None where the step cannot be taken. What is reinstated is again what it `was`; what was in
    review waits for somebody to take it up."""
    found = NEXT.get((state, step), frozenset())
    if len(found) < 2:
        return next(iter(found), None)
    wanted = AuditState.SUBMITTED if was is AuditState.IN_REVIEW else was
    return wanted if wanted in found else None


def waits_for_release(actor: Actor) -> bool:
    """Whether this person sees an audit only from its release on: a store manager, who must not know when a visitor came."""
    return can(actor, Action.SEE_AUDIT_SCORE) and not can(actor, Action.RELEASE_AUDIT)
