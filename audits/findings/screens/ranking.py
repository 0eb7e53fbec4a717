"""What to put right first: the ranked findings, each with the parts of its priority."""

from datetime import datetime, timedelta

import streamlit as st

from audits.findings.queries import Ranked, ranked_findings
from audits.findings.rules import Cause, FindingKind
from audits.findings.screens.address import keep, said
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import empty_state, plain
from tracker.core.words import field_name, number, say
from tracker.people.rules import Action, Actor, can
from tracker.plan.rules import ProgrammeRow

PAGE = "audits/actions.py"
PERIODS = {"90": 90, "365": 365, "all": None}
USUAL = "90"
SEPARATOR = "~"  # in no code


def ranking(actor: Actor, programme: ProgrammeRow) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = st.segmented_control(
            say("actions.period"),
            list(PERIODS),
            default=said("period", PERIODS, USUAL),
            required=True,
            format_func=lambda name: say(f"actions.period.{name}"),
            key="ranked_period",
        )
        unplanned = st.toggle(say("actions.unplanned_only"), "unplanned" in st.query_params, key="unplanned")
        cause = st.selectbox(
            field_name("cause"),
            [None, *Cause],
            format_func=lambda one: say(f"actions.cause.{one.value}") if one else say("actions.any_cause"),
            key="ranked_cause",
        )
    keep("period", str(period), USUAL)
    keep("unplanned", "1" if unplanned else "")
    since = period_of(period)
    with reading() as session:
        rows = ranked_findings(session, programme_id=programme.id, by=actor, since=since, cause=cause, unplanned=unplanned)
    if not rows:
        empty_state("actions.no_findings")
        return
    st.caption(say("actions.priority_is"))
    for place, row in enumerate(rows, start=1):
        _ranked(place, row, can(actor, Action.PLAN_ACTION))


def period_of(name: str | None) -> datetime | None:
    """Since when, as the address says it."""
    days = PERIODS.get(str(name), PERIODS[USUAL])
    return clock.now() - timedelta(days=days) if days else None


def address_of(row: Ranked) -> str:
    return SEPARATOR.join((row.rubric_code, row.level.value, row.code))


def _ranked(place: int, row: Ranked, may_plan: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall", width="stretch"):
            st.markdown(f"**{place}. {plain(str(row.name))}**")
            st.caption(plain(f"{row.rubric} · {say('actions.findings_n', n=row.findings, open=row.unplanned)}"))
            st.text(_product(row))
            if row.causes:
                named = [(say(f"actions.cause.{cause.value}"), n) for cause, n in row.causes.items()]
                st.caption(plain(" · ".join(say("actions.cause_n", cause=name, n=n) for name, n in named)))
        if row.priority.kind is FindingKind.CRITICAL_ITEM:
            st.badge(say("findings.kind.critical_item"), color="red")
        if may_plan and row.unplanned:
            asked = {"plan": address_of(row), "period": said("period", PERIODS, USUAL)}
            st.page_link(PAGE, label=say("actions.plan"), icon=":material/build:", query_params=asked)


def _product(row: Ranked) -> str:
    parts = row.priority
    return say(
        "actions.product",
        gravity=parts.gravity,
        kind=say(f"findings.kind.{parts.kind.value}"),
        weight=number(parts.weight, 2),
        stores=parts.stores,
        product=number(parts.product, 1),
    )
