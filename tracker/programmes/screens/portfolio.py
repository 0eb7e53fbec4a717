"""The portfolio: a row a programme on a desktop, a card on a phone, by the same cells."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

import streamlit as st

from tracker.core.screens import empty_state, plain
from tracker.core.words import money, number, say
from tracker.programmes.rules.portfolio import GateAhead, MoneyRow, PortfolioRow, summary

NARROWEST = 118  # pixels of a cell: two beside each other on a phone, all seven on a desktop
Colour = Literal["gray", "green", "orange", "red"]
SIGNALS: Mapping[str, Colour] = {"within": "green", "watch": "orange", "over": "red", "unknown": "gray"}


def show_portfolio(rows: Sequence[PortfolioRow], worst: Mapping[UUID, str]) -> None:
    """`worst`: the indicator that is furthest behind, in words, of the programmes whose results this person sees."""
    if not rows:
        empty_state("portfolio.none")
        return
    st.markdown(f"**{plain(_sentence(rows))}**")
    for row in rows:
        with st.container(border=True):
            _show(row, worst.get(row.programme_id))


def _sentence(rows: Sequence[PortfolioRow]) -> str:
    found = summary(rows)
    key = "none_late" if not found.late else "one_late" if found.late == 1 else "some_late"
    if found.programmes == 1:
        key = "it_is_late" if found.late else "it_is_on_time"
    late = say(f"portfolio.sentence.{key}", late=found.late, all=found.programmes)
    if found.next_gate is None:
        return late
    row, gate = found.next_gate
    return say("portfolio.and_gate", late=late, gate=gate.name, programme=row.name, day=gate.due_on)


def _show(row: PortfolioRow, worst: str | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "programme/plan.py",
            label=f"**{plain(row.name)}**",
            query_params={"programme": row.code},
            icon=":material/arrow_forward:",
        )
        if row.late:
            st.badge(say("portfolio.late"), color="orange")
        if worst is not None:
            st.page_link("results/board.py", label=say("portfolio.to_board"), query_params={"programme": row.code})
    with st.grid(min_column_width=NARROWEST):
        ends = say("portfolio.until", day=row.phase_ends_on) if row.phase_ends_on else ""
        _cell("phase", row.phase or say("portfolio.nothing"), ends)
        _cell("gate", row.gate.name if row.gate else say("portfolio.nothing"), _left(row.gate) if row.gate else "")
        _cell("progress", say("plan.of", done=row.done, all=row.tasks), say("portfolio.tasks_late", n=row.late_tasks))
        _cell("slip", *_slip(row))
        if row.money:
            money_cell(row.money)
        if worst is not None:
            _cell("worst", worst or say("portfolio.none_behind"))
        if row.high_risks is not None:
            _cell("risks", number(row.high_risks))


def _cell(name: str, value: str, note: str = "") -> None:
    cell(say(f"portfolio.cell.{name}"), value, note)


def cell(title: str, value: str, note: str = "") -> None:
    with st.container(gap=None):
        st.caption(title)
        st.text(value)
        if note:
            st.caption(plain(note))


def _left(gate: GateAhead) -> str:
    if gate.days < 0:
        return say("portfolio.gate_over", day=gate.due_on, n=-gate.days)
    return say("portfolio.gate_left", day=gate.due_on, n=gate.days)


def _slip(row: PortfolioRow) -> tuple[str, str]:
    if row.slip_days is None:
        return say("portfolio.no_baseline"), ""
    key = "on_time" if not row.slip_days else "later" if row.slip_days > 0 else "earlier"
    return say(f"portfolio.slip.{key}", n=abs(row.slip_days)), say("portfolio.against", name=row.baseline)


def money_cell(found: MoneyRow) -> None:
    with st.container(gap=None):
        st.caption(say("portfolio.cell.money"))
        st.badge(say(f"money.signal.{found.signal}"), color=SIGNALS[found.signal])
        if found.approved_minor is not None and found.forecast_minor is not None:
            told = {"approved": money(found.approved_minor, found.currency), "end": money(found.forecast_minor, found.currency)}
            st.caption(plain(say("portfolio.money", **told)))
