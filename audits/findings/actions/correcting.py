"""Corrective actions: planned from findings, done by their owner, deferred or dropped by whoever leads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.findings.actions.telling import tell_owner
from audits.findings.forms import ActionForm, EvidenceForm, ReasonForm
from audits.findings.models import ActionChange, ActionEvidence, ActionFinding, CorrectiveAction, Finding
from audits.findings.queries.owners import manager_of
from audits.findings.queries.seen import findings_seen
from audits.findings.rules import GRAVITY, LEVELS, LIVE_STATES, STEPS, UNVERIFIED_STATES, ActionState, Cause, due_again
from audits.rubrics.queries import rubric_version
from tracker.core import clock, db, events, files
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound, Refusal
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.queries import actor_of_person
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.models import Programme, ProgrammeStatus

MOST_PICTURES = 10
MOST_NAMED = 10  # stores in a refusal
MOST_AT_ONCE = 500  # stores; a person waits while each gets its action


def open_actions(
    session: Session,
    *,
    finding_ids: Collection[UUID],
    what: str,
    cause: Cause,
    whys: Sequence[str],
    due_on: date,
    expected: str = "",
    owner_id: UUID | None = None,
    by: Actor,
) -> list[UUID]:
    """One action for each store of these findings. Without an owner, each store's own manager has it."""
    demand(by, Action.PLAN_ACTION)
    form = ActionForm.read(what=what, cause=cause, whys=list(whys), due_on=due_on, expected=expected)
    refuse_unless(due_on >= clock.today(by.time_zone or "UTC"), "actions.due_past", field="due_on")
    stores = _by_store(session, finding_ids, by)
    owners = _owners(session, stores, owner_id)
    made = []
    for key, found in stores.items():
        refuse_unless_reaches(session, owners[key], found[0].place, found[0].store_code)
        made.append(_opened(session, found, form, owners[key], by))
    session.flush()
    for action, found in zip(made, stores.values(), strict=True):
        session.add_all(ActionFinding(action_id=action.id, finding_id=one.finding.id) for one in found)
        session.add(ActionChange(action_id=action.id, state=action.state, change={}, changed_by=by.person_id))
        tell_owner(session, action, by)
    said = {"actions": [action.id for action in made], "due_on": [None, due_on], "cause": [None, form.cause]}
    events.record(session, by=by.person_id, verb="action.opened", on="programme", key=made[0].programme_id, change=said)
    return [action.id for action in made]


def _owners(session: Session, stores: Mapping[UUID, Sequence["_Found"]], owner_id: UUID | None) -> dict[UUID, UUID]:
    found = {key: owner_id or manager_of(session, store_id=key) for key in stores}
    lacking = sorted(stores[key][0].store_code for key, owner in found.items() if owner is None)
    refuse_unless(not lacking, "actions.no_manager", field="owner_id", stores=_listed(lacking))
    return {key: owner for key, owner in found.items() if owner is not None}


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes[:MOST_NAMED]) + (" …" if len(codes) > MOST_NAMED else "")


@dataclass(frozen=True)
class _Found:
    finding: Finding
    place: Place
    store_code: str
    rubric_code: str
    position: int  # in the rubric, so that of equally grave ones the first names the action


def _by_store(session: Session, finding_ids: Collection[UUID], by: Actor) -> dict[UUID, list[_Found]]:
    """The findings by store, gravest first; refused unless each is theirs to see, stands, and is not being put right already."""
    keys = sorted(set(finding_ids))
    refuse_unless(bool(keys), "actions.choose_findings")
    rows = session.execute(findings_seen(by).where(Finding.id.in_(keys)).order_by(Finding.id).with_for_update(of=Finding)).all()
    if len(rows) < len(keys):
        raise NotFound("actions.finding_gone")
    programmes = {row.Finding.programme_id for row in rows}
    refuse_unless(len(programmes) == 1, "actions.one_programme")
    programme = session.get_one(Programme, next(iter(programmes)))
    refuse_unless(programme.status is ProgrammeStatus.ACTIVE, "visits.programme_closed")
    planned = _planned_already(session, keys)
    refuse_unless(not planned, "actions.planned_already", stores=_listed(planned))
    stores: dict[UUID, list[_Found]] = {}
    for row in rows:
        place = Place(programme.id, row.region_id, row.Finding.store_id)
        demand(by, Action.PLAN_ACTION, place)
        rubric = rubric_version(session, version_id=row.rubric_version_id).rubric
        order = list(rubric.items)
        position = order.index(row.Finding.item_code) if row.Finding.item_code in order else len(order)
        stores.setdefault(row.Finding.store_id, []).append(_Found(row.Finding, place, row.store_code, rubric.code, position))
    refuse_unless(len(stores) <= MOST_AT_ONCE, "actions.too_many_stores", most=MOST_AT_ONCE)
    for found in stores.values():
        found.sort(key=lambda one: (-GRAVITY[one.finding.kind], one.position))
    return stores


