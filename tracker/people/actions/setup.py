"""The first administrator is made with a one-time code that only the console shows. There is no default account."""

import hashlib
import hmac
from uuid import UUID

from sqlalchemy.orm import Session

from tracker.core import clock, events
from tracker.core.models import Installation
from tracker.core.refusals import NotAllowed, Refusal
from tracker.people import passwords
from tracker.people.actions.accounts import add_person
from tracker.people.actions.organisation import ship_channels
from tracker.people.rules import Role

CODE_LENGTH = 12  # 59 bits, and each try waits


def issue_setup_code(session: Session) -> str | None:
    """A fresh code, which makes the one before worthless; None once the first administrator exists."""
    row = session.get(Installation, 1, with_for_update=True)
    if row is None:
        row = Installation(id=1)
        session.add(row)
    if row.set_up_at is not None:
        return None
    code = passwords.generated(CODE_LENGTH)
    row.setup_code_hash = _hash(code)
    return code


def needs_setup(session: Session) -> bool:
    row = session.get(Installation, 1)
    return row is None or row.set_up_at is None


def check_setup_code(session: Session, *, code: str) -> None:
    """Whether this code would do. Asked before the password is hashed, so that a stranger without it costs nothing."""
    row = session.get(Installation, 1)
    if row is None or row.set_up_at is not None or row.setup_code_hash is None:
        raise NotAllowed("people.already_set_up")
    if not hmac.compare_digest(row.setup_code_hash, _hash(code)):
        raise Refusal("people.setup_code_wrong", field="code")


def make_first_administrator(
    session: Session, *, code: str, user_name: str, display_name: str, password_hash: str, language: str | None = None
) -> UUID:
    """The first person, and the channels every organisation starts with."""
    row = session.get(Installation, 1, with_for_update=True)
    check_setup_code(session, code=code)
    person_id = add_person(
        session,
        user_name=user_name,
        display_name=display_name,
        password_hash=password_hash,
        role=Role.ADMINISTRATOR,
        language=language,
        by=None,
    )
    if row:
        row.set_up_at, row.setup_code_hash = clock.now(), None
    ship_channels(session, by=person_id)
    events.record(session, by=person_id, verb="installation.set_up", on="person", key=person_id)
    return person_id


def _hash(code: str) -> str:
    kept = "".join(letter for letter in code.upper() if letter in passwords.ALPHABET)
    return hashlib.sha256(kept.encode()).hexdigest()
