"""A risk that happened is an issue: what it does, by when it is put right, and how it was."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from tracker.core import clock, db
from tracker.people.rules import Actor
from tracker.plan.actions import open_for_edit
from tracker.plan.models import Programme
from tracker.plan.rules import is_sensible
from tracker.risks.actions.history import record_issue, record_risk, remember
from tracker.risks.forms import IssueEdit, IssueForm, ResolutionForm
from tracker.risks.models import Issue, Risk
from tracker.risks.rules import RiskState, may_move


def report_issue(session: Session, *, risk_id: UUID, seen: int, happened_on: date, effect: str, due_on: date, by: Actor) -> UUID:
    """The risk happened on this day; `effect` says what it does. The key of the issue."""
    risk, programme = open_for_edit(session, Risk, risk_id, belongs_to=Risk.programme_id, seen=seen, by=by)
    db.refuse_unless(may_move(risk.state, RiskState.HAPPENED), "risks.cannot_move", field="state")
    given = IssueForm.read(happened_on=happened_on, effect=effect, due_on=due_on)
    db.refuse_unless(given.happened_on <= _today(by), "risks.happened_in_future", field="happened_on")
    db.refuse_unless(given.due_on >= given.happened_on, "risks.due_before_happened", field="due_on")
    _demand_sensible(programme, given.happened_on, "happened_on")
    _demand_sensible(programme, given.due_on, "due_on")
    issue = Issue(programme_id=risk.programme_id, risk_id=risk.id, **given.model_dump())
    session.add(issue)
    changed = db.change(risk, state=RiskState.HAPPENED, review_on=None)
    record_risk(session, risk, "risk.happened", changed, reason=given.effect, by=by)
    new: dict[str, Any] = {"happened_on": [None, given.happened_on], "due_on": [None, given.due_on]}
    record_issue(session, issue.id, "issue.reported", new, by=by)
    return issue.id


def change_issue(session: Session, *, issue_id: UUID, seen: int, effect: str, due_on: date, reason: str, by: Actor) -> None:
    """Another due day or other words for what it does, with the reason."""
    issue, programme = open_for_edit(session, Issue, issue_id, belongs_to=Issue.programme_id, seen=seen, by=by)
    db.refuse_unless(issue.resolved_on is None, "risks.resolved_already")
    given = IssueEdit.read(effect=effect, due_on=due_on, reason=reason)
    db.refuse_unless(given.due_on >= issue.happened_on, "risks.due_before_happened", field="due_on")
    _demand_sensible(programme, given.due_on, "due_on")
    changed = db.change(issue, effect=given.effect, due_on=given.due_on)
    if changed:
        _record(session, issue, "issue.changed", changed, given.reason, by)


def resolve_issue(
    session: Session, *, issue_id: UUID, seen: int, resolution: str, by: Actor, resolved_on: date | None = None
) -> None:
    """How it was put right, and on which day (today, when none is given). Then the risk can be watched again or closed."""
    issue, _ = open_for_edit(session, Issue, issue_id, belongs_to=Issue.programme_id, seen=seen, by=by)
    db.refuse_unless(issue.resolved_on is None, "risks.resolved_already")
    today = _today(by)
    given = ResolutionForm.read(resolution=resolution, resolved_on=resolved_on or today)
    within = issue.happened_on <= given.resolved_on <= today
    db.refuse_unless(within, "risks.resolved_outside", field="resolved_on", first=issue.happened_on)
    changed = db.change(issue, resolution=given.resolution, resolved_on=given.resolved_on)
    _record(session, issue, "issue.resolved", changed, "", by)


def _record(session: Session, issue: Issue, verb: str, changed: dict[str, Any], reason: str, by: Actor) -> None:
    remember(session, session.get_one(Risk, issue.risk_id), changed, reason=reason, by=by)
    record_issue(session, issue.id, verb, changed, by=by)


def _demand_sensible(programme: Programme, day: date, field: str) -> None:
    first, last = programme.starts_on, programme.ends_on
    db.refuse_unless(is_sensible(day, first, last), "plan.day_out_of_range", field=field, day=day, first=first, last=last)


def _today(by: Actor) -> date:
    return clock.today(by.time_zone or "UTC")
