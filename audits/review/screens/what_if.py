"""What other rules would change about the approved audits: chosen, compared, kept, and taken away as a table."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import streamlit as st

from audits.review.actions import LONGEST_REASON, rescore_audits
from audits.review.charts import class_name, distributions, finding
from audits.review.queries.approved import MOST_IN_TABLE, AuditTable, Compared, MovedRow, audit_table
from audits.review.rules import AuditSet, Distribution, OtherRules, Outcome, with_preset
from audits.review.screens.audit import percent_words, result_words
from audits.review.workbook import table_csv, table_workbook
from audits.rubrics.queries import published_rubrics, rubric_version, versions_of
from audits.scoring.policy import PRESETS, Critical
from audits.visits.queries import channel_choices
from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, download, empty_state, show_chart, table
from tracker.core.words import day, language, number, say, speaking
from tracker.people.rules import Actor

USUAL_CAP = 60.0  # what a failed critical item caps the audit at, until somebody says otherwise


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
    first = columns[2].date_input(say("review.what_if.first"), None, format=DAY, key="what_if_first")
    last = columns[3].date_input(say("review.what_if.last"), None, format=DAY, key="what_if_last")
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
        say("review.what_if.mean"): percent_words(part.mean) or "–",
        say("review.what_if.pass_rate"): percent_words(part.pass_rate) or "–",
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
    shown = percent_words(None if outcome.percent is None else float(outcome.percent)) or "–"
    return " · ".join(part for part in (shown, result_words(outcome.passed)) if part)
