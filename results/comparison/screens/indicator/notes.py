"""What happened beside the values, by the numbers on the chart; notes are written and removed here."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from results.comparison.actions.limits import note_on_chart, remove_note
from results.comparison.forms.limits import LONGEST_NOTE
from results.comparison.queries import NoteRow
from results.comparison.queries.indicator import IndicatorView
from results.comparison.rules import NoteKind
from results.comparison.rules.happened import Happened, HappenedKind, numbered
from results.comparison.sentences import happened_words
from tracker.core.screens import DAY, attempt, done, empty_state, table
from tracker.core.words import day, month, say
from tracker.people.rules import Actor


def show_happened(seen: IndicatorView, actor: Actor, *, editing: bool) -> None:
    st.caption(say("comparison.happened_about"))
    if seen.happened:
        numbers = {each: str(at) for at, each in enumerate(numbered(seen.happened), 1)}
        table([_row(each, numbers.get(each, "")) for each in reversed(seen.happened)], key="happened")
    else:
        empty_state("comparison.nothing_happened")
    if editing:
        _add(seen, actor)
        _remove(seen.notes, actor)


def _row(each: Happened, number: str) -> Mapping[str, object]:
    return {
        say("comparison.happened.number"): number,
        say("comparison.happened.when"): month(each.on) if each.kind is HappenedKind.ACTIONS else day(each.on),
        say("comparison.happened.kind"): say(f"comparison.happened.{each.kind.value}"),
        say("comparison.happened.what"): happened_words(each),
    }


def _add(seen: IndicatorView, actor: Actor) -> None:
    turn = st.session_state.setdefault("note_turn", 0)
    with st.container(border=True):
        with st.container(horizontal=True):
            happened_on: date | None = st.date_input(
                say("comparison.happened.when"), seen.found.today, format=DAY, key=f"note_on_{turn}"
            )
            kind = st.selectbox(
                say("comparison.happened.kind"),
                list(NoteKind),
                format_func=lambda one: say(f"comparison.happened.{one.value}"),
                key=f"note_kind_{turn}",
            )
        text = st.text_input(say("comparison.happened.what"), max_chars=LONGEST_NOTE, key=f"note_text_{turn}")
        everywhere = st.toggle(say("comparison.happened.everywhere"), key=f"note_everywhere_{turn}")
        if st.button(say("comparison.happened.add"), type="primary", key=f"note_add_{turn}") and attempt(
            note_on_chart,
            programme_id=seen.found.programme_id,
            indicator_id=None if everywhere else seen.line.indicator.id,
            happened_on=happened_on or seen.found.today,
            kind=kind,
            text=text,
            by=actor,
        ):
            st.session_state["note_turn"] = turn + 1
            done("comparison.happened.added")
            st.rerun()


def _remove(notes: Sequence[NoteRow], actor: Actor) -> None:
    if not notes:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            say("comparison.happened.which"),
            list(reversed(notes)),
            format_func=lambda row: f"{day(row.happened_on)} · {row.text}",
            key=f"note_which_{len(notes)}",
        )
        if st.button(say("comparison.happened.remove"), key="note_remove") and attempt(
            remove_note, note_id=chosen.id, seen=chosen.version, by=actor
        ):
            done("comparison.happened.removed")
            st.rerun()
