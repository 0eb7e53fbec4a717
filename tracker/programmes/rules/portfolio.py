"""Several programmes side by side: what each comes to, and all of them in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class GateAhead:
    """`days`: until it is due; negative once that day is over."""

    name: str
    due_on: date
    days: int


@dataclass(frozen=True)
class MoneyRow:
    """`signal` as the money has it; amounts in hundredths of the currency."""

    currency: str
    approved_minor: int | None
    forecast_minor: int | None
    signal: str


@dataclass(frozen=True)
class PortfolioRow:
    """`slip_days`: working days by which the last day of the plan is later than in the first baseline; None without one.
    `money` and `high_risks` are None for whoever may not see them."""

    programme_id: UUID
    code: str
    name: str
    phase: str
    phase_ends_on: date | None
    tasks: int
    done: int
    late_tasks: int
    gate: GateAhead | None
    baseline: str
    slip_days: int | None
    money: MoneyRow | None
    high_risks: int | None

    @property
    def late(self) -> bool:
        """Its end slipped, or a gate is overdue; without a baseline: a task is overdue."""
        overdue = self.gate is not None and self.gate.days < 0
        return overdue or (self.late_tasks > 0 if self.slip_days is None else self.slip_days > 0)


@dataclass(frozen=True)
class Summary:
    """`next_gate`: the gate that is due first, with its programme."""

    programmes: int
    late: int
    next_gate: tuple[PortfolioRow, GateAhead] | None


def summary(rows: Sequence[PortfolioRow]) -> Summary:
    ahead = [(row, row.gate) for row in rows if row.gate is not None]
    first = min(ahead, key=lambda pair: (pair[1].due_on, pair[0].code), default=None)
    return Summary(len(rows), sum(row.late for row in rows), first)
