"""Meetings with what came of them, open actions with the late ones first, and decisions."""

from collections.abc import Sequence

import streamlit as st

from tracker.core.screens import attempt, done, empty_state, plain
from tracker.core.words import day, say
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.actions import finish_minute, reopen_minute
from tracker.plan.queries.minutes import MinuteRow
from tracker.plan.rules import MinuteKind
from tracker.plan.screens.minutes.editing import Subjects, edit_minute, note_one

ACTION_ICON, DECISION_ICON, MEETING_ICON = ":material/task_alt:", ":material/gavel:", ":material/groups:"
ICONS = {MinuteKind.ACTION: ACTION_ICON, MinuteKind.DECISION: DECISION_ICON, MinuteKind.MEETING: MEETING_ICON}


def show_meetings(rows: Sequence[MinuteRow], subjects: Subjects | None, actor: Actor) -> None:
    _note(MinuteKind.MEETING, subjects)
    meetings = [row for row in rows if row.kind is MinuteKind.MEETING]
    if not meetings:
        empty_state("minutes.no_meeting")
    for meeting in meetings:
        with st.expander(plain(say("minutes.heading", title=meeting.title, day=meeting.on)), expanded=meeting is meetings[0]):
            _body(meeting)
            _buttons(meeting, subjects)
            for row in rows:
                if row.meeting_id == meeting.id:
                    _card(row, subjects, actor, where=f"in_{meeting.id}")


def show_actions(rows: Sequence[MinuteRow], subjects: Subjects | None, actor: Actor) -> None:
    """Those due first come first; the done ones below."""
    _note(MinuteKind.ACTION, subjects)
    found = sorted((row for row in rows if row.kind is MinuteKind.ACTION), key=lambda row: (row.due_on or row.on, row.id))
    live = [row for row in found if row.done_on is None]
    if not live:
        empty_state("minutes.no_action")
    for row in live:
        _card(row, subjects, actor, where="live")
    if over := [row for row in found if row.done_on is not None]:
        with st.expander(say("minutes.done_ones", n=len(over))):
            for row in over:
                _card(row, subjects, actor, where="over")


def show_decisions(rows: Sequence[MinuteRow], subjects: Subjects | None, actor: Actor) -> None:
    _note(MinuteKind.DECISION, subjects)
    found = [row for row in rows if row.kind is MinuteKind.DECISION]
    if not found:
        empty_state("minutes.no_decision")
    for row in found:
        _card(row, subjects, actor, where="decided")


def _note(kind: MinuteKind, subjects: Subjects | None) -> None:
    if subjects and st.button(say(f"minutes.note.{kind.value}"), key=f"note_{kind.value}", icon=":material/add:"):
        st.dialog(say(f"minutes.note.{kind.value}"))(note_one)(kind, subjects)


def _card(row: MinuteRow, subjects: Subjects | None, actor: Actor, *, where: str) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{ICONS[row.kind]} **{plain(row.title)}**")
            if row.late:
                st.badge(say("minutes.late"), color="red")
            elif row.done_on is not None:
                st.badge(say("minutes.done_on", day=row.done_on), color="green")
        _body(row)
        _buttons(row, subjects, actor, where=where)


def _body(row: MinuteRow) -> None:
    if row.present:
        st.caption(plain(say("minutes.present", who=row.present)))
    if row.text:
        st.text(row.text)
    told = []
    if row.kind is MinuteKind.ACTION and row.due_on is not None:
        told.append(say("minutes.who_and_when", who=row.owner or say("minutes.nobody"), day=row.due_on))
    elif row.kind is not MinuteKind.MEETING:
        told.append(day(row.on))
    if row.meeting:
        told.append(say("minutes.from", meeting=row.meeting))
    if about := [name for name in (row.phase, row.task, row.gate) if name]:
        told.append(say("minutes.about", what=say("files.list_separator").join(about)))
    if told:
        st.caption(plain(" · ".join(told)))


def _buttons(row: MinuteRow, subjects: Subjects | None, actor: Actor | None = None, *, where: str = "") -> None:
    key = f"{where}_{row.id}_{row.version}"
    with st.container(horizontal=True):
        if actor and row.kind is MinuteKind.ACTION and _may_finish(row, actor):
            over = row.done_on is not None
            label, icon = ("minutes.reopen", ":material/undo:") if over else ("minutes.finish", ":material/check:")
            action = reopen_minute if over else finish_minute
            said = st.button(say(label), key=f"finish_{key}", icon=icon)
            if said and attempt(action, minute_id=row.id, seen=row.version, by=actor):
                done("minutes.saved")
                st.rerun()
        if subjects and st.button(say("minutes.edit"), key=f"edit_{key}", icon=":material/edit:"):
            st.dialog(say("minutes.edit"))(edit_minute)(row, subjects)


def _may_finish(row: MinuteRow, actor: Actor) -> bool:
    place = Place(programme_id=row.programme_id)
    return can(actor, Action.EDIT_PLAN, place) or (row.owner_id == actor.person_id and can(actor, Action.REPORT_PROGRESS, place))
