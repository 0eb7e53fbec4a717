"""Lists of actions: by state, store and owner, with the choice in the address; and what is late, for who leads."""

from typing import Any

import streamlit as st

from audits.findings.queries import ActionFilter, ActionRow, action_rows, count_actions, overdue_actions
from audits.findings.rules import LIVE_STATES, ActionState
from audits.findings.screens.address import keep, said
from tracker.core.db import reading
from tracker.core.screens import empty_state, plain
from tracker.core.words import day, say
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow

PAGE = "audits/actions.py"
PAGE_SIZE = 20
SHOWN_OVERDUE = 5
ANY, LATE = "any", "late"
COLOURS: dict[ActionState, Any] = {
    ActionState.OPEN: "blue",
    ActionState.DOING: "orange",
    ActionState.DONE: "violet",
    ActionState.VERIFIED: "green",
    ActionState.REOPENED: "red",
    ActionState.DROPPED: "gray",
}


def overdue(actor: Actor) -> None:
    """For the start page: nothing where nothing is late or nobody leads."""
    with reading() as session:
        rows = overdue_actions(session, by=actor)
    if not rows:
        return
    st.error(say("actions.overdue_n", n=len(rows)), icon=":material/schedule:")
    for row in rows[:SHOWN_OVERDUE]:
        _card(row)
    if len(rows) > SHOWN_OVERDUE:
        st.page_link(PAGE, label=say("actions.all_overdue"), query_params={"state": LATE})


def action_list(actor: Actor, programme: ProgrammeRow) -> None:
    where = _filter(actor, programme)
    with reading() as session:
        counts = count_actions(session, by=actor, where=where)
    total = sum(counts.values())
    if not total:
        empty_state("actions.none")
        return
    st.caption(say("actions.count", n=total))
    at = st.pagination(-(-total // PAGE_SIZE), key=f"actions_page {total}") if total > PAGE_SIZE else 1
    with reading() as session:
        rows = action_rows(session, by=actor, where=where, limit=PAGE_SIZE, offset=(at - 1) * PAGE_SIZE)
    for row in rows:
        _card(row)


def _filter(actor: Actor, programme: ProgrammeRow) -> ActionFilter:
    with reading() as session:
        counts = count_actions(session, by=actor, where=ActionFilter(programme_id=programme.id))
        late = count_actions(session, by=actor, where=ActionFilter(programme_id=programme.id, late=True))
    numbers = {ANY: sum(counts.values()), LATE: sum(late.values())} | {state.value: counts.get(state, 0) for state in ActionState}
    asked = said("state", numbers, ANY)
    wanted = st.pills(
        say("actions.which"),
        [name for name in numbers if numbers[name] or name in (ANY, asked)],
        default=asked,
        required=True,
        format_func=lambda name: say("actions.state_n", state=_state_name(name), n=numbers[name]),
        key=f"state {programme.id}",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code, label = st.query_params.get("store", ""), say("actions.store_code")
        # Without words of ours a search field says "Search" in every language.
        store = (st.text_input(label, code, placeholder=label, key="store_code", type="search", live="500ms") or "").strip()
        mine = st.toggle(say("actions.mine"), "mine" in st.query_params, key="mine")
    keep("state", str(wanted), ANY)
    keep("store", store)
    keep("mine", "1" if mine else "")
    return ActionFilter(
        programme_id=programme.id,
        state=ActionState(str(wanted)) if wanted not in (ANY, LATE) else None,
        late=wanted == LATE,
        store=store,
        owner_id=actor.person_id if mine else None,
        item_code=st.query_params.get("item", ""),
    )


def _state_name(name: str) -> str:
    named = {ANY: "actions.any", LATE: "actions.late"}
    return say(named[name]) if name in named else say(f"actions.state.{name}")


def _card(row: ActionRow) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall", width="stretch"):
            st.markdown(f"**{plain(str(row.item))}**")
            st.text(row.what if len(row.what) < 160 else row.what[:159] + "…")
            st.caption(plain(" · ".join(facts_of(row))))
        badges(row)
        st.page_link(PAGE, label=say("actions.open"), icon=":material/arrow_forward:", query_params={"action": str(row.id)})


def badges(row: ActionRow) -> None:
    with st.container(horizontal=True, width="content"):
        st.badge(say(f"actions.state.{row.state.value}"), color=COLOURS[row.state])
        if row.days_late:
            st.badge(say("actions.days_late", n=row.days_late), color="red", icon=":material/schedule:")


def facts_of(row: ActionRow) -> list[str]:
    facts = [f"{row.store} · {row.store_code}", row.owner]
    facts += [say("actions.due_on", due=day(row.due_on))] if row.state in LIVE_STATES else []
    return [*facts, say("actions.deferred_n", n=row.deferrals)] if row.deferrals else facts
