"""The history of contracts: each version whole, with the reason why it came to be."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.models import Event
from tracker.core.words import Label
from tracker.people.rules import Actor
from tracker.targets.models import Indicator, IndicatorVersion, InterimTarget
from tracker.targets.rules.contracts import CONTRACT, INTERIM

FIRST = 1


def write_first(session: Session, indicator: Indicator, *, by: UUID, at: datetime | None = None) -> None:
    """Version 1, as the contract stands: it has no reason, for it changes nothing."""
    session.flush()
    _write(session, indicator, reason="", by=by, at=at or clock.now())


def remember_first(session: Session, indicator: Indicator, by: Actor) -> None:
    """What stood before the first change of an indicator from the time before versions: by whom it was defined, says the log."""
    known = select(IndicatorVersion.id).where(IndicatorVersion.indicator_id == indicator.id).limit(1)
    if session.scalar(known) is not None:
        return
    defined = session.execute(
        select(Event.at, Event.by)
        .where(
            Event.subject_id.in_((indicator.programme_id, indicator.id)),
            Event.verb.in_(("indicators.defined", "indicator.defined")),
        )
        .order_by(Event.position)
        .limit(1)
    ).one_or_none()
    at, who = (defined.at, defined.by) if defined else (clock.now(), None)
    write_first(session, indicator, by=who or by.person_id, at=at)


def write_next(session: Session, indicator: Indicator, *, reason: str, by: Actor) -> None:
    """The contract as it stands now, under its next number."""
    indicator.number += 1
    session.flush()
    _write(session, indicator, reason=reason, by=by.person_id, at=clock.now())


def _write(session: Session, indicator: Indicator, *, reason: str, by: UUID, at: datetime) -> None:
    steps = session.scalars(
        select(InterimTarget).where(InterimTarget.indicator_id == indicator.id).order_by(InterimTarget.due_on)
    ).all()
    version = IndicatorVersion(
        programme_id=indicator.programme_id,
        indicator_id=indicator.id,
        number=indicator.number,
        contract=_contract(indicator, steps),
        reason=reason,
        made_at=at,
        made_by=by,
    )
    session.add(version)
    session.flush()


def _contract(indicator: Indicator, steps: Sequence[InterimTarget]) -> dict[str, Any]:
    plain = {field: _plain(getattr(indicator, field)) for field in CONTRACT if field != INTERIM}
    return plain | {INTERIM: [[step.due_on.isoformat(), step.value] for step in steps]}


def _plain(value: Any) -> Any:
    """As JSON that reads back the same."""
    if isinstance(value, Label):
        return {"en": value.en, "zh_CN": value.zh_CN}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
