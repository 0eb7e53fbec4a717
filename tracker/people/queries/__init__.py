"""Who is asking, and what is theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, case, exists, select
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.refusals import NotFound
from tracker.core.settings import settings
from tracker.people.models import ApiToken, Credential, Identity, Person, PersonScope, SignInSession
from tracker.people.rules import FIELD_ROLES, Account, Actor, Role, ScopeKind, token_hash


def live_session(session: Session, *, token: str) -> UUID | None:
    """The session of a cookie's token, if it is neither ended, expired, idle too long nor its person inactive."""
    row = session.execute(_live().where(SignInSession.token_hash == token_hash(token))).one_or_none()
    return row.id if row and _fresh(row.role, row.seen_at) else None


def actor_of_session(session: Session, *, session_id: UUID) -> tuple[Actor, datetime] | None:
    """The person of a live session with role and scope, and when the session was last seen. Asked at every run."""
    row = session.execute(
        _live()
        .add_columns(Identity.display_name, Person.language, Person.time_zone, Person.id.label("person_id"))
        .join(Identity, Identity.person_id == Person.id)
        .where(SignInSession.id == session_id)
    ).one_or_none()
    if row is None or not _fresh(row.role, row.seen_at):
        return None
    return _actor(session, row.person_id, row.role, row.display_name, row.language, row.time_zone, session_id), row.seen_at


def actor_of_token(session: Session, *, token: str) -> Actor | None:
    """The person a script's token stands for."""
    row = session.execute(
        select(Person.id, Person.role, Person.language, Person.time_zone, Identity.display_name)
        .join(ApiToken, ApiToken.person_id == Person.id)
        .join(Identity, Identity.person_id == Person.id)
        .where(ApiToken.token_hash == token_hash(token), ApiToken.ended_at.is_(None), Person.active)
    ).one_or_none()
    return _actor(session, row.id, row.role, row.display_name, row.language, row.time_zone, None) if row else None


def actor_of_person(session: Session, *, person_id: UUID) -> Actor | None:
    """An active person as actions and queries know them: for what is done for them while they are away."""
    row = session.execute(
        select(Person.role, Person.language, Person.time_zone, Identity.display_name)
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.id == person_id, Person.active)
    ).one_or_none()
    return _actor(session, person_id, row.role, row.display_name, row.language, row.time_zone, None) if row else None


@dataclass(frozen=True)
class SessionRow:
    id: UUID
    browser: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


def own_sessions(session: Session, *, by: Actor) -> list[SessionRow]:
    rows = session.execute(
        _live()
        .add_columns(SignInSession.browser, SignInSession.created_at)
        .where(SignInSession.person_id == by.person_id)
        .order_by(SignInSession.seen_at.desc())
    )
    return [SessionRow(row.id, row.browser, row.created_at, row.seen_at, row.id == by.session_id) for row in rows]


@dataclass(frozen=True)
class TokenRow:
    id: UUID
    label: str
    created_at: datetime


def own_tokens(session: Session, *, by: Actor) -> list[TokenRow]:
    rows = session.execute(
        select(ApiToken.id, ApiToken.label, ApiToken.created_at)
        .where(ApiToken.person_id == by.person_id, ApiToken.ended_at.is_(None))
        .order_by(ApiToken.created_at.desc())
    )
    return [TokenRow(*row) for row in rows]


def own_account(session: Session, *, by: Actor) -> Account | None:
    """The local account of this person, for checking the present password; None when there is only the single sign-on."""
    row = session.execute(
        select(Credential.person_id, Identity.user_name, Credential.password_hash)
        .join(Identity, Identity.person_id == Credential.person_id)
        .where(Credential.person_id == by.person_id)
    ).one_or_none()
    return Account(*row) if row else None


def own_email(session: Session, *, by: Actor) -> str:
    """Where one's own messages go; empty for nowhere."""
    return session.scalar(select(Identity.email).where(Identity.person_id == by.person_id)) or ""


def _live() -> Select[UUID, datetime, Role]:
    return (
        select(SignInSession.id, SignInSession.seen_at, Person.role)
        .join(Person, Person.id == SignInSession.person_id)
        .where(SignInSession.ended_at.is_(None), SignInSession.expires_at > clock.now(), Person.active)
    )


def actor_named(session: Session, *, user_name: str | None) -> Actor:
    """Whom a command acts as: the person of this user name. Without one, the administrator who has been here longest; where there
    is none yet, as in an example that a command filled, the programme lead who has, and who is limited to nothing."""
    found = select(Person, Identity).join(Identity, Identity.person_id == Person.id).where(Person.active)
    if user_name is None:
        limited = exists().where(PersonScope.person_id == Person.id)
        found = found.where(Person.role.in_((Role.ADMINISTRATOR, Role.PROGRAMME_LEAD)), ~limited)
    else:
        found = found.where(Identity.user_name == user_name.lower())
    first = case((Person.role == Role.ADMINISTRATOR, 0), else_=1)
    row = session.execute(found.order_by(first, Person.id).limit(1)).one_or_none()
    if row is None:
        raise NotFound("people.nobody_to_act_as")
    person, identity = row
    return _actor(session, person.id, person.role, identity.display_name, person.language, person.time_zone, None)


def _fresh(role: Role, seen_at: datetime) -> bool:
    minutes = settings().field_idle_minutes if role in FIELD_ROLES else settings().desk_idle_minutes
    return seen_at > clock.now() - timedelta(minutes=minutes)


def _actor(
    session: Session, person_id: UUID, role: Role, name: str, language: str | None, zone: str | None, session_id: UUID | None
) -> Actor:
    scope: dict[ScopeKind, set[UUID]] = {kind: set() for kind in ScopeKind}
    for kind, key in session.execute(select(PersonScope.kind, PersonScope.object_id).where(PersonScope.person_id == person_id)):
        scope[kind].add(key)
    return Actor(
        person_id=person_id,
        role=role,
        session_id=session_id,
        display_name=name,
        language=language,
        time_zone=zone,
        programmes=frozenset(scope[ScopeKind.PROGRAMME]),
        regions=frozenset(scope[ScopeKind.REGION]),
        stores=frozenset(scope[ScopeKind.STORE]),
    )
