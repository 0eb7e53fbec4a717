"""The executive board over ten times the approved audits: a page reads tallies, so more visits must not make it slower.

The audits are made in bulk, by the rows that an approval leaves. Their scores are those of the shipped store visit; of a trace
a few lines are kept, for a page that read audits would show here by their number.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from audits.review.actions.tallying import rebuild_tallies
from audits.review.models import AuditScore
from audits.rubrics.actions.publishing import publish_template
from audits.rubrics.forms import read_snapshot, score_answers
from audits.scoring.documents import score_document
from audits.visits.models import Assignment, AuditState, Draft, Submission
from results.comparison.queries import board
from results.example.actions.answers import answer
from results.example.actions.measures import define_measures
from results.example.places import dice
from tests.audits.app import opened
from tests.bench.figures import Figure
from tests.bench.submissions import database_of
from tests.factories.people import new_actor, new_region, new_store
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.schema import bring_up_to_date
from tracker.people.actions.organisation import ship_channels
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme
from tracker.targets.actions import start_programme

AIM = "at most 1.5"
FEW, MANY = 10_000, 100_000
STORES, MONTHS, CHANNELS = 300, 12, ("store", "phone", "chat")
DOCUMENTS, LINES = 60, 4  # different scores, and lines of their traces that are kept
AT_ONCE = 5_000
LOOKS = 7


def growing(*, quick: bool) -> list[Figure]:
    kinds, sizes = (("sqlite",), (30, 300)) if quick else (("sqlite", "postgresql"), (FEW, MANY))
    return [_of(kind, *sizes, looks=1 if quick else LOOKS) for kind in kinds]


def _of(kind: str, few: int, many: int, *, looks: int) -> Figure:
    with database_of(kind):
        bring_up_to_date()
        with writing() as session:
            field = _Field(session, few)
        page: dict[int, float] = {}
        query: dict[int, float] = {}
        for audits in (few, many):
            with writing() as session:
                field.grow(session, audits)
            field.look()  # what is loaded once
            query[audits], page[audits] = _median(field.look, looks), _median(field.open_page, looks)
    more = {f"page_over_{audits}_ms": round(seconds * 1000, 1) for audits, seconds in page.items()}
    more |= {f"query_over_{audits}_ms": round(seconds * 1000, 1) for audits, seconds in query.items()}
    return Figure(f"board over {many:,} audits / over {few:,}, {kind}", round(page[many] / page[few], 2), "", AIM, more)


def _median(looked: Callable[[], None], looks: int) -> float:
    times = []
    for _ in range(looks):
        began = time.perf_counter()
        looked()
        times.append(time.perf_counter() - began)
    return median(times)


class _Field:
    """A programme of the shipped template with derived indicators, its stores, and audits that become more."""

    def __init__(self, session: Session, few: int) -> None:
        lead = new_actor(session, Role.ADMINISTRATOR)
        ship_channels(session, by=lead.person_id)
        self.today = clock.today()
        starts_on = (self.today - timedelta(days=30 * MONTHS)).replace(day=1)
        self.programme_id = start_programme(
            session,
            template="service_quality",
            starts_on=starts_on,
            code=None,
            currency="CNY",
            budget_total_minor=100_000_000,
            by=lead,
        )
        define_measures(session, session.get_one(Programme, self.programme_id), by=lead)
        version = publish_template(session, code="store_visit", by=lead)
        self.version_id, rubric = version.id, read_snapshot(version.snapshot)
        regions = [new_region(session) for _ in range(6)]
        self.stores = [new_store(session, region=regions[number % 6]).id for number in range(min(STORES, few))]
        self.visitor = new_actor(session, Role.MYSTERY_SHOPPER).person_id
        self.executive: Actor = new_actor(session, Role.EXECUTIVE)
        random = dice("growth")
        scores = [score_answers(rubric, answer(rubric, random.gauss(0, 0.05), 1, random)) for _ in range(DOCUMENTS)]
        self.scores = [(score, _cut(score_document(score))) for score in scores]
        self.audits, self.starts_on = 0, starts_on

    def look(self) -> None:
        with reading() as session:
            found = board(session, programme_id=self.programme_id, by=self.executive)
        assert any(line.points for line in found.lines)

    def open_page(self) -> None:
        assert not opened(self.executive, "results/board").exception

    def grow(self, session: Session, audits: int) -> None:
        tables: tuple[Any, ...] = (Assignment, Draft, Submission, AuditScore)
        rows = self._audits(audits - self.audits)
        while some := list(islice(rows, AT_ONCE)):
            for kind, made in zip(tables, zip(*some, strict=True), strict=True):
                session.execute(insert(kind.__table__), list(made))
        rebuild_tallies(session, programme_id=self.programme_id)
        self.audits = audits

    def _audits(self, n: int) -> Iterator[tuple[dict[str, Any], ...]]:
        random = Random(self.audits)  # noqa: S311 - figures, no secret
        days = (self.today - self.starts_on).days
        for _ in range(n):
            day = self.starts_on + timedelta(days=random.randrange(days))
            yield self._audit(day, random.choice(self.stores), random.choice(CHANNELS), random)

    def _audit(self, day: date, store_id: UUID, channel: str, random: Random) -> tuple[dict[str, Any], ...]:
        key, assignment_id, at = new_id(), new_id(), clock.now()
        here = {"programme_id": self.programme_id}
        place = {"store_id": store_id, "channel_code": channel}
        score, document = random.choice(self.scores)
        given = {"visit_from": day, "due_on": day, "state": AuditState.APPROVED, "rubric_version_id": self.version_id}
        percent = None if score.percent is None else float(score.percent)
        told = {"earned": str(score.earned), "possible": str(score.possible), "percent": percent, "passed": score.passed}
        return (
            {"id": assignment_id, "assignee_id": self.visitor, **here, **place, **given},
            {"id": key, "assignment_id": assignment_id, "attempt": 1, "opened_at": at, "opened_by": self.visitor, **here},
            {"id": key, "assignment_id": assignment_id, "store_id": store_id, "payload_hash": "0" * 64, **here}
            | {"received_at": at, "submitted_by": self.visitor},
            {"id": new_id(), "submission_id": key, "visited_on": day, "band": score.band, "result": document, "scored_at": at}
            | {**here, **place, **told},
        )


def _cut(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"trace": document["trace"][:LINES]}
