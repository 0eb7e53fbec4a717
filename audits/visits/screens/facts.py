"""The facts of a visit, folded away below the audit they belong to."""

from datetime import datetime, timedelta
from uuid import UUID

import streamlit as st

from audits.visits.queries.facts import SectionTime, VisitFacts, visit_facts
from tracker.core.db import reading
from tracker.core.screens import table
from tracker.core.words import number, say, time_of_day
from tracker.people.rules import Actor

DEGREES = 5  # decimals: a metre


def show_facts(actor: Actor, submission_id: UUID) -> None:
    """For whoever may know who the visitor was: times of an audit tell it."""
    with st.expander(say("signals.facts"), icon=":material/schedule:"):
        with reading() as session:
            facts = visit_facts(session, submission_id=submission_id, by=actor)
        _times(facts)
        if facts.sections:
            table([_section(section) for section in facts.sections])
        _places(facts)
        _pictures(facts)


def _times(facts: VisitFacts) -> None:
    minutes = _minutes(facts.received_at - facts.opened_at)
    lines = [say("signals.opened_and_sent", opened=facts.opened_at, sent=facts.received_at, minutes=minutes)]
    lines += [say("signals.claimed_sent", at=facts.claimed_at)] if facts.claimed_at else []
    lines += [say("signals.device", device=facts.device)] if facts.device else []
    st.text("\n".join(lines))


def _section(section: SectionTime) -> dict[str, object]:
    return {
        say("signals.column.section"): str(section.name),
        say("signals.column.answers"): section.answers,
        say("signals.column.stored"): _span(section.first, section.last),
        say("signals.column.minutes"): number(_minutes(section.last - section.first), 1),
        say("signals.column.claimed"): _span(section.claimed_first, section.claimed_last),
    }


def _places(facts: VisitFacts) -> None:
    if not facts.places:
        st.caption(say("signals.no_place"))
    for place in facts.places:
        where = {"latitude": number(place.latitude, DEGREES), "longitude": number(place.longitude, DEGREES)}
        said = say("signals.place", at=place.received_at, accuracy=round(place.accuracy_m), **where)
        if place.distance_m is not None:
            said += " " + say("signals.from_store", distance=round(place.distance_m))
        st.text(said)


def _pictures(facts: VisitFacts) -> None:
    hashes = [f"{code}: {file_hash}" for code, given in facts.pictures.items() for file_hash in given]
    if hashes:
        st.caption(say("signals.hashes"))
        st.code("\n".join(hashes), language=None)


def _span(first: datetime | None, last: datetime | None) -> str:
    return "" if first is None or last is None else f"{time_of_day(first)} – {time_of_day(last)}"


def _minutes(span: timedelta) -> float:
    return round(span.total_seconds() / 60, 1)
