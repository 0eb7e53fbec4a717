"""The baseline: typed, or computed from what was measured in a window; locked, and unlocked with a reason."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from tracker.core.screens import DAY
from tracker.core.words import field_name, number, say
from tracker.people.rules import Actor
from tracker.targets.actions import lock_baseline, set_baseline, unlock_baseline
from tracker.targets.rules import IndicatorRow
from tracker.targets.rules.contracts import MeasuredBaseline, MeasuredValue, baseline_of
from tracker.targets.screens.editing.saving import ask_reason, key_of, saves, store
from tracker.targets.sentences import NOTHING, in_unit

WAYS = ("typed", "measured")


def edit_baseline(
    indicator: IndicatorRow, measured: Sequence[MeasuredValue], starts_on: date, people: Mapping[str, str], actor: Actor
) -> None:
    if indicator.contract.baseline_locked_at:
        _unlock(indicator, people, actor)
        return
    values = _measured(indicator, measured, starts_on) if _way(indicator, measured) == "measured" else _typed(indicator)
    changed = values is not None and any(value != _stored(indicator)[name] for name, value in values.items())
    reason = ask_reason("baseline", indicator) if indicator.baseline is not None else ""
    with st.container(horizontal=True):
        if saves("baseline", indicator, changed and (indicator.baseline is None or bool(reason.strip()))):
            store(set_baseline, indicator, actor, **(values or {}), reason=reason)
        if indicator.baseline is not None and saves("lock", indicator, not changed):
            store(lock_baseline, indicator, actor)


def _unlock(indicator: IndicatorRow, people: Mapping[str, str], actor: Actor) -> None:
    who = people.get(str(indicator.contract.baseline_locked_by), NOTHING)
    st.text(say("contracts.locked_by", at=indicator.contract.baseline_locked_at, who=who))
    reason = ask_reason("unlock", indicator)
    if saves("unlock", indicator, bool(reason.strip())):
        store(unlock_baseline, indicator, actor, reason=reason)


def _way(indicator: IndicatorRow, measured: Sequence[MeasuredValue]) -> str:
    if not measured:
        return WAYS[0]
    return st.segmented_control(
        say("contracts.way"),
        WAYS,
        default=WAYS[0],
        required=True,
        format_func=lambda way: say(f"contracts.way_{way}"),
        key=key_of("way", indicator),
    )


def _typed(indicator: IndicatorRow) -> dict[str, object]:
    return {"baseline": st.number_input(field_name("baseline"), value=indicator.baseline, key=key_of("baseline", indicator))}


def _measured(indicator: IndicatorRow, measured: Sequence[MeasuredValue], starts_on: date) -> dict[str, object] | None:
    """The months before the programme are offered, where something was measured in them."""
    first_known, last_known = measured[0].on, measured[-1].on
    offered = min(max(starts_on - timedelta(days=1), first_known), last_known)
    with st.container(horizontal=True):
        first = st.date_input(field_name("baseline_from"), first_known, format=DAY, key=key_of("window_first", indicator))
        last = st.date_input(field_name("baseline_to"), offered, format=DAY, key=key_of("window_last", indicator))
    contract = indicator.contract
    found = baseline_of(measured, contract.adds_up, contract.timing, first, last)
    if found is None:
        st.caption(say("contracts.window_empty"))
        return None
    st.text(_found(indicator, found))
    return {"baseline": found.value, "first": first, "last": last, "n": found.n}


def _found(indicator: IndicatorRow, found: MeasuredBaseline) -> str:
    facts = {"value": in_unit(indicator.unit, found.value), "periods": found.periods}
    if found.n is None:
        return say("contracts.found_unweighted", **facts)
    return say("contracts.found", **facts, n=number(found.n))


def _stored(indicator: IndicatorRow) -> dict[str, object]:
    contract = indicator.contract
    return {
        "baseline": indicator.baseline,
        "first": contract.baseline_from,
        "last": contract.baseline_to,
        "n": contract.baseline_n,
    }
