"""Accounts on a page: who there is, one to change, one to add, many from a workbook."""

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, download, empty_state, plain, show_refusal, table
from tracker.core.settings import settings
from tracker.core.words import LANGUAGES, say, show
from tracker.core.workbooks import read_workbook, sheet_named, write_workbook
from tracker.people import passwords
from tracker.people.actions import accounts
from tracker.people.actions.accounts import Scope
from tracker.people.actions.people_import import PlannedPerson, import_people, planned_people
from tracker.people.queries import people as queries
from tracker.people.queries.organisation import regions
from tracker.people.queries.people import PersonDetail, PersonRow
from tracker.people.rules import NEEDS_SCOPE, Actor, Role, ScopeKind
from tracker.people.screens.editing import Editing, begin, chosen, fresh, look, pages_of, save, uploaded
from tracker.people.workbook import codes_in, password_sheet, people_template, read_people

ONCE = "first_passwords"


def everybody(actor: Actor, programmes: Mapping[UUID, str]) -> None:
    _shown_once()
    left, right = st.columns(2)
    text = left.text_input(say("people.search"), key="people_like", type="search", placeholder=say("people.column.display_name"))
    role = right.selectbox(
        say("people.column.role"), list(Role), index=None, format_func=_role, key="people_of", placeholder=say("people.everyone")
    )
    with reading() as session:
        count = queries.people_count(session, by=actor, text=text, role=role)
        first = pages_of("people", count, queries.PAGE)
        rows = queries.people(session, by=actor, text=text, role=role, limit=queries.PAGE, offset=first)
    if not rows:
        empty_state("people.nobody")
    else:
        table([_row(row) for row in rows])
    if found := chosen("person", rows, say("people.choose"), lambda row: f"{row.user_name} · {row.display_name}"):
        _change(actor, *found, programmes)
    with st.expander(say("people.add_person"), icon=":material/person_add:"):
        _add(actor, programmes)


def workbook(actor: Actor) -> None:
    """New and changed accounts from a sheet, with a first password for each new one."""
    _shown_once()
    st.text(say("people.workbook_help"))
    download("people.download_template", lambda: write_workbook(people_template()), "people.xlsx")
    file = uploaded("people.upload", "people_file")
    if file is None:
        return
    try:
        book = read_people(sheet_named(read_workbook(*file), "people.sheet.people"))
    except Refusal as refusal:
        show_refusal(refusal)
        return
    planned = look(planned_people, book=book, by=actor)
    if not planned:
        return
    if not planned.value:
        empty_state("people.nothing_new")
        return
    table([_planned_row(plan) for plan in planned.value])
    if st.button(say("people.store_changes", n=len(planned.value)), type="primary"):
        first = _first_passwords(planned.value)
        hashes = {name: hashed for name, (_, _, hashed) in first.items()}
        if attempt(import_people, book=book, hashes=hashes, by=actor):
            st.session_state[ONCE] = [(name, shown, password) for name, (shown, password, _) in first.items()]
            begin("people_file")
            done("people.stored", n=len(planned.value))
            st.rerun()


def _first_passwords(planned: list[PlannedPerson]) -> dict[str, tuple[str, str, str]]:
    """User name to name, password and hash. Twenty-two milliseconds each, so before the door is opened."""
    new = [plan.form for plan in planned if plan.person_id is None]
    found = {}
    bar = st.progress(0.0, say("people.making_passwords"))
    for number, form in enumerate(new, 1):
        password = passwords.generated()
        found[form.user_name] = (form.display_name, password, passwords.hashed(password))
        bar.progress(number / len(new))
    bar.empty()
    return found


def _shown_once() -> None:
    """First passwords, until the administrator says that they are noted."""
    made: list[tuple[str, str, str]] = st.session_state.get(ONCE, [])
    if not made:
        return
    with st.container(border=True):
        st.warning(say("people.note_passwords"), icon=":material/key:")
        for user_name, _, password in made[:1] if len(made) == 1 else ():
            st.text(user_name)
            st.code(password, language=None)
        if len(made) > 1:
            download("people.download_passwords", lambda: write_workbook(password_sheet(made)), "passwords.xlsx")
        st.button(say("people.noted"), on_click=lambda: st.session_state.pop(ONCE, None), key="noted")


def _add(actor: Actor, programmes: Mapping[UUID, str]) -> None:
    editing = fresh("person")
    left, right = st.columns(2)
    user_name = left.text_input(say("people.column.user_name"), max_chars=100, key=f"user_{editing.key}", autocomplete="off")
    display_name = right.text_input(say("people.column.display_name"), max_chars=200, key=f"name_{editing.key}")
    role = left.selectbox(
        say("people.column.role"),
        list(Role),
        index=None,
        format_func=_role,
        key=f"role_{editing.key}",
        placeholder=say("people.choose_one"),
    )
    language = right.selectbox(
        say("people.column.language"),
        list(LANGUAGES),
        index=None,
        format_func=LANGUAGES.__getitem__,
        key=f"language_{editing.key}",
        placeholder=say("people.choose_one"),
    )
    email = _email(editing)
    local = st.toggle(say("people.with_password"), True, key=f"local_{editing.key}", help=say("people.with_password_help"))
    scope = _scope(editing, actor, role, [], programmes)
    if not st.button(say("people.add"), type="primary", key=f"add_{editing.key}"):
        return
    if role is None or scope is None:
        st.warning(say("people.role_first"), icon=":material/info:")
        return
    password = passwords.generated() if local else None
    stored = attempt(
        accounts.add_person,
        user_name=user_name,
        display_name=display_name,
        role=role,
        language=language,
        email=email,
        password_hash=passwords.hashed(password) if password else None,
        scope=scope,
        by=actor,
    )
    if stored:
        if password:
            st.session_state[ONCE] = [(user_name.strip().lower(), display_name, password)]
        begin(editing.kind)
        done("people.saved")
        st.rerun()


