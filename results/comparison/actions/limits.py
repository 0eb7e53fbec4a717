"""Beginning limits anew from a day on, and writing beside the values what happened."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from results.comparison.forms.limits import NoteForm, RebaseForm
from results.comparison.models import ChartNote, LimitsRebase
from results.comparison.rules import NoteKind
from results.readings.queries import series
from tracker.core import clock, db, events
from tracker.people.access import demand
from tracker.people.rules import Action, Actor
from tracker.plan.actions import open_for_edit
from tracker.plan.actions.opening import open_programme
from tracker.plan.queries.plans import reached_programme
from tracker.targets.models import Indicator


def rebase_limits(session: Session, *, indicator_id: UUID, starts_on: date, reason: str, by: Actor) -> UUID:
    """From the observation of this day on the limits begin anew. Refused without one, and where a rebase stands already."""
    demand(by, Action.MANAGE_RESULTS)
    programme_id = reached_programme(session, Indicator.programme_id, indicator_id, by)
    open_programme(session, programme_id, by, Action.MANAGE_RESULTS)
    given = RebaseForm.read(starts_on=starts_on, reason=reason)
    points = series(session, programme_id=programme_id, by=by).get(indicator_id, ())
    observed = any(point.on == starts_on and point.value is not None for point in points)
    db.refuse_unless(observed, "comparison.rebase_without_observation", field="starts_on", on=starts_on)
    there = session.scalar(
        select(LimitsRebase.id).where(
            LimitsRebase.indicator_id == indicator_id,
            LimitsRebase.starts_on == starts_on,
            LimitsRebase.withdrawn_at.is_(None),
        )
    )
    db.refuse_unless(there is None, "comparison.rebased_already", field="starts_on", on=starts_on)
    rebase = LimitsRebase(programme_id=programme_id, indicator_id=indicator_id, decided_by=by.person_id, **given.model_dump())
    session.add(rebase)
    session.flush()
    change = {"indicator_id": [None, indicator_id], "starts_on": [None, given.starts_on]}
    events.record(session, by=by.person_id, verb="limits.rebased", on="limits_rebase", key=rebase.id, change=change)
    return rebase.id


def withdraw_rebase(session: Session, *, rebase_id: UUID, seen: int, by: Actor) -> None:
    """The limits are again what they were without it; it stays as a record."""
    rebase, _ = open_for_edit(
        session,
        LimitsRebase,
        rebase_id,
        belongs_to=LimitsRebase.programme_id,
        seen=seen,
        by=by,
        right=Action.MANAGE_RESULTS,
        within=LimitsRebase.withdrawn_at.is_(None),
    )
    changed = db.change(rebase, withdrawn_at=clock.now(), withdrawn_by=by.person_id)
    events.record(session, by=by.person_id, verb="limits.rebase_withdrawn", on="limits_rebase", key=rebase.id, change=changed)


def note_on_chart(
    session: Session,
    *,
    programme_id: UUID,
    indicator_id: UUID | None,
    happened_on: date,
    kind: NoteKind,
    text: str,
    by: Actor,
) -> UUID:
    """Beside the values of one indicator, or of all of the programme where `indicator_id` is None."""
    open_programme(session, programme_id, by, Action.MANAGE_RESULTS)
    given = NoteForm.read(happened_on=happened_on, kind=kind, text=text)
    if indicator_id is not None:
        own = reached_programme(session, Indicator.programme_id, indicator_id, by) == programme_id
        db.refuse_unless(own, "comparison.other_programme", field="indicator_id")
    note = ChartNote(programme_id=programme_id, indicator_id=indicator_id, made_by=by.person_id, **given.model_dump())
    session.add(note)
    session.flush()
    change = {"indicator_id": [None, indicator_id], "happened_on": [None, given.happened_on], "kind": [None, given.kind]}
    events.record(session, by=by.person_id, verb="chart.noted", on="chart_note", key=note.id, change=change)
    return note.id


def remove_note(session: Session, *, note_id: UUID, seen: int, by: Actor) -> None:
    note, _ = open_for_edit(
        session,
        ChartNote,
        note_id,
        belongs_to=ChartNote.programme_id,
        seen=seen,
        by=by,
        right=Action.MANAGE_RESULTS,
        within=ChartNote.removed_at.is_(None),
    )
    changed = db.change(note, removed_at=clock.now())
    events.record(session, by=by.person_id, verb="chart.note_removed", on="chart_note", key=note.id, change=changed)
