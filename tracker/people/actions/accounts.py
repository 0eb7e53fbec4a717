"""Accounts, roles and scope. A changed role or a deactivation ends the person's sessions at once."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.core import clock, events
from tracker.core.db import change, take
from tracker.core.models import Secret
from tracker.core.refusals import NotFound, Refusal
from tracker.people import passwords
from tracker.people.access import demand
from tracker.people.actions.sign_in import end_all_sessions
from tracker.people.forms import AccountForm, OwnSettings
from tracker.people.models import Credential, ExternalIdentity, Identity, Person, PersonScope
from tracker.people.rules import Action, Actor, Role, ScopeKind


def add_person(
    session: Session,
    *,
    user_name: str,
    display_name: str,
    role: Role,
    password: str | None,
    by: Actor | None,
    password_hash: str | None = None,
    language: str | None = None,
    time_zone: str | None = None,
) -> UUID:
    """`by` is None for the first administrator only. `password_hash` is for many people made at once."""
    if by is not None:
        demand(by, Action.MANAGE_PEOPLE)
    form = AccountForm.read(user_name=user_name, display_name=display_name, role=role, language=language, time_zone=time_zone)
    if session.scalar(select(Identity.person_id).where(Identity.user_name == form.user_name)):
        raise Refusal("people.user_name_taken", field="user_name", user_name=form.user_name)
    person = Person(role=form.role, language=form.language, time_zone=form.time_zone)
    session.add(person)
    session.flush()
    session.add(Identity(person_id=person.id, user_name=form.user_name, display_name=form.display_name))
    if password is not None or password_hash is not None:
        session.add(Credential(person_id=person.id, password_hash=password_hash or passwords.hashed(password or "")))
    events.record(
        session,
        by=by.person_id if by else None,
        verb="person.added",
        on="person",
        key=person.id,
        change={"user_name": Secret(form.user_name), "role": form.role},
    )
    return person.id


def change_person(
    session: Session, *, person_id: UUID, seen: int, role: Role, active: bool, display_name: str, by: Actor
) -> None:
    demand(by, Action.MANAGE_PEOPLE)
    if person_id == by.person_id and (role is not by.role or not active):
        raise Refusal("people.not_yourself")
    person = take(session, Person, person_id, seen=seen)
    identity = session.get_one(Identity, person_id)
    form = AccountForm.read(user_name=identity.user_name, display_name=display_name, role=role)
    changed = change(person, role=role, active=active)
    if form.display_name != identity.display_name:
        changed["display_name"] = [Secret(identity.display_name), Secret(form.display_name)]
        identity.display_name = form.display_name
    if "role" in changed or "active" in changed:
        end_all_sessions(session, person_id=person_id, at=clock.now())
    events.record(session, by=by.person_id, verb="person.changed", on="person", key=person_id, change=changed)


def set_scope(session: Session, *, person_id: UUID, scope: list[tuple[ScopeKind, UUID]], by: Actor) -> None:
    """The programmes, regions and stores a person is limited to; an empty list lifts the limits of a desk role."""
    demand(by, Action.MANAGE_PEOPLE)
    if session.get(Person, person_id) is None:
        raise NotFound("core.not_found")
    session.execute(delete(PersonScope).where(PersonScope.person_id == person_id))
    session.add_all(PersonScope(person_id=person_id, kind=kind, object_id=key) for kind, key in dict.fromkeys(scope))
    events.record(
        session,
        by=by.person_id,
        verb="person.scope_set",
        on="person",
        key=person_id,
        change={"scope": [list(pair) for pair in scope]},
    )


def reset_password(session: Session, *, person_id: UUID, password: str, by: Actor) -> None:
    demand(by, Action.MANAGE_PEOPLE)
    if session.get(Person, person_id) is None:
        raise NotFound("core.not_found")
    row = session.get(Credential, person_id)
    if row is None:
        row = Credential(person_id=person_id)
        session.add(row)
    row.password_hash, row.changed_at = passwords.hashed(password), clock.now()
    end_all_sessions(session, person_id=person_id, at=clock.now())
    events.record(session, by=by.person_id, verb="person.password_reset", on="person", key=person_id)


def link_external(session: Session, *, person_id: UUID, issuer: str, subject: str, by: Actor) -> None:
    demand(by, Action.MANAGE_PEOPLE)
    if not issuer.strip() or not subject.strip():
        raise Refusal("people.link_incomplete", field="subject")
    if session.get(ExternalIdentity, (issuer.strip(), subject.strip())):
        raise Refusal("people.link_taken", field="subject")
    session.add(ExternalIdentity(issuer=issuer.strip(), subject=subject.strip(), person_id=person_id))
    events.record(
        session, by=by.person_id, verb="person.linked", on="person", key=person_id, change={"subject": Secret(subject.strip())}
    )


def change_own_settings(session: Session, *, language: str, time_zone: str, by: Actor) -> None:
    form = OwnSettings.read(language=language, time_zone=time_zone)
    person = session.get_one(Person, by.person_id)
    changed = change(person, language=form.language, time_zone=form.time_zone)
    events.record(session, by=by.person_id, verb="person.settings_changed", on="person", key=by.person_id, change=changed)
