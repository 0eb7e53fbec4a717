"""Where the limits begin anew, who decided it and why. To whom it is given, adds one or withdraws it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from results.comparison.actions.limits import rebase_limits, withdraw_rebase
from results.comparison.forms.limits import LONGEST_REASON
from results.comparison.queries import RebaseRow
from results.comparison.queries.indicator import IndicatorView
from results.comparison.rules import Line
from tracker.core.screens import attempt, done, empty_state, table
from tracker.core.words import day, moment, say
from tracker.people.rules import Actor


def show_limits(seen: IndicatorView, actor: Actor, *, editing: bool) -> None:
    st.caption(say("comparison.rebase_about"))
    standing = {rebase.on for rebase in seen.line.unapplied}
    if seen.rebases:
        table([_row(row, row.starts_on in standing) for row in seen.rebases], key="rebases")
    else:
        empty_state("comparison.no_rebase")
    if editing:
        _add(seen.line, actor)
        _withdraw([row for row in seen.rebases if row.withdrawn_at is None], actor)


def _row(row: RebaseRow, unapplied: bool) -> Mapping[str, object]:
    state = "withdrawn" if row.withdrawn_at else "unapplied" if unapplied else "applied"
    return {
        say("comparison.rebase.from"): day(row.starts_on),
        say("comparison.rebase.reason"): row.reason,
        say("comparison.rebase.who"): row.decided_by,
        say("comparison.rebase.at"): moment(row.decided_at),
        say("comparison.rebase.state"): say(f"comparison.rebase.{state}"),
    }


def _add(line: Line, actor: Actor) -> None:
    days = [point.on for point in reversed(line.points) if point.value is not None]
    if not days:
        return
    turn = st.session_state.setdefault("rebase_turn", 0)
    with st.container(border=True):
        starts_on = st.selectbox(say("comparison.rebase.from"), days, format_func=day, key=f"rebase_from_{turn}")
        reason = st.text_input(say("comparison.rebase.reason"), max_chars=LONGEST_REASON, key=f"rebase_reason_{turn}")
        if st.button(say("comparison.rebase.add"), type="primary", key=f"rebase_add_{turn}") and attempt(
            rebase_limits, indicator_id=line.indicator.id, starts_on=starts_on, reason=reason, by=actor
        ):
            st.session_state["rebase_turn"] = turn + 1
            done("comparison.rebase.added")
            st.rerun()


def _withdraw(standing: Sequence[RebaseRow], actor: Actor) -> None:
    if not standing:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            say("comparison.rebase.which"),
            standing,
            format_func=lambda row: f"{day(row.starts_on)} · {row.reason}",
            key=f"rebase_which_{len(standing)}",
        )
        if st.button(say("comparison.rebase.withdraw"), key="rebase_withdraw") and attempt(
            withdraw_rebase, rebase_id=chosen.id, seen=chosen.version, by=actor
        ):
            done("comparison.rebase.taken_back")
            st.rerun()
