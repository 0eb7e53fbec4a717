"""The integrity signals of audits: what a reviewer should look at, found in a few queries however many audits are asked for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from audits.review.rules import integrity as rules
from audits.review.rules.integrity import Elsewhere, Sign, SignalKind
from audits.rubrics.forms import ItemKind, RubricText
from audits.rubrics.queries import rubric_version
from audits.visits.actions.given import AT_ONCE, latest_answers_of, live_evidence_of, shown_codes
from audits.visits.models import Answer, Assignment, Draft, Evidence, Submission, TrapAnswer, VisitLocation, WrittenText
from audits.visits.rules import Flag, filled_in_between, flags, is_blank
from audits.visits.rules.places import distance_m, was_open
from tracker.core.words import say
from tracker.people.models import Person, Store

IN_PERSON = "store"  # the channel whose visitor stands in the store
SCALES = frozenset({ItemKind.SINGLE, ItemKind.YESNO})
OTHERS = 300  # of the latest audits on a version: enough for a median, whatever is stored
UTC = "UTC"
Spans = dict[tuple[UUID, UUID], list[tuple[UUID, timedelta]]]  # by programme and version: submissions and how long they took


@dataclass(frozen=True)
class Signal(Sign):
    def said(self) -> str:
        """The reason in the reader's words."""
        return say(f"signals.kind.{self.kind.value}", **self.facts)


def signals_of(session: Session, submission_ids: Collection[UUID]) -> dict[UUID, list[Signal]]:
    """What is odd about each of these submissions as they were sent, the heaviest first; an empty list where nothing is. Whoever
    asks has shown the right to the audits: the facts name other visits."""
    keys, found = list(submission_ids), dict[UUID, list[Signal]]()
    spans: Spans = {}
    for at in range(0, len(keys), AT_ONCE):
        found |= _signals(session, keys[at : at + AT_ONCE], spans)
    return found


def _signals(session: Session, keys: Sequence[UUID], spans: Spans) -> dict[UUID, list[Signal]]:
    rows = session.execute(
        select(Submission, Assignment, Draft.opened_at, Draft.attempt, Store, Person.time_zone)
        .join(Draft, Draft.id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Store, Store.id == Submission.store_id)
        .join(Person, Person.id == Assignment.assignee_id)
        .where(Submission.id.in_(keys))
    ).all()
    answers, pictures = latest_answers_of(session, keys), live_evidence_of(session, keys)
    places, traps = _nearest(session, rows), _traps(session, rows)
    photos = _photos_elsewhere(session, {mark for given in pictures.values() for hashes in given.values() for mark in hashes})
    texts, claims = _texts_elsewhere(session, keys), _first_claims(session, keys)
    found = {}
    for row in rows:
        key, on = row.Submission.id, (row.Submission.programme_id, row.Assignment.rubric_version_id)
        if on not in spans:
            spans[on] = _spans(session, *on)
        rubric = rubric_version(session, version_id=on[1]).rubric
        shown = shown_codes(rubric, answers.get(key, {}))
        given = {code: value for code, value in answers.get(key, {}).items() if code in shown and not is_blank(value)}
        hashes = {mark for code, marks in pictures.get(key, {}).items() if code in shown for mark in marks}
        signs = [
            *rules.same_photos([photos[mark] for mark in sorted(hashes) if mark in photos]),
            *rules.same_texts(texts.get(key, [])),
            *rules.trapped(_expected(traps, row), given, {code: str(item.label) for code, item in rubric.items.items()}),
            *_where(row, places),
            *_when(row, len(given), [span for other, span in spans[on] if other != key], claims.get(key)),
            *rules.straight(_choices(rubric, given)),
        ]
        found[key] = [Signal(sign.kind, sign.facts) for sign in rules.told(signs)]
    return found


def _where(row: Any, places: Mapping[UUID, tuple[float, float]]) -> list[Sign]:
    near = places.get(row.Assignment.id)
    return rules.far_away(*near) if near and row.Assignment.channel_code == IN_PERSON else []


def _first_claims(session: Session, keys: Sequence[UUID]) -> dict[UUID, datetime]:
    """When a phone that kept its answers says the first of them was given."""
    rows = session.execute(
        select(Answer.draft_id, func.min(Answer.claimed_at).label("first"))
        .where(Answer.draft_id.in_(keys), Answer.claimed_at.is_not(None))
        .group_by(Answer.draft_id)
    )
    return {row.draft_id: row.first for row in rows}


def _when(row: Any, answered: int, others: Sequence[timedelta], first_claim: datetime | None) -> list[Sign]:
    """What the times say. A returned audit is opened again with its answers, so only the first attempt tells how long it took."""
    submission, assignment, store = row.Submission, row.Assignment, row.Store
    raised = flags(
        opened_at=row.opened_at,
        received_at=submission.received_at,
        claimed_at=submission.claimed_at,
        visit_from=assignment.visit_from,
        due_on=assignment.due_on,
        zone=row.time_zone or UTC,
        answered=answered,
        first_claim=first_claim,
        sent_at=submission.sent_at,
    )
    begun, ended = filled_in_between(
        row.opened_at, submission.received_at, first_claim, submission.claimed_at, submission.sent_at
    )
    if row.attempt > 1:
        return [Sign(SignalKind(flag.value)) for flag in raised if flag is Flag.CLOCK_SKEW]
    signs = [Sign(SignalKind(flag.value)) for flag in raised]
    signs += rules.quick(ended - begun, others)
    if assignment.channel_code == IN_PERSON and store.opens_at and store.closes_at:
        zone = store.time_zone or row.time_zone or UTC
        if not was_open(begun, ended, store.opens_at, store.closes_at, zone):
            signs.append(Sign(SignalKind.CLOSED, {"opens": store.opens_at, "closes": store.closes_at}))
    return signs


