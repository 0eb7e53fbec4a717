"""Actions at the next visit: what the visitor found of them, and what becomes of them once that audit is approved."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.findings.forms import CheckForm
from audits.findings.models import ActionChange, ActionCheck, CorrectiveAction, Finding
from audits.findings.queries.codes import ITEM_KINDS, item_codes_of
from audits.findings.queries.corrective import latest_checks
from audits.findings.rules import LIVE_STATES, UNVERIFIED_STATES, ActionState, CheckOutcome, after_visit, due_again
from audits.rubrics.queries import rubric_version
from audits.visits.actions.drafts import held
from audits.visits.models import Assignment, Draft, Submission
from tracker.core import clock, db, events
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound
from tracker.people.rules import Actor

UNDOES = "undoes"  # names the change that is taken back, so that it is not taken back twice


def store_check(
    session: Session, *, draft_id: UUID, action_id: UUID, outcome: CheckOutcome, note: str, lease: str, by: Actor
) -> datetime:
    """When it was stored; the same again changes nothing. Its own record, like an answer, so no event."""
    form = CheckForm.read(outcome=outcome, note=note)
    assignment = held(session, draft_id, lease, by).assignment
    state = session.scalar(
        select(CorrectiveAction.state).where(
            CorrectiveAction.id == action_id,
            CorrectiveAction.store_id == assignment.store_id,
            CorrectiveAction.programme_id == assignment.programme_id,
        )
    )
    if state is None:
        raise NotFound("actions.not_found")
    refuse_unless(state in UNVERIFIED_STATES, "actions.settled_meanwhile")
    mine = (ActionCheck.draft_id == draft_id, ActionCheck.action_id == action_id)
    last = session.scalars(select(ActionCheck).where(*mine).order_by(ActionCheck.id.desc()).limit(1)).one_or_none()
    if last is not None and (last.outcome, last.note) == (form.outcome, form.note):
        return last.checked_at
    check = ActionCheck(action_id=action_id, draft_id=draft_id, outcome=form.outcome, note=form.note, checked_by=by.person_id)
    session.add(check)
    session.flush()
    return check.checked_at


def settle_checks(session: Session, *, submission_id: UUID, by: Actor, about: Collection[str] | None = None) -> None:
    """What an approved audit says of the store's actions: verified, or reopened where the item failed again after it was done.
    `about` limits to actions about one of these items."""
    visit = session.execute(
        select(Assignment, func.min(Draft.opened_at).label("began_at"))
        .join(Submission, Submission.assignment_id == Assignment.id)
        .join(Draft, Draft.assignment_id == Assignment.id)
        .where(Submission.id == submission_id)
        .group_by(Assignment.id)
    ).one()
    assignment = visit.Assignment
    asked = rubric_version(session, version_id=assignment.rubric_version_id).rubric.items.keys()
    failed = set(
        session.scalars(
            select(Finding.item_code).where(
                Finding.submission_id == submission_id, Finding.withdrawn_at.is_(None), Finding.kind.in_(ITEM_KINDS)
            )
        )
    )
    actions = _of_store(session, assignment)
    codes = item_codes_of(session, [action.id for action in actions])
    checks = latest_checks(session, assignment.id)
    covered: set[str] = set()
    changed: dict[str, Any] = {}
    for action in actions:
        here, found = codes[action.id] & asked, checks.get(action.id)
        again = here & failed
        if action.state is ActionState.VERIFIED and not again - covered:
            continue
        covered |= here
        if not here or (about is not None and not here & set(about)):
            continue
        fixed = found is not None and found.outcome is CheckOutcome.FIXED and not again
        done_before = action.done_at is not None and action.done_at < visit.began_at
        if not (fixed or done_before or action.state in LIVE_STATES):
            continue  # done while the visit went on, or since: the next one will tell
        to = after_visit(action.state, found.outcome if found else None, failed=bool(again))
        if to is not action.state:
            changed[str(action.id)] = [action.state, to]
            _change(session, action, to, submission_id)
    if changed:
        events.record(session, by=by.person_id, verb="action.settled", on="submission", key=submission_id, change=changed)


def undo_checks(session: Session, *, submission_id: UUID, by: Actor, about: Collection[str] | None = None) -> None:
    """What the audit said no longer counts: an action that nothing else has changed since is again what it was before."""
    touched = select(ActionChange.action_id).where(ActionChange.submission_id == submission_id)
    rows = session.execute(
        select(CorrectiveAction, ActionChange)
        .join(ActionChange, ActionChange.action_id == CorrectiveAction.id)
        .where(CorrectiveAction.id.in_(touched))
        .order_by(CorrectiveAction.id, ActionChange.id)
        .with_for_update(of=CorrectiveAction)
    )
    last = {row.CorrectiveAction.id: row for row in rows}
    codes = item_codes_of(session, list(last))
    changed: dict[str, Any] = {}
    for action, change in last.values():
        if change.submission_id != submission_id or UNDOES in change.change:
            continue
        if about is not None and not codes[action.id] & set(about):
            continue
        before = ActionState(change.change["state"][0])
        changed[str(action.id)] = [action.state, before]
        _change(session, action, before, submission_id, undoes=change.id)
    if changed:
        events.record(session, by=by.person_id, verb="action.unsettled", on="submission", key=submission_id, change=changed)


def _of_store(session: Session, assignment: Assignment) -> Iterable[CorrectiveAction]:
    """Locked. Those still to be verified first, then the latest verified: of a repeat, only the last answer to it is reopened."""
    rows = session.scalars(
        select(CorrectiveAction)
        .where(
            CorrectiveAction.store_id == assignment.store_id,
            CorrectiveAction.programme_id == assignment.programme_id,
            CorrectiveAction.state != ActionState.DROPPED,
        )
        .order_by(CorrectiveAction.id.desc())
        .with_for_update()
    ).all()
    return sorted(rows, key=lambda action: action.state is ActionState.VERIFIED)


def _change(
    session: Session, action: CorrectiveAction, to: ActionState, submission_id: UUID, *, undoes: UUID | None = None
) -> None:
    """By an audit, so by nobody: who reviewed it, and who visited, is not for a store to know."""
    moments: dict[str, datetime | None] = {}
    if to is ActionState.VERIFIED:
        moments = {"verified_at": clock.now(), "done_at": action.done_at or clock.now()}
    elif undoes is not None:
        moments = {"verified_at": None, "done_at": None if to in LIVE_STATES else action.done_at}
    due_on = due_again(action.due_on, clock.today()) if to is ActionState.REOPENED and undoes is None else action.due_on
    changed = db.change(action, state=to, due_on=due_on, **moments)
    said: dict[str, Any] = {"state": changed["state"]} | ({UNDOES: [None, str(undoes)]} if undoes else {})
    if "due_on" in changed:
        said["due_on"] = [day.isoformat() for day in changed["due_on"]]
    session.add(ActionChange(action_id=action.id, state=to, change=said, submission_id=submission_id))
    session.flush()
