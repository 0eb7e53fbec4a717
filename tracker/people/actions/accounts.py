"""Accounts, roles and scope. A changed role or a deactivation ends the person's sessions at once.

Passwords arrive as hashes, computed before the writing door was opened (see `tracker.people.passwords`).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.core import clock, events
from tracker.core.db import change, take
from tracker.core.models import Secret
from tracker.core.refusals import NotFound, Refusal, Stale
from tracker.people.access import demand
from tracker.people.actions.sign_in import end_all_sessions
from tracker.people.forms import AccountForm, LinkForm, OwnSettings
from tracker.people.models import Credential, ExternalIdentity, Identity, Person, PersonScope, Region, Store
from tracker.people.rules import Account, Action, Actor, Role, ScopeKind

Scope = Sequence[tuple[ScopeKind, UUID]]


def add_person(
    session: Session,
    *,
    user_name: str,
    display_name: str,
    role: Role,
    by: Actor | None,
    password_hash: str | None = None,
    language: str | None = None,
    time_zone: str | None = None,
    email: str = "",
    scope: Scope = (),
) -> UUID:
    """`by` is None for the first administrator only. Without a password the person signs in with the organisation."""
    if by is not None:
        demand(by, Action.MANAGE_PEOPLE)
    form = AccountForm.read(
        user_name=user_name, display_name=display_name, role=role, language=language, time_zone=time_zone, email=email
    )
    if session.scalar(select(Identity.person_id).where(Identity.user_name == form.user_name)):
        raise Refusal("people.user_name_taken", field="user_name", user_name=form.user_name)
    person = Person(role=form.role, language=form.language, time_zone=form.time_zone)
    session.add(person)
    session.flush()
    email_or_none = form.email or None
    session.add(Identity(person_id=person.id, user_name=form.user_name, display_name=form.display_name, email=email_or_none))
    if password_hash is not None:
        session.add(Credential(person_id=person.id, password_hash=password_hash))
    told: dict[str, Any] = {"user_name": Secret(form.user_name), "role": form.role}
    told |= _replace_scope(session, person.id, scope)
    events.record(session, by=by.person_id if by else None, verb="person.added", on="person", key=person.id, change=told)
    return person.id


def change_person(
    session: Session,
    *,
    person_id: UUID,
    seen: int,
    role: Role,
    active: bool,
    display_name: str,
    by: Actor,
    email: str | None = None,
    scope: Scope | None = None,
) -> None:
    """`scope` None leaves the limits as they are, `email` None the address."""
    demand(by, Action.MANAGE_PEOPLE)
    if person_id == by.person_id and (role is not by.role or not active):
        raise Refusal("people.not_yourself")
    if role is not Role.ADMINISTRATOR or not active:
        _keep_an_administrator(session, person_id)
    person = take(session, Person, person_id, seen=seen)
    identity = session.get_one(Identity, person_id)
    email = identity.email or "" if email is None else email
    form = AccountForm.read(user_name=identity.user_name, display_name=display_name, role=role, email=email)
    changed = change(person, role=role, active=active)
    if "role" in changed or "active" in changed:
        end_all_sessions(session, person_id=person_id, at=clock.now())
    if form.display_name != identity.display_name:
        changed["display_name"] = [Secret(identity.display_name), Secret(form.display_name)]
        identity.display_name = form.display_name
    changed |= _change_email(identity, form.email)
    if scope is not None:
        changed |= _replace_scope(session, person_id, scope)
    if changed:
        person.version = seen + 1
        events.record(session, by=by.person_id, verb="person.changed", on="person", key=person_id, change=changed)


def set_scope(session: Session, *, person_id: UUID, scope: Scope, by: Actor) -> None:
    """The programmes, regions and stores a person is limited to; an empty list lifts the limits of a desk role."""
    demand(by, Action.MANAGE_PEOPLE)
    _must_exist(session, person_id)
    changed = _replace_scope(session, person_id, scope)
    if changed:
        events.record(session, by=by.person_id, verb="person.scope_set", on="person", key=person_id, change=changed)


def reset_password(session: Session, *, person_id: UUID, password_hash: str, by: Actor) -> None:
    demand(by, Action.MANAGE_PEOPLE)
    _must_exist(session, person_id)
    row = session.get(Credential, person_id)
    if row is None:
        row = Credential(person_id=person_id)
        session.add(row)
    row.password_hash, row.changed_at = password_hash, clock.now()
    end_all_sessions(session, person_id=person_id, at=clock.now(), but=by.session_id)
    events.record(session, by=by.person_id, verb="person.password_reset", on="person", key=person_id)


def change_own_password(session: Session, *, account: Account, password_hash: str, by: Actor) -> None:
    """`account` as it was when its old password was found right."""
    row = session.get(Credential, by.person_id, with_for_update=True)
    if row is None or account.person_id != by.person_id or row.password_hash != account.password_hash:
        raise Stale()
    row.password_hash, row.changed_at = password_hash, clock.now()
    end_all_sessions(session, person_id=by.person_id, at=clock.now(), but=by.session_id)
    events.record(session, by=by.person_id, verb="person.password_changed", on="person", key=by.person_id)


def link_external(session: Session, *, person_id: UUID, issuer: str, subject: str, by: Actor) -> None:
    demand(by, Action.MANAGE_PEOPLE)
    _must_exist(session, person_id)
    if not issuer.strip() or not subject.strip():
        raise Refusal("people.link_incomplete", field="subject")
    form = LinkForm.read(issuer=issuer, subject=subject)
    if session.get(ExternalIdentity, (form.issuer, form.subject)):
        raise Refusal("people.link_taken", field="subject")
    session.add(ExternalIdentity(issuer=form.issuer, subject=form.subject, person_id=person_id))
    told = {"issuer": form.issuer, "subject": Secret(form.subject)}
    events.record(session, by=by.person_id, verb="person.linked", on="person", key=person_id, change=told)


def unlink_external(session: Session, *, person_id: UUID, issuer: str, subject: str, by: Actor) -> None:
    """The sessions end too, for one of them may have been opened by that link."""
    demand(by, Action.MANAGE_PEOPLE)
    row = session.get(ExternalIdentity, (issuer, subject))
    if row is None or row.person_id != person_id:
        raise NotFound("core.not_found")
    session.delete(row)
    end_all_sessions(session, person_id=person_id, at=clock.now(), but=by.session_id)
    told = {"issuer": issuer, "subject": Secret(subject)}
    events.record(session, by=by.person_id, verb="person.unlinked", on="person", key=person_id, change=told)


def change_own_settings(session: Session, *, language: str, time_zone: str, email: str | None = None, by: Actor) -> None:
    """`email` None leaves the address as it is."""
    identity = session.get_one(Identity, by.person_id)
    form = OwnSettings.read(language=language, time_zone=time_zone, email=identity.email or "" if email is None else email)
    person = session.get_one(Person, by.person_id)
    changed = change(person, language=form.language, time_zone=form.time_zone) | _change_email(identity, form.email)
    if changed:
        events.record(session, by=by.person_id, verb="person.settings_changed", on="person", key=by.person_id, change=changed)


def _change_email(identity: Identity, email: str) -> dict[str, Any]:
    """Where messages go from now on; empty for nowhere."""
    before = identity.email or ""
    if email == before:
        return {}
    identity.email = email or None
    return {"email": [Secret(text) if text else None for text in (before, email)]}


def _must_exist(session: Session, person_id: UUID) -> None:
    if session.get(Person, person_id) is None:
        raise NotFound("core.not_found")


def _keep_an_administrator(session: Session, person_id: UUID) -> None:
    """Two administrators who deactivate each other at the same moment would leave nobody to let them in again."""
    administrators = session.scalars(
        select(Person.id).where(Person.role == Role.ADMINISTRATOR, Person.active).order_by(Person.id).with_for_update()
    ).all()
    if list(administrators) == [person_id]:
        raise Refusal("people.last_administrator")


def _replace_scope(session: Session, person_id: UUID, scope: Scope) -> dict[str, list[Any]]:
    """What changed, as {"scope": [before, after]}; nothing when it is the same."""
    wanted = sorted(set(scope))
    for kind, table in ((ScopeKind.REGION, Region), (ScopeKind.STORE, Store)):
        keys = {key for each, key in wanted if each is kind}
        if keys and len(session.scalars(select(table.id).where(table.id.in_(keys))).all()) < len(keys):
            raise NotFound("core.not_found")
    rows = session.execute(select(PersonScope.kind, PersonScope.object_id).where(PersonScope.person_id == person_id))
    before = sorted((row.kind, row.object_id) for row in rows)
    if before == wanted:
        return {}
    session.execute(delete(PersonScope).where(PersonScope.person_id == person_id))
    session.add_all(PersonScope(person_id=person_id, kind=kind, object_id=key) for kind, key in wanted)
    return {"scope": [before, wanted]}
