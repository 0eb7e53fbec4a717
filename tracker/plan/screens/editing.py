"""Editing a task in a dialog. Who saves after somebody else is asked whose change counts, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import streamlit as st
from sqlalchemy.orm import Session

from tracker.core.db import reading
from tracker.core.refusals import Stale
from tracker.core.screens import DAY, attempt, done, plain
from tracker.core.words import field_name, say, show
from tracker.people.rules import Actor
from tracker.people.screens import present
from tracker.plan.actions import replan, set_parent, update_task
from tracker.plan.forms import TaskChanges
from tracker.plan.queries import owners, task
from tracker.plan.queries.details import Details, details
from tracker.plan.rules import MilestoneRow, Move, PercentRule, TaskRow, TaskStatus, differences
from tracker.plan.rules.texts import LONG
from tracker.plan.screens.linking import edit_links
from tracker.plan.screens.log import show_task_log
from tracker.plan.screens.moving import ask_moves, show_place
from tracker.plan.screens.parting import edit_roles, edit_steps

PARTS = ("task", "more", "links", "roles", "steps", "log")


def edit_task(saw: TaskRow) -> None:
    """The body of a dialog about the task as this person saw it. What was typed stays in the dialog while a choice is open."""
    actor = present()
    with reading() as session:
        names = {row.id: row.name for row in owners(session, by=actor)}
        about = details(session, task_id=saw.id, by=actor)
    show_place(about)
    task, more, links, roles, steps, log = st.tabs([say(f"network.part.{part}") for part in PARTS])
    with more:
        mine, parent = _more(saw, about)
    with task:
        mine = _typed(saw, names) | mine
        _ask_to_save(saw, about, mine, parent, names, actor)
    with links:
        edit_links(about, actor)
    with roles:
        edit_roles(about, names, actor)
    with steps:
        edit_steps(about, actor)
    with log:
        show_task_log(saw.id, actor)


def _ask_to_save(
    saw: TaskRow, about: Details, mine: dict[str, Any], parent: dict[str, Any], names: dict[UUID, str], actor: Actor
) -> None:
    conflict = f"conflict_{saw.id}_{saw.version}"
    moves = ask_moves(about, mine, actor)
    place = st.empty()
    change = Change(saw, about.network.programme_id, mine, parent, moves)
    if conflict not in st.session_state and place.button(say("plan.save"), type="primary", key=f"save_{saw.id}_{saw.version}"):
        _save(change, saw.version, actor, conflict)
    if stored := st.session_state.get(conflict):
        place.empty()
        _choose(change, stored, names, actor, conflict)


def _typed(saw: TaskRow, names: dict[UUID, str]) -> dict[str, Any]:
    """Only what this person changed. Days and status of a summary task follow from its parts."""
    key = f"{saw.id}_{saw.version}"
    kinds = list(TaskStatus)
    people = [None, *names]
    if saw.owner_id not in people:
        people.append(saw.owner_id)
    st.caption(plain(say("plan.by", who=saw.owner_role, what=saw.deliverable)))
    typed: dict[str, Any] = {"name": st.text_input(say("plan.task_name"), saw.name, max_chars=200, key=f"name_{key}")}
    if not saw.summary:
        typed["status"] = st.selectbox(
            field_name("status"),
            kinds,
            index=kinds.index(saw.status),
            format_func=lambda kind: say(f"plan.status.{kind.value}"),
            key=f"status_{key}",
        )
    typed["owner_id"] = st.selectbox(
        field_name("owner_id"),
        people,
        index=people.index(saw.owner_id),
        format_func=lambda person: _value("owner_id", person, names),
        key=f"owner_{key}",
    )
    if not saw.summary:
        left, right = st.columns(2)
        typed["starts_on"] = left.date_input(field_name("starts_on"), saw.starts_on, format=DAY, key=f"starts_{key}")
        typed["due_on"] = right.date_input(field_name("due_on"), saw.due_on, format=DAY, key=f"due_{key}")
    return {field: value for field, value in typed.items() if value != getattr(saw, field)}


def _more(saw: TaskRow, about: Details) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed of the rest, and the parent if that changed; saved with the task itself."""
    key = f"{saw.id}_{saw.version}"
    rules, areas = list(PercentRule), {None: say("network.no_area")} | {area.id: area.name for area in about.network.areas}
    parents = {None: say("network.no_parent")} | {node.id: f"{node.name} ({node.code})" for node in about.possible_parents}
    if saw.parent_id not in parents:
        parents[saw.parent_id] = about.nodes[saw.parent_id].name if saw.parent_id else ""
    typed: dict[str, Any] = {}
    for field in ("deliverable", "acceptance"):
        typed[field] = st.text_area(field_name(field), getattr(saw, field), max_chars=LONG, height=80, key=f"{field}_{key}")
    typed["percent_rule"] = st.selectbox(
        field_name("percent_rule"),
        rules,
        index=rules.index(saw.percent_rule),
        format_func=lambda rule: say(f"network.percent_rule.{rule.value}"),
        key=f"rule_{key}",
    )
    typed["effort_days"] = st.number_input(field_name("effort_days"), 0.0, None, saw.effort_days, step=0.5, key=f"effort_{key}")
    left, right = st.columns(2)
    typed["not_before"] = left.date_input(
        field_name("not_before"), saw.not_before, format=DAY, help=say("network.not_before_help"), key=f"not_before_{key}"
    )
    typed["finish_by"] = right.date_input(
        field_name("finish_by"), saw.finish_by, format=DAY, help=say("network.finish_by_help"), key=f"finish_by_{key}"
    )
    typed["area_id"] = st.selectbox(
        field_name("area_id"), list(areas), index=list(areas).index(saw.area_id), format_func=areas.__getitem__, key=f"area_{key}"
    )
    parent = st.selectbox(
        say("network.part_of"),
        list(parents),
        index=list(parents).index(saw.parent_id),
        format_func=parents.__getitem__,
        help=say("network.parent_help"),
        key=f"parent_{key}",
    )
    st.caption(say("network.saved_with_task"))
    mine = {field: value for field, value in typed.items() if value != getattr(saw, field)}
    return mine, {"parent_id": parent} if parent != saw.parent_id else {}


