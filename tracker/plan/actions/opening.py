"""The programme that a verb is about."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import db
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.models import Programme
from tracker.plan.rules import ProgrammeStatus


def open_programme(session: Session, programme_id: UUID, by: Actor, right: Action = Action.EDIT_PLAN) -> Programme:
    """The programme, if it is this person's to edit, or to do what `right` says, and goes on. It is locked: two people who link
    tasks at the same moment would close a circle that neither of them sees."""
    demand(by, right, Place(programme_id=programme_id))
    programme = session.scalars(
        select(Programme).where(Programme.id == programme_id, programme_condition(by, Programme.id)).with_for_update()
    ).one_or_none()
    if programme is None:
        raise NotFound("core.not_found")
    db.refuse_unless(programme.status is ProgrammeStatus.ACTIVE, "plan.programme_closed")
    return programme
