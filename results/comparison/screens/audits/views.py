"""The views: a chart whose title is its finding, what it rests on, and the table behind it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from audits.review.queries.agreement import agreement
from audits.review.rules import waits_for_release
from audits.review.screens.agreement import show_found
from results.comparison.audit_sentences import (
    channel_words,
    channels_finding,
    coverage_finding,
    gap_words,
    items_finding,
    mean_words,
    period_words,
    points_words,
    share_words,
    spread_finding,
    trend_finding,
    visits_words,
    wave_words,
)
from results.comparison.charts.audits import changed_chart, channels_chart, coverage_chart, spread_chart, trend_chart
from results.comparison.queries.audits import (
    Asked,
    Items,
    ItemTrend,
    gaps,
    item_trend,
    items_changed,
    scores_by_channel,
    scores_by_wave,
    visit_coverage,
)
from results.comparison.rules.audits import step_bounds
from results.comparison.screens.area import keep
from results.comparison.screens.audits.stores import Rows, behind, show_sections
from results.comparison.sentences import mark_words
from tracker.core.db import reading
from tracker.core.screens import empty_state, show_chart
from tracker.core.words import month, number, percent, say
from tracker.people.rules import Action, Actor, can

SPREAD, SECTIONS, ITEMS, CHANNELS, AGREEMENT, COVERAGE = "spread", "sections", "items", "channels", "agreement", "coverage"


def show_chosen_view(actor: Actor, asked: Asked) -> None:
    views = [SPREAD, SECTIONS, ITEMS, CHANNELS]
    if can(actor, Action.SEE_AGREEMENT):
        views.append(AGREEMENT)
    if not waits_for_release(actor):
        views.append(COVERAGE)
    wanted = st.query_params.get("view")
    view = st.segmented_control(
        say("auditresults.view"),
        views,
        default=wanted if wanted in views else SPREAD,
        format_func=lambda each: say(f"auditresults.view.{each}"),
        required=True,
        key="audit_view",
    )
    keep("view", "" if view == SPREAD else view)
    shown: Mapping[str, Any] = {
        SPREAD: _spread,
        SECTIONS: show_sections,
        ITEMS: _items,
        CHANNELS: _channels,
        AGREEMENT: _agreement,
        COVERAGE: _coverage,
    }
    shown[view](actor, asked)


def _spread(actor: Actor, asked: Asked) -> None:
    with reading() as session:
        waves = scores_by_wave(session, asked=asked, by=actor)
    if not any(wave.mean.value is not None for wave in waves):
        empty_state("auditresults.spread.few", n=sum(wave.n for wave in waves))
        return
    show_chart(spread_chart(waves), key="spread", alt=spread_finding(waves))
    st.caption(say("auditresults.spread.how", least=asked.smallest))
    behind(
        [
            {
                say("auditresults.wave_column"): wave_words(wave),
                say("auditresults.step_column"): say("auditresults.step", low=low, high=high),
                say("auditresults.audits"): number(count),
                say("auditresults.share"): percent(100 * count / wave.n),
                say("auditresults.mean"): mean_words(wave.mean),
            }
            for wave in reversed(waves)
            if wave.mean.value is not None
            for step, count in wave.steps.items()
            for low, high in [step_bounds(step)]
        ],
        "spread_rows",
    )


def _items(actor: Actor, asked: Asked) -> None:
    with reading() as session:
        found = items_changed(session, asked=asked, by=actor)
    if not found.items:
        empty_state("auditresults.items.few", least=asked.smallest)
        return
    chart = changed_chart(found)
    if chart is None:
        st.text(items_finding(found))
    else:
        show_chart(chart, key="changed", alt=items_finding(found))
        halves = {"before": period_words(asked.first, asked.last_before), "after": period_words(asked.middle, asked.last)}
        st.caption(say("auditresults.items.how", n=found.compared, **halves))
        behind(_changes(found), "changed_rows")
    st.subheader(say("auditresults.trend_heading"))
    _trend(actor, asked, found)


def _changes(found: Items) -> Rows:
    return [
        {
            say("auditresults.item"): f"{each.item.name} · {each.item.code}",
            say("auditresults.before"): share_words(each.change.before),
            say("auditresults.n_before"): number(each.change.before.n),
            say("auditresults.after"): share_words(each.change.after),
            say("auditresults.n_after"): number(each.change.after.n),
            say("auditresults.points"): points_words(each.change.difference),
        }
        for each in found.changed
    ]


def _trend(actor: Actor, asked: Asked, found: Items) -> None:
    """The item of the address, else the one that changed most, else the first."""
    items = list(found.items)
    usual = found.changed[0].item if found.changed else items[0]
    wanted = next((item for item in items if item.code == st.query_params.get("item")), usual)
    item = st.selectbox(
        say("auditresults.item"), items, index=items.index(wanted), format_func=lambda each: str(each.name), key="trend_item"
    )
    keep("item", "" if item == usual else item.code)
    with reading() as session:
        trend = item_trend(session, asked=asked, item=item, by=actor)
    chart = trend_chart(trend)
    if chart is None:
        empty_state("auditresults.trend.few", item=item.name, least=asked.smallest)
        return
    show_chart(chart, key="trend", alt=trend_finding(trend))
    st.caption(say("auditresults.trend.how", least=asked.smallest))
    behind(_months(trend), "trend_rows")


def _months(trend: ItemTrend) -> Rows:
    """The latest first. A month that is held back says so, with its n."""
    marked = {point.on: point for point in trend.chart.points} if trend.chart else {}
    return [
        {
            say("comparison.axis.month"): month(each.month),
            say("auditresults.kept_percent"): percent(100 * each.kept / each.asked)
            if each.month in marked
            else say("comparison.too_few"),
            say("auditresults.kept"): number(each.kept) if each.month in marked else "",
            say("auditresults.audits"): number(each.asked),
            say("comparison.chart.kind"): mark_words(marked[each.month].kind) if each.month in marked else "",
        }
        for each in reversed(trend.months)
    ]


def _channels(actor: Actor, asked: Asked) -> None:
    with reading() as session:
        scores = scores_by_channel(session, asked=asked, by=actor)
    between = gaps(scores)
    chart = channels_chart(scores, between)
    if chart is None:
        empty_state("auditresults.channels.few", n=sum(each.mean.n for each in scores))
        return
    show_chart(chart, key="channels", alt=channels_finding(scores, between))
    st.caption(say("auditresults.channels.how"))
    for gap in between:
        facts = {"first": channel_words(gap.first), "second": channel_words(gap.second)}
        st.text(say("auditresults.channels.gap", gap=gap_words(gap.difference), **facts))
    behind(
        [
            {
                say("comparison.place.channel"): str(each.channel),
                say("auditresults.rubric"): str(each.rubric),
                say("auditresults.mean"): mean_words(each.mean),
                say("auditresults.audits"): number(each.mean.n),
            }
            for each in scores
        ],
        "channel_rows",
    )


def _agreement(actor: Actor, asked: Asked) -> None:
    """Of the second scorings of counted audits, at any time: they are few."""
    with reading() as session:
        found = agreement(session, programme_id=asked.programme_id, rubric_code=asked.rubric_code, by=actor)
    if not found.scorings:
        empty_state("auditresults.agreement.none")
    else:
        show_found(found)
    st.page_link("audits/agreement.py", label=say("auditresults.to_agreement"), icon=":material/arrow_forward:")


def _coverage(actor: Actor, asked: Asked) -> None:
    with reading() as session:
        found = visit_coverage(session, asked=asked, by=actor)
    if found is None or not (found.waves or found.months):
        empty_state("auditresults.coverage.none")
        return
    for name, part in (("waves", found.waves), ("months", found.months)):
        if part:
            st.subheader(say(f"auditresults.coverage.{name}"))
            show_chart(coverage_chart(part), key=f"coverage_{name}", alt=coverage_finding(part))
            behind(
                [
                    {
                        say(f"auditresults.column.{name}"): visits_words(each),
                        say("waves.column.planned"): number(each.planned),
                        say("waves.column.done"): number(each.done),
                        say("auditresults.share"): percent(100 * each.done / each.planned),
                    }
                    for each in reversed(part)
                ],
                f"coverage_{name}_rows",
            )
    st.caption(say("auditresults.coverage.how"))
