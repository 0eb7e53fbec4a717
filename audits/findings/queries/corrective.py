"""Corrective actions within the stores a person may see, as lists, one by one, and on the form of the next visit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from audits.findings.forms import named
from audits.findings.models import (
    ActionChange,
    ActionCheck,
    ActionEvidence,
    ActionFinding,
    CorrectiveAction,
    Finding,
)
from audits.findings.queries.codes import item_codes_of
from audits.findings.queries.found import FindingRow, finding_rows
from audits.findings.rules import (
    LIVE_STATES,
    UNVERIFIED_STATES,
    ActionState,
    Cause,
    CheckOutcome,
    Level,
    days_late,
    steps_from,
)
from audits.review.models import AuditRelease
from audits.review.rules import week_of
from audits.rubrics.forms import RubricText
from audits.rubrics.models import Rubric, RubricVersion
from audits.rubrics.queries import rubric_version
from audits.visits.models import SCORED_STATES, Assignment, Draft, Submission
from tracker.core import clock
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Identity, Store
from tracker.people.rules import Action, Actor, Place, can

MOST_OVERDUE = 50
MOST_DUE = 200
UTC = "UTC"


@dataclass(frozen=True)
class ActionRow:
    id: UUID
    version: int
    programme_id: UUID
    store_id: UUID
    store: Label
    store_code: str
    rubric_code: str
    level: Level
    item_code: str
    item: Label
    what: str
    cause: Cause
    owner_id: UUID
    owner: str
    due_on: date
    state: ActionState
    deferrals: int
    days_late: int


@dataclass(frozen=True)
class ActionFilter:
    """None and empty do not limit. `store` is a store's code."""

    programme_id: UUID | None = None
    state: ActionState | None = None
    late: bool = False
    store: str = ""
    owner_id: UUID | None = None
    item_code: str = ""


@dataclass(frozen=True)
class ChangeRow:
    """`who` is empty where an audit changed it; then a store learns the week only."""

    state: ActionState
    change: dict[str, Any]
    reason: str
    week: date
    at: datetime | None
    who: str
    by_audit: bool


@dataclass(frozen=True)
class EvidenceRow:
    note: str
    file_hash: str | None
    given_at: datetime
    who: str


@dataclass(frozen=True)
class CheckRow:
    """What a visitor found, of an audit that counts; nobody's name, no day."""

    outcome: CheckOutcome
    note: str
    week: date


@dataclass(frozen=True)
class ActionView:
    row: ActionRow
    whys: list[str]
    expected: str
    opened_at: datetime
    steps: list[ActionState]
    may_plan: bool
    may_manage: bool
    findings: list[FindingRow]
    changes: list[ChangeRow]
    evidence: list[EvidenceRow]
    checks: list[CheckRow]
    repeats: int


@dataclass(frozen=True)
class FormAction:
    """An action as the visitor sees it: what to look at and what was noted, nobody's name. `is_claimed`: said to be done."""

    id: UUID
    codes: frozenset[str]
    what: str
    expected: str
    is_claimed: bool
    outcome: CheckOutcome | None
    note: str


def action_rows(
    session: Session, *, by: Actor, where: ActionFilter = ActionFilter(), limit: int = 50, offset: int = 0
) -> list[ActionRow]:
    """What is the owner's turn first, by due day; then what waits for a visit; then what is over."""
    demand(by, Action.SEE_ACTIONS)
    turn = case((CorrectiveAction.state.in_(LIVE_STATES), 0), (CorrectiveAction.state == ActionState.DONE, 1), else_=2)
    query = _seen(by).where(*_conditions(where, by)).order_by(turn, CorrectiveAction.due_on, CorrectiveAction.id)
    return _rows(session, query.limit(limit).offset(offset), by)


def count_actions(session: Session, *, by: Actor, where: ActionFilter = ActionFilter()) -> dict[ActionState, int]:
    demand(by, Action.SEE_ACTIONS)
    rows = session.execute(
        select(CorrectiveAction.state, func.count().label("n"))
        .join(Store, Store.id == CorrectiveAction.store_id)
        .where(store_condition(by), programme_condition(by, CorrectiveAction.programme_id), *_conditions(where, by))
        .group_by(CorrectiveAction.state)
    )
    return {row.state: row.n for row in rows}


def due_actions(session: Session, *, by: Actor) -> list[ActionRow]:
    """One's own actions that are to be done, by due day; none for who owns no actions."""
    if not can(by, Action.PLAN_ACTION):
        return []
    query = _seen(by).where(CorrectiveAction.owner_id == by.person_id, CorrectiveAction.state.in_(LIVE_STATES))
    return _rows(session, query.order_by(CorrectiveAction.due_on, CorrectiveAction.id).limit(MOST_DUE), by)


