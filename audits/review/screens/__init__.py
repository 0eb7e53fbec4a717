"""An audit in words: what waits, its answers, its score with the proof, its attempts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import streamlit as st

from audits.review.actions import LONGEST_REASON, rescore_audits
from audits.review.charts import class_name, distributions, finding
from audits.review.queries import ApprovedRow, AuditView, QueueRow
from audits.review.queries.approved import MOST_IN_TABLE, AuditTable, Compared, MovedRow, RescoreRow, audit_table
from audits.review.rules import AuditSet, Distribution, OtherRules, Outcome, with_preset
from audits.review.workbook import table_csv, table_workbook
from audits.rubrics.forms import RubricText
from audits.rubrics.queries import published_rubrics, rubric_version, versions_of
from audits.rubrics.screens.proof import proof_line
from audits.scoring.policy import PRESETS, Critical
from audits.visits.queries import channel_choices
from audits.visits.screens.answers import show_answers
from tracker.core.db import reading
from tracker.core.screens import attempt, done, download, empty_state, plain, show_chart, table
from tracker.core.words import day, language, moment, number, percent, say, speaking
from tracker.people.rules import Actor

USUAL_CAP = 60.0  # what a failed critical item caps the audit at, until somebody says otherwise


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
                say("review.column.percent"): _percent(row.percent) or "–",
                say("review.band"): row.band or "–",
                say("review.result"): _result(row.passed) or "–",
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


def asked_audits(actor: Actor, programme_id: UUID) -> AuditSet | None:
    """Which approved audits the page is about; None while no rubric is published."""
    with reading() as session:
        rubrics, channels = published_rubrics(session, by=actor), channel_choices(session, by=actor)
    if not rubrics:
        empty_state("rubrics.none_published")
        return None
    columns = st.columns(4)
    rubric = columns[0].selectbox(say("rubrics.choose"), rubrics, format_func=lambda one: str(one.name), key="what_if_rubric")
    channel = columns[1].selectbox(
        say("review.what_if.channel"),
        [None, *channels],
        format_func=lambda one: str(one.name) if one else say("review.what_if.every_channel"),
        key="what_if_channel",
    )
    first = columns[2].date_input(say("review.what_if.first"), None, format="YYYY-MM-DD", key="what_if_first")
    last = columns[3].date_input(say("review.what_if.last"), None, format="YYYY-MM-DD", key="what_if_last")
    return AuditSet(programme_id, rubric.code, first, last, channel.code if channel else None)


def other_rules(actor: Actor, rubric_code: str) -> OtherRules:
    """The version and the policy to try. What is left as it is comes from that version, or from the newest one."""
    with reading() as session:
        versions = versions_of(session, code=rubric_code, by=actor)
    columns = st.columns(4)
    version = columns[0].selectbox(
        say("review.what_if.version"),
        [None, *versions],
        format_func=lambda one: say("review.rescore_version", n=one.number) if one else say("review.what_if.own_version"),
        key=f"what_if_version {rubric_code}",
    )
    with reading() as session:
        base = rubric_version(session, version_id=(version or versions[0]).version_id, by=actor).rubric.scoring_policy
    name = columns[1].selectbox(
        say("rubrics.policy.preset_label"),
        [None, *PRESETS],
        format_func=lambda one: say(f"rubrics.policy.preset.{one}") if one else say("review.what_if.as_it_is"),
        key="what_if_preset",
    )
    critical = columns[2].selectbox(
        say("review.what_if.critical"),
        [None, *Critical],
        format_func=lambda one: say(f"rubrics.policy.critical.{one.value}") if one else say("review.what_if.as_it_is"),
        key="what_if_critical",
    )
    mark = columns[3].number_input(say("rubrics.policy.pass_mark"), 0.0, 100.0, None, 1.0, key="what_if_mark")
    changes: dict[str, Any] = {} if mark is None else {"pass_mark": Decimal(str(mark))}
    if critical is not None:
        changes |= {"critical": critical, "critical_cap": base.critical_cap}
    if critical is Critical.CAP:
        cap = columns[2].number_input(say("rubrics.policy.cap"), 0.0, 100.0, USUAL_CAP, 1.0, key="what_if_cap")
        changes["critical_cap"] = Decimal(str(cap))
    policy = replace(with_preset(name, base) if name else base, **changes)
    return OtherRules(version.version_id if version else None, policy if name or changes else None)


def show_what_if(found: Compared) -> None:
    """Both distributions as a chart and as numbers, and the audits that change most."""
    if found.total > len(found.submission_ids):
        st.caption(say("review.what_if.latest", n=len(found.submission_ids), all=found.total))
    show_chart(distributions(found.found), key="what_if", alt=finding(found.found))
    parts = {"before": found.found.before, "after": found.found.after}
    table([_numbers(name, part) for name, part in parts.items()], key="what_if_numbers")
    st.text(
        say(
            "review.what_if.changes",
            percent=found.found.changed_percent,
            band=found.found.changed_band,
            won=found.found.now_pass,
            lost=found.found.now_fail,
        )
    )
    if found.blocked:
        st.text(say("review.what_if.blocked", n=found.blocked))
    if found.ignored:
        said = say("files.list_separator").join(
            say("review.what_if.ignored_item", item=code, n=n) for code, n in sorted(found.ignored.items())
        )
        st.text(say("review.what_if.ignored", items=said))
    if found.most:
        st.subheader(say("review.what_if.most"))
        table([_moved(row) for row in found.most], key="what_if_most")


def record_rescores(found: Compared, under: OtherRules, actor: Actor) -> None:
    """Keep these scores beside the audits' own, with the reason."""
    if under == OtherRules() or not found.submission_ids:
        return
    st.subheader(say("review.what_if.record"))
    st.text(say("review.what_if.record_help"))
    reason = st.text_area(say("review.column.reason"), max_chars=LONGEST_REASON, key="rescore_reason")
    if st.button(say("review.what_if.record_n", n=len(found.submission_ids)), key="rescore", icon=":material/save:") and attempt(
        rescore_audits,
        submission_ids=found.submission_ids,
        rubric_version_id=under.version_id,
        policy=under.policy,
        reason=reason,
        by=actor,
    ):
        done("review.what_if.recorded", n=len(found.submission_ids))


