"""One corrective action: what it is about, what comes next, what shows it was done, what it changed, its record."""

from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st

from audits.findings.actions import change_action, defer_action, give_evidence, move_action
from audits.findings.forms import LONGEST_EXPECTED, LONGEST_WHAT
from audits.findings.queries import ActionView, ChangeRow, action_view, effect_of_action, owner_choices
from audits.findings.rules import LIVE_STATES, STEPS, UNVERIFIED_STATES, ActionState
from audits.findings.screens.effects import show_effects
from audits.findings.screens.listing import badges, facts_of
from audits.findings.screens.planning import cause_input, owner_input, whys
from audits.visits.screens.answers import thumbnail
from tracker.core.db import reading
from tracker.core.files import prepare_picture
from tracker.core.refusals import NotFound, Refusal
from tracker.core.screens import DAY, attempt, done, plain, show_refusal, table
from tracker.core.words import day, field_name, moment, say
from tracker.people.rules import Actor

PICTURES = ["jpg", "jpeg", "png", "webp"]
ICONS = {
    ActionState.DOING: ":material/play_arrow:",
    ActionState.DONE: ":material/check:",
    ActionState.VERIFIED: ":material/verified:",
    ActionState.REOPENED: ":material/replay:",
    ActionState.DROPPED: ":material/close:",
}


def show_action(actor: Actor, asked: str) -> None:
    try:
        with reading() as session:
            seen = action_view(session, action_id=UUID(asked), by=actor)
            effects = effect_of_action(session, action_id=UUID(asked), by=actor)
    except (Refusal, ValueError) as problem:
        show_refusal(problem if isinstance(problem, Refusal) else NotFound("actions.not_found"))
        return
    _head(seen)
    if seen.steps:
        _steps(seen, actor)
    if seen.may_manage and seen.row.state in LIVE_STATES:
        _defer(seen, actor)
    if seen.may_plan and seen.row.state in UNVERIFIED_STATES:
        _edit(seen, actor)
    _evidence(seen, actor)
    show_effects(effects)
    _found(seen)
    _record(seen)


def _head(seen: ActionView) -> None:
    row = seen.row
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(str(row.item)), width="stretch")
        badges(row)
    st.caption(plain(" · ".join(facts_of(row))))
    st.text(row.what)
    lines = [say("actions.cause_is", cause=say(f"actions.cause.{row.cause.value}"))]
    lines += [say("actions.why_line", n=at, text=text) for at, text in enumerate(seen.whys, start=1)]
    lines += [say("actions.expected_is", text=seen.expected)] if seen.expected else []
    lines += [say("actions.repeats_n", n=seen.repeats)] if seen.repeats else []
    st.text("\n".join(lines))


def _steps(seen: ActionView, actor: Actor) -> None:
    """One button for each state that may come next. What only a lead decides wants the reason written first."""
    row = seen.row
    key = f"{row.id} {row.version}"
    wants_reason = any(STEPS[row.state, to].wants_reason for to in seen.steps)
    label = say("actions.reason_for_decision" if wants_reason else "actions.remark")
    reason = st.text_input(label, max_chars=LONGEST_WHAT, key=f"reason {key}")
    with st.container(horizontal=True):
        pressed = [
            to
            for to in seen.steps
            if st.button(
                say(f"actions.to.{to.value}"),
                type="secondary" if STEPS[row.state, to].wants_reason else "primary",
                icon=ICONS.get(to),
                key=f"to {to.value} {key}",
            )
        ]
    if pressed and attempt(move_action, action_id=row.id, seen=row.version, to=pressed[0], reason=reason or "", by=actor):
        done("actions.moved", state=say(f"actions.state.{pressed[0].value}"))
        st.rerun()


def _defer(seen: ActionView, actor: Actor) -> None:
    row = seen.row
    key = f"{row.id} {row.version}"
    with st.expander(say("actions.defer"), icon=":material/event:"):
        due_on = st.date_input(field_name("due_on"), row.due_on, format=DAY, key=f"due {key}")
        reason = st.text_input(field_name("reason"), max_chars=LONGEST_WHAT, key=f"defer reason {key}")
        pressed = st.button(say("actions.defer_do"), key=f"defer {key}", type="primary")
        if pressed and attempt(defer_action, action_id=row.id, seen=row.version, due_on=due_on, reason=reason or "", by=actor):
            done("actions.deferred")
            st.rerun()