def overdue_actions(session: Session, *, by: Actor, limit: int = MOST_OVERDUE) -> list[ActionRow]:
    """For whoever leads: what is late in all their stores, the latest first; none for everybody else."""
    if not can(by, Action.MANAGE_ACTIONS):
        return []
    query = _seen(by).where(*_conditions(ActionFilter(late=True), by))
    return _rows(session, query.order_by(CorrectiveAction.due_on, CorrectiveAction.id).limit(limit), by)


def action_view(session: Session, *, action_id: UUID, by: Actor) -> ActionView:
    demand(by, Action.SEE_ACTIONS)
    rows = _rows(session, _seen(by).where(CorrectiveAction.id == action_id), by)
    if not rows:
        raise NotFound("actions.not_found")
    [row] = rows
    action = session.get_one(CorrectiveAction, action_id)
    region_id = session.scalars(select(Store.region_id).where(Store.id == row.store_id)).one()
    place = Place(row.programme_id, region_id, row.store_id)
    changes = _changes(session, action_id, by)
    return ActionView(
        row=row,
        whys=list(action.whys),
        expected=action.expected,
        opened_at=action.opened_at,
        steps=steps_from(row.state, by, place),
        may_plan=can(by, Action.PLAN_ACTION, place),
        may_manage=can(by, Action.MANAGE_ACTIONS, place),
        findings=_findings(session, action_id, by),
        changes=changes,
        evidence=_evidence(session, action_id),
        checks=_checks(session, action_id, by),
        repeats=sum(1 for each in changes if each.state is ActionState.REOPENED and "state" in each.change),
    )


def actions_on_form(session: Session, *, draft_id: UUID, by: Actor) -> list[FormAction]:
    """The store's actions that the visitor of this draft is to look at, oldest first; only for one's own visit."""
    demand(by, Action.FILL_IN_VISIT)
    assignment = session.scalars(
        select(Assignment)
        .join(Draft, Draft.assignment_id == Assignment.id)
        .where(Draft.id == draft_id, Assignment.assignee_id == by.person_id)
    ).one_or_none()
    if assignment is None:
        raise NotFound("visits.not_found")
    actions = session.scalars(
        select(CorrectiveAction)
        .where(
            CorrectiveAction.store_id == assignment.store_id,
            CorrectiveAction.programme_id == assignment.programme_id,
            CorrectiveAction.state.in_(UNVERIFIED_STATES),
        )
        .order_by(CorrectiveAction.id)
    ).all()
    codes = item_codes_of(session, [action.id for action in actions])
    asked = rubric_version(session, version_id=assignment.rubric_version_id).rubric.items.keys()
    checks = latest_checks(session, assignment.id)
    return [_on_form(action, codes[action.id] & asked, checks.get(action.id)) for action in actions if codes[action.id] & asked]


def latest_checks(session: Session, assignment_id: UUID) -> dict[UUID, ActionCheck]:
    """By action, over all attempts: what was looked at before a return need not be looked at again."""
    rows = session.scalars(
        select(ActionCheck)
        .join(Draft, Draft.id == ActionCheck.draft_id)
        .where(Draft.assignment_id == assignment_id)
        .order_by(ActionCheck.id)
    )
    return {row.action_id: row for row in rows}


def _on_form(action: CorrectiveAction, codes: Collection[str], check: ActionCheck | None) -> FormAction:
    return FormAction(
        id=action.id,
        codes=frozenset(codes),
        what=action.what,
        expected=action.expected,
        is_claimed=action.state is ActionState.DONE,
        outcome=check.outcome if check else None,
        note=check.note if check else "",
    )


def _seen(by: Actor) -> Select[CorrectiveAction, Label, str, str]:
    return (
        select(CorrectiveAction, Store.name.label("store"), Store.code.label("store_code"), Identity.display_name)
        .join(Store, Store.id == CorrectiveAction.store_id)
        .join(Identity, Identity.person_id == CorrectiveAction.owner_id)
        .where(store_condition(by), programme_condition(by, CorrectiveAction.programme_id))
    )


