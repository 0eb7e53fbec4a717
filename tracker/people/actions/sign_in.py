"""Signing in and out. A session is a row; its token is known to one browser only."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tracker.core import clock, events
from tracker.core.models import Secret
from tracker.core.refusals import NotAllowed, NotFound, Refusal
from tracker.core.settings import settings
from tracker.people import passwords
from tracker.people.models import Credential, ExternalIdentity, Identity, Person, SignInFailures, SignInSession
from tracker.people.rules import Actor, token_hash, wait_after

SEEN_EVERY = timedelta(minutes=1)  # writing `seen_at` on every rerun would make each look at a page a write


@dataclass(frozen=True)
class SignedIn:
    token: str
    person_id: UUID
    language: str | None


def refuse_while_waiting(session: Session, *, user_name: str, address: str) -> None:
    """Guessing is slowed for the account and for the address alike; nobody is locked out for good."""
    until = session.scalars(
        select(SignInFailures.wait_until).where(
            SignInFailures.who.in_(_who(user_name, address)), SignInFailures.wait_until > clock.now()
        )
    ).all()
    if until:
        raise NotAllowed("people.wait_until", seconds=max(1, round((max(until) - clock.now()).total_seconds())))


def password_is_right(session: Session, *, user_name: str, password: str) -> UUID | None:
    """The active person whose password this is. Reads only, for hashing inside a write transaction would hold up everybody."""
    row = session.execute(
        select(Person.id, Person.active, Credential.password_hash)
        .join(Identity, Identity.person_id == Person.id)
        .join(Credential, Credential.person_id == Person.id)
        .where(Identity.user_name == user_name.strip().lower())
    ).one_or_none()
    right = passwords.matches(row.password_hash if row else None, password)
    return row.id if row and right and row.active else None


def note_failure(session: Session, *, user_name: str, address: str) -> None:
    for who in _who(user_name, address):
        row = session.get(SignInFailures, who, with_for_update=True)
        if row is None:
            row = SignInFailures(who=who, failures=0, last_at=clock.now(), wait_until=clock.now())
            session.add(row)
        row.failures += 1
        row.last_at = clock.now()
        row.wait_until = clock.now() + wait_after(row.failures)
    events.record(session, by=None, verb="sign_in.failed", on="account", change={"account": Secret(user_name.strip().lower())})


def open_session(session: Session, *, person_id: UUID, browser: str, user_name: str = "", address: str = "") -> SignedIn:
    """A new session with a new token; what was known of failures is forgotten."""
    person = session.get_one(Person, person_id)
    token = secrets.token_urlsafe(32)
    row = SignInSession(
        person_id=person.id,
        token_hash=token_hash(token),
        browser=browser[:200],
        expires_at=clock.now() + timedelta(days=settings().session_days),
    )
    session.add(row)
    for who in _who(user_name, address):
        failed = session.get(SignInFailures, who)
        if failed:
            session.delete(failed)
    session.flush()
    events.record(session, by=person.id, verb="sign_in.opened", on="session", key=row.id)
    return SignedIn(token, person.id, person.language)


def person_of_issuer(session: Session, *, issuer: str, subject: str) -> UUID:
    """Single sign-on knows a person by issuer and subject, never by e-mail; the administrator links them first."""
    person_id: UUID | None = session.scalar(
        select(Person.id)
        .join(ExternalIdentity, ExternalIdentity.person_id == Person.id)
        .where(ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject, Person.active)
    )
    if person_id is None:
        raise NotAllowed("people.not_linked", subject=subject)
    return person_id


def touch_session(session: Session, *, session_id: UUID) -> None:
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(seen_at=clock.now()))


def end_session(session: Session, *, session_id: UUID, by: Actor) -> None:
    """A person ends own sessions; whoever manages people ends them by deactivating the account."""
    row = session.get(SignInSession, session_id)
    if row is None or row.person_id != by.person_id:
        raise NotFound("core.not_found")
    if row.ended_at is None:
        row.ended_at = clock.now()
        events.record(session, by=by.person_id, verb="sign_in.ended", on="session", key=row.id)


def sign_out(session: Session, *, token: str) -> None:
    """End the session of this cookie; an unknown or ended one is signed out already."""
    row = session.scalar(
        select(SignInSession).where(SignInSession.token_hash == token_hash(token), SignInSession.ended_at.is_(None))
    )
    if row is not None:
        row.ended_at = clock.now()
        events.record(session, by=row.person_id, verb="sign_in.ended", on="session", key=row.id)


def end_all_sessions(session: Session, *, person_id: UUID, at: datetime, but: UUID | None = None) -> None:
    """After a new password, a changed role or a deactivation, old tokens are dead."""
    ended = update(SignInSession).where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
    session.execute((ended.where(SignInSession.id != but) if but else ended).values(ended_at=at))


def _who(user_name: str, address: str) -> list[str]:
    kinds = (("account", user_name.strip().lower()), ("address", address))
    return [events.keyed_hash(f"{kind}:{value}") for kind, value in kinds if value]


def change_own_password(session: Session, *, old: str, new: str, by: Actor) -> None:
    row = session.get(Credential, by.person_id)
    if row is None:
        raise Refusal("people.no_local_password")
    if not passwords.matches(row.password_hash, old):
        raise Refusal("people.old_password_wrong", field="old")
    row.password_hash = passwords.hashed(new)
    row.changed_at = clock.now()
    end_all_sessions(session, person_id=by.person_id, at=clock.now(), but=by.session_id)
    events.record(session, by=by.person_id, verb="person.password_changed", on="person", key=by.person_id)
