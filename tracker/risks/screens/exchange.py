"""The register as a workbook: out, edited elsewhere, and in again after a look at what it would change."""

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import attempt, done, download, empty_upload, read_upload, table
from tracker.core.words import field_name, language, say
from tracker.core.workbooks import read_workbook
from tracker.people.rules import Actor
from tracker.people.screens.editing import look
from tracker.plan.rules import ProgrammeRow
from tracker.risks.actions import PlannedRisk, import_risks, planned_risks
from tracker.risks.forms import LONGEST_TEXT, RiskBook
from tracker.risks.queries import sheet_lines
from tracker.risks.workbook import read_risks, risk_workbook

UPLOAD = "risks"


def exchange(programme: ProgrammeRow, actor: Actor) -> None:
    st.text(say("risks.workbook_help"))
    code = language()

    def make() -> bytes:
        with reading() as session:
            lines = sheet_lines(session, programme_id=programme.id, by=actor)
        return risk_workbook(lines, code)

    download("risks.download", make, say("risks.file", code=programme.code))
    book: RiskBook | None = read_upload(
        "risks.upload",
        ["xlsx", "csv"],
        lambda data, name: read_risks(read_workbook(data, name)),
        key=UPLOAD,
        busy_key="risks.reading",
    )
    if book is not None:
        _look_and_store(programme, book, actor)


def _look_and_store(programme: ProgrammeRow, book: RiskBook, actor: Actor) -> None:
    planned = look(planned_risks, programme_id=programme.id, book=book, by=actor)
    if not planned:
        return
    if not planned.value:
        st.info(say("risks.nothing_new"), icon=":material/check:")
        return
    table([_planned(plan) for plan in planned.value], key="planned_risks")
    reason = st.text_input(field_name("reason"), say("risks.from_workbook"), max_chars=LONGEST_TEXT, key="import_reason")
    wanted = st.button(say("risks.store", n=len(planned.value)), type="primary", key="store_risks")
    if wanted and attempt(import_risks, programme_id=programme.id, book=book, reason=reason, by=actor):
        empty_upload(UPLOAD)
        done("risks.stored", n=len(planned.value))
        st.rerun()


def _planned(plan: PlannedRisk) -> dict[str, str]:
    fields = say("files.list_separator").join(field_name(name) for name in plan.values)
    return {
        say("risks.column.code"): plan.code,
        say("risks.column.title"): plan.title,
        say("risks.column.change"): say("organisation.new") if plan.risk_id is None else say("people.changes", fields=fields),
    }
