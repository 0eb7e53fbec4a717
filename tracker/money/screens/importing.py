"""A ledger export on a page: read, looked at, its unknown lines matched, and then stored."""

from uuid import UUID

import streamlit as st

from tracker.core.screens import attempt, done, empty_upload, plain, read_upload, table
from tracker.core.words import day, money, say
from tracker.core.workbooks import read_workbook
from tracker.money.actions import PlannedImport, import_ledger, planned_entries
from tracker.money.forms import LedgerBook
from tracker.money.rules import Standing
from tracker.money.screens.choosing import leaves, line_words
from tracker.money.workbook.ledger import read_ledger
from tracker.people.rules import Actor
from tracker.people.screens.editing import look

UPLOAD = "ledger"


def import_actuals(now: Standing, actor: Actor) -> None:
    st.text(say("money.import_help"))
    book: LedgerBook | None = read_upload(
        "money.upload",
        ["xlsx", "csv"],
        lambda data, name: read_ledger(read_workbook(data, name), name, data),
        key=UPLOAD,
        busy_key="money.reading",
    )
    if book is None:
        return
    looked = look(planned_entries, programme_id=now.programme_id, book=book, matched={}, by=actor)
    if not looked:
        return
    planned: PlannedImport = looked.value
    if planned.imported_at is not None:
        st.info(say("money.imported_before", at=planned.imported_at), icon=":material/check:")
        return
    matched = _match(planned, now, book)
    if matched:
        looked = look(planned_entries, programme_id=now.programme_id, book=book, matched=matched, by=actor)
        if not looked:
            return
        planned = looked.value
    _preview(planned, now)
    if not planned.entries and not planned.unknown:
        return
    count = len(planned.entries)
    wanted = st.button(say("money.store", n=count), type="primary", key="store_ledger", disabled=bool(planned.unknown))
    given = {"programme_id": now.programme_id, "book": book, "matched": matched, "by": actor}
    if wanted and attempt(import_ledger, **given):
        empty_upload(UPLOAD)
        done("money.stored", n=count)
        st.rerun()


def _match(planned: PlannedImport, now: Standing, book: LedgerBook) -> dict[str, UUID]:
    """The lines that this person chooses for categories that no line is called."""
    if not planned.unknown:
        return {}
    st.warning(say("money.match", n=len(planned.unknown)), icon=":material/help:")
    lines = {row.line.id: line_words(row) for row in leaves(now)}
    chosen = {}
    for at, name in enumerate(planned.unknown):
        key = st.selectbox(
            plain(name),
            list(lines),
            index=None,
            format_func=lines.__getitem__,
            placeholder=say("people.choose_one"),
            key=f"match_{at}_{book.file_hash}",
        )
        if key is not None:
            chosen[name] = key
    return chosen


def _preview(planned: PlannedImport, now: Standing) -> None:
    if planned.known:
        st.info(say("money.known_before", n=planned.known), icon=":material/check:")
    if not planned.entries:
        return
    table(
        [
            {
                say("money.column.row"): row.row,
                say("money.ledger.on"): day(row.on),
                say("money.ledger.category"): row.line,
                say("money.ledger.amount"): money(row.amount_minor, row.currency),
                say("money.column.own", currency=now.currency): money(row.programme_minor, now.currency),
                say("money.ledger.text"): row.text,
                say("money.ledger.reference"): row.reference,
            }
            for row in planned.entries
        ],
        key="planned_entries",
    )
