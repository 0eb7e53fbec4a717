"""What there is: numbers, the heat map with its table, and each risk with what is done about it."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import empty_state, plain, show_chart, table
from tracker.core.words import day, number, say
from tracker.people.rules import Action, Actor, Place, can
from tracker.people.screens import present
from tracker.plan.rules import ProgrammeRow, ProgrammeStatus
from tracker.risks.charts import finding, heat_map
from tracker.risks.queries import risk_history
from tracker.risks.rules import Band, LinkRow, Register, RiskKind, RiskRow, RiskState
from tracker.risks.screens.editing import act_on
from tracker.risks.screens.telling import responsible, scored, standing, told

COLOURS: dict[Band, Literal["gray", "orange", "red"]] = {Band.LOW: "gray", Band.MEDIUM: "orange", Band.HIGH: "red"}
WHICH: dict[str, Callable[[RiskRow], bool]] = {
    "live": lambda risk: risk.live,
    "high": lambda risk: risk.live and risk.band is Band.HIGH,
    "overdue": lambda risk: risk.overdue,
    "happened": lambda risk: risk.state is RiskState.HAPPENED,
    "closed": lambda risk: not risk.live,
}


def may_edit(programme: ProgrammeRow, actor: Actor) -> bool:
    return programme.status is ProgrammeStatus.ACTIVE and can(actor, Action.EDIT_PLAN, Place(programme_id=programme.id))


def show_numbers(found: Register) -> None:
    """To be called inside a grid."""
    counts = {"live": found.live, "high": found.high, "overdue": found.overdue, "happened": found.issues}
    for name, rows in counts.items():
        st.metric(say(f"risks.number.{name}"), number(len(rows)), border=True)


def show_heat_map(found: Register) -> None:
    if not found.live:
        return
    show_chart(heat_map(found), key="heat_map", alt=finding(found))
    with st.expander(say("risks.as_table")):
        table([_cells(risk) for risk in found.risks], key="risk_table")


def _cells(risk: RiskRow) -> dict[str, object]:
    return {
        say("risks.column.code"): risk.code,
        say("risks.column.title"): risk.title,
        say("risks.column.score"): risk.score,
        say("risks.column.before"): risk.score_before,
        say("risks.column.band"): say(f"risks.band.{risk.band.value}"),
        say("risks.column.probability"): risk.probability,
        say("risks.column.impact"): risk.impact,
        say("risks.column.kind"): say(f"risks.kind.{risk.kind.value}"),
        say("risks.column.state"): say(f"risks.state.{risk.state.value}"),
        say("risks.column.owner"): responsible(risk),
        say("risks.column.review_on"): day(risk.review_on) if risk.review_on else "",
    }


def show_risks(found: Register, actor: Actor, *, editing: bool) -> None:
    """One below the other, so that they read the same on a phone and on a desktop."""
    if not found.risks:
        empty_state("risks.none_yet")
        return
    counts = {name: sum(fits(risk) for risk in found.risks) for name, fits in WHICH.items()}
    which = st.pills(
        say("risks.which"),
        list(WHICH),
        default="live",
        required=True,
        format_func=lambda name: say("risks.counted", what=say(f"risks.which_ones.{name}"), n=counts[name]),
        key=f"which_{found.programme_id}",
    )
    kind = st.selectbox(
        say("risks.column.kind"),
        list(RiskKind),
        index=None,
        format_func=lambda each: say(f"risks.kind.{each.value}"),
        placeholder=say("risks.every_kind"),
        key=f"kind_{found.programme_id}",
    )
    shown = [risk for risk in found.risks if WHICH[str(which)](risk) and kind in (None, risk.kind)]
    if not shown:
        empty_state("risks.none_of_these")
    for risk in shown:
        _card(risk, editing)


def _card(risk: RiskRow, editing: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall"):
            st.markdown(f"**{plain(risk.code)} · {plain(risk.title)}**")
            st.badge(plain(scored(risk)), color=COLOURS[risk.band] if risk.live else "gray")
            st.caption(plain(standing(risk)))
            st.caption(plain(say("risks.whose", who=responsible(risk), kind=say(f"risks.kind.{risk.kind.value}"))))
        if st.button(say("risks.look"), key=f"look_{risk.id}", icon=":material/open_in_full:"):
            st.dialog(say("risks.about"), width="large")(about)(risk, editing)


def about(risk: RiskRow, editing: bool) -> None:
    """The body of a dialog: everything about one risk, what can be done with it, and its history."""
    actor = present()
    st.markdown(f"**{plain(risk.code)} · {plain(risk.title)}**")
    st.badge(plain(scored(risk)), color=COLOURS[risk.band] if risk.live else "gray")
    st.text(risk.description)
    response = say(f"risks.response.{risk.response.value}")
    lines = [
        standing(risk),
        say("risks.strikes", when=say(f"risks.proximity.{risk.proximity.value}")),
        say("risks.answered", response=response, text=risk.response_text) if risk.response_text else response,
        say("risks.whose", who=responsible(risk), kind=say(f"risks.kind.{risk.kind.value}")),
    ]
    lines += [say(f"risks.linked.{name}", names=_names(links)) for name, links in _links(risk) if links]
    if risk.issue:
        lines.append(say("risks.happened_then", day=risk.issue.happened_on, effect=risk.issue.effect))
        if risk.issue.resolved_on:
            lines.append(say("risks.resolved_then", day=risk.issue.resolved_on, resolution=risk.issue.resolution))
    st.text("\n".join(lines))
    if editing:
        act_on(risk, actor)
    _history(risk, actor)


def _links(risk: RiskRow) -> tuple[tuple[str, tuple[LinkRow, ...]], ...]:
    return ("phases", risk.phases), ("indicators", risk.indicators)


def _names(links: tuple[LinkRow, ...]) -> str:
    return say("files.list_separator").join(link.name for link in links)


def _history(risk: RiskRow, actor: Actor) -> None:
    with reading() as session:
        entries = risk_history(session, risk_id=risk.id, by=actor)
    with st.expander(say("risks.history", n=len(entries))):
        if not entries:
            st.text(say("risks.history.none"))
        for entry in entries:
            st.text("\n".join(told(entry)))
