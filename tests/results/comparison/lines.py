"""Indicators with values, as rows, for tests that need no database."""

from datetime import date
from typing import Any
from uuid import UUID

from results.comparison.rules import Line, Measured, line_of
from tracker.targets.rules import Direction, IndicatorRow, TargetKind, Unit

START, END, TODAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 7, 1)


def indicator(**given: Any) -> IndicatorRow:
    """Satisfaction on its way from 82 to 90 within a year."""
    wanted: dict[str, Any] = {
        "id": UUID(int=1),
        "version": 1,
        "programme_id": UUID(int=2),
        "code": "csi",
        "name": "Satisfaction",
        "note": "",
        "source": "P",
        "unit": Unit.SCORE,
        "direction": Direction.HIGHER,
        "baseline": 82.0,
        "target_kind": TargetKind.LEVEL,
        "target": 90.0,
        "target_high": None,
        "level": 90.0,
        "level_high": None,
        "target_on": END,
        "interim": (),
        "smallest_n": 1,
        "derived": None,
    }
    return IndicatorRow(**wanted | given)


def line(values: list[float | None], today: date = TODAY, **given: Any) -> Line:
    """One value a month, each of 100 observations."""
    points = [Measured(date(2026 + at // 12, at % 12 + 1, 28), value, 100) for at, value in enumerate(values)]
    return line_of(indicator(**given), points, starts_on=START, today=today)
