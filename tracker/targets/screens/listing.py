"""All indicators of a programme, each with its promise in a line; one is opened by the address."""

from collections.abc import Sequence

import streamlit as st

from tracker.core.screens import plain
from tracker.core.words import number, say
from tracker.targets.rules import IndicatorRow, TargetKind
from tracker.targets.sentences import in_unit, target_words

ADDRESS = "indicator"


def chosen_indicator(found: Sequence[IndicatorRow]) -> IndicatorRow | None:
    """The indicator of the address, if the programme has it."""
    wanted = st.query_params.get(ADDRESS)
    return next((indicator for indicator in found if indicator.code == wanted), None)


def show_indicators(found: Sequence[IndicatorRow]) -> None:
    """What is still open comes first: nobody can be held to it."""
    baselines = [indicator for indicator in found if indicator.baseline is None]
    targets = [indicator for indicator in found if indicator.target_kind is TargetKind.UNSET]
    locked = [indicator for indicator in found if indicator.contract.baseline_locked_at]
    with st.grid(min_column_width=130):
        for name, rows in (("all", found), ("locked", locked), ("no_baseline", baselines), ("no_target", targets)):
            st.metric(say(f"contracts.number.{name}"), number(len(rows)), border=True)
    with st.grid(min_column_width=300):
        for indicator in found:
            with st.container(border=True, height="stretch"):
                _card(indicator)


def _card(indicator: IndicatorRow) -> None:
    contract = indicator.contract
    st.markdown(f"**{plain(indicator.name)}**")
    if contract.question:
        st.caption(plain(contract.question))
    target = {"target": target_words(indicator), "day": indicator.target_on}
    key = "contracts.promised_open" if indicator.target_kind is TargetKind.UNSET else "contracts.promised"
    st.text("\n".join([say("contracts.promised_from", baseline=baseline_words(indicator)), say(key, **target)]))
    st.caption(plain(_facts(indicator)))
    st.button(say("contracts.open"), key=f"open_{indicator.code}", on_click=open_indicator, args=(indicator.code,))


def baseline_words(indicator: IndicatorRow) -> str:
    if indicator.baseline is None:
        return say("contracts.no_baseline")
    value = in_unit(indicator.unit, indicator.baseline)
    return say("contracts.baseline_locked_at", value=value) if indicator.contract.baseline_locked_at else value


def _facts(indicator: IndicatorRow) -> str:
    facts = [
        say(f"contracts.better.{indicator.direction.value}"),
        say(f"contracts.frequency.{indicator.contract.frequency.value}"),
        say("contracts.steps", n=len(indicator.interim)) if indicator.interim else "",
        say("contracts.shown_from", n=indicator.smallest_n) if indicator.smallest_n > 1 else "",
        say("contracts.version", n=indicator.contract.number),
    ]
    return " · ".join(fact for fact in facts if fact)


def open_indicator(code: str) -> None:
    st.query_params[ADDRESS] = code


def back_to_all() -> None:
    st.button(say("contracts.back"), key="back", on_click=_close, icon=":material/arrow_back:")


def _close() -> None:
    st.query_params.pop(ADDRESS, None)
