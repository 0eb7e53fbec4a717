"""Tokens for scripts: made and ended by the person they stand for, shown once."""

import secrets
from uuid import UUID

from sqlalchemy.orm import Session

from tracker.core import clock, events
from tracker.core.refusals import NotFound
from tracker.people.forms import TokenForm
from tracker.people.models import ApiToken
from tracker.people.rules import Actor, token_hash


def make_token(session: Session, *, label: str, by: Actor) -> str:
    """The token itself, which nobody can show again."""
    form = TokenForm.read(label=label)
    token = secrets.token_urlsafe(32)
    row = ApiToken(person_id=by.person_id, token_hash=token_hash(token), label=form.label)
    session.add(row)
    session.flush()
    events.record(session, by=by.person_id, verb="token.made", on="token", key=row.id)
    return token


def end_token(session: Session, *, token_id: UUID, by: Actor) -> None:
    row = session.get(ApiToken, token_id)
    if row is None or row.person_id != by.person_id:
        raise NotFound("core.not_found")
    if row.ended_at is None:
        row.ended_at = clock.now()
        events.record(session, by=by.person_id, verb="token.ended", on="token", key=row.id)