def _planned_already(session: Session, finding_ids: Sequence[UUID]) -> list[str]:
    """Codes of the stores where an action that is not verified yet answers one of these findings."""
    return list(
        session.scalars(
            select(Store.code)
            .join(CorrectiveAction, CorrectiveAction.store_id == Store.id)
            .join(ActionFinding, ActionFinding.action_id == CorrectiveAction.id)
            .where(ActionFinding.finding_id.in_(finding_ids), CorrectiveAction.state.in_(UNVERIFIED_STATES))
            .distinct()
            .order_by(Store.code)
        )
    )


def _opened(session: Session, found: Sequence[_Found], form: ActionForm, owner_id: UUID, by: Actor) -> CorrectiveAction:
    gravest = found[0]
    action = CorrectiveAction(
        programme_id=gravest.finding.programme_id,
        store_id=gravest.finding.store_id,
        rubric_code=gravest.rubric_code,
        level=LEVELS[gravest.finding.kind],
        item_code=gravest.finding.item_code,
        owner_id=owner_id,
        opened_by=by.person_id,
        **form.model_dump(),
    )
    session.add(action)
    return action


def move_action(session: Session, *, action_id: UUID, seen: int, to: ActionState, reason: str = "", by: Actor) -> None:
    """Along the table of steps; what a visit decides is no step of a person's."""
    action, place = _take(session, action_id, seen, by)
    step = STEPS.get((action.state, to))
    if step is None:
        raise Refusal("actions.no_step", field="state")
    demand(by, step.right, place)
    reason = _reason(reason, needed=step.wants_reason)
    moments = {ActionState.DONE: "done_at", ActionState.VERIFIED: "verified_at"}
    at: dict[str, Any] = {moments[to]: clock.now()} if to in moments else {}
    if to is ActionState.REOPENED:
        at = {"due_on": due_again(action.due_on, clock.today(by.time_zone or "UTC"))}
    changed = db.change(action, state=to, **at)
    said = {name: both for name, both in changed.items() if name in ("state", "due_on")}
    _changed(session, action, said, by, reason, "action.moved")


def defer_action(session: Session, *, action_id: UUID, seen: int, due_on: date, reason: str, by: Actor) -> None:
    """A new due day. A later one is counted; an earlier one is not."""
    action, place = _take(session, action_id, seen, by)
    demand(by, Action.MANAGE_ACTIONS, place)
    refuse_unless(action.state in LIVE_STATES, "actions.not_live")
    refuse_unless(due_on != action.due_on, "actions.same_due", field="due_on")
    refuse_unless(due_on >= clock.today(by.time_zone or "UTC"), "actions.due_past", field="due_on")
    reason = _reason(reason, needed=True)
    later = due_on > action.due_on
    changed = db.change(action, due_on=due_on, deferrals=action.deferrals + later)
    _changed(session, action, changed, by, reason, "action.deferred" if later else "action.changed")


def change_action(
    session: Session,
    *,
    action_id: UUID,
    seen: int,
    what: str,
    cause: Cause,
    whys: Sequence[str],
    expected: str,
    owner_id: UUID,
    by: Actor,
) -> None:
    """What is to be done, why, and by whom, while it is not verified."""
    action, place = _take(session, action_id, seen, by)
    demand(by, Action.PLAN_ACTION, place)
    refuse_unless(action.state in UNVERIFIED_STATES, "actions.closed")
    form = ActionForm.read(what=what, cause=cause, whys=list(whys), due_on=action.due_on, expected=expected)
    if owner_id != action.owner_id:
        refuse_unless_reaches(session, owner_id, place, session.get_one(Store, action.store_id).code)
    changed = db.change(action, owner_id=owner_id, **form.model_dump())
    if "owner_id" in changed:
        tell_owner(session, action, by)
    if changed:
        _changed(session, action, changed, by, "", "action.changed")


