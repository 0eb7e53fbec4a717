"""People from a workbook: known user names are changed, new ones added with a first password, nobody is removed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.refusals import Problem, Problems, Stale
from tracker.core.words import say
from tracker.people.access import demand
from tracker.people.actions.accounts import add_person, change_person
from tracker.people.forms import AccountForm, PeopleBook, PersonLine
from tracker.people.models import Identity, Person, PersonScope
from tracker.people.queries.people import area_codes
from tracker.people.rules import Action, Actor, Role, ScopeKind

Scope = frozenset[tuple[ScopeKind, UUID]]


@dataclass(frozen=True)
class PlannedPerson:
    """An account to add (`version` None) or to change; `changed` names what differs."""

    form: AccountForm
    scope: Scope
    changed: tuple[str, ...]
    person_id: UUID | None = None
    version: int | None = None
    active: bool = True


@dataclass(frozen=True)
class _Known:
    id: UUID
    version: int
    display_name: str
    role: Role
    active: bool
    email: str
    scope: Scope


def planned_people(session: Session, *, book: PeopleBook, by: Actor) -> list[PlannedPerson]:
    """What the sheet would change. An empty cell keeps what is stored. Raises all problems at once."""
    demand(by, Action.MANAGE_PEOPLE)
    known = _known(session, book)
    codes = area_codes(
        session,
        regions=[code for line in book.lines for code in line.regions],
        stores=[code for line in book.lines for code in line.stores],
    )
    problems = [*book.problems, *_unknown_codes(book, codes)]
    planned = []
    for line in book.lines:
        before = known.get(line.form.user_name)
        if before and before.id == by.person_id and line.form.role is not by.role:
            problems.append(Problem("people.not_yourself", line.sheet, line.row, say("people.column.role")))
        plan = _plan(line, before, codes)
        if plan.changed:
            planned.append(plan)
    if problems:
        raise Problems(sorted(problems, key=lambda problem: problem.row or 0))
    return planned


def import_people(session: Session, *, book: PeopleBook, hashes: Mapping[str, str], by: Actor) -> list[PlannedPerson]:
    """`hashes` holds the hash of the first password of each new account, by user name, as the preview found them."""
    planned = planned_people(session, book=book, by=by)
    for plan in planned:
        form = plan.form
        if plan.person_id is not None and plan.version is not None:
            change_person(
                session,
                person_id=plan.person_id,
                seen=plan.version,
                role=form.role,
                active=plan.active,
                display_name=form.display_name,
                email=form.email or None,
                scope=sorted(plan.scope),
                by=by,
            )
        elif form.user_name in hashes:
            add_person(
                session,
                user_name=form.user_name,
                display_name=form.display_name,
                role=form.role,
                language=form.language,
                email=form.email,
                password_hash=hashes[form.user_name],
                scope=sorted(plan.scope),
                by=by,
            )
        else:
            raise Stale()
    return planned


def _known(session: Session, book: PeopleBook) -> dict[str, _Known]:
    rows = session.execute(
        select(Identity.user_name, Person.id, Person.version, Identity.display_name, Person.role, Person.active, Identity.email)
        .join(Person, Person.id == Identity.person_id)
        .where(Identity.user_name.in_([line.form.user_name for line in book.lines]))
    ).all()
    scopes: dict[UUID, set[tuple[ScopeKind, UUID]]] = {row.id: set() for row in rows}
    for row in session.execute(
        select(PersonScope.person_id, PersonScope.kind, PersonScope.object_id).where(PersonScope.person_id.in_(scopes))
    ):
        scopes[row.person_id].add((row.kind, row.object_id))
    return {
        row.user_name: _Known(
            row.id, row.version, row.display_name, row.role, row.active, row.email or "", frozenset(scopes[row.id])
        )
        for row in rows
    }


def _unknown_codes(book: PeopleBook, codes: dict[tuple[ScopeKind, str], UUID]) -> Iterator[Problem]:
    for line in book.lines:
        for kind, given, name in ((ScopeKind.REGION, line.regions, "regions"), (ScopeKind.STORE, line.stores, "stores")):
            for code in given:
                if (kind, code) not in codes:
                    facts = (("code", code),)
                    yield Problem(f"people.unknown_{kind.value}", line.sheet, line.row, say(f"people.column.{name}"), facts)


def _plan(line: PersonLine, before: _Known | None, codes: dict[tuple[ScopeKind, str], UUID]) -> PlannedPerson:
    given = {
        ScopeKind.REGION: frozenset(codes[key] for code in line.regions if (key := (ScopeKind.REGION, code)) in codes),
        ScopeKind.STORE: frozenset(codes[key] for code in line.stores if (key := (ScopeKind.STORE, code)) in codes),
    }
    kept = {pair for pair in (before.scope if before else ()) if not given.get(pair[0])}
    scope = frozenset(kept | {(kind, key) for kind, keys in given.items() for key in keys})
    if before is None:
        return PlannedPerson(line.form, scope, ("display_name", "role", "scope"))
    pairs = {
        "display_name": (before.display_name, line.form.display_name),
        "role": (before.role, line.form.role),
        "scope": (before.scope, scope),
        "email": (before.email, line.form.email or before.email),
    }
    changed = tuple(name for name, (was, now) in pairs.items() if was != now)
    return PlannedPerson(line.form, scope, changed, before.id, before.version, before.active)
