"""Actions as a workbook: take it out, change states, due days and notes, bring it back."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from audits.findings.actions.importing import PlannedChange, import_actions, planned_import
from audits.findings.forms import ActionBook
from audits.findings.queries.sheets import MOST_IN_SHEET, action_book
from audits.findings.workbook import action_sheets, read_actions
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, download, empty_upload, read_upload, show_refusal, table
from tracker.core.words import day, field_name, language, say, speaking
from tracker.core.workbooks import read_workbook, write_workbook
from tracker.people.rules import Action, Actor, can
from tracker.plan.rules import ProgrammeRow

UPLOAD = "actions_book"


def workbook(actor: Actor, programme: ProgrammeRow) -> None:
    code = language()

    def made() -> bytes:
        """Outside the page's run, so the language is bound again."""
        with speaking(code), reading() as session:
            rows = action_book(session, programme_id=programme.id, by=actor)
            return write_workbook(action_sheets(rows.actions, rows.findings, rows.evidence))

    st.text(say("actions.book_help", most=MOST_IN_SHEET))
    download("actions.book_out", made, f"{programme.code} {say('actions.sheet.actions')}.xlsx")
    if can(actor, Action.PLAN_ACTION):
        _take_in(actor)


def _take_in(actor: Actor) -> None:
    st.subheader(say("actions.book_in"))
    st.text(say("actions.book_in_help"))
    book: ActionBook | None = read_upload(
        "actions.book_upload",
        ["xlsx"],
        lambda data, name: read_actions(read_workbook(data, name)),
        key=UPLOAD,
        busy_key="actions.book_read",
    )
    if book is None:
        return
    try:
        with reading() as session:
            planned = planned_import(session, book=book, by=actor)
    except Refusal as refusal:
        show_refusal(refusal)
        return
    if not planned:
        st.info(say("actions.book_nothing"))
        return
    st.text(say("actions.book_would", n=len(planned)))
    table([_line(one) for one in planned], key="planned_actions")
    pressed = st.button(say("actions.book_do", n=len(planned)), type="primary", key="import_actions")
    if pressed and (outcome := attempt(import_actions, book=book, by=actor)):
        done("actions.book_done", n=len(outcome.value))
        empty_upload(UPLOAD)
        st.rerun()


def _line(one: PlannedChange) -> dict[str, str]:
    return {
        say("actions.column.row"): str(one.line.number),
        say("actions.column.store_code"): one.store_code,
        field_name("what"): one.what,
        field_name("state"): _both(one.fields.get("state"), lambda state: say(f"actions.state.{state.value}")),
        field_name("due_on"): _both(one.fields.get("due_on"), day),
        say("actions.column.note"): one.note,
    }


def _both(both: Sequence[Any] | None, shown: Any) -> str:
    return f"{shown(both[0])} → {shown(both[1])}" if both else ""
