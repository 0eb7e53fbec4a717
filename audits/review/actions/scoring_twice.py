"""Audits scored a second time, blindly: drawn at random so that anybody can draw them again, given out, and stored once."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.review.models import AnswerCorrection, AuditScore, ReviewDecision, ScoringDraw, SecondScoring
from audits.review.queries.counting import counts
from audits.rubrics.forms import RubricText
from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import AT_ONCE, checked, shown_codes
from audits.visits.models import SCORED_STATES, Assignment, Purpose, Submission
from audits.visits.queries import field_rules
from audits.visits.rules import is_blank
from audits.visits.rules.sampling import Unit, draw, population_hash
from tracker.core import clock, db, events
from tracker.core.db import refuse_unless
from tracker.core.refusals import NotFound
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Person, Store
from tracker.people.queries import actor_of_person
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.models import Programme

LOOKED_INTO = (
    (ReviewDecision.submission_id, ReviewDecision.decided_by),
    (AnswerCorrection.submission_id, AnswerCorrection.corrected_by),
)
MOST_DRAWN = 500  # at once: nobody scores more before the next draw


@dataclass(frozen=True)
class Drawn:
    """`without_rater` audits were drawn and given to nobody: every rater visited, decided about or does not reach them."""

    draw_id: UUID
    population: int
    given: int
    without_rater: int


@dataclass(frozen=True)
class _Audit:
    submission_id: UUID
    place: Place
    store_code: str
    involved: frozenset[UUID | None]


def draw_scorings(
    session: Session,
    *,
    programme_id: UUID,
    first: date,
    last: date,
    raters: Sequence[UUID],
    by: Actor,
    share: float | None = None,
    seed: str | None = None,
) -> Drawn:
    """Draw a share (None: the programme's own) of the counted audits of these days that nobody was asked to score again yet."""
    demand(by, Action.DRAW_SCORINGS, Place(programme_id))
    refuse_unless(first <= last, "agreement.period_order", field="last_day")
    share = field_rules(session, programme_id=programme_id).second_share if share is None else share
    refuse_unless(0 < share <= 1, "agreement.share_wrong", field="second_share")
    seed = seed or secrets.token_hex(16)
    # Two draws at the same time: the second waits here, and then finds what the first one drew.
    session.scalars(select(Programme.id).where(Programme.id == programme_id).with_for_update()).one_or_none()
    audits = {str(audit.submission_id): audit for audit in _population(session, programme_id, first, last, by)}
    refuse_unless(bool(audits), "agreement.nothing_to_draw")
    units = [Unit(key, audit.store_code) for key, audit in audits.items()]
    wanted = ceil(share * len(units))
    refuse_unless(wanted <= MOST_DRAWN, "agreement.too_many", most=MOST_DRAWN)
    chosen = [audits[unit.key] for unit in draw(units, seed=seed, size=wanted)]
    said = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "share": str(share),
        "states": sorted(state.value for state in SCORED_STATES),
        "purpose": Purpose.COUNTED.value,
        "scored_twice_already": False,
        "population_hash": population_hash(units),
    }
    row = ScoringDraw(
        programme_id=programme_id, seed=seed, chosen_by=said, population=len(units), drawn=len(chosen), drawn_by=by.person_id
    )
    session.add(row)
    session.flush()
    given = _give_out(session, chosen, _raters(session, raters), programme_id, row.id, by)
    found = {"seed": seed, "population": len(units), "drawn": len(chosen), "given": given} | said
    events.record(session, by=by.person_id, verb="scoring.drawn", on="scoring_draw", key=row.id, change=found)
    return Drawn(row.id, len(units), given, len(chosen) - given)


