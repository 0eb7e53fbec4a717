"""Readings from a file: the template, the upload, what it would change, and the button that stores it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from results.readings.actions import import_readings
from results.readings.forms import ReadingsFile
from results.readings.intake import Change
from results.readings.queries import Preview, preview, store_codes, typed_indicators
from results.readings.queries.imports import channel_codes, team_codes
from results.readings.screens.telling import count, place
from results.readings.workbook import read_readings, template
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, download, empty_upload, read_upload, show_refusal, table
from tracker.core.words import day, language, number, say, speaking
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow

UPLOAD = "readings"


def import_file(actor: Actor, programme: ProgrammeRow) -> None:
    show_template(actor, programme)
    file = uploaded_file()
    if file is not None:
        show_preview(actor, programme, file)


def show_template(actor: Actor, programme: ProgrammeRow) -> None:
    st.subheader(say("readings.template_heading"))
    st.text(say("readings.template_help"))
    code = language()

    def make() -> bytes:
        """Made when somebody asks for it, outside the page's run, so the language is bound again."""
        with speaking(code), reading() as session:
            indicators = typed_indicators(session, programme_id=programme.id, by=actor)
            stores, teams = store_codes(session, by=actor), team_codes(session, by=actor)
            return template(indicators, stores, teams, channel_codes(session, by=actor))

    download("readings.template_button", make, say("readings.template_file", code=programme.code))


def uploaded_file() -> ReadingsFile | None:
    """The file that was given, as rows."""
    st.subheader(say("readings.upload_heading"))
    file: ReadingsFile | None = read_upload(
        "readings.upload", ["xlsx", "csv"], read_readings, key=UPLOAD, busy_key="readings.being_read"
    )
    return file


def show_preview(actor: Actor, programme: ProgrammeRow, file: ReadingsFile) -> None:
    """What would be new, corrected and unchanged, or every problem; and the button that stores it."""
    st.subheader(say("readings.preview_heading"))
    try:
        with reading() as session:
            found = preview(session, programme_id=programme.id, file=file, by=actor)
    except Refusal as refusal:
        show_refusal(refusal)
        return
    if found.again is not None:
        st.info(say("readings.again", at=found.again))
        return
    _show_counts(found)
    changes = len(found.comparison.new) + len(found.comparison.corrected)
    if not changes:
        st.info(say("readings.nothing_to_store"))
    elif st.button(say("readings.store", n=changes), type="primary", key="store_readings"):
        _store(actor, programme, file)


def _store(actor: Actor, programme: ProgrammeRow, file: ReadingsFile) -> None:
    outcome = attempt(import_readings, programme_id=programme.id, file=file, by=actor)
    if not outcome:
        return
    stored = outcome.value
    if stored.again:
        done("readings.stored_already")
    else:
        done("readings.stored", new=stored.new, corrected=stored.corrected, same=stored.same)
    empty_upload(UPLOAD)
    st.rerun()


def _show_counts(found: Preview) -> None:
    counts = {
        "new": len(found.comparison.new),
        "corrected": len(found.comparison.corrected),
        "same": found.comparison.same,
    }
    with st.grid(min_column_width=120):
        for name, n in counts.items():
            st.metric(say(f"readings.counted.{name}"), number(n), border=True)
    if found.comparison.corrected:
        st.text(say("readings.corrections_preview"))
        table(_changes(found.comparison.corrected), key="corrections_preview")


def _changes(changes: Sequence[Change]) -> list[Mapping[str, object]]:
    return [
        {
            say("readings.column.indicator"): str(change.indicator),
            say("readings.place"): place(change.text.store_code, change.text.team_code, change.text.channel_code),
            say("readings.column.date"): day(change.text.observed_on),
            say("readings.before"): number(change.before.measured.value) if change.before else "",
            say("readings.after"): number(change.measured.value),
            say("readings.n_before"): count(change.before.measured.n if change.before else None),
            say("readings.n_after"): count(change.measured.n),
        }
        for change in changes
    ]
