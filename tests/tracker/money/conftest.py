"""A programme with a budget of a million, two tasks that cost, and who manages its money; the day stands still."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Database
from tests.factories.programmes import new_phase, new_programme, new_task
from tracker.core import clock
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.money import actions, queries
from tracker.money.forms import BudgetText
from tracker.money.rules import EntryKind, Standing
from tracker.people.rules import Actor, Role

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
TODAY = NOW.date()
MILLION = 1_000_000_00
BUDGET = {
    "source": "P",
    "basis": {"en": "5% of revenue", "zh_CN": "收入的5%"},
    "lines": [
        {"code": code, "name": {"en": english, "zh_CN": chinese}, "share_percent": share}
        for code, english, chinese, share in (
            ("systems", "Systems", "系统建设", 40),
            ("training", "Training", "培训", 30),
            ("pilots", "Pilots", "创新试点", 20),
            ("incentives", "Incentives", "激励", 10),
        )
    ]
    + [{"code": "reserve", "name": {"en": "Reserve", "zh_CN": "储备"}, "share_percent": 0, "contingency": True}],
}


@dataclass(frozen=True)
class Office:
    """Verbs and queries of money open their door themselves and are for this programme and its lead unless told otherwise."""

    programme_id: UUID
    phase_id: UUID
    task_ids: tuple[UUID, UUID]
    lead: Actor

    def do(self, verb: str, **given: Any) -> Any:
        with writing() as session:
            return getattr(actions, verb)(session, **{"by": self.lead, **given})

    def ask(self, query: str, **given: Any) -> Any:
        with reading() as session:
            return getattr(queries, query)(session, **{"programme_id": self.programme_id, "by": self.lead, **given})

    def standing(self) -> Standing:
        found: Standing = self.ask("standing")
        return found

    def line(self, code: str) -> UUID:
        return next(row.line.id for row in self.standing().lines if row.line.code == code)

    def book(self, kind: EntryKind, code: str, units: int, on: date | None = None, **given: Any) -> UUID:
        values = {
            "programme_id": self.programme_id,
            "kind": kind,
            "line_id": self.line(code),
            "on": on or clock.today(),
            "currency": "CNY",
        }
        key: UUID = self.do("book", amount_minor=units * 100, **values | given)
        return key

    def amounts(self, code: str) -> tuple[int, int, int, int]:
        """Approved, open commitments, spent and forecast of a line, in units."""
        row = next(row for row in self.standing().lines if row.line.code == code)
        found = (row.approved_minor, row.committed_minor, row.actual_minor, row.forecast_minor)
        return tuple((amount or 0) // 100 for amount in found)  # type: ignore[return-value]


@pytest.fixture
def office(database: Database, actor_of: Callable[..., Actor]) -> Iterator[Office]:
    with standing_at(NOW):
        yield open_office(actor_of(Role.PROGRAMME_LEAD), date(2026, 1, 1))


def open_office(lead: Actor, starts_on: date) -> Office:
    """Two tasks: of the first two weeks, and from the second month on for eight weeks."""
    with writing() as session:
        programme = new_programme(session, starts_on=starts_on, ends_on=starts_on + timedelta(days=364))
        phase = new_phase(session, programme)
        tasks = new_task(session, phase, "T1"), new_task(session, phase, "T2")
        tasks[1].starts_on, tasks[1].due_on = starts_on + timedelta(days=32), starts_on + timedelta(days=85)
        text = BudgetText.read(**BUDGET)
        actions.draw_up_budget(session, programme_id=programme.id, text=text, currency="CNY", total_minor=MILLION, by=lead)
        return Office(programme.id, phase.id, (tasks[0].id, tasks[1].id), lead)