def give_evidence(
    session: Session, *, action_id: UUID, note: str = "", data: bytes | files.Picture | None = None, by: Actor
) -> UUID:
    """A note, a picture or both that show what was done. Prepare the picture before opening the door."""
    demand(by, Action.PLAN_ACTION, _place(session, action_id, by))
    action = session.get_one(CorrectiveAction, action_id, with_for_update=True)
    note = EvidenceForm.read(note=note).note
    refuse_unless(bool(note) or data is not None, "actions.evidence_empty", field="note")
    refuse_unless(action.state is not ActionState.DROPPED, "actions.closed")
    file_hash = files.store_picture(session, data).hash if data is not None else None
    given = select(func.count()).select_from(ActionEvidence).where(ActionEvidence.action_id == action_id)
    pictures = session.scalar(given.where(ActionEvidence.file_hash.is_not(None))) or 0
    refuse_unless(file_hash is None or pictures < MOST_PICTURES, "actions.too_many_pictures", most=MOST_PICTURES)
    evidence = ActionEvidence(action_id=action_id, note=note, file_hash=file_hash, given_by=by.person_id)
    session.add(evidence)
    session.flush()
    said = {"evidence": evidence.id, "file": file_hash}
    events.record(session, by=by.person_id, verb="action.evidenced", on="corrective_action", key=action_id, change=said)
    return evidence.id


def refuse_unless_reaches(session: Session, owner_id: UUID, place: Place, store_code: str) -> None:
    """The owner is somebody who may plan there: else the action would stand on nobody's list."""
    owner = actor_of_person(session, person_id=owner_id)
    reaches = owner is not None and can(owner, Action.PLAN_ACTION, place)
    refuse_unless(reaches, "actions.owner_elsewhere", field="owner_id", store=store_code)


def _place(session: Session, action_id: UUID, by: Actor) -> Place:
    """Where the action belongs, if it is theirs to see. Columns only: a row loaded here would hide a later one from `take`."""
    demand(by, Action.SEE_ACTIONS)
    row = session.execute(
        select(CorrectiveAction.programme_id, Store.region_id, Store.id)
        .join(Store, Store.id == CorrectiveAction.store_id)
        .where(CorrectiveAction.id == action_id, store_condition(by), programme_condition(by, CorrectiveAction.programme_id))
    ).one_or_none()
    if row is None:
        raise NotFound("actions.not_found")
    return Place(*row)


def _take(session: Session, action_id: UUID, seen: int, by: Actor) -> tuple[CorrectiveAction, Place]:
    place = _place(session, action_id, by)
    return db.take(session, CorrectiveAction, action_id, seen=seen), place


def _reason(text: str, *, needed: bool) -> str:
    reason = ReasonForm.read(reason=text).reason
    refuse_unless(bool(reason) or not needed, "actions.reason_missing", field="reason")
    return reason


SAID_IN_EVENTS = frozenset({"state", "due_on", "deferrals", "owner_id", "cause"})  # the texts may name people


def _changed(
    session: Session, action: CorrectiveAction, changed: Mapping[str, list[Any]], by: Actor, reason: str, verb: str
) -> None:
    kept = {name: [str(one) if isinstance(one, UUID | date) else one for one in both] for name, both in changed.items()}
    row = ActionChange(action_id=action.id, state=action.state, change=kept, reason=reason, changed_by=by.person_id)
    session.add(row)
    said = {name: both for name, both in changed.items() if name in SAID_IN_EVENTS}
    said |= {"texts": sorted(changed.keys() - SAID_IN_EVENTS)} if changed.keys() - SAID_IN_EVENTS else {}
    events.record(session, by=by.person_id, verb=verb, on="corrective_action", key=action.id, change=said)
