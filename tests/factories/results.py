"""Indicators, readings and tallies, stored and ready to be used by a test."""

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from audits.review.models import AuditTally
from results.readings.models import Reading
from tracker.core.words import Label
from tracker.people.models import Store
from tracker.plan.models import Programme
from tracker.targets.models import Indicator, InterimTarget
from tracker.targets.rules import Direction, TargetKind, Unit

_numbers = count(1)


def new_indicator(session: Session, programme: Programme, code: str = "", **given: Any) -> Indicator:
    """A satisfaction index of 82 on its way to 90, unless the test says otherwise."""
    number = next(_numbers)
    code = code or f"indicator_{number}"
    wanted: dict[str, Any] = {
        "name": Label(f"Indicator {code}", f"{code}指标"),
        "note": Label("", ""),
        "source": "P",
        "unit": Unit.SCORE,
        "direction": Direction.HIGHER,
        "position": number,
        "baseline": 82.0,
        "target_kind": TargetKind.LEVEL,
        "target": 90.0,
        "target_on": programme.ends_on,
    }
    columns = {name: value for name, value in wanted.items() if hasattr(Indicator, name)}
    indicator = Indicator(programme_id=programme.id, code=code, **columns | given)
    session.add(indicator)
    session.flush()
    return indicator


def new_interim(session: Session, indicator: Indicator, due_on: date, value: float) -> None:
    session.add(InterimTarget(indicator_id=indicator.id, due_on=due_on, value=value))
    session.flush()


def new_reading(
    session: Session,
    indicator: Indicator,
    on: date,
    value: float,
    *,
    n: int | None = 100,
    store: Store | None = None,
    revision: int = 1,
    **more: Any,
) -> None:
    """`more`: what else its row has, as `team_id`."""
    session.add(
        Reading(
            programme_id=indicator.programme_id,
            indicator_id=indicator.id,
            store_id=store.id if store else None,
            observed_on=on,
            value=value,
            n=n,
            revision=revision,
            **more,
        )
    )
    session.flush()


def new_tally(
    session: Session, programme: Programme, store: Store, month: date, scores: list[float], *, channel_code: str = "store"
) -> None:
    """What approving audits with these scores would have left."""
    session.add(
        AuditTally(
            programme_id=programme.id,
            month=month,
            store_id=store.id,
            channel_code=channel_code,
            n=len(scores),
            passed=sum(score >= 80 for score in scores),
            total=sum(scores),
            total_of_squares=sum(score**2 for score in scores),
        )
    )
    session.flush()