def _choices(rubric: RubricText, given: Mapping[str, Any]) -> list[tuple[tuple[str, ...], Any]]:
    """Scale and answer of each choice between the same few options, in the rubric's order."""
    return [
        (tuple(option.code for option in item.options), given[item.code])
        for item in rubric.all_items()
        if item.kind in SCALES and item.code in given
    ]


def _nearest(session: Session, rows: Sequence[Any]) -> dict[UUID, tuple[float, float]]:
    """Metres from the store, and the phone's own doubt about them, of the nearest place a visitor gave, by assignment."""
    stores = {row.Assignment.id: row.Store for row in rows if row.Store.latitude is not None}
    given = session.execute(
        select(Draft.assignment_id, VisitLocation.latitude, VisitLocation.longitude, VisitLocation.accuracy_m)
        .join(VisitLocation, VisitLocation.draft_id == Draft.id)
        .where(Draft.assignment_id.in_(stores))
    )
    nearest: dict[UUID, tuple[float, float]] = {}
    for key, latitude, longitude, accuracy in given:
        store = stores[key]
        far = distance_m(latitude, longitude, store.latitude, store.longitude)
        if key not in nearest or far - accuracy < nearest[key][0] - nearest[key][1]:
            nearest[key] = far, accuracy
    return nearest


def _traps(session: Session, rows: Sequence[Any]) -> dict[UUID, list[TrapAnswer]]:
    waves = {row.Assignment.wave_id for row in rows if row.Assignment.wave_id is not None}
    traps: dict[UUID, list[TrapAnswer]] = defaultdict(list)
    for trap in session.scalars(select(TrapAnswer).where(TrapAnswer.wave_id.in_(waves))) if waves else ():
        traps[trap.wave_id].append(trap)
    return traps


def _expected(traps: Mapping[UUID, Sequence[TrapAnswer]], row: Any) -> dict[str, Any]:
    """By item; what is set for the store itself goes before what is set for all."""
    mine = [trap for trap in traps.get(row.Assignment.wave_id, ()) if trap.store_id in (None, row.Store.id)]
    return {trap.item_code: trap.expected for trap in sorted(mine, key=lambda trap: trap.store_id is not None)}


def _photos_elsewhere(session: Session, hashes: Collection[str]) -> dict[str, Elsewhere]:
    return _elsewhere(session, Evidence.file_hash, Evidence.draft_id, sorted(hashes), ~Evidence.withdrawn)


def _texts_elsewhere(session: Session, keys: Sequence[UUID]) -> dict[UUID, list[Elsewhere]]:
    own = session.execute(select(WrittenText.submission_id, WrittenText.mark).where(WrittenText.submission_id.in_(keys))).all()
    found = _elsewhere(session, WrittenText.mark, WrittenText.submission_id, sorted({row.mark for row in own}))
    elsewhere: dict[UUID, list[Elsewhere]] = defaultdict(list)
    for key, mark in sorted({(row.submission_id, row.mark) for row in own}):
        if mark in found:
            elsewhere[key].append(found[mark])
    return elsewhere


def _elsewhere(
    session: Session, mark: Any, draft_id: Any, marks: Sequence[str], *conditions: ColumnElement[bool]
) -> dict[str, Elsewhere]:
    """The marks that stand in more than one visit: in how many others, and one of the stores."""
    found = {}
    visits = func.count(Draft.assignment_id.distinct())
    for at in range(0, len(marks), AT_ONCE):
        rows = session.execute(
            select(mark.label("mark"), visits.label("n"), func.min(Store.code), func.max(Store.code))
            .join(Draft, Draft.id == draft_id)
            .join(Assignment, Assignment.id == Draft.assignment_id)
            .join(Store, Store.id == Assignment.store_id)
            .where(mark.in_(marks[at : at + AT_ONCE]), *conditions)
            .group_by(mark)
            .having(visits > 1)
        )
        for hashed, n, first, last in rows:
            found[hashed] = Elsewhere(n - 1, first if first == last else f"{first}, {last}")
    return found


def _spans(session: Session, programme_id: UUID, version_id: UUID) -> list[tuple[UUID, timedelta]]:
    """How long the latest first attempts took."""
    rows = session.execute(
        select(Submission.id, Draft.opened_at, Submission.received_at)
        .join(Draft, Draft.id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(Submission.programme_id == programme_id, Assignment.rubric_version_id == version_id, Draft.attempt == 1)
        .order_by(Submission.received_at.desc())
        .limit(OTHERS)
    )
    return [(row.id, row.received_at - row.opened_at) for row in rows]
