"""Who may do what with an audit, in which state, in whose stores: every cell tried on real rows against a table by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.findings.actions import approve_audit
from audits.review.actions import (
    correct_answer,
    decide_appeal,
    exclude_audit,
    open_appeal,
    reinstate_audit,
    release_audits,
    return_audit,
    take_up,
    withdraw_appeal,
    withdraw_approval,
    withdraw_return,
)
from audits.review.forms.appeals import AppealItemForm, RulingForm
from audits.review.models import Appeal, AuditRelease
from audits.review.queries import audit
from audits.review.queries.released import released_audit
from audits.review.rules import AppealCategory, Ruling
from audits.visits.actions.assignments import cancel_visit, move_visit, reassign_visit
from audits.visits.actions.drafts import open_draft, store_answer, take_lease
from audits.visits.actions.facts import note_location
from audits.visits.actions.submissions import submit
from audits.visits.models import Assignment, Draft
from audits.visits.rules import AuditState
from tests.factories.audits import DAY, FULL, LEASE, Visit, answer_all, new_draft, new_visit
from tests.factories.people import new_actor, new_region
from tracker.core.db import reading, writing
from tracker.core.ids import new_id, timeless_id
from tracker.core.refusals import Refusal
from tracker.people.rules import Actor, Role

WHY = "As the recording shows"
# p visitor, q another visitor, s supervisor, r reviewer who has it and approved it, n another reviewer, a administrator, l lead,
# m store manager, e executive; R, L, M: reviewer, lead and manager of another region or store.
PEOPLE = "pqsrnalmeRLM"
# 1 assigned, 2 in progress, 3 submitted, 4 in review, 5 returned, 6 approved, 7 released, 8 appealed, 9 upheld, A amended,
# B excluded, C cancelled.
STATES = "123456789ABC"
# What is done, by whom, in which states. Everything else is refused.
ALLOWED = {
    "open": ("p", "123456789AB"),  # once submitted, it is the same draft again
    "answer": ("p", "2"),
    "locate": ("p", "2"),
    "submit": ("p", "23456789AB"),  # once submitted, it is the same receipt again
    "take over": ("p", "2"),
    "cancel": ("al", "125"),
    "move": ("al", "12"),
    "reassign": ("al", "1"),
    "take up": ("rn", "34"),
    "correct": ("r", "4"),
    "return": {"r": "34", "n": "3"},
    "approve": {"r": "34", "n": "3"},
    "take the return back": ("rn", "5"),
    "take the approval back": ("rn", "6"),
    "exclude": ("rnal", "34679A"),
    "count again": ("rnal", "B"),
    "release": ("rnal", "6"),
    "appeal": ("m", "7"),
    "take the appeal back": ("m", "8"),
    "decide the appeal": ("n", "8"),
    "see as a reviewer": ("rnal", "3456789AB"),
    "see as a store": ("rnalm", "789AB"),  # an excluded one says so
}


@dataclass(frozen=True)
class Cast:
    visit: Visit
    people: dict[str, Actor]

    def __getitem__(self, who: str) -> Actor:
        return self.people[who]


@dataclass(frozen=True)
class Keys:
    """What the steps are about; an id that nobody has, where there is none yet."""

    assignment_id: UUID
    version: int
    draft_id: UUID
    public_id: UUID
    appeal_id: UUID
    appeal_version: int
    shopper_id: UUID


class Undo(Exception):
    """Out of the door without a trace."""


def cast(session: Session) -> Cast:
    visit = new_visit(session)
    elsewhere, here = new_region(session).id, [visit.region_id]
    return Cast(
        visit,
        {
            "p": visit.shopper,
            "q": new_actor(session, Role.MYSTERY_SHOPPER),
            "s": new_actor(session, Role.SUPERVISOR),
            "r": new_actor(session, Role.REVIEWER, regions=here),
            "n": new_actor(session, Role.REVIEWER),
            "a": new_actor(session, Role.ADMINISTRATOR),
            "l": new_actor(session, Role.PROGRAMME_LEAD, regions=here),
            "m": new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id]),
            "e": new_actor(session, Role.EXECUTIVE),
            "R": new_actor(session, Role.REVIEWER, regions=[elsewhere]),
            "L": new_actor(session, Role.PROGRAMME_LEAD, regions=[elsewhere]),
            "M": new_actor(session, Role.STORE_MANAGER, regions=[elsewhere]),
        },
    )


def bring_to(session: Session, cast: Cast, state: str) -> None:
    """By the same actions that people use."""
    if state == "1":
        return
    if state == "C":
        cancel_visit(session, assignment_id=cast.visit.assignment_id, seen=1, reason=WHY, by=cast["l"])
        return
    draft_id = new_draft(session, cast.visit)
    answer_all(session, cast.visit, draft_id, {**FULL, "smile": "no"})
    if state == "2":
        return
    submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=cast["p"])
    if state in "45":
        take_up(session, submission_id=draft_id, by=cast["r"])
    if state == "5":
        return_audit(session, submission_id=draft_id, reason=WHY, by=cast["r"])
    if state in "6789AB":
        approve_audit(session, submission_id=draft_id, by=cast["r"])
    if state in "789AB":
        release_audits(session, submission_ids=[draft_id], by=cast["r"])
    if state in "89A":
        steps(session, keys(session, cast))["appeal"](cast["m"])
    if state in "9A":
        ruling = Ruling.AMENDED if state == "A" else Ruling.UPHELD
        decide(session, keys(session, cast), ruling)(cast["n"])
    if state == "B":
        exclude_audit(session, submission_id=draft_id, reason=WHY, by=cast["l"])


def keys(session: Session, cast: Cast) -> Keys:
    assignment = session.get_one(Assignment, cast.visit.assignment_id)
    draft = session.scalars(select(Draft.id).where(Draft.assignment_id == assignment.id)).one_or_none() or new_id()
    released = session.scalars(select(AuditRelease.public_id)).one_or_none() or timeless_id()
    appeal = session.scalars(select(Appeal)).one_or_none()
    appealed = (appeal.id, appeal.version) if appeal else (new_id(), 1)
    return Keys(assignment.id, assignment.version, draft, released, *appealed, cast["q"].person_id)


def decide(session: Session, at: Keys, ruling: Ruling) -> Callable[[Actor], object]:
    rulings = [RulingForm(item_code="smile", ruling=ruling, value="yes" if ruling is Ruling.AMENDED else None, reason=WHY)]
    return lambda by: decide_appeal(session, appeal_id=at.appeal_id, seen=at.appeal_version, rulings=rulings, by=by)


def steps(session: Session, at: Keys) -> dict[str, Callable[[Actor], object]]:
    """Each thing that can be done, as somebody does it."""
    visit = {"assignment_id": at.assignment_id, "seen": at.version, "reason": WHY}
    days = {"visit_from": DAY, "due_on": DAY + timedelta(days=20)}
    draft: dict[str, Any] = {"draft_id": at.draft_id}
    place = {"latitude": 31.2, "longitude": 121.5, "accuracy_m": 20.0, "claimed_at": None}
    said: dict[str, Any] = {"submission_id": at.draft_id, "reason": WHY}
    objection = [AppealItemForm(item_code="smile", category=AppealCategory.FACT, text=WHY)]
    other = "a token of another tab"
    return {
        "open": lambda by: open_draft(session, assignment_id=at.assignment_id, by=by),
        "answer": lambda by: store_answer(session, **draft, item_code="smile", value="yes", lease=LEASE, by=by),
        "locate": lambda by: note_location(session, **draft, **place, by=by),
        "submit": lambda by: submit(session, **draft, lease=LEASE, claimed_at=None, by=by),
        "take over": lambda by: take_lease(session, **draft, token=other, force=True, by=by),
        "cancel": lambda by: cancel_visit(session, **visit, by=by),
        "move": lambda by: move_visit(session, **visit, **days, by=by),
        "reassign": lambda by: reassign_visit(session, **visit, to=at.shopper_id, by=by),
        "take up": lambda by: take_up(session, submission_id=at.draft_id, by=by),
        "correct": lambda by: correct_answer(session, **said, item_code="smile", value="yes", by=by),
        "return": lambda by: return_audit(session, **said, by=by),
        "approve": lambda by: approve_audit(session, submission_id=at.draft_id, by=by),
        "take the return back": lambda by: withdraw_return(session, **said, by=by),
        "take the approval back": lambda by: withdraw_approval(session, **said, by=by),
        "exclude": lambda by: exclude_audit(session, **said, by=by),
        "count again": lambda by: reinstate_audit(session, **said, by=by),
        "release": lambda by: release_audits(session, submission_ids=[at.draft_id], by=by),
        "appeal": lambda by: open_appeal(session, public_id=at.public_id, items=objection, by=by),
        "take the appeal back": lambda by: withdraw_appeal(session, appeal_id=at.appeal_id, seen=at.appeal_version, by=by),
        "decide the appeal": decide(session, at, Ruling.AMENDED),
        "see as a reviewer": lambda by: audit(session, submission_id=at.draft_id, by=by),
        "see as a store": lambda by: released_audit(session, public_id=at.public_id, by=by),
    }


def happens(cast: Cast, step: str, who: str) -> bool:
    """Whether it is done; whatever was done is undone."""
    try:
        with writing() as session:
            steps(session, keys(session, cast))[step](cast[who])
            session.flush()
            raise Undo
    except Undo:
        return True
    except Refusal:
        return False


def expected(step: str, who: str, state: str) -> bool:
    rule = ALLOWED[step]
    return state in rule.get(who, "") if isinstance(rule, dict) else who in rule[0] and state in rule[1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the same code decides on both
@pytest.mark.parametrize("state", STATES)
def test_every_cell_of_people_and_steps_is_as_the_table_says(database: object, state: str) -> None:
    with writing() as session:
        people = cast(session)
    with writing() as session:
        bring_to(session, people, state)
    with reading() as session:
        assert set(steps(session, keys(session, people))) == set(ALLOWED)
    wrong = [
        f"{who}: {step} {'is refused' if expected(step, who, state) else 'is possible'}"
        for step in ALLOWED
        for who in PEOPLE
        if happens(people, step, who) != expected(step, who, state)
    ]
    assert wrong == []


def test_the_table_has_every_state_of_an_audit() -> None:
    """Approved stands there twice: before and after the release."""
    assert len(STATES) == len(AuditState) + 1
