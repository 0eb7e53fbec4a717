"""Stores by section: a map on a wide page; on a phone, and of one store, a list of what stands apart."""

from collections.abc import Mapping, Sequence

import streamlit as st

from results.comparison.audit_sentences import map_finding, mean_words, section_words, store_finding, store_words
from results.comparison.charts.audits import map_chart, sections_chart
from results.comparison.queries.audits import STORES_A_PAGE, Asked, SectionMap, StoreSections, section_map
from results.comparison.rules.audits import Side
from tracker.core.db import reading
from tracker.core.screens import empty_state, show_chart, table
from tracker.core.words import number, say
from tracker.people.rules import Actor

Rows = Sequence[Mapping[str, object]]
ARROWS = {Side.BELOW: "▼", Side.ABOVE: "▲"}


def show_sections(actor: Actor, asked: Asked) -> None:
    page = int(st.session_state.get("sections_page", 1))
    with reading() as session:
        found = section_map(session, asked=asked, by=actor, page=page)
    if page > 1 and not found.stores:  # another region has fewer stores
        with reading() as session:
            found = section_map(session, asked=asked, by=actor)
    if not found.stores:
        empty_state("auditresults.map.few", least=asked.smallest)
        return
    if found.total == 1:
        _one_store(found, found.stores[0])
        return
    if found.total > STORES_A_PAGE:
        st.pagination(-(-found.total // STORES_A_PAGE), key="sections_page")
    with st.container(key="wide_map"):
        show_chart(map_chart(found), key="map", alt=map_finding(found))
    with st.container(key="narrow_map"):
        _listed(found)
    st.caption(say("auditresults.map.how", least=asked.smallest, compared=found.compared, wrong=number(found.by_chance, 1)))
    behind([_of_programme(found), *[_of_store(found, store) for store in found.stores]], "map_rows")


def _one_store(found: SectionMap, store: StoreSections) -> None:
    chart = sections_chart(found, store)
    if chart is None:
        empty_state("auditresults.map.few", least=found.asked.smallest)
        return
    show_chart(chart, key="sections", alt=store_finding(found, store))
    st.caption(say("auditresults.map.how_one", least=found.asked.smallest))
    behind(
        [
            {
                say("auditresults.section"): section_words(section),
                say("auditresults.mean"): mean_words(store.cells[section.code].mean),
                say("auditresults.audits"): number(store.cells[section.code].mean.n),
            }
            for section in found.sections
            if section.code in store.cells
        ],
        "section_rows",
    )


def behind(rows: Rows, key: str) -> None:
    with st.expander(say("comparison.table_heading")):
        table(rows, key=key)


def _listed(found: SectionMap) -> None:
    st.text(map_finding(found))
    apart = [(store, lines) for store in found.stores if (lines := _gaps(found, store))]
    for store, lines in apart:
        with st.container(border=True):
            st.text("\n".join([store_words(store), *lines]))
    if len(apart) < len(found.stores):
        st.text(say("auditresults.map.others", n=len(found.stores) - len(apart)))


def _gaps(found: SectionMap, store: StoreSections) -> Sequence[str]:
    return [
        say(
            "auditresults.map.gap",
            arrow=ARROWS[cell.side],
            section=section_words(section),
            mean=mean_words(cell.mean),
            n=cell.mean.n,
        )
        for section in found.sections
        if (cell := store.cells.get(section.code)) is not None and cell.side in ARROWS
    ]


def _of_programme(found: SectionMap) -> Mapping[str, object]:
    means = {
        section_words(section): say("auditresults.mean_n", mean=number(section.reference.mean, 1), n=section.reference.n)
        for section in found.sections
    }
    return {say("comparison.place.store"): say("auditresults.map.all_stores")} | means


def _of_store(found: SectionMap, store: StoreSections) -> Mapping[str, object]:
    cells = {
        section_words(section): say("auditresults.mean_n", mean=mean_words(cell.mean), n=cell.mean.n) if cell else ""
        for section in found.sections
        for cell in [store.cells.get(section.code)]
    }
    return {say("comparison.place.store"): store_words(store)} | cells
