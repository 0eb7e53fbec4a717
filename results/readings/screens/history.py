"""What is stored and what it once was: a value corrected with its reason, the imports, the corrections."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from results.readings.actions import correct_reading
from results.readings.forms import LONGEST_NOTE
from results.readings.queries import corrections, imports, store_codes, typed_indicators
from results.readings.queries.history import CorrectionRow, ValueRow, revisions, stored_values
from results.readings.queries.imports import ImportRow
from results.readings.rules import TypedIndicator
from results.readings.screens.telling import count, place, source, value_in_full
from results.readings.screens.typed import ask_value
from tracker.core.db import reading
from tracker.core.screens import attempt, done, empty_state, table
from tracker.core.words import day, moment, number, say
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow


def show_history(actor: Actor, programme: ProgrammeRow) -> None:
    with reading() as session:
        indicators = typed_indicators(session, programme_id=programme.id, by=actor)
        imported = imports(session, programme_id=programme.id, by=actor)
        corrected = corrections(session, programme_id=programme.id, by=actor)
    st.subheader(say("readings.correct_heading"))
    if indicators:
        _correct(actor, programme, indicators)
    st.subheader(say("readings.corrections_heading"))
    if corrected:
        table(_corrections(corrected), key="corrections")
    else:
        st.text(say("readings.no_corrections"))
    st.subheader(say("readings.imports_heading"))
    if imported:
        table(_imports(imported), key="imports")
    else:
        empty_state("readings.no_imports")


def _correct(actor: Actor, programme: ProgrammeRow, indicators: Sequence[TypedIndicator]) -> None:
    """A value is chosen by indicator, place and day; beside it stands all that it once was."""
    left, right = st.columns(2)
    indicator = left.selectbox(
        say("readings.column.indicator"), indicators, format_func=lambda one: one.name, key="history_indicator"
    )
    with reading() as session:
        stores = {one.code: f"{one.code} {one.name}" for one in store_codes(session, by=actor)}
    store = right.selectbox(
        say("readings.place"),
        ["", *stores],
        format_func=lambda code: stores[code] if code else say("readings.whole_programme"),
        key="history_store",
    )
    with reading() as session:
        rows = stored_values(session, programme_id=programme.id, indicator_code=indicator.code, store_code=store, by=actor)
    if not rows:
        empty_state("readings.no_values")
        return
    values = {row.id: row for row in rows}
    chosen = st.selectbox(
        say("readings.which_value"),
        list(values),
        index=None,
        format_func=lambda key: value_in_full(values[key]),
        placeholder=say("readings.choose_value"),
        key=f"history_value_{indicator.code}_{store}",
    )
    if chosen:
        _about(values[chosen], indicator, actor)


def _about(row: ValueRow, indicator: TypedIndicator, actor: Actor) -> None:
    with st.container(border=True):
        with reading() as session:
            known = revisions(session, reading_id=row.id, by=actor)
        table([_revision(one) for one in known], key=f"revisions_{row.id}")
        parts = (row.numerator, row.denominator)
        value, n, numerator, denominator = ask_value("right", str(row.id), indicator, row.value, row.n, parts)
        label = say("readings.reason")
        reason = st.text_input(label, max_chars=LONGEST_NOTE, key=f"reason_{row.id}")
        if st.button(say("readings.store_correction"), type="primary", key=f"correct_{row.id}"):
            _store(row.id, (value, n, numerator, denominator), reason, actor)


def _store(
    reading_id: UUID,
    given: tuple[float | None, int | None, float | None, float | None],
    reason: str,
    actor: Actor,
) -> None:
    value, n, numerator, denominator = given
    if attempt(
        correct_reading,
        reading_id=reading_id,
        value=value,
        n=n,
        numerator=numerator,
        denominator=denominator,
        reason=reason,
        by=actor,
    ):
        done("readings.corrected")
        st.rerun()


def _revision(row: ValueRow) -> Mapping[str, object]:
    return {
        say("readings.column.value"): number(row.value),
        say("readings.column.n"): count(row.n),
        say("readings.source"): source(row),
        say("readings.at"): moment(row.recorded_at),
        say("readings.who"): row.recorded_by,
        say("readings.column.note"): row.note,
    }


def _corrections(rows: Sequence[CorrectionRow]) -> list[Mapping[str, object]]:
    return [
        {
            say("readings.column.indicator"): row.after.indicator,
            say("readings.place"): place(row.after.store, row.after.team, row.after.channel),
            say("readings.column.date"): day(row.after.observed_on),
            say("readings.before"): number(row.before),
            say("readings.after"): number(row.after.value),
            say("readings.n_before"): count(row.n_before),
            say("readings.n_after"): count(row.after.n),
            say("readings.reason_or_source"): row.after.note or source(row.after),
            say("readings.who"): row.after.recorded_by,
            say("readings.at"): moment(row.after.recorded_at),
        }
        for row in rows
    ]


def _imports(rows: Sequence[ImportRow]) -> list[Mapping[str, object]]:
    return [
        {
            say("readings.at"): moment(row.imported_at),
            say("readings.file"): row.file_name,
            say("readings.holds"): say("readings.holds_answers" if row.answers else "readings.holds_readings", n=row.rows),
            say("readings.counted.new"): number(row.new),
            say("readings.counted.corrected"): number(row.corrected),
            say("readings.who"): row.imported_by,
        }
        for row in rows
    ]
