"""How an indicator is measured and read, and one more indicator."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done
from tracker.core.words import field_name, say
from tracker.people.rules import Actor
from tracker.plan.queries import owners
from tracker.plan.rules.texts import LONG
from tracker.targets.actions import define_indicator, restate
from tracker.targets.forms.contracts import LONGEST_NAME
from tracker.targets.rules import (
    AddsUp,
    Direction,
    Frequency,
    IndicatorRow,
    LimitsChart,
    LimitsProfile,
    Measure,
    Path,
    Timing,
    Unit,
)
from tracker.targets.screens.editing.saving import ask_reason, key_of, saves, store
from tracker.targets.screens.listing import open_indicator
from tracker.targets.sentences import field_words

TEXTS = ("question", "formula", "numerator", "denominator", "note")
MEASURED: dict[str, type[StrEnum]] = {
    "measure": Measure,
    "unit": Unit,
    "direction": Direction,
    "frequency": Frequency,
    "timing": Timing,
    "adds_up": AddsUp,
}
READ: dict[str, type[StrEnum]] = {"path": Path, "chart": LimitsChart, "profile": LimitsProfile}
FIRST: Mapping[str, object] = {"direction": Direction.HIGHER, "unit": Unit.PERCENT, "frequency": Frequency.MONTHLY}


def edit_definition(indicator: IndicatorRow, actor: Actor) -> None:
    """Texts in the language in which the page is read."""
    stored = _stored(indicator)
    changes: dict[str, Any] = {
        "name": st.text_input(field_name("name"), stored["name"], max_chars=LONGEST_NAME, key=key_of("name", indicator))
    }
    for field in TEXTS:
        changes[field] = st.text_area(
            field_name(field), stored[field], max_chars=LONG, height="content", key=key_of(field, indicator)
        )
    with st.grid(min_column_width=220):
        for field, kind in (MEASURED | READ).items():
            changes[field] = _choice(field, kind, stored[field], key_of(field, indicator))
        for field in ("rolling_months", "smallest_n", "consecutive"):
            changes[field] = _whole(field, stored[field], key_of(field, indicator))
        for field in ("alert_below", "alert_above"):
            changes[field] = st.number_input(field_name(field), value=stored[field], key=key_of(field, indicator))
        day = key_of("target_on", indicator)
        changes["target_on"] = st.date_input(field_name("target_on"), stored["target_on"], format=DAY, key=day)
        changes["owner_id"] = _owner(indicator, actor)
    reason = ask_reason("definition", indicator)
    changed = {field: value for field, value in changes.items() if value != stored[field]}
    if saves("definition", indicator, bool(changed) and bool(reason.strip())):
        store(restate, indicator, actor, changes=changed, reason=reason)


def _stored(indicator: IndicatorRow) -> dict[str, Any]:
    fields = (*TEXTS, *MEASURED, *READ, "name", "rolling_months", "smallest_n", "consecutive", "alert_below", "alert_above")
    of_row = {field: getattr(indicator, field) for field in (*fields, "target_on") if hasattr(indicator, field)}
    return {field: getattr(indicator.contract, field) for field in (*fields, "owner_id") if field not in of_row} | of_row


def _choice(field: str, kind: type[StrEnum], value: Any, key: str) -> Any:
    choices = list(kind)
    return st.selectbox(
        field_name(field),
        choices,
        index=choices.index(value),
        format_func=lambda one: field_words(field, one.value, {}),
        key=key,
    )


def _whole(field: str, value: int | None, key: str) -> int | None:
    return st.number_input(field_name(field), min_value=1, value=value, step=1, key=key)


def _owner(indicator: IndicatorRow, actor: Actor) -> UUID | None:
    with reading() as session:
        people: dict[UUID | None, str] = {row.id: row.name for row in owners(session, by=actor)}
    held = indicator.contract.owner_id
    keys = [None, *people]
    if held not in keys:
        keys.append(held)
    return st.selectbox(
        field_name("owner_id"),
        keys,
        index=keys.index(held),
        format_func=lambda one: people.get(one, say("contracts.nobody")),
        key=key_of("owner_id", indicator),
    )


def define_new(programme_id: UUID, actor: Actor) -> None:
    """Baseline and target follow on its own page."""
    with st.expander(say("contracts.define"), icon=":material/add:"):
        st.caption(say("contracts.define_about"))
        name = st.text_input(field_name("name"), max_chars=LONGEST_NAME, key="define_name")
        code = st.text_input(field_name("code"), max_chars=60, placeholder=say("contracts.code_form"), key="define_code")
        question = st.text_area(field_name("question"), max_chars=LONG, height="content", key="define_question")
        with st.grid(min_column_width=220):
            given = {
                field: _choice(field, kind, FIRST.get(field, next(iter(kind))), f"define_{field}")
                for field, kind in MEASURED.items()
            }
            given["rolling_months"] = _whole("rolling_months", None, "define_rolling_months")
            given["smallest_n"] = _whole("smallest_n", 1, "define_smallest_n") or 1
            derived = st.text_input(field_name("derived"), help=say("contracts.derived_help"), key="define_derived")
        given |= {"code": code, "name": name, "question": question, "derived": derived.strip() or None}
        ready = bool(name.strip() and code.strip())
        if st.button(say("contracts.define_one"), disabled=not ready, key="define") and attempt(
            define_indicator, programme_id=programme_id, by=actor, **given
        ):
            done("targets.saved")
            open_indicator(code)
            st.rerun()
