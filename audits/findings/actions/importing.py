"""Actions from a workbook: states, due days and notes. All problems at once; the plan comes first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.findings.actions.correcting import defer_action, give_evidence, move_action
from audits.findings.forms import ActionBook, ActionLine
from audits.findings.models import ActionEvidence, CorrectiveAction
from audits.findings.rules import LIVE_STATES, STEPS, ActionState
from tracker.core import clock, events
from tracker.core.refusals import Problem, Problems
from tracker.core.words import say
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place, can

AT_ONCE = 500
HEADERS = {
    "id": "actions.column.id",
    "version": "actions.column.version",
    "state": "field.state",
    "due_on": "field.due_on",
    "reason": "actions.column.reason",
}


@dataclass(frozen=True)
class PlannedChange:
    """What a row of the file would change: {field: [before, after]}; `note` is new evidence, empty for none."""

    line: ActionLine
    store_code: str
    what: str
    fields: dict[str, list[Any]]
    note: str


def planned_import(session: Session, *, book: ActionBook, by: Actor) -> list[PlannedChange]:
    """What the workbook would change. Raises all its problems at once."""
    demand(by, Action.PLAN_ACTION)
    stored = _stored(session, [line.action_id for line in book.lines], by)
    notes = _notes(session, list(stored))
    planned, problems = [], list(book.problems)
    for line in book.lines:
        row = stored.get(line.action_id)
        if row is None:
            problems.append(_problem("actions.sheet.unknown", line, "id"))
            continue
        change = _change(line, row, notes.get(line.action_id, set()))
        if change.fields or change.note:
            found = list(_problems(change, row, by))
            problems += found
            planned.append(change)
    if problems:
        raise Problems(sorted(problems, key=lambda problem: problem.row or 0))
    return planned


def import_actions(session: Session, *, book: ActionBook, by: Actor) -> list[PlannedChange]:
    """Store the workbook's changes, each as a person would make it; the same file again changes nothing."""
    planned = planned_import(session, book=book, by=by)
    for change in planned:
        line, seen = change.line, change.line.version
        about: dict[str, Any] = {"action_id": line.action_id, "by": by}
        if "due_on" in change.fields:
            defer_action(session, **about, seen=seen, due_on=change.fields["due_on"][1], reason=line.reason)
            seen += 1
        if "state" in change.fields:
            move_action(session, **about, seen=seen, to=change.fields["state"][1], reason=line.reason)
        if change.note:
            give_evidence(session, **about, note=change.note)
    if planned:
        said = {"actions": [change.line.action_id for change in planned]}
        events.record(session, by=by.person_id, verb="action.imported", on="corrective_action", change=said)
    return planned


def _stored(session: Session, keys: Collection[UUID], by: Actor) -> dict[UUID, Any]:
    found: dict[UUID, Any] = {}
    wanted = sorted(set(keys))
    for at in range(0, len(wanted), AT_ONCE):
        rows = session.execute(
            select(
                CorrectiveAction.id,
                CorrectiveAction.version,
                CorrectiveAction.state,
                CorrectiveAction.due_on,
                CorrectiveAction.what,
                CorrectiveAction.programme_id,
                CorrectiveAction.store_id,
                Store.region_id,
                Store.code,
            )
            .join(Store, Store.id == CorrectiveAction.store_id)
            .where(
                CorrectiveAction.id.in_(wanted[at : at + AT_ONCE]),
                store_condition(by),
                programme_condition(by, CorrectiveAction.programme_id),
            )
        )
        found |= {row.id: row for row in rows}
    return found


def _notes(session: Session, keys: Collection[UUID]) -> dict[UUID, set[str]]:
    notes: dict[UUID, set[str]] = {}
    wanted = sorted(keys)
    for at in range(0, len(wanted), AT_ONCE):
        part = ActionEvidence.action_id.in_(wanted[at : at + AT_ONCE])
        for row in session.execute(select(ActionEvidence.action_id, ActionEvidence.note).where(part)):
            notes.setdefault(row.action_id, set()).add(row.note)
    return notes


def _change(line: ActionLine, row: Any, notes: set[str]) -> PlannedChange:
    fields: dict[str, list[Any]] = {}
    if line.state is not None and line.state is not row.state:
        fields["state"] = [row.state, line.state]
    if line.due_on is not None and line.due_on != row.due_on:
        fields["due_on"] = [row.due_on, line.due_on]
    return PlannedChange(line, row.code, row.what, fields, "" if line.note in notes else line.note)


def _problems(change: PlannedChange, row: Any, by: Actor) -> Iterator[Problem]:
    line, place = change.line, Place(row.programme_id, row.region_id, row.store_id)
    if line.version != row.version:
        yield _problem("actions.sheet.stale", line, "version")
        return
    if (change.note and row.state is ActionState.DROPPED) or not can(by, Action.PLAN_ACTION, place):
        yield _problem("actions.sheet.closed", line, "state")
    if "state" in change.fields:
        before, to = change.fields["state"]
        step = STEPS.get((before, to))
        if step is None:
            states = {"before": say(f"actions.state.{before.value}"), "after": say(f"actions.state.{to.value}")}
            yield _problem("actions.sheet.no_step", line, "state", **states)
        elif not can(by, step.right, place):
            yield _problem("actions.sheet.not_yours", line, "state")
        elif step.wants_reason and not line.reason:
            yield _problem("actions.sheet.reason", line, "reason")
    if "due_on" in change.fields:
        yield from _due_problems(change, row, place, by)


def _due_problems(change: PlannedChange, row: Any, place: Place, by: Actor) -> Iterator[Problem]:
    line, day = change.line, change.fields["due_on"][1]
    if not can(by, Action.MANAGE_ACTIONS, place):
        yield _problem("actions.sheet.not_yours", line, "due_on")
    elif row.state not in LIVE_STATES:
        yield _problem("actions.sheet.not_live", line, "due_on")
    elif day < _today(by):
        yield _problem("actions.sheet.due_past", line, "due_on")
    elif not line.reason:
        yield _problem("actions.sheet.reason", line, "reason")


def _today(by: Actor) -> date:
    return clock.today(by.time_zone or "UTC")


def _problem(key: str, line: ActionLine, column: str, **facts: object) -> Problem:
    return Problem(key, line.sheet, line.number, say(HEADERS[column]), tuple(facts.items()))
