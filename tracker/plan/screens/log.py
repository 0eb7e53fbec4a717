"""The changes of a task in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.words import day, moment, say, show
from tracker.people.rules import Actor
from tracker.people.screens.log import known_word
from tracker.plan.queries.task_log import Changed, LogRow, task_log


def show_task_log(task_id: UUID, actor: Actor) -> None:
    """Folded, the latest first."""
    with reading() as session:
        entries = task_log(session, task_id=task_id, by=actor)
    show_entries(entries)


def show_entries(entries: Sequence[LogRow]) -> None:
    with st.expander(say("baselines.log", n=len(entries))):
        if not entries:
            st.text(say("baselines.log.none"))
        for entry in entries:
            st.text("\n".join(_told(entry)))


def _told(entry: LogRow) -> list[str]:
    verb = known_word(f"events.verb.{entry.verb}", entry.verb)
    head = say("baselines.log.entry", at=moment(entry.at), who=entry.who or say("baselines.log.somebody"), verb=verb)
    return [head, *(_change(each) for each in entry.changes)]


def _change(each: Changed) -> str:
    field = known_word(f"field.{each.field}", each.field)
    if each.before in (None, ""):
        return say("events.is", field=field, value=_value(each.field, each.after))
    return say("events.from_to", field=field, before=_value(each.field, each.before), after=_value(each.field, each.after))


def _value(field: str, value: Any) -> str:
    if value in (None, "", []):
        return say("baselines.log.nothing")
    if isinstance(value, list):
        return say("files.list_separator").join(_value(field, inner) for inner in value)
    if field == "status":
        return say(f"plan.status.{value}")
    if field == "percent_rule":
        return known_word(f"network.percent_rule.{value}", value)
    if isinstance(value, str) and (field.endswith("_on") or field in ("not_before", "finish_by")):
        return day(date.fromisoformat(value))
    return show(value)
