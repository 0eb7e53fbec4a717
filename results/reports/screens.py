"""Reports on a page: choose, make, download, lock; which sections; and what was locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from results.readings.queries import sees_every_store
from results.reports.actions import arrange_sections, lock_report
from results.reports.forms import LONGEST_REASON
from results.reports.queries import (
    Report,
    SettingRow,
    SnapshotRow,
    arranged,
    draft,
    locked,
    locked_report,
    period_words,
)
from results.reports.rules import Format, ReportKind, Section, last_day, offered
from results.reports.workbook import rendered
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, empty_state, plain, show_refusal, table
from tracker.core.words import LANGUAGES, field_name, language, moment, say
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.rules import ProgrammeRow

MADE = "report_made"  # in the session's state: the file made last, for its download


@dataclass(frozen=True)
class Choice:
    """`snapshot` is None for a draft; `latest` the highest number that is locked of the period, 0 for none."""

    programme: ProgrammeRow
    kind: ReportKind
    period_on: date
    snapshot: SnapshotRow | None
    latest: int


def chosen_report(actor: Actor, programme: ProgrammeRow, rows: list[SnapshotRow]) -> Choice:
    """The kind, the period and, of what was locked of it, which; the latest is offered first."""
    today = clock.today(actor.time_zone or "UTC")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = {one: say(f"reports.kind.{one.value}") for one in ReportKind}
        kind: ReportKind = _choose(say("reports.which"), kinds, "report_kind")
        periods = {on: period_words(kind, on) for on in offered(kind, programme.starts_on, programme.ends_on, today)}
        over = [at for at, on in enumerate(periods) if last_day(kind, on) < today]
        at = over[0] if over else 0
        period_on: date = _choose(field_name("period"), periods, f"report_period_{kind}_{programme.id}", at)
        here = [row for row in rows if (row.kind, row.period_on) == (kind, period_on)]
        numbers = {row.number: say("reports.stamp.short", number=row.number) for row in here}
        key = f"report_version_{kind}_{period_on}_{programme.id}_{len(here)}"
        number: int = _choose(say("reports.version"), numbers | {0: say("reports.stamp.short_draft")}, key)
    snapshot = next((row for row in here if row.number == number), None)
    return Choice(programme, kind, period_on, snapshot, max(numbers, default=0))


def _choose(label: str, names: Mapping[Any, str], key: str, at: int = 0) -> Any:
    return st.selectbox(label, list(names), index=at, format_func=names.__getitem__, key=key)


def rows_locked(actor: Actor, programme: ProgrammeRow) -> list[SnapshotRow]:
    with reading() as session:
        return locked(session, programme_id=programme.id, by=actor)


def offer_file(actor: Actor, choice: Choice) -> None:
    """Making takes seconds, so it is asked for, tells how far it is, and the file waits for its download."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code: str = _choose(say("reports.language"), LANGUAGES, "report_language", list(LANGUAGES).index(language()))
        formats = {one: say(f"reports.as.{one.value}") for one in Format}
        wanted: Format = _choose(say("reports.format"), formats, "report_format")
        asked = st.button(say("reports.make"), type="primary", key="make_report", icon=":material/description:")
    mark = (choice.programme.id, choice.kind, choice.period_on, choice.snapshot and choice.snapshot.number, code, wanted)
    if asked:
        _make(actor, choice, code, wanted, mark)
    if (made := st.session_state.get(MADE)) and made[0] == mark:
        _, data, name, findings = made
        st.download_button(
            say("reports.download"), data, name, key="download_report", on_click="ignore", icon=":material/download:"
        )
        with st.expander(say("reports.says")):
            st.text("\n".join(findings))


def _make(actor: Actor, choice: Choice, code: str, wanted: Format, mark: tuple[object, ...]) -> None:
    st.session_state.pop(MADE, None)
    bar = st.progress(0.0, say("reports.gathering"))

    def tell(drawn: int, of: int) -> None:
        bar.progress(drawn / of if of else 1.0, say("reports.drawing", drawn=drawn, of=of))

    try:
        report = _report(actor, choice)
        data = rendered(report.document, report.stamp, wanted, code=code, zone=actor.time_zone or "UTC", tell=tell)
    except Refusal as refusal:
        show_refusal(refusal)
    else:
        number = f"-{report.stamp.number}" if report.stamp.number else ""
        name = f"{choice.programme.code}-{choice.kind.value}-{choice.period_on:%Y-%m}{number}-{code}.{wanted.value}"
        findings = [part.finding for part in report.document.told[language()].parts]
        st.session_state[MADE] = (mark, data, name, findings)
    bar.empty()


