"""What the owner of a corrective action is told; written with the change."""

from sqlalchemy.orm import Session

from audits.findings.models import CorrectiveAction
from audits.findings.queries.due import PATH
from tracker.messages.actions.outbox import tell
from tracker.messages.rules import MessageKind
from tracker.people.models import Store
from tracker.people.rules import Actor


def tell_owner(session: Session, action: CorrectiveAction, by: Actor) -> None:
    """That it is theirs now; not to those who gave it to themselves."""
    if action.owner_id == by.person_id:
        return
    store = session.get_one(Store, action.store_id).name
    kind, key = MessageKind.ACTION_ASSIGNED, f"{action.id}/{action.owner_id}"
    tell(session, kind=kind, key=key, to=[action.owner_id], path=PATH, store=store, due=action.due_on)
