"""Which rubric, and how many months."""

from uuid import UUID

import streamlit as st

from results.comparison.audit_sentences import period_words
from results.comparison.queries.audits import PERIODS, Asked, AuditedRubric, asked_of, audited_rubrics
from results.comparison.screens.area import keep
from results.readings.queries import Area
from tracker.core.db import reading
from tracker.core.words import number, say
from tracker.people.rules import Actor

USUAL = PERIODS[-1]  # a store has too few visits in less


def chosen_audits(actor: Actor, programme_id: UUID, area: Area) -> Asked | None:
    """None where no audit was approved yet of what this person may see."""
    with reading() as session:
        rubrics = audited_rubrics(session, programme_id=programme_id, by=actor)
    if not rubrics:
        return None
    left, right = st.columns([3, 2])
    with left:
        rubric = _rubric(rubrics)
    with right:
        months = _months()
    with reading() as session:
        asked = asked_of(session, programme_id=programme_id, rubric=rubric, months=months, area=area)
    st.caption(period_words(asked.first, asked.last))
    return asked


def _rubric(rubrics: list[AuditedRubric]) -> AuditedRubric:
    """That of the address, else the one with most audits."""
    wanted = next((each for each in rubrics if each.code == st.query_params.get("rubric")), rubrics[0])
    if len(rubrics) == 1:
        return wanted
    rubric = st.selectbox(
        say("auditresults.rubric"),
        rubrics,
        index=rubrics.index(wanted),
        format_func=lambda each: say("auditresults.rubric_n", rubric=each.name, n=number(each.n)),
        key="audited_rubric",
    )
    keep("rubric", "" if rubric == rubrics[0] else rubric.code)
    return rubric


def _months() -> int:
    wanted = {str(each): each for each in PERIODS}.get(st.query_params.get("months", ""), USUAL)
    months = st.segmented_control(
        say("auditresults.period"),
        PERIODS,
        default=wanted,
        format_func=lambda each: say("auditresults.last_months", n=each),
        required=True,
        key="audited_months",
    )
    keep("months", "" if months == USUAL else str(months))
    return months
