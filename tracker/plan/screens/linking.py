"""What a task waits for and what waits for it, to be changed in its dialog."""

from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import attempt, done, plain
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.plan.actions import change_link, link_tasks, replan, unlink_tasks
from tracker.plan.queries.details import Details, details
from tracker.plan.queries.network import LinkRow
from tracker.plan.rules import LinkType
from tracker.plan.screens.moving import out_of_line, show_moves

LONGEST = 1000


def edit_links(about: Details, actor: Actor) -> None:
    """The list stands above what asks for a new link, but is drawn after it: so it shows what was just linked."""
    if about.node.summary:
        st.text(say("network.summary_has_no_links"))
        return
    shown = st.container()
    with st.container(border=True):
        _ask(about, actor)
    with reading() as session:
        now = details(session, task_id=about.node.id, by=actor)
    with shown:
        for link in now.links:
            _link(now, link, actor)
        if not now.links:
            st.text(say("network.no_links"))
    _move(now, actor)


def _ask(about: Details, actor: Actor) -> None:
    key = f"{about.node.id}_{len(about.links)}"
    names = {node.id: f"{node.name} ({node.code})" for node in about.linkable}
    waits = {"before": say("network.it_waits_for"), "after": say("network.waits_for_it")}
    way = st.segmented_control(
        say("network.direction"), list(waits), default="before", required=True, format_func=waits.__getitem__, key=f"way_{key}"
    )
    other: UUID | None = st.selectbox(
        say("network.other"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=say("network.choose_task"),
        key=f"other_{key}",
    )
    kind, lag = _typed(LinkType.FS, 0, key)
    if st.button(say("network.link"), disabled=other is None, icon=":material/add_link:", key=f"link_{key}") and other:
        before, after = (other, about.node.id) if way == "before" else (about.node.id, other)
        if attempt(link_tasks, before_id=before, after_id=after, type=kind, lag_days=lag, by=actor):
            done("network.linked")


def _typed(kind: LinkType, lag: int, key: str) -> tuple[LinkType, int]:
    left, right = st.columns([3, 2])
    kinds = list(LinkType)
    with left:
        chosen = st.selectbox(field_name("type"), kinds, index=kinds.index(kind), format_func=_word, key=f"type_{key}")
    with right:
        days = st.number_input(
            field_name("lag_days"), -LONGEST, LONGEST, lag, step=1, help=say("network.lag_help"), key=f"lag_{key}"
        )
    return chosen, int(days)


def _word(kind: LinkType) -> str:
    return say(f"network.type.{kind.value.lower()}")


def _link(about: Details, link: LinkRow, actor: Actor) -> None:
    place, key = st.empty(), f"{link.id}_{link.version}"
    before = link.after_id == about.node.id
    other = about.nodes[link.before_id if before else link.after_id]
    sentence = say("network.waits_for" if before else "network.is_waited_for_by", name=other.name, type=_word(link.type))
    with place.expander(plain(sentence)):
        kind, lag = _typed(link.type, link.lag_days, key)
        with st.container(horizontal=True):
            changed = (kind, lag) != (link.type, link.lag_days)
            saved = st.button(say("plan.save"), disabled=not changed, key=f"save_link_{key}")
            unlinked = st.button(say("network.unlink"), icon=":material/link_off:", key=f"unlink_{key}")
    if saved and attempt(change_link, link_id=link.id, seen=link.version, type=kind, lag_days=lag, by=actor):
        done("plan.saved")
    if unlinked and attempt(unlink_tasks, link_id=link.id, seen=link.version, by=actor):
        place.empty()
        done("network.unlinked")


def _move(about: Details, actor: Actor) -> None:
    """A new link moves nothing by itself: what stands elsewhere than it may is shown, and moved when somebody wants it."""
    moves = out_of_line(about, actor)
    show_moves(moves)
    wanted = bool(moves) and st.button(say("network.move_them"), icon=":material/move_down:", key=f"move_{about.node.id}")
    if wanted and attempt(replan, programme_id=about.network.programme_id, changes={}, shown=moves, by=actor):
        done("network.moved")
        st.rerun()
