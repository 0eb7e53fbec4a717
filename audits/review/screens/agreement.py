"""Agreement on a page: the chart with its finding, both tables, and for the lead what is drawn and given out."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import streamlit as st

from audits.review.actions.scoring_twice import ask_to_score, draw_scorings
from audits.review.charts.agreement import by_item, finding, value_words
from audits.review.queries.agreement import Agreement, ItemAgreement, RaterAgreement, agreement, compared_rubrics
from audits.review.queries.second_scorings import CalibrationRow, Rater, calibrations, draws, rater_choices
from audits.review.rules.agreement import KAPPA_FLOOR, LEAST_PAIRS
from audits.visits.models import Purpose
from audits.visits.queries import field_rules
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, empty_state, show_chart, table
from tracker.core.shares import Interval
from tracker.core.words import day, number, percent, say
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow

A_QUARTER = timedelta(days=91)
DECIMALS = 2


def show_agreement(actor: Actor, programme: ProgrammeRow) -> None:
    """For one rubric, of counted audits or of calibration."""
    purpose = st.segmented_control(
        say("agreement.purpose"),
        list(Purpose),
        default=Purpose.COUNTED,
        format_func=lambda each: say(f"agreement.purpose.{each.value}"),
        required=True,
        key="agreement_purpose",
    )
    with reading() as session:
        rubrics = compared_rubrics(session, programme_id=programme.id, purpose=purpose, by=actor)
    if not rubrics:
        empty_state(f"agreement.none.{purpose.value}")
        return
    rubric = st.selectbox(
        say("agreement.rubric"), rubrics, format_func=lambda each: f"{each.name} ({number(each.n)})", key="agreement_rubric"
    )
    with reading() as session:
        found = agreement(session, programme_id=programme.id, rubric_code=rubric.code, purpose=purpose, by=actor)
    show_found(found)


def show_found(found: Agreement) -> None:
    """The chart, what to reword, and the tables behind it."""
    spec = by_item(found)
    if spec:
        show_chart(spec, key="agreement_chart", alt=finding(found))
    else:
        st.text(finding(found))
    _to_reword(found)
    st.subheader(say("agreement.by_item"))
    table([_item(item) for item in found.items])
    st.subheader(say("agreement.by_rater"))
    table([_rater(row) for row in found.raters])
    st.caption(say("agreement.how", floor=number(KAPPA_FLOOR, 1), least=LEAST_PAIRS))


def give_out(actor: Actor, programme: ProgrammeRow) -> None:
    """Draw audits, ask for calibration, and what was drawn so far."""
    with reading() as session:
        raters = rater_choices(session, by=actor)
        share = field_rules(session, programme_id=programme.id).second_share
        drawn = draws(session, programme_id=programme.id, by=actor)
        samples = calibrations(session, programme_id=programme.id, by=actor)
    st.subheader(say("agreement.giving_out"))
    if not raters:
        empty_state("agreement.no_raters")
        return
    with st.expander(say("agreement.draw"), icon=":material/casino:"):
        _draw(actor, programme, raters, share)
    if samples:
        with st.expander(say("agreement.calibrate"), icon=":material/balance:"):
            _calibrate(actor, samples, raters)
    if drawn:
        table(
            [
                {
                    say("agreement.column.drawn_at"): day(row.drawn_at.date()),
                    say("agreement.column.period"): f"{day(row.first)} – {day(row.last)}",
                    say("agreement.column.population"): row.population,
                    say("agreement.column.drawn"): row.drawn,
                    say("agreement.column.given"): row.given,
                    say("agreement.column.done"): row.done,
                    say("agreement.column.seed"): row.seed,
                }
                for row in drawn
            ]
        )


def _draw(actor: Actor, programme: ProgrammeRow, raters: list[Rater], share: float) -> None:
    today = clock.today(actor.time_zone or "UTC")
    st.text(say("agreement.draw_help"))
    left, middle, right = st.columns(3)
    first = left.date_input(say("agreement.first"), today - A_QUARTER, format=DAY, key="draw_first")
    last = middle.date_input(say("agreement.last"), today, format=DAY, key="draw_last")
    part = right.number_input(say("agreement.share"), 1, 100, value=max(1, round(share * 100)), key="draw_share")
    chosen = _chosen(raters, "draw_raters")
    ready = bool(chosen) and isinstance(first, date) and isinstance(last, date)
    if st.button(say("agreement.draw_now"), type="primary", key="draw_now", disabled=not ready):
        arguments: dict[str, Any] = {"first": first, "last": last, "share": part / 100, "raters": chosen, "by": actor}
        if outcome := attempt(draw_scorings, programme_id=programme.id, **arguments):
            found = outcome.value
            done("agreement.drawn", n=found.given, population=found.population)
            if found.without_rater:
                st.session_state["without_rater"] = found.without_rater
            st.rerun()
    if left_over := st.session_state.pop("without_rater", 0):
        st.warning(say("agreement.without_rater", n=left_over), icon=":material/person_off:")


def _calibrate(actor: Actor, samples: list[CalibrationRow], raters: list[Rater]) -> None:
    st.text(say("agreement.calibrate_help"))
    row = st.selectbox(
        say("agreement.sample"),
        samples,
        format_func=lambda each: f"{each.store} · {each.store_code} · {day(each.received_at.date())} ({each.done}/{each.asked})",
        key="calibration_sample",
    )
    chosen = _chosen(raters, "calibration_raters")
    if st.button(say("agreement.ask"), key="calibration_ask", disabled=not chosen) and (
        outcome := attempt(ask_to_score, submission_id=row.submission_id, raters=chosen, by=actor)
    ):
        done("agreement.asked", n=outcome.value)
        st.rerun()


def _chosen(raters: list[Rater], key: str) -> list[UUID]:
    names = {rater.id: f"{rater.name} · {say(f'people.role.{rater.role.value}')}" for rater in raters}
    return st.multiselect(
        say("agreement.raters"), list(names), format_func=names.__getitem__, key=key, placeholder=say("agreement.choose_raters")
    )


def _to_reword(found: Agreement) -> None:
    if not found.low:
        return
    with st.container(border=True):
        st.subheader(say("agreement.reword", n=len(found.low)))
        for item in found.low:
            st.text(f"{item.name} · {item.code}: {value_words(item)}")


def _item(item: ItemAgreement) -> dict[str, object]:
    return {
        say("agreement.column.item"): f"{item.name} · {item.code}",
        say("agreement.column.n"): item.agreed.n,
        say("agreement.column.same"): _share(item.same),
        say("agreement.column.measure"): say(f"agreement.measure.{item.agreed.measure.value}"),
        say("agreement.column.value"): value_words(item),
    }


def _rater(row: RaterAgreement) -> dict[str, object]:
    return {
        say("agreement.column.rater"): row.name,
        say("agreement.column.audits"): row.audits,
        say("agreement.column.n"): row.same.n,
        say("agreement.column.same"): _share(row.same),
        say("agreement.column.kappa"): say("agreement.undefined") if row.kappa is None else number(row.kappa, DECIMALS),
    }


def _share(share: Interval) -> str:
    if share.value is None or share.low is None or share.high is None:
        return say("agreement.undefined")
    low, high = percent(100 * share.low, 0), percent(100 * share.high, 0)
    return say("agreement.with_interval", value=percent(100 * share.value, 0), low=low, high=high)
