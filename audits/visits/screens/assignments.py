"""The lead's list of visits, and what can still be changed about each: who goes, when, and whether at all."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from audits.visits.actions.assignments import cancel_visit, move_visit, reassign_visit
from audits.visits.models import AuditState, DayPart
from audits.visits.queries import AssignmentRow
from audits.visits.queries.waves import goers
from audits.visits.screens.lists import COLOURS
from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, plain
from tracker.core.words import day, field_name, say
from tracker.people.rules import Actor
from tracker.people.screens import present

REASSIGN, MOVE, CANCEL = "reassign", "move", "cancel"
WAYS = {
    AuditState.ASSIGNED: (REASSIGN, MOVE, CANCEL),
    AuditState.IN_PROGRESS: (MOVE, CANCEL),
    AuditState.RETURNED: (CANCEL,),
}


def assignment_list(rows: Sequence[AssignmentRow], actor: Actor) -> None:
    """Each visit with its state; what has not been submitted can be changed."""
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.badge(say(f"visits.state.{row.state.value}"), color=COLOURS[row.state])
            with st.container(gap="xsmall", width="stretch"):
                st.markdown(f"**{plain(str(row.store))}** · {plain(row.store_code)}")
                st.caption(plain(_line(row)))
            if row.state in WAYS and st.button(say("waves.change_visit"), key=f"change {row.id}"):
                _ask(row)


def _line(row: AssignmentRow) -> str:
    days = say("visits.row_line", name=row.assignee, channel=row.channel, start=day(row.visit_from), due=day(row.due_on))
    part = say(f"waves.day_part.{row.day_part.value}") if row.day_part else ""
    unit = say("waves.unit", unit=row.unit) if row.unit else ""
    return " · ".join(one for one in (days, part, unit, row.wave) if one)


def _ask(row: AssignmentRow) -> None:
    @st.dialog(say("waves.change_title"))
    def asking() -> None:
        actor = present()
        st.text(say("waves.change_of", store=row.store, name=row.assignee))
        ways = WAYS[row.state]
        way = st.segmented_control(
            say("waves.change_how"),
            ways,
            default=ways[0],
            format_func=lambda one: say(f"waves.change.{one}"),
            required=True,
            label_visibility="collapsed",
            key=f"way {row.id}",
        )
        action, typed = _INPUTS[way](row, actor)
        reason = st.text_area(field_name("reason"), max_chars=2000, key=f"why {row.id}")
        if st.button(say(f"waves.do.{way}"), type="primary", key=f"do {row.id}") and attempt(
            action, assignment_id=row.id, seen=row.version, reason=reason, by=actor, **typed
        ):
            done("waves.visit_changed")
            st.rerun()

    asking()


Chosen = tuple[Callable[..., None], dict[str, Any]]


def _reassign(row: AssignmentRow, actor: Actor) -> Chosen:
    with reading() as session:
        people = [one for one in goers(session, by=actor) if one.id != row.assignee_id]
    to = st.selectbox(say("visits.assignee"), people, format_func=lambda one: one.name, key=f"to {row.id}")
    return reassign_visit, {"to": to.id if to else row.assignee_id}


def _move(row: AssignmentRow, _: Actor) -> Chosen:
    is_planned = row.planned_on is not None
    left, right = st.columns(2)
    first = left.date_input(
        say("waves.planned_on" if is_planned else "visits.visit_from"),
        row.planned_on or row.visit_from,
        format=DAY,
        key=f"from {row.id}",
    )
    if not is_planned:
        due = right.date_input(say("visits.due_on"), row.due_on, format=DAY, key=f"due {row.id}")
        return move_visit, {"visit_from": first, "due_on": due, "day_part": row.day_part}
    parts: list[DayPart | None] = [None, *DayPart]
    part = right.selectbox(
        say("waves.column.part"),
        parts,
        index=parts.index(row.day_part),
        format_func=lambda one: say(f"waves.day_part.{one.value}") if one else say("waves.any_part"),
        key=f"part {row.id}",
    )
    return move_visit, {"visit_from": first, "due_on": first, "planned_on": first, "day_part": part}


def _cancel(row: AssignmentRow, _: Actor) -> Chosen:
    st.text(say("visits.cancel_question", store=row.store, name=row.assignee))
    return cancel_visit, {}


_INPUTS: dict[str, Callable[[AssignmentRow, Actor], Chosen]] = {REASSIGN: _reassign, MOVE: _move, CANCEL: _cancel}
