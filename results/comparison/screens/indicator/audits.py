"""A store's audits behind its values, and what the sections of one came to."""

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

from results.comparison.queries.store_audits import SectionValue, StoreAudit, audits_of_store
from results.comparison.rules import Line
from results.comparison.screens.area import keep
from results.readings.rules.derived import OF_A_PART, OF_A_RUBRIC, derived_of
from tracker.core.db import reading
from tracker.core.screens import plain, table
from tracker.core.words import day, number, percent, say
from tracker.people.rules import Action, Actor, can

PAGES = ((Action.RELEASE_AUDIT, "audits/review.py"), (Action.APPEAL_AUDIT, "audits/released.py"))
ADDRESS = "audit"


def show_audits(line: Line, programme_id: UUID, store_id: UUID, actor: Actor) -> None:
    st.subheader(say("comparison.audits_heading"))
    with reading() as session:
        audits = audits_of_store(
            session, programme_id=programme_id, store_id=store_id, rubric_code=rubric_of(line.indicator.derived), by=actor
        )
    if not audits:
        st.text(say("comparison.audits_none"))
        return
    st.caption(say("comparison.audits_about"))
    table([_row(one) for one in audits], key="audits")
    chosen = _chosen(audits)
    if chosen is not None:
        _show(chosen, actor)


def rubric_of(derived: str | None) -> str:
    """The code of the rubric that an indicator is derived from; empty where it is of any, or of none."""
    found = derived_of(derived)
    return found.of if found and found.kind in OF_A_PART | OF_A_RUBRIC else ""


def _row(one: StoreAudit) -> Mapping[str, object]:
    return {
        say("comparison.audits.week"): day(one.week),
        say("comparison.place.channel"): one.channel,
        say("comparison.audits.rubric"): one.rubric,
        say("comparison.audits.score"): _percent(one.percent),
        say("comparison.audits.passed"): "" if one.passed is None else say("core.yes" if one.passed else "core.no"),
        say("comparison.audits.band"): one.band,
    }


def _chosen(audits: list[StoreAudit]) -> StoreAudit | None:
    by_key = {str(one.key): one for one in audits}
    wanted = st.query_params.get(ADDRESS, "")
    key = st.selectbox(
        say("comparison.audits.which"),
        list(by_key),
        index=list(by_key).index(wanted) if wanted in by_key else None,
        format_func=lambda key: f"{day(by_key[key].week)} · {by_key[key].rubric} · {_percent(by_key[key].percent)}",
        placeholder=say("comparison.look_closer.choose"),
        key="chosen_audit",
    )
    keep(ADDRESS, key or "")
    return by_key.get(key or "")


def _show(one: StoreAudit, actor: Actor) -> None:
    """Its sections; who may open the audit itself finds its items there."""
    st.markdown(f"**{plain(say('comparison.audits.sections', rubric=one.rubric, day=one.week))}**")
    table([_section(part) for part in one.sections], key="sections")
    for right, page in PAGES:
        if can(actor, right):
            st.page_link(
                page, label=say("comparison.audits.open"), icon=":material/arrow_forward:", query_params={"audit": str(one.key)}
            )
            return
    st.caption(say("comparison.audits.sections_only"))


def _section(part: SectionValue) -> Mapping[str, object]:
    return {
        say("comparison.audits.section"): part.name,
        say("comparison.audits.score"): _percent(part.percent),
        say("comparison.audits.earned"): "" if part.earned is None else number(part.earned),
        say("comparison.audits.possible"): "" if part.possible is None else number(part.possible),
    }


def _percent(value: float | None) -> str:
    return say("comparison.audits.not_scored") if value is None else percent(value)