@dataclass(frozen=True)
class Change:
    """What this person wants of the task they saw; `moves` where the tasks that wait for it are to move along."""

    saw: TaskRow
    programme_id: UUID
    mine: dict[str, Any]
    parent: dict[str, Any]
    moves: list[Move] | None


def _store(session: Session, *, change: Change, seen: int, shown: list[Move] | None, by: Actor) -> None:
    """The parent, the task and what moves with it: all of it, or nothing."""
    if change.parent:
        set_parent(session, task_id=change.saw.id, seen=seen, parent_id=change.parent["parent_id"], by=by)
        seen += 1
    mine = cast("TaskChanges", change.mine)
    if change.moves is None:
        update_task(session, task_id=change.saw.id, seen=seen, by=by, **mine)
    else:
        replan(session, programme_id=change.programme_id, changes={change.saw.id: (seen, mine)}, shown=shown, by=by)


def _save(change: Change, seen: int, actor: Actor, conflict: str) -> None:
    """Over somebody else's change other tasks move than were shown, so then it is not asked for."""
    shown = change.moves if seen == change.saw.version else None
    outcome = attempt(_store, change=change, seen=seen, shown=shown, by=actor)
    if outcome:
        st.session_state.pop(conflict, None)
        done("plan.saved")
        st.rerun()
    if isinstance(outcome.refusal, Stale) and outcome.refusal.key == Stale().key:
        with reading() as session:
            st.session_state[conflict] = task(session, task_id=change.saw.id, by=actor)


def edit_milestone(stone: MilestoneRow) -> None:
    """Its day with what moves, and its links."""
    actor = present()
    with reading() as session:
        about = details(session, task_id=stone.id, by=actor)
    st.divider()
    show_place(about)
    day, links = st.tabs([say("network.part.day"), say("network.part.links")])
    with day:
        _edit_day(stone, about, actor)
    with links:
        edit_links(about, actor)


def _edit_day(stone: MilestoneRow, about: Details, actor: Actor) -> None:
    key = f"{stone.id}_{stone.version}"
    typed = {
        "due_on": st.date_input(field_name("due_on"), stone.due_on, format=DAY, key=f"due_{key}"),
        "finish_by": st.date_input(
            field_name("finish_by"), stone.finish_by, format=DAY, help=say("network.finish_by_help"), key=f"finish_by_{key}"
        ),
    }
    mine: dict[str, Any] = {field: value for field, value in typed.items() if value != getattr(stone, field)}
    if "due_on" in mine:
        mine["starts_on"] = mine["due_on"]
    moves = ask_moves(about, mine, actor)
    if st.button(say("plan.save"), type="primary", disabled=not mine, key=f"save_day_{key}"):
        wanted = cast("TaskChanges", mine)
        programme_id = about.network.programme_id
        if moves is None:
            outcome = attempt(update_task, task_id=stone.id, seen=stone.version, by=actor, **wanted)
        else:
            changes = {stone.id: (stone.version, wanted)}
            outcome = attempt(replan, programme_id=programme_id, changes=changes, shown=moves, by=actor)
        if outcome:
            done("plan.saved")
            st.rerun()


def _choose(change: Change, stored: TaskRow, names: dict[UUID, str], actor: Actor, conflict: str) -> None:
    st.warning(say("plan.conflict"), icon=":material/group:")
    show_differences(change.saw, stored, change.mine, names)
    with st.container(horizontal=True):
        if st.button(say("plan.keep_theirs"), key=f"theirs_{conflict}"):
            st.session_state.pop(conflict, None)
            st.rerun()
        if st.button(say("plan.save_mine"), type="primary", key=f"mine_{conflict}"):
            _save(change, stored.version, actor, conflict)


def show_differences(saw: TaskRow, stored: TaskRow, mine: Mapping[str, Any], names: Mapping[UUID, str]) -> None:
    """Field by field: what this person saw, what somebody else stored, what this person wants."""
    for found in differences(saw, stored, mine):
        facts = {name: _value(found.field, getattr(found, name), names) for name in ("saw", "theirs", "mine")}
        label = say("plan.task_name") if found.field == "name" else field_name(found.field)
        st.text(say("plan.difference", field=label, **facts))


def _value(field: str, value: Any, names: Mapping[UUID, str]) -> str:
    if field == "owner_id":
        return say("plan.nobody") if value is None else names.get(value, say("plan.somebody"))
    if field == "percent_rule":
        return say(f"network.percent_rule.{value.value}")
    if field == "area_id":
        return say("network.no_area") if value is None else say("network.an_area")
    return say(f"plan.status.{value.value}") if field == "status" else "–" if value is None else show(value)
