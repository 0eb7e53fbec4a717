"""Trap answers of a wave, on the wave's own page."""

from uuid import UUID

import streamlit as st

from audits.rubrics.screens.fields import ask, value_text
from audits.visits.actions.traps import remove_trap, set_trap
from audits.visits.queries.traps import TrapRow, Traps, traps_of
from tracker.core.db import reading
from tracker.core.screens import attempt, done, plain
from tracker.core.words import say
from tracker.people.rules import Actor


def traps(actor: Actor, wave_id: UUID) -> None:
    """What is set, and one more. Items answered otherwise are a signal to the reviewer and nothing else."""
    with reading() as session:
        found = traps_of(session, wave_id=wave_id, by=actor)
    with st.expander(say("signals.traps", n=len(found.rows)), icon=":material/fact_check:"):
        st.text(say("signals.traps_help"))
        for row in found.rows:
            _row(actor, found, row)
        _add(actor, found, wave_id)


def _row(actor: Actor, found: Traps, row: TrapRow) -> None:
    item = found.rubric.items.get(row.item_code)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall", width="stretch"):
            st.markdown(plain(str(item.label) if item else row.item_code))
            place = f"{row.store} · {row.store_code}" if row.store_code else say("signals.every_store")
            st.text(" · ".join([value_text(item, row.expected) if item else str(row.expected), place]))
        if st.button(say("signals.remove_trap"), key=f"trap {row.id}", icon=":material/delete:") and attempt(
            remove_trap, trap_id=row.id, by=actor
        ):
            st.rerun()


def _add(actor: Actor, found: Traps, wave_id: UUID) -> None:
    stores = {store.id: f"{store.code} · {store.name}" for store in found.stores}
    codes = {item.code: str(item.label) for item in found.items}
    code = st.selectbox(
        say("signals.trap_item"),
        list(codes),
        index=None,
        format_func=codes.__getitem__,
        key=f"trap_item {wave_id}",
        placeholder=say("signals.choose"),
    )
    store_id = st.selectbox(
        say("signals.trap_store"),
        list(stores),
        index=None,
        format_func=stores.__getitem__,
        key=f"trap_store {wave_id}",
        placeholder=say("signals.every_store"),
    )
    if code is None:
        return
    expected = ask(found.rubric.items[code], None, key=f"trap_answer {wave_id} {code}", required=True)
    if st.button(say("signals.set_trap"), key=f"set_trap {wave_id}", disabled=expected is None) and attempt(
        set_trap, wave_id=wave_id, store_id=store_id, item_code=code, expected=expected, by=actor
    ):
        done("signals.trap_is_set")
        st.rerun()