def _conditions(where: ActionFilter, by: Actor) -> list[ColumnElement[bool]]:
    late = (CorrectiveAction.state.in_(LIVE_STATES), CorrectiveAction.due_on < _today(by))
    given: list[tuple[object, list[ColumnElement[bool]]]] = [
        (where.programme_id, [CorrectiveAction.programme_id == where.programme_id]),
        (where.state, [CorrectiveAction.state == where.state]),
        (where.late, [*late]),
        (where.store, [Store.code == where.store]),
        (where.owner_id, [CorrectiveAction.owner_id == where.owner_id]),
        (where.item_code, [CorrectiveAction.item_code == where.item_code]),
    ]
    return [condition for wanted, conditions in given if wanted for condition in conditions]


def _today(by: Actor) -> date:
    return clock.today(by.time_zone or UTC)


def _rows(session: Session, query: Select[CorrectiveAction, Label, str, str], by: Actor) -> list[ActionRow]:
    found = session.execute(query).all()
    rubrics, today = _rubrics(session, {row.CorrectiveAction.rubric_code for row in found}), _today(by)
    return [_row(row, rubrics.get(row.CorrectiveAction.rubric_code), today) for row in found]


def _row(row: Any, rubric: RubricText | None, today: date) -> ActionRow:
    action: CorrectiveAction = row.CorrectiveAction
    return ActionRow(
        id=action.id,
        version=action.version,
        programme_id=action.programme_id,
        store_id=action.store_id,
        store=row.store,
        store_code=row.store_code,
        rubric_code=action.rubric_code,
        level=action.level,
        item_code=action.item_code,
        item=named(rubric, action.level, action.item_code) if rubric else Label(action.item_code),
        what=action.what,
        cause=action.cause,
        owner_id=action.owner_id,
        owner=row.display_name,
        due_on=action.due_on,
        state=action.state,
        deferrals=action.deferrals,
        days_late=days_late(action.state, action.due_on, today),
    )


def _rubrics(session: Session, codes: Collection[str]) -> dict[str, RubricText]:
    """The newest version of each."""
    rows = session.execute(
        select(Rubric.code, RubricVersion.id)
        .join(RubricVersion, RubricVersion.rubric_id == Rubric.id)
        .where(Rubric.code.in_(codes))
        .order_by(RubricVersion.number)
    )
    newest = {row.code: row.id for row in rows}
    return {code: rubric_version(session, version_id=key).rubric for code, key in newest.items()}


def _findings(session: Session, action_id: UUID, by: Actor) -> list[FindingRow]:
    linked = select(ActionFinding.finding_id).where(ActionFinding.action_id == action_id)
    return finding_rows(session, by, Finding.id.in_(linked), limit=MOST_DUE)


def _changes(session: Session, action_id: UUID, by: Actor) -> list[ChangeRow]:
    rows = session.execute(
        select(ActionChange, Identity.display_name)
        .outerjoin(Identity, Identity.person_id == ActionChange.changed_by)
        .where(ActionChange.action_id == action_id)
        .order_by(ActionChange.id)
    )
    told = can(by, Action.RELEASE_AUDIT)
    return [
        ChangeRow(
            state=change.state,
            change=change.change,
            reason=change.reason,
            week=week_of(change.changed_at.date()),
            at=change.changed_at if told or change.submission_id is None else None,
            who=name or "",
            by_audit=change.submission_id is not None,
        )
        for change, name in rows
    ]


def _evidence(session: Session, action_id: UUID) -> list[EvidenceRow]:
    rows = session.execute(
        select(ActionEvidence.note, ActionEvidence.file_hash, ActionEvidence.given_at, Identity.display_name)
        .join(Identity, Identity.person_id == ActionEvidence.given_by)
        .where(ActionEvidence.action_id == action_id)
        .order_by(ActionEvidence.id)
    )
    return [EvidenceRow(*row) for row in rows]


def _checks(session: Session, action_id: UUID, by: Actor) -> list[CheckRow]:
    """The latest of each visit, once its audit counts, and for a store once it is released."""
    query = (
        select(ActionCheck, Assignment.id.label("assignment_id"))
        .join(Draft, Draft.id == ActionCheck.draft_id)
        .join(Assignment, Assignment.id == Draft.assignment_id)
        .where(ActionCheck.action_id == action_id, Assignment.state.in_(SCORED_STATES))
        .order_by(ActionCheck.id)
    )
    if not can(by, Action.RELEASE_AUDIT):
        released = select(Submission.assignment_id).join(AuditRelease, AuditRelease.submission_id == Submission.id)
        query = query.where(Assignment.id.in_(released))
    latest = {row.assignment_id: row.ActionCheck for row in session.execute(query)}
    return [CheckRow(check.outcome, check.note, week_of(check.checked_at.date())) for check in latest.values()]
