"""Where messages go: kept by the administrator. The address is a secret: it is taken, checked, used, and never told again."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import events
from tracker.core.db import change, refuse_unless, take
from tracker.core.models import Secret
from tracker.messages.forms import AddressForm, TargetForm
from tracker.messages.models import MessageTarget
from tracker.messages.rules import MessageKind
from tracker.people.access import demand
from tracker.people.rules import Action, Actor


def add_target(session: Session, *, name: str, address: str, kinds: Collection[MessageKind], by: Actor) -> UUID:
    demand(by, Action.MANAGE_MESSAGES)
    form, kept = TargetForm.read(name=name, kinds=tuple(kinds)), AddressForm.read(address=address).address
    _refuse_unless_free(session, form.name)
    row = MessageTarget(name=form.name, address=kept, kinds=_plain(form.kinds))
    session.add(row)
    session.flush()
    told = {"name": form.name, "address": Secret(kept), "kinds": row.kinds}
    events.record(session, by=by.person_id, verb="message_target.added", on="message_target", key=row.id, change=told)
    return row.id


def change_target(
    session: Session,
    *,
    target_id: UUID,
    seen: int,
    name: str,
    kinds: Collection[MessageKind],
    active: bool,
    address: str = "",
    by: Actor,
) -> None:
    """An empty `address` leaves the one that is kept."""
    demand(by, Action.MANAGE_MESSAGES)
    form = TargetForm.read(name=name, kinds=tuple(kinds))
    row = take(session, MessageTarget, target_id, seen=seen)
    if form.name != row.name:
        _refuse_unless_free(session, form.name)
    kept = AddressForm.read(address=address).address if address.strip() else row.address
    changed = change(row, name=form.name, kinds=_plain(form.kinds), active=active, address=kept)
    if "address" in changed:
        changed["address"] = [Secret(text) for text in changed["address"]]
    if changed:
        events.record(session, by=by.person_id, verb="message_target.changed", on="message_target", key=row.id, change=changed)


def note_trial(session: Session, *, target_id: UUID, arrived: bool, by: Actor) -> None:
    """That a test message was sent, and whether the carrier took it."""
    demand(by, Action.MANAGE_MESSAGES)
    told = {"arrived": arrived}
    events.record(session, by=by.person_id, verb="message_target.tried", on="message_target", key=target_id, change=told)


def _plain(kinds: Collection[MessageKind]) -> list[str]:
    """In the order of the list of kinds, each once."""
    return [kind.value for kind in MessageKind if kind in kinds]


def _refuse_unless_free(session: Session, name: str) -> None:
    taken = session.scalar(select(MessageTarget.id).where(MessageTarget.name == name))
    refuse_unless(taken is None, "messages.name_taken", field="name", text=name)