def ask_to_score(session: Session, *, submission_id: UUID, raters: Sequence[UUID], by: Actor) -> int:
    """Ask several people to score the same calibration audit; how many of them were asked now. It is compared with its agreed
    answers, those in effect after review, so it must have been approved."""
    demand(by, Action.DRAW_SCORINGS)
    row = session.execute(
        select(Submission, Assignment.state, Assignment.assignee_id, Store.region_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .where(
            Submission.id == submission_id,
            Assignment.purpose == Purpose.CALIBRATION,
            Assignment.state.in_(SCORED_STATES),
            store_condition(by),
            programme_condition(by, Submission.programme_id),
        )
    ).one_or_none()
    if row is None:
        raise NotFound("agreement.no_calibration")
    submission = row.Submission
    place = Place(submission.programme_id, row.region_id, submission.store_id)
    demand(by, Action.DRAW_SCORINGS, place)
    asked = set(session.scalars(select(SecondScoring.rater_id).where(SecondScoring.submission_id == submission_id)))
    able = [
        rater.person_id
        for rater in _raters(session, raters)
        if can(rater, Action.SCORE_AGAIN, place) and rater.person_id not in asked | {row.assignee_id}
    ]
    refuse_unless(bool(able), "agreement.nobody_able", field="raters")
    session.add_all(_asked(submission_id, submission.programme_id, None, rater, by) for rater in able)
    change = {"raters": able, "submission": submission_id}
    events.record(session, by=by.person_id, verb="scoring.asked", on="submission", key=submission_id, change=change)
    return len(able)


def score_again(session: Session, *, scoring_id: UUID, seen: int, answers: Mapping[str, Any], by: Actor) -> int:
    """Store the second answers, once; how many there are. What the evidence does not show is left out."""
    demand(by, Action.SCORE_AGAIN)
    row = session.execute(
        select(Submission, Assignment.rubric_version_id, Store.region_id)
        .join(SecondScoring, SecondScoring.submission_id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .where(SecondScoring.id == scoring_id, SecondScoring.rater_id == by.person_id)
    ).one_or_none()
    if row is None:
        raise NotFound("agreement.not_yours")
    demand(by, Action.SCORE_AGAIN, Place(row.Submission.programme_id, row.region_id, row.Submission.store_id))
    scoring = db.take(session, SecondScoring, scoring_id, seen=seen)
    refuse_unless(scoring.done_at is None, "agreement.done_already")
    rubric: RubricText = rubric_version(session, version_id=row.rubric_version_id).rubric
    given = {code: checked(rubric, code, value) for code, value in answers.items()}
    shown = shown_codes(rubric, given)
    kept = {code: value for code, value in given.items() if code in shown and not is_blank(value)}
    refuse_unless(bool(kept), "agreement.no_answers")
    db.change(scoring, answers=kept, done_at=clock.now())
    change = {"answers": len(kept)}
    events.record(session, by=by.person_id, verb="scoring.done", on="second_scoring", key=scoring_id, change=change)
    return len(kept)


def _population(session: Session, programme_id: UUID, first: date, last: date, by: Actor) -> list[_Audit]:
    """With who is involved in each: its visitor, whoever sent it, had it in review, corrected it or decided about it."""
    rows = session.execute(
        select(Submission, Assignment.assignee_id, Assignment.reviewer_id, Store.region_id, Store.code)
        .join(AuditScore, AuditScore.submission_id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .where(
            AuditScore.programme_id == programme_id,
            AuditScore.visited_on.between(first, last),
            counts(),
            Submission.id.not_in(select(SecondScoring.submission_id).where(SecondScoring.programme_id == programme_id)),
            store_condition(by),
            programme_condition(by, Submission.programme_id),
        )
        .order_by(Submission.id)
    ).all()
    deciders: dict[UUID, set[UUID]] = {}
    keys = [row.Submission.id for row in rows]
    for at in range(0, len(keys), AT_ONCE):
        for submission_id, person_id in LOOKED_INTO:
            for key, who in session.execute(select(submission_id, person_id).where(submission_id.in_(keys[at : at + AT_ONCE]))):
                deciders.setdefault(key, set()).add(who)
    return [
        _Audit(
            row.Submission.id,
            Place(programme_id, row.region_id, row.Submission.store_id),
            row.code,
            frozenset({row.assignee_id, row.reviewer_id, row.Submission.submitted_by, *deciders.get(row.Submission.id, ())}),
        )
        for row in rows
    ]


def _raters(session: Session, keys: Sequence[UUID]) -> list[Actor]:
    """The active people with these keys who may score again at all, with the reach they have."""
    people = session.execute(select(Person.id).where(Person.id.in_(keys), Person.active).order_by(Person.id)).scalars()
    raters = [actor for key in people if (actor := actor_of_person(session, person_id=key)) and can(actor, Action.SCORE_AGAIN)]
    refuse_unless(bool(raters), "agreement.no_raters", field="raters")
    return raters


def _give_out(
    session: Session, audits: Sequence[_Audit], raters: Sequence[Actor], programme_id: UUID, draw_id: UUID, by: Actor
) -> int:
    """Each audit to whoever has fewest of those who may have it; the order of the draw is random, so this is fair enough."""
    load: Counter[UUID] = Counter()
    for audit in audits:
        able = [
            rater.person_id
            for rater in raters
            if rater.person_id not in audit.involved and can(rater, Action.SCORE_AGAIN, audit.place)
        ]
        if able:
            chosen = min(able, key=lambda rater: (load[rater], able.index(rater)))
            load[chosen] += 1
            session.add(_asked(audit.submission_id, programme_id, draw_id, chosen, by))
    return load.total()


def _asked(submission_id: UUID, programme_id: UUID, draw_id: UUID | None, rater: UUID, by: Actor) -> SecondScoring:
    return SecondScoring(
        submission_id=submission_id, programme_id=programme_id, draw_id=draw_id, rater_id=rater, asked_by=by.person_id
    )
