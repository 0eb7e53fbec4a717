"""What a visitor is told when something changes about their visit; written with the change."""

from uuid import UUID

from sqlalchemy.orm import Session

from audits.visits.models import Assignment
from audits.visits.queries.due import PATH
from tracker.messages.actions.outbox import tell
from tracker.messages.rules import MessageKind
from tracker.people.models import Store
from tracker.people.rules import Actor


def tell_assigned(session: Session, assignment: Assignment, by: Actor) -> None:
    """Not to those who took the visit themselves."""
    if assignment.assignee_id == by.person_id:
        return
    facts = {"start": assignment.visit_from, "due": assignment.due_on}
    key = f"{assignment.id}/{assignment.assignee_id}"
    _tell(session, MessageKind.VISIT_ASSIGNED, key, assignment, **facts)


def tell_returned(session: Session, assignment: Assignment, decision_id: UUID) -> None:
    """That there are reasons to read; what they say stays in the tracker."""
    _tell(session, MessageKind.AUDIT_RETURNED, str(decision_id), assignment)


def _tell(session: Session, kind: MessageKind, key: str, assignment: Assignment, **facts: object) -> None:
    store = session.get_one(Store, assignment.store_id).name
    tell(session, kind=kind, key=key, to=[assignment.assignee_id], path=PATH, store=store, **facts)
