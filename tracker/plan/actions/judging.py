"""What people find at a gate: marks of what no rule can tell, and waivers."""

from uuid import UUID

from sqlalchemy.orm import Session

from tracker.core import db, events, files
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.actions.gates import criterion_for
from tracker.plan.forms.gates import MarkForm, WaiverForm
from tracker.plan.models import Criterion, CriterionMark, CriterionWaiver
from tracker.plan.queries.gates import waiver_in_force
from tracker.plan.rules import CriterionKind
from tracker.plan.rules.gates import BY_HAND


def mark_criterion(
    session: Session, *, criterion_id: UUID, met: bool, note: str = "", data: bytes | files.Picture | None = None, by: Actor
) -> UUID:
    """By whoever edits the plan, or who is asked for this criterion. Evidence is a note, a picture or both. Prepare the picture
    before opening the door."""
    criterion, _, programme = criterion_for(session, criterion_id, Action.REPORT_PROGRESS, by)
    asked = criterion.owner_id == by.person_id
    db.refuse_unless(asked or can(by, Action.EDIT_PLAN, Place(programme_id=programme.id)), "gates.not_asked")
    db.refuse_unless(criterion.kind in BY_HAND, "gates.not_by_hand")
    form = MarkForm.read(met=met, note=note)
    given = bool(form.note) or data is not None
    db.refuse_unless(criterion.kind is not CriterionKind.EVIDENCE or not met or given, "gates.evidence_missing", field="note")
    file_hash = files.store_picture(session, data).hash if data is not None else None
    mark = CriterionMark(criterion_id=criterion_id, met=form.met, note=form.note, file_hash=file_hash, marked_by=by.person_id)
    session.add(mark)
    session.flush()
    change = {"met": [None, form.met], "mark": [None, mark.id], "file": [None, file_hash]}
    events.record(session, by=by.person_id, verb="criterion.marked", on="criterion", key=criterion_id, change=change)
    return mark.id


def waive_criterion(session: Session, *, criterion_id: UUID, reason: str, by: Actor) -> UUID:
    """From here on it need not be met."""
    criterion, _, _ = criterion_for(session, criterion_id, Action.DECIDE_GATE, by)
    db.refuse_unless(not waiver_in_force(session, criterion_id), "gates.waived_already")
    return _waive(session, criterion, True, reason, by)


def withdraw_waiver(session: Session, *, criterion_id: UUID, reason: str, by: Actor) -> UUID:
    """It must be met again. The waiver stays on record."""
    criterion, _, _ = criterion_for(session, criterion_id, Action.DECIDE_GATE, by)
    db.refuse_unless(waiver_in_force(session, criterion_id), "gates.not_waived")
    return _waive(session, criterion, False, reason, by)


def _waive(session: Session, criterion: Criterion, waived: bool, reason: str, by: Actor) -> UUID:
    form = WaiverForm.read(reason=reason)
    row = CriterionWaiver(criterion_id=criterion.id, waived=waived, reason=form.reason, waived_by=by.person_id)
    session.add(row)
    session.flush()
    verb = "criterion.waived" if waived else "criterion.waiver_withdrawn"
    change = {"waived": [not waived, waived], "waiver": [None, row.id]}
    events.record(session, by=by.person_id, verb=verb, on="criterion", key=criterion.id, change=change)
    return row.id
