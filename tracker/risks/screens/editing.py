"""What can be done with a risk: noted, changed, reviewed, moved on; said to have happened, and its issue resolved."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core import clock
from tracker.core.db import reading
from tracker.core.refusals import Stale
from tracker.core.screens import DAY, attempt, done, plain
from tracker.core.words import field_name, language, say
from tracker.people.rules import Actor
from tracker.risks.actions import (
    change_issue,
    change_risk,
    move_risk,
    note_risk,
    report_issue,
    resolve_issue,
    review_risk,
)
from tracker.risks.forms import LONGEST_TEXT, LONGEST_TITLE
from tracker.risks.queries import linkable, owners, risk
from tracker.risks.rules import (
    NEXT,
    REVIEWED_STATES,
    SCALE,
    LinkRow,
    Proximity,
    Response,
    RiskKind,
    RiskRow,
    RiskState,
    next_review,
)
from tracker.risks.screens.telling import differences

MIDDLE = 3  # of the scale, offered for a new risk
WORDS: dict[str, Callable[[int], str]] = {
    "probability": lambda points: say(f"risks.probability.{points}"),
    "impact": lambda points: say(f"risks.impact.{points}"),
}


def note_new(programme_id: UUID, actor: Actor) -> None:
    turn = st.session_state.setdefault("new_risk", 0)
    typed = _asked(f"new_{turn}", programme_id, actor, _blank())
    if not st.button(say("risks.note"), type="primary", key=f"note_{turn}"):
        return
    if attempt(note_risk, programme_id=programme_id, by=actor, **typed):
        st.session_state["new_risk"] = turn + 1
        done("risks.saved")
        st.rerun()


def act_on(saw: RiskRow, actor: Actor) -> None:
    """One thing at a time; which ones there are depends on the state."""
    acts: dict[str, Callable[[RiskRow, Actor], None]] = {"change": _change}
    if saw.state in REVIEWED_STATES:
        acts = {"review": _review, **acts, "happened": _happened}
    if saw.open_issue:
        acts |= {"put_off": _put_off, "resolve": _resolve}
    else:
        acts |= {"move": _move}
    chosen = st.pills(say("risks.act"), list(acts), format_func=lambda name: say(f"risks.acts.{name}"), key=f"act_{_key(saw)}")
    if chosen:
        acts[chosen](saw, actor)


def _review(saw: RiskRow, actor: Actor) -> None:
    today = clock.today(actor.time_zone or "UTC")
    probability, impact = _points("review", saw.probability, saw.impact, _key(saw))
    next_on: date = st.date_input(field_name("next_on"), next_review(today), format=DAY, key=f"next_{_key(saw)}")
    reason = _text("reason", f"review_{_key(saw)}")
    if st.button(say("risks.save_review"), type="primary", key=f"save_review_{_key(saw)}"):
        given: dict[str, Any] = {"probability": probability, "impact": impact, "next_on": next_on, "reason": reason}
        _store(review_risk, saw, actor, risk_id=saw.id, **given)


def _change(saw: RiskRow, actor: Actor) -> None:
    before = _values(saw)
    typed = _asked(_key(saw), saw.programme_id, actor, before, owner=saw.owner, reviewed=saw.state in REVIEWED_STATES)
    reason = _text("reason", f"change_{_key(saw)}", help_key="risks.reason_help")
    changes = {name: value for name, value in typed.items() if value != before[name]}
    if st.button(say("risks.save"), type="primary", disabled=not changes, key=f"save_change_{_key(saw)}"):
        _store(change_risk, saw, actor, risk_id=saw.id, reason=reason, **changes)


def _happened(saw: RiskRow, actor: Actor) -> None:
    today = clock.today(actor.time_zone or "UTC")
    happened_on: date = st.date_input(field_name("happened_on"), today, max_value=today, format=DAY, key=f"since_{_key(saw)}")
    effect = _text("effect", _key(saw))
    due_on: date | None = st.date_input(field_name("due_on"), None, format=DAY, key=f"due_{_key(saw)}")
    if st.button(say("risks.save_happened"), type="primary", disabled=due_on is None, key=f"save_happened_{_key(saw)}"):
        _store(report_issue, saw, actor, risk_id=saw.id, happened_on=happened_on, effect=effect, due_on=due_on)


def _put_off(saw: RiskRow, actor: Actor) -> None:
    if issue := saw.open_issue:
        due_on: date = st.date_input(field_name("due_on"), issue.due_on, format=DAY, key=f"due_{_key(saw)}_{issue.version}")
        effect = _text("effect", f"{_key(saw)}_{issue.version}", issue.effect)
        reason = _text("reason", f"issue_{_key(saw)}_{issue.version}")
        if st.button(say("risks.save"), type="primary", key=f"save_issue_{_key(saw)}"):
            _store(change_issue, saw, actor, issue_id=issue.id, effect=effect, due_on=due_on, reason=reason)


def _resolve(saw: RiskRow, actor: Actor) -> None:
    if issue := saw.open_issue:
        today = clock.today(actor.time_zone or "UTC")
        resolution = _text("resolution", _key(saw))
        resolved_on: date = st.date_input(
            field_name("resolved_on"),
            today,
            min_value=issue.happened_on,
            max_value=today,
            format=DAY,
            key=f"resolved_{_key(saw)}",
        )
        if st.button(say("risks.save_resolved"), type="primary", key=f"save_resolved_{_key(saw)}"):
            _store(resolve_issue, saw, actor, issue_id=issue.id, resolution=resolution, resolved_on=resolved_on)


def _move(saw: RiskRow, actor: Actor) -> None:
    states = [state for state in RiskState if state in NEXT[saw.state] and state is not RiskState.HAPPENED]
    state = _select("state", states, states[0], f"move_{_key(saw)}", label_key="risks.move_to")
    reason = _text("reason", f"move_{_key(saw)}")
    if st.button(say("risks.save"), type="primary", key=f"save_move_{_key(saw)}"):
        _store(move_risk, saw, actor, risk_id=saw.id, state=state, reason=reason)


def _asked(
    key: str, programme_id: UUID, actor: Actor, before: Mapping[str, Any], *, owner: str = "", reviewed: bool = True
) -> dict[str, Any]:
    """The fields of a risk, in the language of this run."""
    with reading() as session:
        names = {row.id: row.name for row in owners(session, programme_id=programme_id, by=actor)}
        phases, indicators = linkable(session, programme_id=programme_id, by=actor)
    names |= {before["owner_id"]: owner or say("risks.somebody")} if before["owner_id"] not in {None, *names} else {}
    code = _suffix()
    typed: dict[str, Any] = {
        f"title_{code}": st.text_input(field_name("title"), before[f"title_{code}"], max_chars=LONGEST_TITLE, key=f"title_{key}"),
        f"description_{code}": _text("description", key, before[f"description_{code}"]),
    }
    left, right = st.columns(2)
    with left:
        typed["kind"] = _select("kind", list(RiskKind), before["kind"], key)
    with right:
        typed["proximity"] = _select("proximity", list(Proximity), before["proximity"], key)
    typed["probability"], typed["impact"] = _points("ask", before["probability"], before["impact"], key)
    typed["response"] = _select("response", list(Response), before["response"], key)
    typed[f"response_text_{code}"] = _text("response_text", key, before[f"response_text_{code}"])
    people = [None, *names]
    typed["owner_id"] = st.selectbox(
        field_name("owner_id"),
        people,
        index=people.index(before["owner_id"]),
        format_func=lambda person: names[person] if person else say("risks.nobody"),
        key=f"owner_{key}",
    )
    if reviewed:
        typed["review_on"] = st.date_input(field_name("review_on"), before["review_on"], format=DAY, key=f"review_on_{key}")
    typed["phases"] = _linked("phases", phases, before["phases"], key)
    typed["indicators"] = _linked("indicators", indicators, before["indicators"], key)
    return typed


def _values(saw: RiskRow) -> dict[str, Any]:
    code = _suffix()
    kept = ("kind", "probability", "impact", "proximity", "response", "owner_id", "review_on")
    return {name: getattr(saw, name) for name in kept} | {
        f"title_{code}": saw.title,
        f"description_{code}": saw.description,
        f"response_text_{code}": saw.response_text,
        "phases": frozenset(link.id for link in saw.phases),
        "indicators": frozenset(link.id for link in saw.indicators),
    }


def _blank() -> dict[str, Any]:
    code = _suffix()
    texts = dict.fromkeys((f"title_{code}", f"description_{code}", f"response_text_{code}"), "")
    chosen = {"kind": RiskKind.OPERATIONAL, "proximity": Proximity.QUARTER, "response": Response.REDUCE}
    points = {"probability": MIDDLE, "impact": MIDDLE}
    return {**texts, **chosen, **points, "owner_id": None, "review_on": None, "phases": frozenset(), "indicators": frozenset()}


def _suffix() -> str:
    return "zh" if language() == "zh_CN" else "en"


def _points(name: str, probability: int, impact: int, key: str) -> tuple[int, int]:
    left, right = st.columns(2)
    with left:
        first = _scale("probability", probability, f"{name}_{key}")
    with right:
        return first, _scale("impact", impact, f"{name}_{key}")


def _scale(name: str, value: int, key: str) -> int:
    """1 to 5, each with its word."""
    return st.selectbox(
        field_name(name),
        list(SCALE),
        index=value - SCALE.start,
        format_func=lambda points: say("risks.points", n=points, word=WORDS[name](points)),
        key=f"{name}_{key}",
    )


def _select(name: str, kinds: Sequence[Any], value: Any, key: str, *, label_key: str = "") -> Any:
    return st.selectbox(
        say(label_key) if label_key else field_name(name),
        kinds,
        index=kinds.index(value),
        format_func=lambda each: say(f"risks.{name}.{each.value}"),
        key=f"{name}_{key}",
    )


def _linked(name: str, links: Sequence[LinkRow], chosen: frozenset[UUID], key: str) -> frozenset[UUID]:
    names = {link.id: link.name for link in links}
    return frozenset(
        st.multiselect(
            field_name(name),
            list(names),
            [each for each in names if each in chosen],
            format_func=names.__getitem__,
            placeholder=say("risks.no_link"),
            key=f"{name}_{key}",
        )
    )


def _text(name: str, key: str, value: str = "", *, help_key: str = "") -> str:
    return st.text_area(
        field_name(name), value, max_chars=LONGEST_TEXT, height=90, help=say(help_key) if help_key else None, key=f"{name}_{key}"
    )


def _key(saw: RiskRow) -> str:
    """With the version: after a save the fields begin again with what is stored."""
    return f"{saw.id}_{saw.version}"


def _store(action: Callable[..., Any], saw: RiskRow, actor: Actor, **given: Any) -> None:
    """Whoever saves after somebody else is told what the other changed, and may then save over it knowingly."""
    shown = f"shown_{_key(saw)}"
    about: RiskRow = st.session_state.get(shown, saw)
    issue = about.issue if "issue_id" in given else None
    outcome = attempt(action, seen=issue.version if issue else about.version, by=actor, **given)
    if outcome:
        st.session_state.pop(shown, None)
        done("risks.saved")
        st.rerun()
    if isinstance(outcome.refusal, Stale):
        _show_theirs(outcome.refusal, saw, actor)
        with reading() as session:
            st.session_state[shown] = risk(session, risk_id=saw.id, by=actor)


def _show_theirs(stale: Stale, saw: RiskRow, actor: Actor) -> None:
    with reading() as session:
        names = {str(row.id): row.name for row in owners(session, programme_id=saw.programme_id, by=actor)}
    lines = differences([(field, before, theirs) for field, theirs, before in stale.changed], names)
    st.warning(plain("\n".join([say("risks.theirs"), *lines])), icon=":material/group:")
