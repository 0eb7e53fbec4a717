"""Audits to score a second time, as their rater sees them: the store, the pictures and the words, never answer or score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from audits.review.models import ScoringDraw, SecondScoring
from audits.rubrics.forms import ItemKind, RubricText, note_code
from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import latest_answers, live_evidence, shown_codes
from audits.visits.models import SCORED_STATES, Assignment, Purpose, Submission
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, roles_that_may, store_condition
from tracker.people.models import Channel, Identity, Person, Store
from tracker.people.rules import Action, Actor, Role

MOST_OPEN = 100
MOST_DRAWS = 20
MOST_CALIBRATIONS = 50


@dataclass(frozen=True)
class ScoringRow:
    id: UUID
    store: Label
    store_code: str
    channel: Label
    asked_at: datetime
    is_calibration: bool


@dataclass(frozen=True)
class ScoringInHand:
    """`texts` and `evidence` are what the visitor wrote and photographed, by item."""

    id: UUID
    version: int
    store: Label
    store_code: str
    channel: Label
    rubric: RubricText
    texts: Mapping[str, str]
    evidence: Mapping[str, list[str]]


@dataclass(frozen=True)
class Rater:
    id: UUID
    name: str
    role: Role


@dataclass(frozen=True)
class DrawRow:
    drawn_at: datetime
    first: date
    last: date
    population: int
    drawn: int
    given: int
    done: int
    seed: str


@dataclass(frozen=True)
class CalibrationRow:
    submission_id: UUID
    store: Label
    store_code: str
    received_at: datetime
    asked: int
    done: int


def open_scorings(session: Session, *, by: Actor) -> list[ScoringRow]:
    """What this person was asked to score again and has not, oldest first."""
    demand(by, Action.SCORE_AGAIN)
    rows = session.execute(
        select(
            SecondScoring.id,
            Store.name,
            Store.code,
            Channel.name.label("channel"),
            SecondScoring.asked_at,
            Assignment.purpose == Purpose.CALIBRATION,
        )
        .join(Submission, Submission.id == SecondScoring.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .join(Channel, Channel.code == Assignment.channel_code)
        .where(SecondScoring.rater_id == by.person_id, SecondScoring.done_at.is_(None))
        .order_by(SecondScoring.id)
        .limit(MOST_OPEN)
    )
    return [ScoringRow(*row) for row in rows]


def scoring_in_hand(session: Session, *, scoring_id: UUID, by: Actor) -> ScoringInHand:
    demand(by, Action.SCORE_AGAIN)
    row = session.execute(
        select(SecondScoring, Assignment.rubric_version_id, Store.name, Store.code, Channel.name.label("channel"))
        .join(Submission, Submission.id == SecondScoring.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .join(Channel, Channel.code == Assignment.channel_code)
        .where(SecondScoring.id == scoring_id, SecondScoring.rater_id == by.person_id, SecondScoring.done_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound("agreement.not_yours")
    key = row.SecondScoring.submission_id
    rubric, answers = rubric_version(session, version_id=row.rubric_version_id).rubric, latest_answers(session, key)
    return ScoringInHand(
        id=scoring_id,
        version=row.SecondScoring.version,
        store=row.name,
        store_code=row.code,
        channel=row.channel,
        rubric=rubric,
        texts=_texts(rubric, answers),
        evidence=live_evidence(session, key),
    )


def _texts(rubric: RubricText, answers: Mapping[str, Any]) -> dict[str, str]:
    """Notes and written answers by item: a note explains an answer, so it may tell it, but without it a rater sees too little."""
    shown = shown_codes(rubric, answers)
    texts = {}
    for item in rubric.all_items():
        own = answers.get(item.code) if item.kind is ItemKind.TEXT and item.code in shown else None
        note = answers.get(note_code(item.code)) if note_code(item.code) in shown else None
        if said := "\n".join(text for text in (own, note) if isinstance(text, str)):
            texts[item.code] = said
    return texts


def rater_choices(session: Session, *, by: Actor) -> list[Rater]:
    """Who may be asked, by name."""
    demand(by, Action.DRAW_SCORINGS)
    rows = session.execute(
        select(Person.id, Identity.display_name, Person.role)
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.role.in_(roles_that_may(Action.SCORE_AGAIN)), Person.active)
        .order_by(Identity.display_name, Person.id)
    )
    return [Rater(*row) for row in rows]


def draws(session: Session, *, programme_id: UUID, by: Actor) -> list[DrawRow]:
    """The latest draws with what anybody needs to draw them again, and how far they are."""
    demand(by, Action.DRAW_SCORINGS)
    given = (
        select(
            SecondScoring.draw_id,
            func.count().label("given"),
            func.sum(case((SecondScoring.done_at.is_(None), 0), else_=1)).label("done"),
        )
        .where(SecondScoring.programme_id == programme_id)
        .group_by(SecondScoring.draw_id)
        .subquery()
    )
    rows = session.execute(
        select(ScoringDraw, given.c.given, given.c.done)
        .outerjoin(given, given.c.draw_id == ScoringDraw.id)
        .where(ScoringDraw.programme_id == programme_id, programme_condition(by, ScoringDraw.programme_id))
        .order_by(ScoringDraw.id.desc())
        .limit(MOST_DRAWS)
    )
    return [
        DrawRow(
            row.ScoringDraw.drawn_at,
            date.fromisoformat(row.ScoringDraw.chosen_by["first"]),
            date.fromisoformat(row.ScoringDraw.chosen_by["last"]),
            row.ScoringDraw.population,
            row.ScoringDraw.drawn,
            row.given or 0,
            row.done or 0,
            row.ScoringDraw.seed,
        )
        for row in rows
    ]


def calibrations(session: Session, *, programme_id: UUID, by: Actor) -> list[CalibrationRow]:
    """Approved calibration audits, latest first, with how many were asked to score them."""
    demand(by, Action.DRAW_SCORINGS)
    rows = session.execute(
        select(
            Submission.id,
            Store.name,
            Store.code,
            Submission.received_at,
            func.count(SecondScoring.id),
            func.count(SecondScoring.done_at),
        )
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .outerjoin(SecondScoring, SecondScoring.submission_id == Submission.id)
        .where(
            Submission.programme_id == programme_id,
            Assignment.purpose == Purpose.CALIBRATION,
            Assignment.state.in_(SCORED_STATES),
            store_condition(by),
            programme_condition(by, Submission.programme_id),
        )
        .group_by(Submission.id, Store.name, Store.code, Submission.received_at)
        .order_by(Submission.received_at.desc())
        .limit(MOST_CALIBRATIONS)
    )
    return [CalibrationRow(*row) for row in rows]
