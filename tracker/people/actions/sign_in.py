"""Signing in and out. A session is a row; its token is known to one browser only."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tracker.core import clock, db, events
from tracker.core.models import Secret
from tracker.core.refusals import NotAllowed, NotFound
from tracker.core.settings import settings
from tracker.people.models import Credential, ExternalIdentity, Identity, Person, SignInFailures, SignInSession
from tracker.people.rules import Account, Actor, failures_now, token_hash, wait_after

SEEN_EVERY = timedelta(minutes=1)  # writing `seen_at` on every rerun would make each look at a page a write


@dataclass(frozen=True)
class Visitor:
    """The browser that signs in: what it calls itself, from where, and the token it may still hold."""

    browser: str = ""
    address: str = ""
    token: str = ""


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


def account_named(session: Session, *, user_name: str) -> Account | None:
    row = session.execute(
        select(Person.id, Identity.user_name, Credential.password_hash)
        .join(Identity, Identity.person_id == Person.id)
        .join(Credential, Credential.person_id == Person.id)
        .where(Identity.user_name == user_name.strip().lower(), Person.active)
    ).one_or_none()
    return Account(*row) if row else None


def settle_try(
    session: Session, *, user_name: str, account: Account | None, visitor: Visitor, new_hash: str | None = None
) -> SignedIn | None:
    """Open a session for the account whose password was right, or note the failure of a wrong one (None).

    Waiting is asked again, for guesses that came together all passed the first question: only those before the limit get an
    answer, right or wrong.
    """
    refuse_while_waiting(session, user_name=user_name, address=visitor.address)
    if account is None or account != account_named(session, user_name=account.user_name):
        note_failure(session, user_name=user_name, address=visitor.address)
        return None
    if new_hash:
        session.get_one(Credential, account.person_id).password_hash = new_hash
    _forget_failures(session, account.user_name, visitor.address)
    return open_session(session, person_id=account.person_id, browser=visitor.browser, replaces=visitor.token)


def note_failure(session: Session, *, user_name: str, address: str) -> None:
    for who in _who(user_name, address):
        fresh = {"who": who, "failures": 0, "last_at": clock.now(), "wait_until": clock.now()}
        session.execute(db.insert_into(session, SignInFailures).values(fresh).on_conflict_do_nothing())
        row = session.get_one(SignInFailures, who, with_for_update=True)
        row.failures = failures_now(row.failures, clock.now() - row.last_at)
        row.last_at = clock.now()
        row.wait_until = clock.now() + wait_after(row.failures)
    events.record(session, by=None, verb="sign_in.failed", on="account", change={"account": Secret(user_name.strip().lower())})


def open_session(session: Session, *, person_id: UUID, browser: str = "", replaces: str = "") -> SignedIn:
    """A new session with a new token; the one whose token this browser still held is over."""
    person = session.get_one(Person, person_id)
    if replaces:
        sign_out(session, token=replaces)
    token = secrets.token_urlsafe(32)
    row = SignInSession(
        person_id=person.id,
        token_hash=token_hash(token),
        browser=browser[:200],
        expires_at=clock.now() + timedelta(days=settings().session_days),
    )
    session.add(row)
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


def _forget_failures(session: Session, user_name: str, address: str) -> None:
    for who in _who(user_name, address):
        failed = session.get(SignInFailures, who, with_for_update=True)
        if failed:
            session.delete(failed)


def _who(user_name: str, address: str) -> list[str]:
    """The account before the address, always: two writers then never wait for each other."""
    kinds = (("account", user_name.strip().lower()), ("address", address))
    return [events.keyed_hash(f"{kind}:{value}") for kind, value in kinds if value]
