"""The example's audits: a year of approved ones, and those on their way. Scored, counted and found wanting as by a reviewer.

Two thousand audits one by one through the actions would take minutes; here the same rules make the same rows, stored in bulk.
A test holds them against what the actions store.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from audits.findings.forms import what_failed
from audits.findings.models import ActionChange, ActionCheck, ActionEvidence, ActionFinding, CorrectiveAction, Finding
from audits.review.actions.tallying import TALLIES, CountedScore, rows_of
from audits.review.models import (
    AnswerCorrection,
    Appeal,
    AppealDecision,
    AppealItem,
    AppealRuling,
    AuditRelease,
    AuditScore,
    Decision,
    ReviewDecision,
    ScoringDraw,
    SecondScoring,
)
from audits.review.rules import pseudonym, visited_on
from audits.rubrics.forms import RubricText, score_answers
from audits.scoring.documents import score_document
from audits.visits.models import (
    SCORED_STATES,
    Answer,
    Assignment,
    AuditState,
    Draft,
    Evidence,
    Familiarity,
    FieldProfile,
    Submission,
    VisitCost,
    VisitLocation,
    Wave,
    WaveQuota,
    WaveTarget,
)
from audits.visits.rules import payload_hash
from results.example.actions.answers import answer, part_of, photographed
from results.example.actions.organisation import Cast
from results.example.places import StoreText, dice
from results.example.rules import CHANNELS, MONTHS_SINCE, OPEN_VISITS, REASONS, ZONE, audits_of, moment, months, quarter
from tracker.core.ids import new_id
from tracker.core.models import Base
from tracker.people.rules import Role
from tracker.plan.rules import month_start

AT_ONCE = 5_000
TABLES: tuple[type[Base], ...] = (
    Wave,
    WaveTarget,
    WaveQuota,
    FieldProfile,
    Familiarity,
    Assignment,
    Draft,
    Answer,
    Evidence,
    Submission,
    ReviewDecision,
    AuditScore,
    AuditRelease,
    Appeal,
    AppealItem,
    AppealRuling,
    AppealDecision,
    AnswerCorrection,
    Finding,
    CorrectiveAction,
    ActionFinding,
    ActionChange,
    ActionEvidence,
    ActionCheck,
    ScoringDraw,
    SecondScoring,
    VisitCost,
    VisitLocation,
    *TALLIES,
)
LAST_VISIT_DAY = 24  # of a month, so that a visit is decided about within it
Rubrics = Mapping[str, tuple[UUID, RubricText]]


@dataclass(frozen=True)
class Setting:
    """What all audits share: the programme, the published rubric of each channel, the pictures in the file store."""

    programme_id: UUID
    starts_on: date
    today: date
    rubrics: Rubrics
    pictures: Sequence[str]
    own_pictures: Sequence[str] = ()  # for visits on their way: a picture in many visits is a signal to their reviewer


@dataclass
class Rows:
    """Rows by table."""

    of: dict[type[Base], list[dict[str, Any]]] = field(default_factory=lambda: {kind: [] for kind in TABLES})
    percents_before: list[float] = field(default_factory=list)

    def add(self, kind: type[Base], /, **values: Any) -> None:
        self.of[kind].append(values)

    def store(self, session: Session) -> None:
        tables = Base.metadata.tables  # into the tables, past the mapping: half the time
        for kind in TABLES:
            rows = self.of[kind]
            for start in range(0, len(rows), AT_ONCE):
                session.execute(insert(tables[kind.__tablename__]), rows[start : start + AT_ONCE])

    def counts(self) -> dict[str, int]:
        return {kind.__tablename__: len(rows) for kind, rows in self.of.items()}


@dataclass(frozen=True)
class Visit:
    """One visit to make rows of."""

    store_id: UUID
    store: StoreText
    channel: str
    visitor: UUID
    visit_from: date
    due_on: date
    month: int


def year_of_audits(cast: Cast, setting: Setting) -> Rows:
    """The approved audits, month by month; the stores take turns, so that each is seen in every quarter."""
    random, rows = dice("audits"), Rows()
    stores = cycle(sorted(cast.stores.values(), key=lambda pair: dice(pair[1].code).random()))
    visitors = [*cast.with_role(Role.MYSTERY_SHOPPER), *cast.with_role(Role.SUPERVISOR)[:2]]
    reviewers = cast.with_role(Role.REVIEWER)
    for month in months():
        first = month_start(setting.starts_on, month)
        for _ in range(audits_of(month)):
            store_id, store = next(stores)
            channel = random.choices([code for code, _ in CHANNELS], [share for _, share in CHANNELS])[0]
            day = first.replace(day=random.randint(2, LAST_VISIT_DAY))
            visit_from = day - timedelta(days=random.randint(0, 8))
            visit = Visit(store_id, store, channel, random.choice(visitors), visit_from, visit_from + timedelta(days=13), month)
            opened_at = moment(day, random.randint(9, 19), random.randint(0, 59))
            _approved(rows, setting, visit, opened_at, random.choice(reviewers), random)
    return rows


def visits_on_their_way(rows: Rows, cast: Cast, setting: Setting) -> None:
    """Assigned, begun, waiting for review and returned ones, shared out over the field roles one after the other."""
    random = dice("open visits")
    visitors = cycle([*cast.with_role(Role.MYSTERY_SHOPPER)[:4], *cast.with_role(Role.SUPERVISOR)[:1]])
    stores = cycle(list(cast.stores.values())[::7])
    reviewer, own = cast.with_role(Role.REVIEWER)[0], cycle(setting.own_pictures or setting.pictures)
    for word, since, until in OPEN_VISITS:
        store_id, store = next(stores)
        visit_from, due_on = setting.today + timedelta(days=since), setting.today + timedelta(days=until)
        visit = Visit(store_id, store, "store", next(visitors), visit_from, due_on, MONTHS_SINCE)
        state = AuditState(word)
        assignment_id = _assignment(rows, setting, visit, state)
        if state is AuditState.ASSIGNED:
            continue
        opened_at = moment(setting.today - timedelta(days=random.randint(2, 6)), random.randint(9, 19), 20)
        answers = answer(setting.rubrics["store"][1], store.quality, MONTHS_SINCE, random)
        taken = replace(setting, pictures=[next(own)])
        if state is AuditState.IN_PROGRESS:
            begun = part_of(answers, setting.rubrics["store"][1], random.uniform(0.2, 0.8))
            _draft(rows, taken, visit, assignment_id, begun, opened_at, random)
            continue
        draft_id = _submission(rows, taken, visit, assignment_id, answers, opened_at, random)
        if state is AuditState.RETURNED:
            decided = {"decision": Decision.RETURNED, "reason": random.choice(REASONS), "decided_by": reviewer}
            decided_at = opened_at + timedelta(hours=20)
            rows.add(
                ReviewDecision,
                id=new_id(),
                programme_id=setting.programme_id,
                submission_id=draft_id,
                decided_at=decided_at,
                **decided,
            )


def _approved(rows: Rows, setting: Setting, visit: Visit, opened_at: datetime, reviewer: UUID, random: Random) -> None:
    """An audit with all that an approval stores (audits.review and audits.findings)."""
    rubric = setting.rubrics[visit.channel][1]
    answers = answer(rubric, visit.store.quality, visit.month, random)
    assignment_id = _assignment(rows, setting, visit, AuditState.APPROVED)
    submission_id = _submission(rows, setting, visit, assignment_id, answers, opened_at, random)
    received_at = rows.of[Submission][-1]["received_at"]
    decided_at = received_at + timedelta(hours=random.randint(3, 60))
    score = score_answers(rubric, answers)
    percent = None if score.percent is None else float(score.percent)
    common = {"programme_id": setting.programme_id, "submission_id": submission_id}
    day = visited_on(received_at, ZONE)
    decision = {"decision": Decision.APPROVED, "reason": "", "decided_at": decided_at, "decided_by": reviewer}
    rows.add(ReviewDecision, id=new_id(), **common, **decision)
    rows.add(
        AuditScore,
        id=new_id(),
        **common,
        store_id=visit.store_id,
        channel_code=visit.channel,
        visited_on=day,
        earned=str(score.earned),
        possible=str(score.possible),
        percent=percent,
        passed=score.passed,
        band=score.band,
        result=score_document(score),
        scored_at=decided_at,
    )
    public_id = UUID(int=random.getrandbits(128), version=4)
    release = {"public_id": public_id, "pseudonym": pseudonym(public_id), "released_at": decided_at, "released_by": reviewer}
    rows.add(AuditRelease, **common, store_id=visit.store_id, **release)
    for failed in what_failed(rubric, answers, score):
        found = {"store_id": visit.store_id, "item_code": failed.code, "kind": failed.kind, "found_at": decided_at}
        rows.add(Finding, id=new_id(), **common, **found)
    if percent is not None and quarter(visit.month) < 2:
        rows.percents_before.append(percent)


def count_scores(rows: Rows, cast: Cast, setting: Setting) -> None:
    """The tallies of all scores that count, once it is known which do."""
    assignments = {row["id"]: row for row in rows.of[Assignment]}
    visits = {row["id"]: assignments[row["assignment_id"]] for row in rows.of[Submission]}
    regions = {key: cast.regions[text.area] for key, text in cast.stores.values()}
    rubrics = {key: text.code for key, text in setting.rubrics.values()}
    replaced = {row["replaces"] for row in rows.of[AuditScore]}
    given = ("programme_id", "store_id", "channel_code", "visited_on", "percent", "passed", "result")
    counted = []
    for row in rows.of[AuditScore]:
        visit = visits[row["submission_id"]]
        if row["id"] not in replaced and visit["state"] in SCORED_STATES:
            where: dict[str, Any] = {"region_id": regions[row["store_id"]], "rubric_code": rubrics[visit["rubric_version_id"]]}
            known: dict[str, Any] = {"assignment_id": visit["id"], "score_id": row["id"], "wave_id": visit["wave_id"]}
            frozen: dict[str, Any] = {name: row[name] for name in given}
            counted.append(CountedScore(**known, **where, **frozen))
    for kind, made in rows_of(counted).items():
        rows.of[kind] += made


def _assignment(rows: Rows, setting: Setting, visit: Visit, state: AuditState) -> UUID:
    key = new_id()
    rows.add(
        Assignment,
        id=key,
        programme_id=setting.programme_id,
        rubric_version_id=setting.rubrics[visit.channel][0],
        store_id=visit.store_id,
        channel_code=visit.channel,
        assignee_id=visit.visitor,
        visit_from=visit.visit_from,
        due_on=visit.due_on,
        state=state,
    )
    return key


def _draft(
    rows: Rows,
    setting: Setting,
    visit: Visit,
    assignment_id: UUID,
    answers: Mapping[str, Any],
    opened_at: datetime,
    random: Random,
) -> tuple[UUID, datetime, dict[str, list[str]]]:
    """Key of the draft, when its last answer was given, and its pictures."""
    key, at = new_id(), opened_at
    common = {"programme_id": setting.programme_id, "draft_id": key}
    draft = {"assignment_id": assignment_id, "attempt": 1, "opened_at": opened_at, "opened_by": visit.visitor}
    rows.add(Draft, id=key, programme_id=setting.programme_id, lease_hash=None, leased_at=None, **draft)
    for code, value in answers.items():
        at += timedelta(seconds=random.randint(15, 55))
        given = {"item_code": code, "value": value, "answered_at": at, "answered_by": visit.visitor}
        rows.add(Answer, id=new_id(), **common, **given)
    pictures = {code: [random.choice(setting.pictures)] for code in photographed(setting.rubrics[visit.channel][1], answers)}
    for code, hashes in pictures.items():
        taken = {"item_code": code, "file_hash": hashes[0], "given_at": at, "given_by": visit.visitor}
        rows.add(Evidence, id=new_id(), **common, withdrawn=False, **taken)
    return key, at, pictures


def _submission(
    rows: Rows,
    setting: Setting,
    visit: Visit,
    assignment_id: UUID,
    answers: Mapping[str, Any],
    opened_at: datetime,
    random: Random,
) -> UUID:
    key, answered_at, pictures = _draft(rows, setting, visit, assignment_id, answers, opened_at, random)
    received_at = answered_at + timedelta(seconds=random.randint(20, 90))
    rows.add(
        Submission,
        id=key,
        assignment_id=assignment_id,
        programme_id=setting.programme_id,
        store_id=visit.store_id,
        payload_hash=payload_hash(str(key), answers, pictures),
        received_at=received_at,
        claimed_at=received_at,
        submitted_by=visit.visitor,
    )
    return key
