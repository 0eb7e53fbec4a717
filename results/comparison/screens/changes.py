"""Two days and what changed between them. The days stand in the address."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

import streamlit as st

from results.comparison.news import change_sentences
from results.comparison.queries import changes_between
from results.comparison.rules.changes import Change, ChangeKind
from results.comparison.screens.area import keep
from results.readings.queries import Area
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import DAY, empty_state, plain
from tracker.core.tables import read_day
from tracker.core.words import say
from tracker.people.rules import Actor

INDICATORS = (ChangeKind.CAUSE, ChangeKind.TARGET, ChangeKind.DUE, ChangeKind.ASSURANCE)
GROUPS = {
    "indicators": INDICATORS,
    "corrections": (ChangeKind.CORRECTION,),
    "programme": (ChangeKind.GATE, ChangeKind.MONEY, ChangeKind.RISK, ChangeKind.ACTIONS),
}


def chosen_days(actor: Actor, reports: Mapping[str, date]) -> tuple[date, date]:
    """From the end of last month to today, unless the address says otherwise. `reports`: the last days of locked reports by their
    names, each to be taken as the first day."""
    today = clock.today(actor.time_zone or "UTC")
    first, second = _given("first") or today.replace(day=1) - timedelta(days=1), _given("second") or today
    if reports:
        names = list(reports)
        there = next((name for name in names if reports[name] == first), None)
        name = st.selectbox(
            say("board.change.since_report"), names, index=names.index(there) if there else None, key="report", placeholder="–"
        )
        first = reports[name] if name else first
    with st.container(horizontal=True):
        days = [
            st.date_input(say(f"board.change.{name}"), value, format=DAY, key=f"{name}_{value}")
            for name, value in (("first", first), ("second", second))
        ]
    for name, chosen in zip(("first", "second"), days, strict=True):
        keep(name, chosen.isoformat())
    return days[0], days[1]


def _given(name: str) -> date | None:
    return read_day(st.query_params.get(name, ""))


def show_changes(actor: Actor, programme_id: UUID, first: date, second: date, area: Area) -> None:
    with reading() as session:
        found = changes_between(session, programme_id=programme_id, first=first, second=second, area=area, by=actor)
    if not found:
        empty_state("board.change.nothing", first=first, second=second)
    for group, kinds in GROUPS.items():
        _show_group(group, [change for change in found if change.kind in kinds])
    st.caption(say("board.change.note"))


def _show_group(group: str, changes: list[Change]) -> None:
    if changes:
        st.subheader(say(f"board.change.group.{group}"))
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in change_sentences(changes)))
