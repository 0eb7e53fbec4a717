"""Planning an action: from the findings of one store, or against one item in many stores at once."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import streamlit as st

from audits.findings.actions import open_actions
from audits.findings.forms import LONGEST_EXPECTED, LONGEST_WHAT, LONGEST_WHY
from audits.findings.queries import FindingRow, OwnerChoice, findings_beside, group_findings, owner_choices
from audits.findings.rules import MOST_WHYS, Cause, Level
from audits.findings.screens.ranking import SEPARATOR, period_of
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.refusals import NotFound, Refusal
from tracker.core.screens import DAY, attempt, done, empty_state, plain, show_refusal
from tracker.core.words import day, field_name, say
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow

USUAL_DAYS = 14
ALL, SOME = "all", "some"


def plan_for_store(actor: Actor, programme: ProgrammeRow, asked: str) -> None:
    """Against findings of one store; those of the same audit are chosen already."""
    try:
        with reading() as session:
            rows, same = findings_beside(session, finding_id=UUID(asked), by=actor)
    except (Refusal, ValueError) as problem:
        show_refusal(problem if isinstance(problem, Refusal) else NotFound("actions.finding_gone"))
        return
    if not rows:
        empty_state("actions.all_planned")
        return
    st.subheader(plain(f"{rows[0].store} · {rows[0].store_code}"))
    chosen = st.multiselect(
        say("actions.against"),
        rows,
        default=[row for row in rows if row.id in same],
        placeholder=say("people.choose_one"),
        format_func=_finding_name,
        key=f"against {asked}",
    )
    with reading() as session:
        owners = owner_choices(session, store_id=rows[0].store_id, programme_id=programme.id, by=actor)
    _plan(actor, chosen, owners, key=asked)


def plan_for_item(actor: Actor, programme: ProgrammeRow, asked: str) -> None:
    """Against the same item in many stores: one action for each."""
    rubric_code, level, code = [*asked.split(SEPARATOR), "", ""][:3]
    if level not in list(Level):
        empty_state("actions.all_planned")
        return
    since = period_of(st.query_params.get("period"))
    where: dict[str, Any] = {"rubric_code": rubric_code, "level": Level(level), "code": code}
    with reading() as session:
        rows = group_findings(session, programme_id=programme.id, by=actor, since=since, **where)
    if not rows:
        empty_state("actions.all_planned")
        return
    st.subheader(plain(str(rows[0].item)))
    stores = {row.store_id: row for row in rows}
    how = st.segmented_control(
        say("actions.stores"),
        [ALL, SOME],
        default=ALL,
        required=True,
        format_func=lambda one: say(f"actions.stores.{one}", n=len(stores)),
        key=f"stores {asked}",
    )
    wanted = list(stores)
    if how == SOME:
        name = {key: f"{row.store_code} · {row.store}" for key, row in stores.items()}
        wanted = st.multiselect(
            say("actions.stores"), wanted, format_func=name.__getitem__, key=f"some {asked}", placeholder=say("people.choose_one")
        )
    chosen = [row for row in rows if row.store_id in set(wanted)]
    _plan(actor, chosen, [], key=asked)


def whys(first: Sequence[str], key: str) -> list[str]:
    """Up to five, each asked once the one before is answered."""
    said: list[str] = []
    for at in range(MOST_WHYS):
        label = say("actions.why", n=at + 1)
        known = first[at] if at < len(first) else ""
        text = st.text_input(label, known, max_chars=LONGEST_WHY, key=f"why {at} {key}", live="500ms")
        if not (text or "").strip():
            break
        said.append(text)
    return said


def cause_input(known: Cause | None, key: str) -> Cause | None:
    causes = list(Cause)
    return st.selectbox(
        field_name("cause"),
        causes,
        index=causes.index(known) if known else None,
        format_func=lambda one: say(f"actions.cause.{one.value}"),
        key=f"cause {key}",
        placeholder=say("people.choose_one"),
    )


def owner_input(owners: Sequence[OwnerChoice], known: UUID | None, key: str) -> OwnerChoice | None:
    index = next((at for at, one in enumerate(owners) if one.id == known), 0 if known is None else None)
    return st.selectbox(
        field_name("owner_id"),
        owners,
        index=index,
        format_func=_owner_name,
        key=f"owner {key}",
        placeholder=say("people.choose_one"),
    )


def _plan(actor: Actor, chosen: Sequence[FindingRow], owners: Sequence[OwnerChoice], *, key: str) -> None:
    what = st.text_area(field_name("what"), max_chars=LONGEST_WHAT, key=f"what {key}")
    left, right = st.columns(2)
    with left:
        cause = cause_input(None, key)
        reasons = whys((), key)
    with right:
        owner_id = _owner(actor, owners, key)
        usual = clock.today(actor.time_zone or "UTC") + timedelta(days=USUAL_DAYS)
        due_on: date = st.date_input(field_name("due_on"), usual, format=DAY, key=f"due {key}")
        expected = st.text_area(field_name("expected"), max_chars=LONGEST_EXPECTED, key=f"expected {key}", height=100)
    ready = bool(chosen) and bool(what.strip()) and cause is not None and bool(reasons)
    if not ready:
        st.caption(say("actions.plan_needs"))
    stores = len({row.store_id for row in chosen})
    label = say("actions.open_n", n=stores)
    if not st.button(label, type="primary", key="open_actions", disabled=not ready, icon=":material/build:"):
        return
    arguments: dict[str, Any] = {"what": what, "cause": cause, "whys": reasons, "due_on": due_on, "expected": expected}
    outcome = attempt(open_actions, finding_ids=[row.id for row in chosen], owner_id=owner_id, by=actor, **arguments)
    if outcome:
        done("actions.opened_n", n=len(outcome.value))
        st.query_params.clear()
        if len(outcome.value) == 1:
            st.query_params["action"] = str(outcome.value[0])
        st.rerun()


def _owner(actor: Actor, owners: Sequence[OwnerChoice], key: str) -> UUID | None:
    """In one store somebody who is there; in many stores each one's manager, or oneself."""
    if owners:
        owner = owner_input(owners, None, key)
        return owner.id if owner else None
    return st.selectbox(
        field_name("owner_id"),
        [None, actor.person_id],
        format_func=lambda one: actor.display_name if one else say("actions.each_manager"),
        key=f"owner {key}",
    )


def _owner_name(one: OwnerChoice) -> str:
    return f"{one.name} · {say(f'people.role.{one.role.value}')}"


def _finding_name(row: FindingRow) -> str:
    week = say("review.week", day=day(row.week)) if row.week else ""
    return " · ".join(part for part in (str(row.item), say(f"findings.kind.{row.kind.value}"), week) if part)
