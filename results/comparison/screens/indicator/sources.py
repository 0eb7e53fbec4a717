"""How an indicator is measured, with every version of it; where its values came from, and every correction."""

from collections.abc import Mapping

import streamlit as st

from results.comparison.queries.indicator import IndicatorView
from results.comparison.queries.sources import Source, ValueCorrection, corrections_of, sources_of
from results.comparison.sentences import value_words
from results.readings.queries import Area
from tracker.core.db import reading
from tracker.core.screens import empty_state, table
from tracker.core.words import day, moment, number, say
from tracker.people.rules import Actor
from tracker.targets.queries import people_of, versions
from tracker.targets.rules import IndicatorRow
from tracker.targets.screens import show_contract, show_history


def show_definition(seen: IndicatorView, actor: Actor) -> None:
    indicator = seen.line.indicator
    with reading() as session:
        history = versions(session, indicator_id=indicator.id, by=actor)
        people = people_of(session, indicator=indicator, versions=history, by=actor)
    show_contract(indicator, people)
    show_history(history, people)


def show_sources(seen: IndicatorView, area: Area, actor: Actor) -> None:
    indicator = seen.line.indicator
    with reading() as session:
        sources = sources_of(session, indicator=indicator, area=area, by=actor)
        corrected = corrections_of(session, indicator=indicator, area=area, by=actor)
    st.subheader(say("comparison.sources_heading"))
    if sources:
        table([_source(one) for one in sources], key="sources")
    else:
        empty_state("comparison.sources_none")
    st.subheader(say("comparison.corrections_heading"))
    if corrected:
        table([_correction(indicator, one) for one in corrected], key="corrections")
    else:
        st.text(say("comparison.corrections_none"))


def _source(one: Source) -> Mapping[str, object]:
    return {
        say("comparison.sources.kind"): say(f"readings.source.{one.source.value}")
        if one.source
        else say("comparison.sources.audits"),
        say("comparison.sources.file"): one.file_name,
        say("comparison.sources.values"): number(one.values),
        say("comparison.sources.from"): day(one.first),
        say("comparison.sources.to"): day(one.last),
        say("comparison.sources.who"): one.recorded_by,
        say("comparison.sources.at"): "" if one.recorded_at is None else moment(one.recorded_at),
    }


def _correction(indicator: IndicatorRow, one: ValueCorrection) -> Mapping[str, object]:
    return {
        say("comparison.chart.date"): day(one.on),
        say("comparison.place.store"): one.store or say("readings.whole_programme"),
        say("comparison.corrections.before"): value_words(indicator.unit, one.before, one.after),
        say("comparison.corrections.after"): value_words(indicator.unit, one.after, one.before),
        say("comparison.corrections.why"): one.note,
        say("comparison.sources.who"): one.recorded_by,
        say("comparison.sources.at"): moment(one.recorded_at),
    }