def _edit(seen: ActionView, actor: Actor) -> None:
    row = seen.row
    key = f"{row.id} {row.version}"
    with st.expander(say("actions.edit"), icon=":material/edit:"):
        with reading() as session:
            owners = owner_choices(session, store_id=row.store_id, programme_id=row.programme_id, by=actor)
        what = st.text_area(field_name("what"), row.what, max_chars=LONGEST_WHAT, key=f"what {key}")
        cause = cause_input(row.cause, key)
        reasons = whys(seen.whys, key)
        owner = owner_input(owners, row.owner_id, key)
        expected = st.text_area(field_name("expected"), seen.expected, max_chars=LONGEST_EXPECTED, key=f"expected {key}")
        if not st.button(say("actions.save"), type="primary", key=f"save {key}"):
            return
        told: dict[str, Any] = {"what": what, "cause": cause, "whys": reasons, "expected": expected}
        owner_id = owner.id if owner else row.owner_id
        if attempt(change_action, action_id=row.id, seen=row.version, owner_id=owner_id, by=actor, **told):
            done("actions.saved")
            st.rerun()


def _evidence(seen: ActionView, actor: Actor) -> None:
    st.subheader(say("actions.evidence"))
    if not seen.evidence:
        st.caption(say("actions.no_evidence"))
    for row in seen.evidence:
        with st.container(border=True):
            if row.note:
                st.text(row.note)
            if row.file_hash:
                st.image(thumbnail(row.file_hash), width=240, alt=say("actions.evidence_alt"))
            st.caption(plain(f"{row.who} · {moment(row.given_at)}"))
    if not seen.may_plan or seen.row.state is ActionState.DROPPED:
        return
    key = f"{seen.row.id} {len(seen.evidence)}"
    note = st.text_input(field_name("note"), max_chars=LONGEST_WHAT, key=f"evidence {key}")
    file = st.file_uploader(say("actions.picture"), PICTURES, key=f"picture {key}")
    if not st.button(say("actions.give_evidence"), key=f"give {key}", icon=":material/add_a_photo:"):
        return
    try:
        picture = prepare_picture(file.getvalue()) if file else None
    except Refusal as refusal:
        show_refusal(refusal)
        return
    if attempt(give_evidence, action_id=seen.row.id, note=note or "", data=picture, by=actor):
        done("actions.evidence_stored")
        st.rerun()


def _found(seen: ActionView) -> None:
    st.subheader(say("findings.title"))
    if not seen.findings:
        st.text(say("actions.findings_withdrawn"))
    else:
        names = {"item": say("review.column.item"), "kind": say("findings.kind"), "week": say("actions.column.week")}
        rows = [
            {
                names["item"]: str(row.item),
                names["kind"]: say(f"findings.kind.{row.kind.value}"),
                names["week"]: day(row.week) if row.week else "–",
            }
            for row in seen.findings
        ]
        table(rows, key="action_findings")
    for check in seen.checks:
        outcome = say(f"actions.outcome.{check.outcome.value}")
        st.text(say("actions.check_line", week=check.week, outcome=outcome) + (f" {check.note}" if check.note else ""))


def _record(seen: ActionView) -> None:
    with st.expander(say("actions.record"), icon=":material/history:"):
        rows = [
            {
                say("actions.column.when"): moment(one.at) if one.at else say("review.week", day=day(one.week)),
                say("actions.column.what"): _change_text(one),
                say("actions.column.who"): say("actions.by_audit") if one.by_audit else one.who,
                say("actions.column.reason"): one.reason,
            }
            for one in seen.changes
        ]
        table(rows, key="action_record")


def _change_text(one: ChangeRow) -> str:
    if not one.change:
        return say("actions.was_opened")
    said = [_field_change(name, both) for name, both in one.change.items() if name in SAID]
    texts = [field_name(name) for name in one.change if name in TEXTS]
    if texts:
        said.append(say("actions.edited", fields=say("files.list_separator").join(texts)))
    return " · ".join(said)


SAID = ("state", "due_on", "cause")
TEXTS = ("what", "whys", "expected", "owner_id")


def _field_change(name: str, both: list[Any]) -> str:
    before, after = (_value(name, one) for one in both)
    return say("actions.from_to", field=field_name(name), before=before, after=after)


def _value(name: str, value: str) -> str:
    if name == "due_on":
        return day(date.fromisoformat(value))
    return say(f"actions.state.{value}" if name == "state" else f"actions.cause.{value}")
