"""Filters of the task table that a person keeps under a name, for themselves."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import events
from tracker.core.db import change, refuse_unless
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.forms.progress import ViewForm
from tracker.plan.models import Programme, SavedView
from tracker.plan.rules.choosing import Filters

MOST_VIEWS = 30


def save_view(session: Session, *, programme_id: UUID, name: str, filters: Filters, by: Actor) -> UUID:
    """A name that this person has used already gets the new filters."""
    demand(by, Action.SEE_PLAN, Place(programme_id=programme_id))
    form = ViewForm.read(name=name)
    here = select(Programme.id).where(Programme.id == programme_id, programme_condition(by, Programme.id))
    if session.scalar(here) is None:
        raise NotFound("core.not_found")
    own = (SavedView.programme_id == programme_id, SavedView.person_id == by.person_id)
    kept = list(session.scalars(select(SavedView).where(*own).with_for_update()))
    row = next((view for view in kept if view.name == form.name), None)
    if row is None:
        refuse_unless(len(kept) < MOST_VIEWS, "desk.too_many_views", most=MOST_VIEWS)
        row = SavedView(programme_id=programme_id, person_id=by.person_id, name=form.name, filters=filters.values())
        session.add(row)
        session.flush()
        changed = {"name": [None, row.name]}
    else:
        changed = change(row, filters=filters.values())
    if changed:
        events.record(session, by=by.person_id, verb="saved_view.saved", on="saved_view", key=row.id, change=changed)
    return row.id


def delete_view(session: Session, *, view_id: UUID, by: Actor) -> None:
    demand(by, Action.SEE_PLAN)
    row = session.scalars(select(SavedView).where(SavedView.id == view_id, SavedView.person_id == by.person_id)).one_or_none()
    if row is None:
        raise NotFound("core.not_found")
    session.delete(row)
    events.record(
        session, by=by.person_id, verb="saved_view.deleted", on="saved_view", key=row.id, change={"name": [row.name, None]}
    )
