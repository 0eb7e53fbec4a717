"""Taking in submissions that were collected elsewhere: what was given, what it would store, and the button."""

from uuid import UUID

import streamlit as st

from audits.rubrics.forms import ItemText, RubricText
from audits.rubrics.queries import rubric_version
from audits.visits.actions.collected import CollectedPlan, import_collected, plan_collected
from audits.visits.forms import CollectedAs, CollectedFile
from audits.visits.queries import VersionChoice, channel_choices, version_choices
from audits.visits.workbook import Given, given_file, header_of, read_collected, usual_store_column
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, done, empty_state, empty_upload, read_upload, show_refusal
from tracker.core.words import number, say
from tracker.people.queries.people import assignable
from tracker.people.rules import Actor

UPLOAD = "collected"
SHOWN_ROWS = 50


def take_in(actor: Actor, programme_id: UUID) -> None:
    """Choose what the file is of, give the file, see what it would store, store it."""
    into = _taken_in_as(actor, programme_id)
    if into is None:
        return
    given: Given | None = read_upload(
        "visits.collected.upload", ["csv", "xlsx"], given_file, key=UPLOAD, busy_key="visits.collected.being_read"
    )
    if given is None:
        return
    file = _read(actor, into, given)
    if file is None:
        return
    try:
        with reading() as session:
            plan = plan_collected(session, file=file, into=into, by=actor)
    except Refusal as refusal:
        show_refusal(refusal)
        return
    _show_counts(plan)
    pressed = plan.new and st.button(say("visits.collected.import_n", n=len(plan.new)), type="primary", key="import_collected")
    if pressed and (outcome := attempt(import_collected, file=file, into=into, by=actor)):
        done("visits.collected.imported", n=len(outcome.value.new))
        empty_upload(UPLOAD)
        st.rerun()


def _taken_in_as(actor: Actor, programme_id: UUID) -> CollectedAs | None:
    with reading() as session:
        versions, channels = version_choices(session, by=actor, latest_only=False), channel_choices(session, by=actor)
        people = assignable(session, by=actor)
    lacking = [key for key, found in (("visits.no_rubric_yet", versions), ("visits.no_people", people)) if not found]
    for key in lacking:
        empty_state(key)
    if lacking or not channels:
        return None
    first, second, third = st.columns(3)
    version = first.selectbox(say("visits.rubric"), versions, format_func=_version_name, key="collected_version")
    usual = next((at for at, one in enumerate(channels) if one.code == version.channel_code), 0)
    channel = second.selectbox(
        say("visits.channel"),
        channels,
        index=usual,
        format_func=lambda one: str(one.name),
        key=f"collected_channel {version.channel_code}",
    )
    label = say("visits.collected.assignee")
    person = third.selectbox(label, people, format_func=lambda one: one.display_name, key="collected_assignee")
    return CollectedAs(programme_id, version.key, channel.code, person.id)


def _read(actor: Actor, into: CollectedAs, given: Given) -> CollectedFile | None:
    header = header_of(given.sheet)
    guess = usual_store_column(header)
    column = st.selectbox(
        say("visits.collected.store_column"),
        header,
        index=header.index(guess) if guess else None,
        key=f"collected_store {given.file_hash}",
    )
    if column is None:
        return None
    with reading() as session:
        rubric = rubric_version(session, version_id=into.version_id, by=actor).rubric
    file = read_collected(given, rubric, store_column=column)
    _show_columns(rubric, file)
    return file


def _version_name(version: VersionChoice) -> str:
    return say("visits.rubric_option", name=version.name, n=version.number)


def _show_counts(plan: CollectedPlan) -> None:
    counts = {"new": len(plan.new), "same": plan.same, "other": len(plan.other)}
    with st.grid(min_column_width=120):
        for name, n in counts.items():
            st.metric(say(f"visits.collected.count.{name}"), number(n), border=True)
    if plan.other:
        rows = ", ".join(str(row.number) for row in plan.other[:SHOWN_ROWS])
        st.text(say("visits.collected.other_rows", rows=rows + (" …" if len(plan.other) > SHOWN_ROWS else "")))
    if not plan.new:
        st.info(say("visits.collected.nothing_new"))


def _show_columns(rubric: RubricText, file: CollectedFile) -> None:
    """What of the file is not taken in, and what the rubric asks that the file does not say."""
    separator = say("files.list_separator")
    if file.unknown:
        st.text(say("visits.collected.unknown", columns=separator.join(file.unknown)))
    if file.unasked:
        items: list[ItemText] = [rubric.items[code] for code in file.unasked]
        st.text(say("visits.collected.unasked", items=separator.join(str(item.label) for item in items)))
    if file.unused:
        st.text(say("visits.collected.unused", columns=separator.join(file.unused)))
