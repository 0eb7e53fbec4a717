"""Drawing tickets or recordings to check: the list, the filter, the seed, and what was drawn before."""

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import streamlit as st
from sqlalchemy.orm import Session

from audits.visits.actions.samples import draw_sample
from audits.visits.forms.waves import SampleForm, UnitList
from audits.visits.queries import channel_choices
from audits.visits.queries.waves import SampleRow, WaveDetail, goers, samples
from audits.visits.workbook import Given, given_file, header_of, usual_store_column
from audits.visits.workbook.units import read_units, usual_unit_column
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, empty_state, empty_upload, read_upload, show_refusal, table
from tracker.core.words import field_name, moment, say
from tracker.people.rules import Actor, Role

UPLOAD = "units"
USUAL_SIZE = 20
MOST_VALUES = 40  # a column with more different values is no filter
HASH_SHOWN = 12


def draw_units(actor: Actor, detail: WaveDetail) -> None:
    st.caption(say("waves.sample_help"))
    given: Given | None = read_upload(
        "waves.units.upload", ["csv", "xlsx"], given_file, key=UPLOAD, busy_key="visits.collected.being_read"
    )
    if given is not None and (units := _read(given)) is not None:
        _draw(actor, detail, units)
    with reading() as session:
        drawn = samples(session, wave_id=detail.row.id, by=actor)
    if drawn:
        st.subheader(say("waves.samples_title"))
        table([_drawn(row) for row in drawn], key="samples")


def _read(given: Given) -> UnitList | None:
    header = header_of(given.sheet)
    left, right = st.columns(2)
    unit = _column(left, "waves.units.unit_column", header, usual_unit_column(header), f"unit {given.file_hash}")
    store = _column(right, "visits.collected.store_column", header, usual_store_column(header), f"store {given.file_hash}")
    if unit is None or store is None or unit == store:
        return None
    try:
        return read_units(given, unit_column=unit, store_column=store)
    except Refusal as refusal:
        show_refusal(refusal)
        return None


def _column(place: Any, label_key: str, header: list[str], guess: str | None, key: str) -> str | None:
    index = header.index(guess) if guess else None
    chosen: str | None = place.selectbox(say(label_key), header, index=index, key=key)
    return chosen


def _draw(actor: Actor, detail: WaveDetail, units: UnitList) -> None:
    with reading() as session:
        channels, people = channel_choices(session, by=actor), goers(session, by=actor)
    if not people:
        empty_state("visits.no_people")
        return
    where = _filter(units)
    left = len(units.chosen(where))
    st.text(say("waves.units.left", n=left, all=len(units.rows)))
    first, second, third = st.columns(3)
    channel = first.selectbox(say("visits.channel"), channels, format_func=lambda one: str(one.name), key="sample_channel")
    size = second.number_input(field_name("size"), 1, max(1, left), min(USUAL_SIZE, max(1, left)), key=f"sample_size_{left}")
    seed = third.text_input(field_name("seed"), _usual_seed(detail), max_chars=64, key="sample_seed", help=say("waves.seed_help"))
    chosen = st.multiselect(
        field_name("people"),
        people,
        [one for one in people if one.role is Role.SUPERVISOR],
        format_func=lambda one: one.name,
        key="sample_people",
    )
    typed = {
        "seed": seed,
        "size": int(size),
        "channel_code": channel.code,
        "where": {column: tuple(values) for column, values in where.items()},
        "people": tuple(one.id for one in chosen),
    }
    pressed = st.button(say("waves.draw"), type="primary", key="draw", disabled=not (left and chosen))
    if pressed and attempt(_drawing, wave_id=detail.row.id, units=units, typed=typed, by=actor):
        done("waves.drawn")
        empty_upload(UPLOAD)
        st.session_state.pop(_seed_key(detail), None)
        st.rerun()


def _drawing(session: Session, *, wave_id: UUID, units: UnitList, typed: dict[str, Any], by: Actor) -> UUID:
    return draw_sample(session, wave_id=wave_id, units=units, form=SampleForm.read(**typed), by=by)


def _filter(units: UnitList) -> dict[str, Sequence[str]]:
    """Values to keep, of columns that have few."""
    where: dict[str, Sequence[str]] = {}
    values = {column: sorted({row.more[column] for row in units.rows}) for column in units.columns}
    few = {column: found for column, found in values.items() if 1 < len(found) <= MOST_VALUES}
    if few:
        with st.expander(say("waves.units.filter")):
            for column, found in few.items():
                kept = st.multiselect(column, found, key=f"filter {column}")
                if kept:
                    where[column] = kept
    return where


def _seed_key(detail: WaveDetail) -> str:
    return f"seed_{detail.row.id}"


def _usual_seed(detail: WaveDetail) -> str:
    """One that nobody chose, kept while the page is looked at."""
    return str(st.session_state.setdefault(_seed_key(detail), secrets.token_hex(4)))


def _drawn(row: SampleRow) -> dict[str, object]:
    where = "; ".join(f"{column}: {', '.join(values)}" for column, values in row.chosen_by.get("where", {}).items())
    return {
        say("waves.column.drawn_at"): moment(row.drawn_at),
        say("waves.column.drawn"): say("waves.drawn_of", n=row.drawn, all=row.population),
        field_name("seed"): row.seed,
        say("waves.column.filter"): where or say("waves.no_filter"),
        say("waves.column.list"): row.chosen_by.get("file", ""),
        say("waves.column.hash"): row.population_hash[:HASH_SHOWN],
        say("waves.column.drawn_by"): row.drawn_by,
    }
