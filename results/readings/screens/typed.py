"""One value, typed."""

from datetime import date
from uuid import UUID

import streamlit as st

from results.readings.actions import type_reading
from results.readings.forms import LONGEST_NOTE, ReadingText
from results.readings.queries import store_codes, typed_indicators
from results.readings.queries.imports import channel_codes, team_codes
from results.readings.rules import TypedIndicator
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, empty_state
from tracker.core.words import say
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow

TURN = "typed_turn"


def type_one(actor: Actor, programme: ProgrammeRow) -> None:
    with reading() as session:
        indicators = typed_indicators(session, programme_id=programme.id, by=actor)
    if not indicators:
        empty_state("readings.no_indicator")
        return
    turn = st.session_state.setdefault(TURN, 0)
    indicator = st.selectbox(
        say("readings.column.indicator"), indicators, format_func=lambda one: one.name, key="typed_indicator"
    )
    st.caption(say(f"readings.unit.{indicator.unit.value}"))
    first, second = st.columns(2)
    with first:
        store, team, channel = _where(actor)
    with second:
        today = clock.today(actor.time_zone or "UTC")
        on: date = st.date_input(say("readings.column.date"), today, max_value=today, format=DAY, key=f"typed_on_{turn}")
        value, n, numerator, denominator = ask_value("typed", str(turn), indicator)
    note = st.text_input(say("readings.column.note"), max_chars=LONGEST_NOTE, key=f"typed_note_{turn}")
    if st.button(say("readings.store_one"), type="primary", key=f"store_typed_{turn}"):
        typed = ReadingText(
            observed_on=on,
            store_code=store,
            team_code=team,
            channel_code=channel,
            indicator_code=indicator.code,
            value=value,
            n=n,
            numerator=numerator,
            denominator=denominator,
            note=note.strip(),
        )
        _store(programme.id, typed, actor)


def _store(programme_id: UUID, typed: ReadingText, actor: Actor) -> None:
    if attempt(type_reading, programme_id=programme_id, typed=typed, by=actor):
        st.session_state[TURN] += 1
        done("readings.stored_one")
        st.rerun()


def _where(actor: Actor) -> tuple[str, str, str]:
    """Codes of store, team and channel; each empty for all. Teams are offered for the chosen store only."""
    with reading() as session:
        stores = {one.code: f"{one.code} {one.name}" for one in store_codes(session, by=actor)}
        teams = team_codes(session, by=actor)
        channels = {one.code: one.name for one in channel_codes(session, by=actor)}
    store = _one_of("readings.place", stores, "readings.whole_programme", "typed_store")
    of_store = {one.code: one.name for one in teams if one.store == store}
    team = _one_of("readings.column.team", of_store, "readings.whole_store", f"typed_team_{store}") if of_store else ""
    channel = _one_of("readings.column.channel", channels, "readings.all_channels", "typed_channel") if channels else ""
    return store, team, channel


def _one_of(label_key: str, names: dict[str, str], all_key: str, key: str) -> str:
    return st.selectbox(say(label_key), ["", *names], format_func=lambda code: names[code] if code else say(all_key), key=key)


def ask_value(
    name: str,
    turn: str,
    indicator: TypedIndicator,
    value: float | None = None,
    n: int | None = None,
    parts: tuple[float | None, float | None] = (None, None),
) -> tuple[float | None, int | None, float | None, float | None]:
    """Value and n, or the two numbers of which it is made."""
    by_parts = st.toggle(say("readings.by_parts"), parts[1] is not None, key=f"{name}_parts_{indicator.code}_{turn}")
    if by_parts:
        left, right = st.columns(2)
        numerator = left.number_input(say("readings.column.numerator"), value=parts[0], key=f"{name}_numerator_{turn}")
        denominator = right.number_input(say("readings.column.denominator"), value=parts[1], key=f"{name}_denominator_{turn}")
        return None, None, numerator, denominator
    typed: float | None = st.number_input(say("readings.column.value"), value=value, format="%g", key=f"{name}_value_{turn}")
    label = say("readings.n_needed" if indicator.needs_n else "readings.n_if_known")
    counted: int | None = st.number_input(label, value=n, min_value=1, step=1, key=f"{name}_n_{turn}")
    return typed, counted, None, None
