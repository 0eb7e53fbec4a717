"""What can be done with a benefit: noted, changed, assessed, removed."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import streamlit as st

from results.comparison.actions.benefits import assess_benefit, change_benefit, note_benefit, remove_benefit
from results.comparison.effects.rules import Attribution
from results.comparison.effects.telling import finding
from results.comparison.forms.benefits import LONGEST_DESCRIPTION, LONGEST_NOTE
from results.comparison.queries.benefits import BenefitRow, benefit
from results.comparison.queries.effects import effect_of
from results.comparison.screens.effects import ask_design, cannot_words, design_words
from tracker.core.db import reading
from tracker.core.refusals import Stale
from tracker.core.screens import DAY, attempt, done, plain
from tracker.core.words import field_name, say
from tracker.money.rules import OFFERED_CURRENCIES
from tracker.money.screens.choosing import ask_amount
from tracker.people.rules import Actor
from tracker.plan.queries import programmes
from tracker.plan.rules import ProgrammeRow
from tracker.risks.queries import owners
from tracker.targets.queries import indicators

BLANK: Mapping[str, Any] = {
    "description": "",
    "observable": "",
    "indicator_id": None,
    "attribution": Attribution.OBSERVED,
    "owner_id": None,
    "currency": OFFERED_CURRENCIES[0],
    "planned_minor": None,
    "actual_minor": None,
    "due_on": None,
}


def note_new(programme: ProgrammeRow, actor: Actor) -> None:
    turn = st.session_state.setdefault("new_benefit", 0)
    typed = _asked(f"new_{turn}", programme.id, actor, BLANK)
    if not st.button(say("benefits.note_one"), type="primary", key=f"note_{turn}"):
        return
    if attempt(note_benefit, programme_id=programme.id, by=actor, **typed):
        st.session_state["new_benefit"] = turn + 1
        done("benefits.saved")
        st.rerun()


def act_on(saw: BenefitRow, actor: Actor) -> None:
    acts: dict[str, Callable[[BenefitRow, Actor], None]] = {"change": _change, "remove": _remove}
    if saw.indicator_id:
        acts = {"assess": _assess, **acts}
    chosen = st.pills(say("risks.act"), list(acts), format_func=lambda name: say(f"benefits.acts.{name}"), key=f"act_{_key(saw)}")
    if chosen:
        acts[chosen](saw, actor)


def _change(saw: BenefitRow, actor: Actor) -> None:
    before = {name: getattr(saw, name) for name in BLANK}
    typed = _asked(_key(saw), saw.programme_id, actor, before, owner=saw.owner)
    changes = {name: value for name, value in typed.items() if value != before[name]}
    if st.button(say("risks.save"), type="primary", disabled=not changes, key=f"save_{_key(saw)}"):
        _store(change_benefit, saw, actor, **changes)


def _remove(saw: BenefitRow, actor: Actor) -> None:
    st.text(say("benefits.remove_help"))
    if st.button(say("benefits.acts.remove"), type="primary", key=f"remove_{_key(saw)}"):
        _store(remove_benefit, saw, actor)


def _assess(saw: BenefitRow, actor: Actor) -> None:
    """What would be found is shown before it is kept."""
    assert saw.indicator_id is not None  # noqa: S101 - offered only then
    with reading() as session:
        starts_on = next(row.starts_on for row in programmes(session, by=actor) if row.id == saw.programme_id)
    given = ask_design(saw.attribution, starts_on, key=_key(saw))
    with reading() as session:
        effect = effect_of(session, indicator_id=saw.indicator_id, by=actor, **given)
    if effect.found is None:
        st.info(plain(cannot_words(effect)), icon=":material/info:")
        return
    st.text(finding(effect.name, effect.unit, effect.better, effect.found))
    note = st.text_area(field_name("note"), max_chars=LONGEST_NOTE, height=90, key=f"note_{_key(saw)}")
    if st.button(say("benefits.keep_assessment"), type="primary", key=f"assess_{_key(saw)}"):
        _store(assess_benefit, saw, actor, note=note, **given)


def _asked(key: str, programme_id: UUID, actor: Actor, before: Mapping[str, Any], *, owner: str = "") -> dict[str, Any]:
    with reading() as session:
        names = {row.id: row.name for row in owners(session, programme_id=programme_id, by=actor)}
        measures = {row.id: row.name for row in indicators(session, programme_id=programme_id, by=actor)}
    names |= {before["owner_id"]: owner or say("risks.somebody")} if before["owner_id"] not in {None, *names} else {}
    typed: dict[str, Any] = {
        name: st.text_area(
            say(f"benefits.ask.{name}"), before[name], max_chars=LONGEST_DESCRIPTION, height=80, key=f"{name}_{key}"
        )
        for name in ("description", "observable")
    }
    typed["indicator_id"] = _one_of("indicator_id", measures, before["indicator_id"], "benefits.no_indicator", key)
    typed["attribution"] = st.selectbox(
        say("benefits.ask.attribution"),
        list(Attribution),
        index=list(Attribution).index(before["attribution"]),
        format_func=design_words,
        help=say("benefits.attribution_help"),
        key=f"attribution_{key}",
    )
    typed["owner_id"] = _one_of("owner_id", names, before["owner_id"], "risks.nobody", key)
    return typed | _money(key, before)


def _money(key: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """A currency is kept only where there is an amount."""
    currency = before["currency"] or OFFERED_CURRENCIES[0]
    offered = list(dict.fromkeys([*OFFERED_CURRENCIES, currency]))
    columns = st.columns(2)
    with columns[0]:
        chosen = st.selectbox(field_name("currency"), offered, index=offered.index(currency), key=f"currency_{key}")
        due_on = st.date_input(say("benefits.ask.due_on"), before["due_on"], format=DAY, key=f"due_{key}")
    with columns[1]:
        amounts = {
            name: ask_amount(f"{name}_{key}", label_key=f"benefits.ask.{name}", value=before[name], credit=True)
            for name in ("planned_minor", "actual_minor")
        }
    unvalued = set(amounts.values()) == {None}
    return {**amounts, "currency": None if unvalued else chosen, "due_on": due_on}


def _one_of(field: str, names: Mapping[UUID, str], chosen: UUID | None, nobody_key: str, key: str) -> UUID | None:
    offered = [None, *names]
    return st.selectbox(
        say(f"benefits.ask.{field}"),
        offered,
        index=offered.index(chosen) if chosen in offered else 0,
        format_func=lambda each: names[each] if each else say(nobody_key),
        key=f"{field}_{key}",
    )


def _key(saw: BenefitRow) -> str:
    """With the version: after a save the fields begin again with what is stored."""
    return f"{saw.id}_{saw.version}"


def _store(action: Callable[..., Any], saw: BenefitRow, actor: Actor, **given: Any) -> None:
    """Whoever saves after somebody else is told so, and may then save over it knowingly."""
    shown = f"shown_{_key(saw)}"
    about: BenefitRow = st.session_state.get(shown, saw)
    outcome = attempt(action, benefit_id=saw.id, seen=about.version, by=actor, **given)
    if outcome:
        st.session_state.pop(shown, None)
        done("benefits.saved")
        st.rerun()
    if isinstance(outcome.refusal, Stale):
        fields = [say(f"benefits.ask.{field}") for field, _, _ in outcome.refusal.changed if field in BLANK]
        st.warning(plain(say("benefits.theirs", fields=say("files.list_separator").join(fields))), icon=":material/group:")
        with reading() as session:
            st.session_state[shown] = benefit(session, benefit_id=saw.id, by=actor)
