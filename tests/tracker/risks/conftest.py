"""A programme with a lead, a phase and an indicator, on a day that stands still."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Database
from tests.factories.programmes import new_phase, new_programme
from tests.factories.results import new_indicator
from tests.factories.risks import new_risk
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.people.rules import Actor, Role
from tracker.risks import actions
from tracker.risks.queries import register, risk, risk_history
from tracker.risks.rules import ChangeRow, Register, RiskRow

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
TODAY = NOW.date()


@dataclass(frozen=True)
class Office:
    """A programme and who leads it; verbs of risks open the writing door themselves."""

    programme_id: UUID
    phase_id: UUID
    indicator_id: UUID
    lead: Actor

    def note(self, **given: Any) -> RiskRow:
        return self.risk(new_risk(self.programme_id, given.pop("by", self.lead), **given))

    def risk(self, risk_id: UUID) -> RiskRow:
        with reading() as session:
            return risk(session, risk_id=risk_id, by=self.lead)

    def register(self, by: Actor | None = None) -> Register:
        with reading() as session:
            return register(session, programme_id=self.programme_id, by=by or self.lead)

    def history(self, row: RiskRow) -> list[ChangeRow]:
        with reading() as session:
            return risk_history(session, risk_id=row.id, by=self.lead)

    def do(self, verb: str, row: RiskRow, **given: Any) -> RiskRow:
        """The verb on the risk as this row shows it; the risk as it is after that."""
        given = {"seen": row.version, "by": self.lead, **given}
        with writing() as session:
            getattr(actions, verb)(session, risk_id=row.id, **given)
        return self.risk(row.id)

    def on_issue(self, verb: str, row: RiskRow, **given: Any) -> RiskRow:
        assert row.issue is not None
        given = {"seen": row.issue.version, "by": self.lead, **given}
        with writing() as session:
            getattr(actions, verb)(session, issue_id=row.issue.id, **given)
        return self.risk(row.id)

    def happened(self, row: RiskRow, **given: Any) -> RiskRow:
        wanted = {"happened_on": TODAY, "effect": "Two weeks lost", "due_on": date(2026, 3, 31)}
        return self.do("report_issue", row, **wanted | given)


@pytest.fixture
def office(database: Database, actor_of: Callable[..., Actor]) -> Iterator[Office]:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        programme = new_programme(session)
        phase, indicator = new_phase(session, programme), new_indicator(session, programme, "csi")
    with standing_at(NOW):
        yield Office(programme.id, phase.id, indicator.id, lead)
