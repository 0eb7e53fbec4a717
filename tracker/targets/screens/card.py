"""One contract: what is measured, how, from where, to where."""

from collections.abc import Iterable, Mapping

import streamlit as st

from tracker.core.screens import plain, table
from tracker.core.words import day, field_name, moment, number, say
from tracker.targets.rules import IndicatorRow, TargetKind, Timing
from tracker.targets.screens.listing import baseline_words
from tracker.targets.sentences import NOTHING, in_unit, step_words, target_words

Fact = tuple[str, str]


def show_contract(indicator: IndicatorRow, people: Mapping[str, str]) -> None:
    contract = indicator.contract
    st.subheader(plain(indicator.name))
    if contract.question:
        st.text(contract.question)
    with st.container(border=True):
        _facts(_promise(indicator))
        if indicator.interim:
            with st.expander(say("targets.interim")):
                table(_steps(indicator))
                st.caption(say(f"contracts.path.{contract.path.value}"))
    with st.container(border=True):
        _facts(_definition(indicator))
        if indicator.note:
            st.caption(plain(indicator.note))
    with st.expander(say("contracts.reading")):
        _facts(_reading(indicator, people))


def _facts(facts: Iterable[Fact]) -> None:
    with st.grid(min_column_width=240):
        for name, words in facts:
            with st.container(gap=None):
                st.caption(name)
                st.text(words)


def _promise(indicator: IndicatorRow) -> Iterable[Fact]:
    contract = indicator.contract
    yield field_name("baseline"), baseline_words(indicator)
    if contract.baseline_from and contract.baseline_to:
        yield say("contracts.window"), say("contracts.from_to", first=contract.baseline_from, last=contract.baseline_to)
    if contract.baseline_n:
        yield field_name("baseline_n"), number(contract.baseline_n)
    yield say("targets.column.target"), target_words(indicator)
    yield field_name("target_on"), day(indicator.target_on)
    yield say("contracts.number_of_version"), number(contract.number)


def _steps(indicator: IndicatorRow) -> list[Mapping[str, object]]:
    """The final target closes the list."""
    rows = [(step.due_on, step_words(indicator, step)) for step in indicator.interim]
    if indicator.target_kind is not TargetKind.UNSET:
        rows.append((indicator.target_on, target_words(indicator)))
    return [{field_name("due_on"): day(due_on), say("targets.column.target"): words} for due_on, words in rows]


def _definition(indicator: IndicatorRow) -> Iterable[Fact]:
    contract = indicator.contract
    for field in ("formula", "numerator", "denominator"):
        if words := getattr(contract, field):
            yield field_name(field), words
    yield field_name("measure"), say(f"contracts.measure.{contract.measure.value}")
    yield field_name("unit"), say(f"targets.unit.{indicator.unit.value}")
    yield field_name("direction"), say(f"contracts.better.{indicator.direction.value}")
    yield field_name("frequency"), say(f"contracts.frequency.{contract.frequency.value}")
    timing = say(f"contracts.timing.{contract.timing.value}")
    if contract.timing is Timing.ROLLING and contract.rolling_months:
        timing = say("contracts.rolling", timing=timing, n=contract.rolling_months)
    yield field_name("timing"), timing
    yield field_name("adds_up"), say(f"contracts.adds_up.{contract.adds_up.value}")
    yield field_name("smallest_n"), number(indicator.smallest_n)
    yield field_name("derived"), indicator.derived or say("contracts.typed_or_imported")
    if indicator.source:
        yield say("targets.column.source"), indicator.source


def _reading(indicator: IndicatorRow, people: Mapping[str, str]) -> Iterable[Fact]:
    contract = indicator.contract
    yield field_name("chart"), say(f"contracts.chart.{contract.chart.value}")
    yield field_name("profile"), say(f"contracts.profile.{contract.profile.value}")
    for field, value in (("alert_below", contract.alert_below), ("alert_above", contract.alert_above)):
        yield field_name(field), NOTHING if value is None else in_unit(indicator.unit, value)
    yield field_name("owner_id"), people.get(str(contract.owner_id), NOTHING)
    if contract.baseline_locked_at:
        yield field_name("baseline_locked_at"), moment(contract.baseline_locked_at)
        yield field_name("baseline_locked_by"), people.get(str(contract.baseline_locked_by), NOTHING)
