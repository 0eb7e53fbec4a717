"""An audit in words: what waits, its answers, its score with the proof, its attempts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import streamlit as st

from audits.review.queries import ApprovedRow, AuditView, QueueRow
from audits.rubrics.forms import RubricText
from audits.rubrics.screens.proof import proof_line
from audits.visits.screens.answers import show_answers
from tracker.core.screens import empty_state, plain, table
from tracker.core.words import day, moment, number, percent, say


def waiting(rows: Sequence[QueueRow]) -> UUID | None:
    """What waits, oldest first; the audit that was chosen."""
    if not rows:
        empty_state("review.queue_empty")
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xsmall", width="stretch"):
                st.markdown(f"**{plain(str(row.store))}** · {plain(row.store_code)} · {plain(str(row.channel))}")
                facts = [say("review.received", at=row.received_at), say("review.due", due=row.due_on)]
                facts += [say("review.attempt_n", n=row.attempt)] if row.attempt > 1 else []
                facts += [say("review.by_shopper", name=row.shopper)] if row.shopper else []
                facts += [say("review.own")] if row.is_own else []
                st.text(" · ".join(facts))
            if st.button(
                say("review.open"), key=f"open {row.submission_id}", help=say("review.open_of", store=plain(str(row.store)))
            ):
                return row.submission_id
    return None


def approved_list(rows: Sequence[ApprovedRow]) -> UUID | None:
    """Approved audits by week; the audit that was chosen."""
    if not rows:
        empty_state("review.scores_empty")
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xsmall", width="stretch"):
                st.markdown(f"**{plain(str(row.store))}** · {plain(row.store_code)} · {plain(str(row.channel))}")
                st.text(say("review.week", day=day(row.week)))
            st.text(" · ".join(part for part in (_percent(row.percent), row.band, _result(row.passed)) if part))
            if st.button(
                say("review.open"), key=f"open {row.submission_id}", help=say("review.open_of", store=plain(str(row.store)))
            ):
                return row.submission_id
    return None


def show_audit(audit: AuditView) -> None:
    st.subheader(plain(f"{audit.store} · {audit.store_code} · {audit.channel}"))
    facts = [say(f"review.state.{audit.state.value}"), str(audit.rubric.name)]
    facts += [say("review.received", at=audit.received_at)] if audit.received_at else [say("review.week", day=day(audit.week))]
    facts += [say("review.by_shopper", name=audit.shopper)] if audit.shopper else []
    facts += [say("review.receipt", code=audit.receipt)] if audit.receipt else []
    st.text(" · ".join(facts))
    if audit.flags:
        st.warning(say("review.flags"), icon=":material/flag:")
        st.text("\n".join(say(f"review.flag.{flag.value}") for flag in audit.flags))
    if audit.score:
        _score(audit.rubric, audit.score)
    with st.expander(say("review.answers"), expanded=True):
        show_answers(audit.rubric, audit.answers, audit.evidence, audit.shown)
    _attempts(audit)


def _score(rubric: RubricText, score: Mapping[str, Any]) -> None:
    """Numbers first; then the proof, line by line, so that anybody can add it up."""
    with st.grid(min_column_width=150):
        st.metric(
            say("review.score"), _percent(None if score["percent"] is None else float(score["percent"])) or "–", border=True
        )
        st.metric(say("review.band"), rubric.band_name(score["band"]) if score["band"] else "–", border=True)
        st.metric(say("review.result"), _result(score["passed"]) or say("review.no_mark"), border=True)
    if score["critical_failed"]:
        labels = [str(rubric.items[code].label) for code in score["critical_failed"]]
        st.error(plain(say("review.critical_failed", items="; ".join(labels))), icon=":material/error:")
    with st.expander(say("review.trace")):
        table([proof_line(rubric, line) for line in score["trace"]] + [_total(score)], key="trace")
        st.caption(say("review.sections"))
        table([_section(rubric, section) for section in score["sections"]], key="sections")


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
        say("review.column.percent"): _percent(None if section["percent"] is None else float(section["percent"])) or "–",
    }


def _attempts(audit: AuditView) -> None:
    earlier = [attempt for attempt in audit.attempts if attempt.submission_id != audit.submission_id]
    if not earlier:
        return
    with st.expander(say("review.attempts")):
        for attempt in earlier:
            decision = say(f"review.decision.{attempt.decision.value if attempt.decision else 'waiting'}")
            at = moment(attempt.received_at)
            st.text(say("review.attempt_line", n=attempt.number, at=at, code=attempt.receipt, decision=decision))
            if attempt.reason:
                st.text(say("review.why_returned", text=attempt.reason))


def _percent(value: float | None) -> str:
    return "" if value is None else percent(value)


def _result(passed: bool | None) -> str:
    return "" if passed is None else say("review.passed" if passed else "review.failed")
