"""One audit in words: what was answered, its score with the proof, what was decided about it and by whom."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import streamlit as st

from audits.review.actions import LONGEST_REASON
from audits.review.queries import AuditView
from audits.review.queries.answers import CorrectionRow
from audits.review.queries.approved import RescoreRow
from audits.review.queries.audits import Attempt
from audits.review.queries.integrity import Signal
from audits.review.rules import Step
from audits.rubrics.forms import ItemText, RubricText
from audits.rubrics.screens.fields import value_text
from audits.rubrics.screens.proof import proof_line
from audits.visits.screens.answers import show_answers
from tracker.core.screens import plain, table
from tracker.core.words import moment, number, percent, say


def show_audit(audit: AuditView, signals: Sequence[Signal]) -> dict[str, str]:
    """What a reviewer wrote to single items, by their codes."""
    st.subheader(plain(f"{audit.store} · {audit.store_code} · {audit.channel}"))
    facts = [say(f"review.state.{audit.state.value}"), str(audit.rubric.name), say("review.received", at=audit.received_at)]
    facts += [say("review.reviewed_by", name=audit.reviewer)] if audit.reviewer else []
    facts += [say("review.by_shopper", name=audit.shopper)] if audit.shopper else []
    facts += [say("review.receipt", code=audit.receipt)]
    st.text(" · ".join(facts))
    badges(is_released=audit.is_released, is_calibration=audit.is_calibration)
    show_signals(signals)
    if audit.score:
        show_score(audit.rubric, audit.score)
    remarks: dict[str, str] = {}
    remarking = Step.RETURNED in audit.steps and st.toggle(say("review.remark_items"), key=f"remarking {audit.submission_id}")

    def below(item: ItemText) -> None:
        _corrected(item, audit.corrections)
        if remarking and (text := _remark(audit.submission_id, item)):
            remarks[item.code] = text

    with st.expander(say("review.answers"), expanded=True):
        show_answers(audit.rubric, audit.answers, audit.evidence, audit.shown, below)
    _history(audit)
    return remarks


def _remark(submission_id: UUID, item: ItemText) -> str:
    label = say("review.remark")
    key = f"remark {submission_id} {item.code}"
    return st.text_input(label, placeholder=label, max_chars=LONGEST_REASON, key=key, label_visibility="collapsed").strip()


def badges(*, is_released: bool, is_calibration: bool) -> None:
    if is_released or is_calibration:
        with st.container(horizontal=True):
            if is_released:
                st.badge(say("review.is_released"), color="green", icon=":material/storefront:")
            if is_calibration:
                st.badge(say("review.is_calibration"), color="gray")


def show_signals(signals: Sequence[Signal]) -> None:
    """They say what to look at. Nothing a browser tells is a proof, and a signal alone decides nothing."""
    if signals:
        st.warning(say("review.signals", n=len(signals)), icon=":material/flag:")
        st.text("\n".join(signal.said() for signal in signals))
        st.caption(say("review.signals_prove_nothing"))


def _corrected(item: ItemText, corrections: Sequence[CorrectionRow]) -> None:
    """The original beside what counts now, by whom and why."""
    for one in corrections:
        if one.item_code == item.code:
            key = "review.corrected_by_appeal" if one.is_of_appeal else "review.corrected"
            before, value = value_text(item, one.before), value_text(item, one.value)
            st.info(plain(say(key, before=before, value=value, name=one.by, at=one.at)), icon=":material/edit:")
            st.text(one.reason)


def show_score(rubric: RubricText, score: Mapping[str, Any]) -> None:
    """Numbers first; then the proof, line by line, so that anybody can add it up."""
    with st.grid(min_column_width=150):
        st.metric(
            say("review.score"), percent_words(None if score["percent"] is None else float(score["percent"])) or "–", border=True
        )
        st.metric(say("review.band"), rubric.band_name(score["band"]) if score["band"] else "–", border=True)
        st.metric(say("review.result"), result_words(score["passed"]) or say("review.no_mark"), border=True)
    if score["critical_failed"]:
        labels = [str(rubric.items[code].label) for code in score["critical_failed"]]
        st.error(plain(say("review.critical_failed", items="; ".join(labels))), icon=":material/error:")
    with st.expander(say("review.trace")):
        table([proof_line(rubric, line) for line in score["trace"]] + [_total(score)], key="trace")
        st.caption(say("review.sections"))
        table([_section(rubric, section) for section in score["sections"]], key="sections")


def show_rescores(rows: Sequence[RescoreRow]) -> None:
    """The scores by other rules beside the audit's own."""
    if not rows:
        return
    st.subheader(say("review.rescores"))
    st.caption(say("review.rescores_help"))
    table(
        [
            {
                say("review.column.at"): moment(row.scored_at),
                say("review.column.rule"): _rule(row),
                say("review.column.percent"): percent_words(row.percent) or "–",
                say("review.band"): row.band or "–",
                say("review.result"): result_words(row.passed) or "–",
                say("review.column.reason"): row.reason,
            }
            for row in rows
        ],
        key="rescores",
    )


def _rule(row: RescoreRow) -> str:
    """Version, preset and pass mark: what tells one rescoring from another."""
    said = [say("review.rescore_version", n=row.version)]
    said += [say("scoring.policy.preset", name=row.policy["preset"])] if row.policy["preset"] else []
    said += [say("scoring.policy.pass_mark", mark=float(row.policy["pass_mark"]))] if row.policy["pass_mark"] else []
    return " · ".join([*said, say(f"rubrics.policy.critical.{row.policy['critical']}")])


def _total(score: Mapping[str, Any]) -> dict[str, str]:
    return {
        say("review.column.item"): say("review.total"),
        say("review.column.points"): "",
        say("review.column.weight"): "",
        say("review.column.earned"): number(float(score["earned"])),
        say("review.column.possible"): number(float(score["possible"])),
        say("review.column.why"): "",
    }


def _section(rubric: RubricText, section: Mapping[str, Any]) -> dict[str, str]:
    """A score names a section by its English name, which a published rubric never changes."""
    label = next((str(one.name) for one in rubric.sections if one.name.en == section["name"]), section["name"])
    return {
        say("review.column.section"): label,
        say("review.column.weight"): number(float(section["weight"])),
        say("review.column.earned"): number(float(section["earned"])),
        say("review.column.possible"): number(float(section["possible"])),
        say("review.column.percent"): percent_words(None if section["percent"] is None else float(section["percent"])) or "–",
    }


def _history(audit: AuditView) -> None:
    """Every decision about every attempt, oldest first."""
    told = [one for one in audit.attempts if one.decision or one.submission_id != audit.submission_id]
    if not told:
        return
    with st.expander(say("review.history")):
        for one in told:
            _decision(one, audit.rubric)


def _decision(one: Attempt, rubric: RubricText) -> None:
    decision = say(f"review.decision.{one.decision.value if one.decision else 'waiting'}")
    at = moment(one.received_at)
    st.text(say("review.attempt_line", n=one.number, at=at, code=one.receipt, decision=decision))
    if one.decided_at:
        st.caption(plain(say("review.decided_by", name=one.decided_by, at=one.decided_at)))
    if one.reason:
        st.text(say("review.reason_line", text=one.reason))
    for code, reason in one.items.items():
        st.text(say("review.item_reason_line", item=rubric.items[code].label, text=reason))


def percent_words(value: float | None) -> str:
    return "" if value is None else percent(value)


def result_words(passed: bool | None) -> str:
    return "" if passed is None else say("review.passed" if passed else "review.failed")
