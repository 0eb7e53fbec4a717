"""A meeting, a decision or an action as somebody notes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.people.screens import present
from tracker.plan.actions import change_minute, note_minute
from tracker.plan.forms.gates import LONGEST_NAME
from tracker.plan.queries import owners
from tracker.plan.queries.gates import GateRow
from tracker.plan.queries.minutes import MinuteRow
from tracker.plan.rules import MinuteKind, PlanRows
from tracker.plan.screens.fields import choose, long_text


@dataclass(frozen=True)
class Subjects:
    """What minutes of this programme can be about."""

    plan: PlanRows
    gates: Sequence[GateRow]
    meetings: Sequence[MinuteRow]


def note_one(kind: MinuteKind, subjects: Subjects) -> None:
    actor = present()
    given = _typed(kind, None, subjects, f"new_{kind.value}", actor)
    said = st.button(say("minutes.save"), type="primary", key=f"save_new_{kind.value}")
    if said and attempt(note_minute, programme_id=subjects.plan.programme.id, kind=kind, by=actor, **given):
        done("minutes.saved")
        st.rerun()


def edit_minute(saw: MinuteRow, subjects: Subjects) -> None:
    actor, key = present(), f"{saw.id}_{saw.version}"
    given = _typed(saw.kind, saw, subjects, key, actor)
    said = st.button(say("minutes.save"), type="primary", key=f"save_{key}")
    if said and attempt(change_minute, minute_id=saw.id, seen=saw.version, by=actor, **given):
        done("minutes.saved")
        st.rerun()


def _typed(kind: MinuteKind, saw: MinuteRow | None, subjects: Subjects, key: str, actor: Actor) -> dict[str, Any]:
    given: dict[str, Any] = {
        "title": st.text_input(field_name("title"), saw.title if saw else "", max_chars=LONGEST_NAME, key=f"title_{key}"),
        "on": st.date_input(field_name("on"), saw.on if saw else subjects.plan.today, format=DAY, key=f"on_{key}"),
    }
    if kind is MinuteKind.MEETING:
        given["present"] = long_text("present", key, saw.present if saw else "")
    given["text"] = long_text("text", key, saw.text if saw else "")
    if kind is MinuteKind.ACTION:
        with reading() as session:
            names = {row.id: row.name for row in owners(session, by=actor)}
        given["owner_id"] = choose("owner_id", names, saw.owner_id if saw else None, key, gone=saw.owner if saw else "")
        given["due_on"] = st.date_input(field_name("due_on"), saw.due_on if saw else None, format=DAY, key=f"due_{key}")
    if kind is not MinuteKind.MEETING:
        titles = {row.id: say("minutes.heading", title=row.title, day=row.on) for row in subjects.meetings}
        given["meeting_id"] = choose("meeting_id", titles, saw.meeting_id if saw else None, key)
    about = {
        "phase_id": {phase.id: phase.name for phase in subjects.plan.phases},
        "task_id": {row.id: row.name for row in subjects.plan.milestones} | {row.id: row.name for row in subjects.plan.tasks},
        "gate_id": {gate.id: gate.name for gate in subjects.gates},
    }
    return given | {name: choose(name, names, getattr(saw, name) if saw else None, key) for name, names in about.items()}
