"""Weak spots: what holds an indicator back beyond chance, by what it would gain, with the evidence and the way to it."""

from collections.abc import Sequence

import streamlit as st

from results.comparison.charts.weak_spots import lift_between, spot_words, weak_chart
from results.comparison.effects.telling import change_words, range_words
from results.comparison.queries.audits import PERIODS
from results.comparison.queries.weak_spots import MONTHS, MOST_COUNTED, SpotKind, Weaknesses, WeakSpot, weaknesses
from results.comparison.rules import rounded
from results.comparison.screens.area import keep
from results.comparison.screens.effects import choose_indicator
from results.comparison.sentences import value_words
from tracker.core.db import reading
from tracker.core.screens import empty_state, plain, show_chart, table
from tracker.core.words import number, say
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.rules import ProgrammeRow
from tracker.targets.queries import indicators

MOST_DRAWN = 12
MOST_CARDS = 5  # of a kind; the table holds them all
PAGES = {"actions": "audits/actions.py", "audits": "results/audit_results.py", "indicator": "results/indicator.py"}


def chosen_weaknesses(programme: ProgrammeRow, actor: Actor) -> Weaknesses:
    """Of the address' indicator, else of the score of audits."""
    with reading() as session:
        rows = indicators(session, programme_id=programme.id, by=actor)
    if not rows:
        return Weaknesses(None)
    usual = next((row for row in rows if row.derived), rows[0])
    indicator = choose_indicator(rows, key="weak_indicator", first=usual)
    wanted = {str(months): months for months in PERIODS}.get(st.query_params.get("months", ""), MONTHS)
    months = st.segmented_control(
        say("auditresults.period"),
        PERIODS,
        default=wanted,
        required=True,
        format_func=lambda each: say("auditresults.last_months", n=each),
        key="weak_months",
    )
    keep("months", "" if months == MONTHS else str(months))
    with reading() as session:
        return weaknesses(session, programme_id=programme.id, indicator_id=indicator.id, months=months, by=actor)


def show_weaknesses(found: Weaknesses, actor: Actor) -> None:
    if found.indicator is None or found.within is None:
        empty_state("weakspots.nothing_measured")
        return
    for kind in sorted(found.unknown):
        st.info(say(f"weakspots.unknown.{kind.value}"), icon=":material/info:")
    if not found.compared:
        empty_state("weakspots.nothing_to_compare")
        return
    if not found.weak:
        empty_state("weakspots.none", n=number(sum(found.compared.values())))
    else:
        _drawn(found)
    st.caption(_compared_words(found))
    for kind in SpotKind:
        if spots := found.of(kind):
            st.subheader(say(f"weakspots.kind.{kind.value}"))
            for spot in spots[:MOST_CARDS]:
                _card(found, spot, actor)
            if len(spots) > MOST_CARDS:
                st.caption(say("weakspots.more", n=len(spots) - MOST_CARDS))
    if found.weak:
        st.text(say("weakspots.rest"))
    with st.expander(say("weakspots.how")):
        st.text(say("weakspots.how_text"))


def weak_finding(found: Weaknesses) -> str:
    """What would help most, in one sentence."""
    worst, name = found.weak[0], found.indicator.name if found.indicator else ""
    lift = change_words(worst.unit, worst.lift)
    return say("weakspots.finding", what=spot_words(worst), name=name, lift=lift)


def _drawn(found: Weaknesses) -> None:
    shown = found.weak[:MOST_DRAWN]
    show_chart(weak_chart(shown, weak_finding(found)), key="weak_chart", alt=weak_finding(found))
    with st.expander(say("effects.as_table")):
        table(_rows(found.weak), key="weak_rows")


def _compared_words(found: Weaknesses) -> str:
    parts = [say(f"weakspots.compared.{kind.value}", n=number(n)) for kind, n in found.compared.items()]
    assert found.within is not None  # noqa: S101 - asked before
    return say(
        "weakspots.compared",
        what=say("files.list_separator").join(parts),
        first=found.within.first,
        last=found.within.last,
        wrong=number(rounded(found.by_chance, 2), 2),
    )


def _rows(spots: Sequence[WeakSpot]) -> list[dict[str, object]]:
    return [
        {
            say("weakspots.column.kind"): say(f"weakspots.one.{spot.kind.value}"),
            say("weakspots.column.name"): spot_words(spot),
            say("weakspots.lift"): change_words(spot.unit, spot.lift),
            say("weakspots.column.lift_between"): _between(spot),
            say("comparison.chart.value"): value_words(spot.unit, rounded(spot.value, 1)),
            say("weakspots.column.interval"): _interval(spot),
            say("weakspots.column.level"): value_words(spot.unit, rounded(spot.level, 1)),
            say("comparison.chart.n"): number(spot.n),
            say("weakspots.column.findings"): _findings(spot),
        }
        for spot in spots
    ]


def _between(spot: WeakSpot) -> str:
    return range_words(spot.unit, *lift_between(spot))


def _interval(spot: WeakSpot) -> str:
    low, high = (value_words(spot.unit, rounded(end, 1)) for end in (spot.lower, spot.upper))
    return say("weakspots.from_to", low=low, high=high)


def _findings(spot: WeakSpot) -> str:
    if spot.findings is None:
        return ""
    shown = number(spot.findings)
    return say("weakspots.at_least", n=shown) if spot.findings >= MOST_COUNTED else shown


def _card(found: Weaknesses, spot: WeakSpot, actor: Actor) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(spot_words(spot))}**")
        if spot.rubric:
            st.caption(plain(spot.rubric))
        facts = {
            "value": value_words(spot.unit, rounded(spot.value, 1)),
            "interval": _interval(spot),
            "level": value_words(spot.unit, rounded(spot.level, 1)),
            "n": number(spot.n),
            "lift": change_words(spot.unit, spot.lift),
            "name": found.indicator.name if found.indicator else "",
        }
        st.text(say(f"weakspots.evidence.{spot.kind.value}", **facts))
        if spot.findings:
            st.caption(say("weakspots.findings", n=_findings(spot)))
        _links(found, spot, actor)


def _links(found: Weaknesses, spot: WeakSpot, actor: Actor) -> None:
    """To what is behind it, as far as the person may go there."""
    code = found.indicator.code if found.indicator else ""
    with st.container(horizontal=True):
        if spot.kind in (SpotKind.ITEM, SpotKind.SECTION):
            view = {"rubric": spot.rubric_code, "view": "items" if spot.kind is SpotKind.ITEM else "sections"}
            _link("audits", "weakspots.to_audits", view)
        else:
            _link(
                "indicator", "weakspots.to_indicator", {"indicator": code, "region": spot.region_code, "store": spot.store_code}
            )
        if can(actor, Action.SEE_ACTIONS, Place()):
            at = {"item": spot.code} if spot.kind is SpotKind.ITEM else {"store": spot.store_code}
            if any(at.values()):
                _link("actions", "weakspots.to_actions", at)


def _link(page: str, label_key: str, address: dict[str, str]) -> None:
    asked = {name: value for name, value in address.items() if value}
    st.page_link(PAGES[page], label=say(label_key), icon=":material/arrow_forward:", query_params=asked)
