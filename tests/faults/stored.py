"""What the database holds, against what was sent and what was acknowledged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from audits.visits.models import Answer, Submission
from tests.faults.clients import Sending, Told
from tracker.core import events
from tracker.core.db import reading
from tracker.core.models import Event


@dataclass(frozen=True)
class Count:
    sent: int
    acknowledged: int
    stored: int
    lost: int  # acknowledged, and not stored as it was sent
    doubled: int  # stored or noted more than once
    half: int  # neither whole nor absent
    chain_broken: int
    database_broken: int

    @property
    def is_whole(self) -> bool:
        return not (self.lost or self.doubled or self.half or self.chain_broken or self.database_broken)


def count(sendings: Sequence[Sending], told: Told) -> Count:
    sent = {sending.id: sending.answers for sending in sendings}
    with reading() as session:
        submissions = {row.id: row.payload_hash for row in session.execute(select(Submission.id, Submission.payload_hash))}
        answers, doubled_answers = _answers(session)
        noted = Counter(session.scalars(select(Event.subject_id).where(Event.verb == "visit.submitted")))
        broken_at = events.verify(session).broken_at
        sound = _is_sound(session)
    whole = {key for key in submissions if answers.get(key) == sent.get(key)}
    right = {key for key, payload in told.acknowledged.items() if key in whole and submissions[key] == payload}
    return Count(
        sent=len(sent),
        acknowledged=len(told.acknowledged),
        stored=len(submissions),
        lost=len(told.acknowledged.keys() - right),
        doubled=len(doubled_answers | {key for key, n in noted.items() if n > 1}),
        half=len((submissions.keys() - whole) | (answers.keys() - submissions.keys()) | (submissions.keys() ^ noted.keys())),
        chain_broken=int(broken_at is not None),
        database_broken=int(not sound),
    )


def _answers(session: Session) -> tuple[dict[UUID, dict[str, str]], set[UUID]]:
    """By draft, and the drafts in which an item was answered twice."""
    found: dict[UUID, dict[str, str]] = {}
    doubled: set[UUID] = set()
    for key, code, value in session.execute(select(Answer.draft_id, Answer.item_code, Answer.value)):
        given = found.setdefault(key, {})
        if code in given:
            doubled.add(key)
        given[code] = value
    return found, doubled


def _is_sound(session: Session) -> bool:
    if session.get_bind().dialect.name != "sqlite":
        return True  # PostgreSQL checks its pages as it reads them
    return session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
