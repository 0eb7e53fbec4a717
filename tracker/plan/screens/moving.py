"""What moves when dates change, shown before it is saved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import plain
from tracker.core.words import say
from tracker.people.rules import Actor
from tracker.plan.actions import preview_replan
from tracker.plan.forms import TaskChanges
from tracker.plan.queries.details import Details
from tracker.plan.queries.network import Node
from tracker.plan.rules import Move

DATED = frozenset({"starts_on", "due_on", "not_before", "finish_by", "status"})
MOST_SHOWN = 50


def ask_moves(about: Details, mine: Mapping[str, Any], actor: Actor) -> list[Move] | None:
    """What saving these changes would move, if this person wants it moved; None where only the task itself changes."""
    if not DATED & mine.keys() or about.node.summary:
        say_missed(about, [], about.node.due_on, about.node.finish_by)
        return None
    moves = _preview(about.network.programme_id, {about.node.id: mine}, actor)
    if moves is None:
        return None
    own = next((move for move in moves if move.task_id == about.node.id), None)
    others = [move for move in moves if move.task_id != about.node.id]
    wanted = mine.get("starts_on", about.node.starts_on), mine.get("due_on", about.node.due_on)
    reached = (own.to_start, own.to_due) if own else wanted
    say_missed(about, others, reached[1], mine.get("finish_by", about.node.finish_by))
    if reached != wanted:
        st.info(say("network.starts_later", start=reached[0], due=reached[1]), icon=":material/link:")
    if not others and reached == wanted:
        return None
    show_moves(others)
    along = st.toggle(say("network.move_along"), True, key=f"along_{about.node.id}", help=say("network.move_along_help"))
    return moves if along else None


def _preview(programme_id: UUID, changes: Mapping[UUID, Mapping[str, Any]], actor: Actor) -> list[Move] | None:
    """None while what is typed cannot be saved: the sentence comes with saving."""
    try:
        with reading() as session:
            wanted = cast("Mapping[UUID, TaskChanges]", changes)
            return preview_replan(session, programme_id=programme_id, changes=wanted, by=actor)
    except Refusal:
        return None


def out_of_line(about: Details, actor: Actor) -> list[Move]:
    """What stands elsewhere than links and calendar let it."""
    return _preview(about.network.programme_id, {}, actor) or []


def show_moves(moves: Sequence[Move]) -> None:
    if not moves:
        return
    label = say("network.moves_one") if len(moves) == 1 else say("network.moves", n=len(moves))
    with st.expander(label, expanded=len(moves) <= 5, icon=":material/move_down:"):
        st.text("\n".join(_told(move) for move in moves[:MOST_SHOWN]))
        if len(moves) > MOST_SHOWN:
            st.caption(say("network.more_moves", n=len(moves) - MOST_SHOWN))


def _told(move: Move) -> str:
    facts = {"name": move.name, "start": move.to_start, "due": move.to_due, "n": abs(move.days)}
    return say("network.move_earlier" if move.days < 0 else "network.move_later", **facts)


def say_missed(about: Details, moves: Sequence[Move], due_on: date | None, finish_by: date | None) -> None:
    """Which days by which something must be finished cannot be kept."""
    missed = [(about.node.name, due_on, finish_by)] if due_on and finish_by and due_on > finish_by else []
    for move in moves:
        wanted = about.nodes[move.task_id].finish_by
        if wanted and move.to_due > wanted:
            missed.append((move.name, move.to_due, wanted))
    if missed:
        lines = [say("network.finish_missed", name=name, due=due, day=day) for name, due, day in missed]
        st.warning(plain("\n".join(lines)), icon=":material/event_busy:")


def show_place(about: Details) -> None:
    """Its float, and what it waits for without slack."""
    node, nodes = about.node, about.nodes
    if node.summary:
        parts = sum(one.parent_id == node.id for one in about.network.nodes)
        st.caption(say("network.sums_up", n=parts, percent=round(node.percent)))
        return
    lines = [say("network.critical") if node.critical else say("network.float", n=node.total_float)]
    if node.total_float < 0:
        lines = [say("network.float_missing", n=-node.total_float)]
    if node.drivers:
        lines.append(say("network.driven_by", names=names_of([nodes[key] for key in node.drivers])))
    st.caption(plain(" ".join(lines)))


def names_of(nodes: Sequence[Node]) -> str:
    return say("files.list_separator").join(node.name for node in nodes)