def offer_table(asked: AuditSet, actor: Actor, programme_code: str) -> None:
    """All these audits as one table, whatever version of the rubric they were made with."""
    code = language()

    def made(write: Callable[[AuditTable], bytes]) -> bytes:
        """Outside the page's run, so the language is bound again."""
        with speaking(code), reading() as session:
            return write(audit_table(session, asked=asked, by=actor))

    st.subheader(say("review.table.heading"))
    st.text(say("review.table.help", most=MOST_IN_TABLE))
    name = f"{programme_code} {asked.rubric_code}"
    with st.container(horizontal=True):
        download("review.table.xlsx", lambda: made(table_workbook), f"{name}.xlsx")
        download("review.table.csv", lambda: made(table_csv), f"{name}.csv")


def _numbers(name: str, part: Distribution) -> dict[str, str]:
    classes = {class_name(start): number(n) for start, n in part.classes.items()}
    return {
        say("review.what_if.rule"): say(f"review.what_if.{name}"),
        say("review.what_if.audits"): number(part.n),
        say("review.what_if.unscored"): number(part.unscored),
        say("review.what_if.mean"): _percent(part.mean) or "–",
        say("review.what_if.pass_rate"): _percent(part.pass_rate) or "–",
        **classes,
    }


def _moved(row: MovedRow) -> dict[str, str]:
    before, after = row.audit.before, row.audit.after
    return {
        say("review.what_if.store"): f"{row.store} · {row.store_code}",
        say("review.what_if.week"): day(row.week),
        say("review.what_if.before"): _said(before),
        say("review.what_if.after"): _said(after),
        say("review.what_if.moved"): "–" if row.audit.moved is None else f"{float(row.audit.moved):+.1f}",
    }


def _said(outcome: Outcome) -> str:
    shown = _percent(None if outcome.percent is None else float(outcome.percent)) or "–"
    return " · ".join(part for part in (shown, _result(outcome.passed)) if part)
