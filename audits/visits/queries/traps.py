"""The trap answers of a wave."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from audits.rubrics.forms import SCORED_KINDS, ItemText, RubricText
from audits.rubrics.queries import rubric_version
from audits.visits.models import TrapAnswer, Wave, WaveTarget
from tracker.core.refusals import NotFound
from tracker.core.words import Label
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor


@dataclass(frozen=True)
class TrapRow:
    """`store` and its code are None where it is expected in every store."""

    id: UUID
    item_code: str
    expected: Any
    store: Label | None
    store_code: str | None


@dataclass(frozen=True)
class TrapStore:
    id: UUID
    code: str
    name: Label


@dataclass(frozen=True)
class Traps:
    rubric: RubricText
    rows: tuple[TrapRow, ...]
    stores: tuple[TrapStore, ...]

    @property
    def items(self) -> list[ItemText]:
        """What a trap may be set on: a text is never the same twice."""
        return [item for item in self.rubric.all_items() if item.kind in SCORED_KINDS]


def traps_of(session: Session, *, wave_id: UUID, by: Actor) -> Traps:
    """Those for every store and those of the stores within reach."""
    demand(by, Action.MANAGE_FIELD)
    wave = session.scalars(select(Wave).where(Wave.id == wave_id, programme_condition(by, Wave.programme_id))).one_or_none()
    if wave is None:
        raise NotFound("core.not_found")
    rows = session.execute(
        select(TrapAnswer.id, TrapAnswer.item_code, TrapAnswer.expected, Store.name, Store.code)
        .outerjoin(Store, Store.id == TrapAnswer.store_id)
        .where(TrapAnswer.wave_id == wave_id, or_(TrapAnswer.store_id.is_(None), store_condition(by)))
        .order_by(Store.code, TrapAnswer.item_code)
    )
    stores = session.execute(
        select(Store.id, Store.code, Store.name)
        .where(Store.id.in_(select(WaveTarget.store_id).where(WaveTarget.wave_id == wave_id)), store_condition(by))
        .order_by(Store.code)
    )
    rubric = rubric_version(session, version_id=wave.rubric_version_id).rubric
    return Traps(rubric, tuple(TrapRow(*row) for row in rows), tuple(TrapStore(*row) for row in stores))