def _report(actor: Actor, choice: Choice) -> Report:
    with reading() as session:
        if choice.snapshot is not None:
            return locked_report(session, snapshot_id=choice.snapshot.id, by=actor)
        return draft(session, programme_id=choice.programme.id, kind=choice.kind, period_on=choice.period_on, by=actor)


def tell_standing(actor: Actor, choice: Choice) -> None:
    """Whether what is downloaded is locked; one without every store learns why it is not."""
    if choice.snapshot is not None:
        row = choice.snapshot
        st.text(say("reports.stamp.locked", number=row.number, moment=row.locked_at, who=row.locked_by))
        return
    st.text(say("reports.stamp.draft" if sees_every_store(actor) else "reports.stamp.own_stores"))


def may_lock(programme: ProgrammeRow, actor: Actor) -> bool:
    return can(actor, Action.MANAGE_RESULTS, Place(programme_id=programme.id)) and sees_every_store(actor)


def ask_lock(actor: Actor, choice: Choice) -> None:
    """Of a period that is over; a correction asks why."""
    if last_day(choice.kind, choice.period_on) >= clock.today(actor.time_zone or "UTC"):
        st.caption(say("reports.not_over", day=last_day(choice.kind, choice.period_on)))
        return
    key = f"{choice.kind}_{choice.period_on}_{choice.latest}"
    title = say("reports.correct" if choice.latest else "reports.lock")
    with st.expander(title, icon=":material/lock:"):
        st.caption(say("reports.correct_help" if choice.latest else "reports.lock_help", period=_period(choice)))
        reason = ""
        if choice.latest:
            reason = st.text_area(field_name("reason"), max_chars=LONGEST_REASON, key=f"lock_reason_{key}")
        if st.button(title, key=f"lock_{key}", type="primary"):
            with st.spinner(say("reports.gathering")):
                given = {"kind": choice.kind, "period_on": choice.period_on, "seen": choice.latest, "reason": reason}
                outcome = attempt(lock_report, programme_id=choice.programme.id, by=actor, **given)
            if outcome:
                done("reports.locked")
                st.rerun()


def ask_sections(actor: Actor, choice: Choice) -> None:
    """Which sections, in the order in which they are chosen."""
    with reading() as session:
        setting = arranged(session, programme_id=choice.programme.id, kind=choice.kind, by=actor)
    with st.expander(say("reports.sections"), icon=":material/reorder:"):
        st.caption(say("reports.sections_help"))
        key = f"sections_{choice.kind}_{choice.programme.id}_{setting.version}"
        chosen = st.multiselect(
            field_name("sections"),
            list(Section),
            default=list(setting.sections),
            format_func=lambda one: say(f"reports.section.{one.value}"),
            key=key,
        )
        if st.button(say("plan.save"), key=f"save_{key}", disabled=tuple(chosen) == setting.sections):
            _save(actor, choice, chosen, setting)


def _save(actor: Actor, choice: Choice, chosen: list[Section], setting: SettingRow) -> None:
    given = {"kind": choice.kind, "sections": chosen, "seen": setting.version}
    if attempt(arrange_sections, programme_id=choice.programme.id, by=actor, **given):
        done("plan.saved")
        st.rerun()


def show_locked(rows: list[SnapshotRow]) -> None:
    st.subheader(say("reports.history"))
    if not rows:
        empty_state("reports.none_locked")
        return
    table([_cells(row) for row in rows], key="locked_reports")


def _cells(row: SnapshotRow) -> dict[str, object]:
    return {
        say("reports.which"): say(f"reports.kind.{row.kind.value}"),
        field_name("period"): period_words(row.kind, row.period_on),
        say("reports.number"): row.number,
        say("reports.locked_at"): moment(row.locked_at),
        say("reports.locked_by"): row.locked_by,
        field_name("reason"): row.reason,
        "SHA-256": row.sha256,
    }


def _period(choice: Choice) -> str:
    return plain(period_words(choice.kind, choice.period_on))