def _change(actor: Actor, row: PersonRow, editing: Editing, programmes: Mapping[UUID, str]) -> None:
    with reading() as session:
        detail = queries.person_detail(session, person_id=row.id, by=actor)
    with st.container(border=True):
        if detail.last_seen_at:
            st.caption(say("people.last_seen", at=detail.last_seen_at))
        left, right = st.columns(2)
        name = left.text_input(say("people.column.display_name"), row.display_name, max_chars=200, key=f"name_{editing.key}")
        roles = list(Role)
        role = right.selectbox(
            say("people.column.role"), roles, index=roles.index(row.role), format_func=_role, key=f"role_{editing.key}"
        )
        email = _email(editing, detail.email)
        scope = _scope(editing, actor, role, detail.scope, programmes)
        active = st.toggle(say("people.column.active"), row.active, key=f"active_{editing.key}", help=say("people.active_help"))
        if scope is not None and save(
            editing,
            "people.save",
            accounts.change_person,
            person_id=row.id,
            seen=editing.seen,
            role=role,
            active=active,
            display_name=name,
            email=email,
            scope=scope,
            by=actor,
        ):
            st.rerun()
        _password(actor, row, editing)
        _links(actor, row, detail, editing)


def _email(editing: Editing, email: str = "") -> str:
    return st.text_input(
        say("people.email"), email, max_chars=254, key=f"email_{editing.key}", type="email", help=say("people.email_help")
    )


def _password(actor: Actor, row: PersonRow, editing: Editing) -> None:
    if st.button(say("people.new_password"), key=f"password_{editing.key}", help=say("people.new_password_help")):
        password = passwords.generated()
        if attempt(accounts.reset_password, person_id=row.id, password_hash=passwords.hashed(password), by=actor):
            st.session_state[ONCE] = [(row.user_name, row.display_name, password)]
            st.rerun()


def _links(actor: Actor, row: PersonRow, detail: PersonDetail, editing: Editing) -> None:
    """Accounts of the single sign-on. Nothing to see where there is none."""
    for issuer, subject in detail.links:
        st.text(f"{issuer} · {subject}")
        if st.button(say("people.unlink"), key=f"unlink_{editing.key}_{issuer}_{subject}") and attempt(
            accounts.unlink_external, person_id=row.id, issuer=issuer, subject=subject, by=actor
        ):
            done("people.saved")
            st.rerun()
    if not settings().oidc_issuer:
        return
    subject = st.text_input(say("people.subject"), max_chars=255, key=f"subject_{editing.key}", help=say("people.subject_help"))
    if subject and save(
        editing, "people.link", accounts.link_external, person_id=row.id, issuer=settings().oidc_issuer, subject=subject, by=actor
    ):
        st.rerun()


def _scope(
    editing: Editing, actor: Actor, role: Role | None, stored: Scope, programmes: Mapping[UUID, str]
) -> list[tuple[ScopeKind, UUID]] | None:
    """What this person is limited to; None while a typed store is not known."""
    with reading() as session:
        areas = {row.id: f"{row.code} · {row.name}" for row in regions(session, by=actor)}
        codes = queries.store_codes(session, keys=[key for kind, key in stored if kind is ScopeKind.STORE], by=actor)
    picked: list[tuple[ScopeKind, UUID]] = []
    for kind, options in ((ScopeKind.PROGRAMME, programmes), (ScopeKind.REGION, areas)):
        before = [key for each, key in stored if each is kind and key in options]
        keys = st.multiselect(
            say(f"people.limited_to.{kind.value}"),
            list(options),
            before,
            format_func=options.__getitem__,
            key=f"{kind.value}_{editing.key}",
            placeholder=say("people.no_limit"),
        )
        picked += [(kind, key) for key in keys]
    typed = codes_in(
        st.text_input(
            say("people.limited_to.store"),
            ", ".join(codes),
            key=f"stores_{editing.key}",
            placeholder=say("people.no_store_limit"),
            help=say("people.limited_to_help"),
        )
    )
    with reading() as session:
        found = queries.area_codes(session, regions=(), stores=typed)
    unknown = [code for code in typed if (ScopeKind.STORE, code) not in found]
    if unknown:
        st.warning(plain(say("people.unknown_store", code=", ".join(unknown))), icon=":material/search_off:")
        return None
    picked += [(ScopeKind.STORE, key) for key in found.values()]
    if role in NEEDS_SCOPE and not any(kind in (ScopeKind.REGION, ScopeKind.STORE) for kind, _ in picked):
        st.info(say("people.sees_nothing_yet"), icon=":material/info:")
    return picked


def _row(row: PersonRow) -> dict[str, str]:
    return {
        say("people.column.user_name"): row.user_name,
        say("people.column.display_name"): row.display_name,
        say("people.column.role"): _role(row.role),
        say("people.column.active"): show(row.active),
    }


def _planned_row(plan: PlannedPerson) -> dict[str, str]:
    is_new = plan.person_id is None
    return {
        say("people.column.user_name"): plan.form.user_name,
        say("people.column.display_name"): plan.form.display_name,
        say("people.column.role"): _role(plan.form.role),
        say("organisation.column.what"): say("organisation.new")
        if is_new
        else say("people.changes", fields=", ".join(say(f"people.column.{name}") for name in plan.changed)),
    }


def _role(role: Role) -> str:
    return say(f"people.role.{role.value}")
