"""What approving audits would have left in the tallies, stored and ready to be used by a test."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from audits.review.models import AuditItemTally, AuditSectionTally, AuditSpread
from audits.review.rules import NO_WAVE, WHOLE_AUDIT, step_of
from tests.factories.audits import SNAPSHOT, published
from tests.factories.people import new_channel, new_region, new_store
from tests.factories.programmes import new_programme
from tracker.people.models import Region, Store
from tracker.plan.models import Programme

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
GREETING, FACILITIES = "greeting", "facilities"  # sections of the small rubric


@dataclass(frozen=True)
class Stage:
    """A programme with a published rubric, and stores in two regions."""

    programme: Programme
    rubric: str
    version_id: UUID
    north: Region
    south: Region
    stores: tuple[Store, ...]  # the last is in the south

    def asked(self, **given: Any) -> dict[str, Any]:
        return {"programme_id": self.programme.id, "rubric_code": self.rubric, "first": MAY, "last": JUNE} | given


def set_up(session: Session, stores: int = 4) -> Stage:
    for code in ("store", "phone"):
        new_channel(session, code)
    version = published(session, SNAPSHOT)
    north, south = new_region(session, "NORTH"), new_region(session, "SOUTH")
    placed = [new_store(session, f"N{at:02}", region=north) for at in range(1, stores)] + [new_store(session, "Z1", region=south)]
    return Stage(new_programme(session), version.snapshot["code"], version.id, north, south, tuple(placed))


def scored(
    session: Session,
    stage: Stage,
    store: Store,
    month: date,
    scores: list[float],
    *,
    section: str = WHOLE_AUDIT,
    channel: str = "store",
    rubric: str = "",
) -> None:
    session.add(
        AuditSectionTally(
            programme_id=stage.programme.id,
            month=month,
            rubric_code=rubric or stage.rubric,
            section_code=section,
            store_id=store.id,
            channel_code=channel,
            n=len(scores),
            passed=sum(score >= 80 for score in scores),
            total=sum(scores),
            total_of_squares=sum(score**2 for score in scores),
        )
    )
    session.flush()


def fallen(session: Session, stage: Stage, region: Region, month: date, scores: list[float], *, wave_id: UUID = NO_WAVE) -> None:
    steps = [step_of(score) for score in scores]
    for step in sorted(set(steps)):
        session.add(
            AuditSpread(
                programme_id=stage.programme.id,
                month=month,
                wave_id=wave_id,
                rubric_code=stage.rubric,
                region_id=region.id,
                channel_code="store",
                step=step,
                n=steps.count(step),
            )
        )
    session.flush()


def kept(session: Session, stage: Stage, region: Region, month: date, item: str, asked: int, with_all: int) -> None:
    session.add(
        AuditItemTally(
            programme_id=stage.programme.id,
            month=month,
            rubric_code=stage.rubric,
            item_code=item,
            region_id=region.id,
            channel_code="store",
            asked=asked,
            kept=with_all,
            missed=asked - with_all,
        )
    )
    session.flush()
