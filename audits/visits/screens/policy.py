"""The rules of a programme's field work, people's capacity, and where somebody is known."""

from typing import Any
from uuid import UUID

import streamlit as st
from sqlalchemy.orm import Session

from audits.visits.actions.policy import end_familiarity, note_familiarity, set_capacity, set_field_policy
from audits.visits.forms.waves import CapacityForm, FamiliarityForm, FieldPolicyForm
from audits.visits.queries import store_choices
from audits.visits.queries.policy import PersonInField, PolicyInForce, familiarities, people_in_field, policy_in_force
from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, empty_state, plain
from tracker.core.words import day, field_name, say
from tracker.people.rules import Actor
from tracker.people.screens.editing import Editing, chosen, fresh, save

MOST = 1_000
LONGEST = 366


def edit_policy(actor: Actor, programme_id: UUID) -> None:
    with reading() as session:
        policy = policy_in_force(session, programme_id=programme_id, by=actor)
    st.caption(say("waves.policy_help" if policy.version else "waves.policy_not_set"))
    editing = Editing("policy", f"policy_{programme_id}_{policy.version}", policy.version)
    typed = _policy_inputs(policy, editing)
    saved = save(editing, "waves.save_button", _set_policy, programme_id=programme_id, seen=policy.version, typed=typed, by=actor)
    if saved:
        st.rerun()


def _policy_inputs(policy: PolicyInForce, editing: Editing) -> dict[str, Any]:
    rules, typed = policy.rules, dict[str, Any]()
    with st.grid(min_column_width=170):
        for name in ("rotation_days", "spacer_days", "appeal_days"):
            label = say("waves.in_days", what=field_name(name))
            help_text = say(f"waves.help.{name}")
            n = st.number_input(label, 0, LONGEST, getattr(rules, name), key=f"{name}_{editing.key}", help=help_text)
            typed[name] = int(n)
        label = say("waves.in_percent", what=field_name("second_share"))
        share = st.number_input(label, 0.0, 100.0, rules.second_share * 100, step=5.0, key=f"share_{editing.key}")
        typed["second_share"] = round(share / 100, 4)
    release = st.toggle(say("waves.release_at_approval"), rules.release_at_approval, key=f"release_{editing.key}")
    return typed | {"release_at_approval": release}


def _set_policy(session: Session, *, programme_id: UUID, seen: int, typed: dict[str, Any], by: Actor) -> None:
    set_field_policy(session, programme_id=programme_id, seen=seen, form=FieldPolicyForm.read(**typed), by=by)


def edit_capacity(actor: Actor) -> None:
    with reading() as session:
        people = people_in_field(session, by=actor)
    if not people:
        empty_state("visits.no_people")
        return
    picked = chosen("capacity", people, say("waves.person"), _capacity_words)
    if picked is None:
        return
    person, editing = picked
    typed: dict[str, int | None] = {}
    for name, column in zip(("most_per_wave", "most_per_week"), st.columns(2), strict=True):
        n = column.number_input(
            field_name(name), 1, MOST, getattr(person, name), key=f"{name}_{editing.key}", placeholder=say("waves.no_limit")
        )
        typed[name] = None if n is None else int(n)
    if save(editing, "waves.save_button", _set_capacity, person_id=person.id, seen=editing.seen, typed=typed, by=actor):
        st.rerun()


def _capacity_words(person: PersonInField) -> str:
    limits = {"waves.a_wave": person.most_per_wave, "waves.a_week": person.most_per_week}
    said = [say(key, n=n) for key, n in limits.items() if n is not None]
    return " · ".join([person.name, *said])


def _set_capacity(session: Session, *, person_id: UUID, seen: int, typed: dict[str, Any], by: Actor) -> None:
    set_capacity(session, person_id=person_id, seen=seen, form=CapacityForm.read(**typed), by=by)


def edit_familiarity(actor: Actor) -> None:
    with reading() as session:
        rows, people = familiarities(session, by=actor), people_in_field(session, by=actor)
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            holds = say("waves.known_until", until=day(row.until)) if row.until else say("waves.known_for_good")
            with st.container(gap="xsmall", width="stretch"):
                st.markdown(plain(f"{row.person} · {row.store_code} {row.store}"))
                st.caption(plain(f"{row.reason} · {holds}"))
            ended = st.button(say("waves.end_known"), key=f"end {row.id}")
        if ended and attempt(end_familiarity, familiarity_id=row.id, by=actor):
            done("waves.ended")
            st.rerun()
    editing = fresh("familiarity")
    search = st.text_input(say("visits.store_search"), key=f"known_search_{editing.key}", live="500ms")
    with reading() as session:
        stores = store_choices(session, by=actor, search=search)
    if not stores or not people:
        empty_state("visits.no_people" if stores else "visits.no_store_found")
        return
    left, right = st.columns(2)
    person = left.selectbox(say("waves.person"), people, format_func=lambda one: one.name, key=f"known_who_{editing.key}")
    store = right.selectbox(
        say("visits.store"), stores, format_func=lambda one: f"{one.code} · {one.name}", key=f"known_where_{editing.key}"
    )
    reason = left.text_input(field_name("reason"), max_chars=500, key=f"known_why_{editing.key}")
    until = right.date_input(say("waves.until_optional"), None, format=DAY, key=f"known_until_{editing.key}")
    typed = {"reason": reason, "until": until}
    if save(editing, "waves.note_known", _note, person_id=person.id, store_id=store.key, typed=typed, by=actor):
        st.rerun()


def _note(session: Session, *, person_id: UUID, store_id: UUID, typed: dict[str, Any], by: Actor) -> None:
    note_familiarity(session, person_id=person_id, store_id=store_id, form=FamiliarityForm.read(**typed), by=by)
