"""One indicator's numbers and course: what was promised, what was seen, what chance explains."""

from collections.abc import Mapping

import streamlit as st

from results.comparison.charts import line_chart
from results.comparison.process_limits import PROFILES
from results.comparison.queries.indicator import IndicatorView
from results.comparison.rules import Line, rounded
from results.comparison.rules.intervals import interval_of
from results.comparison.screens.badges import assurance_badge, standing_badge, variation_badge
from results.comparison.screens.indicator.exports import offer_exports
from results.comparison.sentences import (
    assurance_words,
    interval_words,
    limits_notes,
    limits_words,
    mark_words,
    message,
    rule_words,
    standing_words,
    target_words,
    value_words,
)
from tracker.core.screens import plain, show_chart, table, without_empty
from tracker.core.words import day, number, percent, say
from tracker.people.rules import Actor


def show_course(seen: IndicatorView, actor: Actor) -> None:
    line, found = seen.line, seen.found
    st.subheader(plain(line.indicator.name))
    if line.indicator.contract.question:
        st.caption(plain(line.indicator.contract.question))
    with st.container(horizontal=True, gap="small"):
        standing_badge(line)
        variation_badge(line)
        assurance_badge(line)
    _show_numbers(line)
    if line.chart is None:
        st.text(message(line))
        return
    chart = line_chart(line, found.bands, found.starts_on, found.ends_on, seen.happened)
    show_chart(chart, key="over_time", alt=message(line))
    st.caption(say("comparison.legend_line"))
    st.text("\n".join([standing_words(line), limits_words(line), *limits_notes(line), *assurance_words(line)]))
    with st.expander(say("comparison.table_heading"), icon=":material/table:"):
        table(_rows_of(line))
    offer_exports(seen, actor)


def _show_numbers(line: Line) -> None:
    indicator, unknown = line.indicator, say("comparison.numbers.unknown")

    def words(value: float | None) -> str:
        return unknown if value is None else value_words(indicator.unit, value, indicator.level)

    shown = {
        "value": words(line.actual.value if line.actual else None),
        "n": unknown if line.actual is None or line.actual.n is None else number(line.actual.n),
        "baseline": words(indicator.baseline),
        "expected": words(None if line.expected is None else rounded(line.expected, 1)),
        "target": target_words(indicator),
        "share": unknown if line.share is None else percent(line.share, 0),
    }
    ends = interval_of(indicator, line.actual) if line.actual else None
    if ends is not None:
        shown["interval"] = interval_words(indicator.unit, ends)
    if indicator.contract.consecutive > 1 and line.met_in_a_row is not None:
        met = say("comparison.numbers.of", count=line.met_in_a_row, wanted=indicator.contract.consecutive)
        shown["in_a_row"] = met
    with st.grid(min_column_width=120):
        for name, value in shown.items():
            st.metric(say(f"comparison.numbers.{name}"), value)


def _rows_of(line: Line) -> list[Mapping[str, object]]:
    """The latest first. A value that is held back says so, with its n."""
    indicator = line.indicator
    run = PROFILES[indicator.contract.profile].run
    marked = {point.on: point for point in line.chart.points} if line.chart else {}
    rows: list[Mapping[str, object]] = []
    for point in reversed(line.points):
        mark = marked.get(point.on)
        limits = mark.limits if mark else None
        ends = (limits.lower, limits.upper) if limits and limits.lower is not None and limits.upper is not None else None
        cells = {
            "date": day(point.on),
            "value": say("comparison.too_few")
            if point.value is None
            else value_words(indicator.unit, point.value, indicator.level),
            "n": "" if point.n is None else number(point.n),
            "interval": interval_words(indicator.unit, interval_of(indicator, point)),
            "limits": interval_words(indicator.unit, ends),
            "kind": mark_words(mark.kind) if mark else "",
            "why": rule_words(mark.rule, run) if mark and mark.rule else "",
        }
        rows.append({say(f"comparison.chart.{name}"): cell for name, cell in cells.items()})
    return without_empty(rows)
