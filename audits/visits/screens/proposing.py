"""A proposal of who makes which visit: found with its progress shown, looked at, then taken over or not."""

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from audits.visits.actions.barred import reason_words
from audits.visits.actions.proposals import accept_proposal
from audits.visits.actions.solving import propose
from audits.visits.models import WaveKind
from audits.visits.queries import channel_choices
from audits.visits.queries.waves import Goer, WaveDetail, goers, proposal_task, wave_stores
from audits.visits.rules.proposals import Proposal, Step
from audits.visits.rules.waves import Visit
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import attempt, done, empty_state, table
from tracker.core.words import day, number, say
from tracker.people.rules import Actor, Role

USUAL_ROLE = {WaveKind.MYSTERY_VISIT: Role.MYSTERY_SHOPPER, WaveKind.SUPERVISION: Role.SUPERVISOR}
SHARE = {Step.DAYS: (0.0, 0.1), Step.PEOPLE: (0.1, 0.8), Step.CHECK: (0.9, 0.1)}  # where a step begins, and its part


def propose_visits(actor: Actor, detail: WaveDetail) -> None:
    with reading() as session:
        people = goers(session, by=actor)
    if not people:
        empty_state("visits.no_people")
        return
    role = USUAL_ROLE.get(detail.row.kind)
    chosen = st.multiselect(
        say("waves.who_may_go"),
        people,
        [one for one in people if one.role is role],
        format_func=lambda one: one.name,
        key=f"goers_{detail.row.id}",
    )
    st.caption(say("waves.propose_help"))
    kept = f"proposal_{detail.row.id}"
    if st.button(say("waves.propose"), key="propose", icon=":material/auto_awesome:", disabled=not chosen):
        st.session_state[kept] = _found(actor, detail, [one.id for one in chosen])
    if proposal := st.session_state.get(kept):
        _show(actor, detail, proposal, people, kept)


def _found(actor: Actor, detail: WaveDetail, people: list[UUID]) -> Proposal:
    with st.status(say("waves.proposing"), expanded=True) as status:
        bar = st.progress(0.0, text=say("waves.step.days"))
        with reading() as session:
            since = clock.today(actor.time_zone or "UTC")
            task = proposal_task(session, wave_id=detail.row.id, people=people, since=since, by=actor)
        proposal = propose(task, _moving(bar.progress))
        status.update(label=say("waves.proposed"), state="complete", expanded=False)
    return proposal


def _moving(move: Callable[..., object]) -> Callable[[Step, float], None]:
    def progress(step: Step, share: float) -> None:
        start, part = SHARE[step]
        move(min(1.0, start + part * share), text=say(f"waves.step.{step.value}"))

    return progress


def _show(actor: Actor, detail: WaveDetail, proposal: Proposal, people: list[Goer], kept: str) -> None:
    with reading() as session:
        stores = {one.id: one for one in wave_stores(session, by=actor)}
        channels = {one.code: str(one.name) for one in channel_choices(session, by=actor)}
    names = {one.id: one.name for one in people}
    loads = list(proposal.loads.values())
    with st.grid(min_column_width=140):
        st.metric(say("waves.proposed_visits"), number(len(proposal.visits)), border=True)
        st.metric(say("waves.unfilled"), number(len(proposal.unfilled)), border=True)
        if loads:
            range_ = say("waves.load_range", least=min(loads), most=max(loads))
            st.metric(say("waves.loads"), range_, border=True, help=say("waves.loads_help"))

    def line(visit: Visit) -> dict[str, object]:
        return {
            say("waves.column.day"): day(visit.first),
            say("waves.column.part"): say(f"waves.day_part.{visit.day_part.value}") if visit.day_part else "",
            say("visits.store"): f"{stores[visit.store_id].code} · {stores[visit.store_id].name}",
            say("visits.channel"): channels.get(visit.channel, visit.channel),
            say("visits.assignee"): names.get(visit.person_id, ""),
        }

    if proposal.visits:
        table([line(visit) for visit in sorted(proposal.visits, key=lambda one: one.first)], key="proposed")
    if proposal.unfilled:
        st.subheader(say("waves.unfilled_title"))
        table(
            [
                {
                    say("visits.store"): f"{stores[one.opening.store_id].code} · {stores[one.opening.store_id].name}",
                    say("visits.channel"): channels.get(one.opening.channel, one.opening.channel),
                    say("waves.column.why"): say("waves.reason_separator").join(map(reason_words, one.blocked))
                    or say("waves.nobody_asked"),
                }
                for one in proposal.unfilled
            ],
            key="unfilled",
        )
    with st.container(horizontal=True):
        accept = st.button(
            say("waves.accept", n=len(proposal.visits)), type="primary", key="accept", disabled=not proposal.visits
        )
        dropped = st.button(say("waves.drop"), key="drop_proposal")
    if accept and (outcome := attempt(accept_proposal, wave_id=detail.row.id, visits=proposal.visits, by=actor)):
        done("waves.accepted", n=outcome.value)
        dropped = True
    if dropped:
        del st.session_state[kept]
        st.rerun()
