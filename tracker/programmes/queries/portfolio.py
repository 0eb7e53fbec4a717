"""Every open programme that a person sees, in one row each."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from tracker.core.refusals import NotFound
from tracker.money.queries import standing
from tracker.money.rules import Signal
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.queries import baselines, next_gate, programmes
from tracker.plan.queries.calendars import working_days
from tracker.plan.queries.looking import PlanLook, plan_look
from tracker.plan.rules import ProgrammeRow, ProgrammeStatus, current_phase, progress
from tracker.plan.rules.slipping import days_later
from tracker.programmes.rules.portfolio import GateAhead, MoneyRow, PortfolioRow
from tracker.risks.queries import open_high


def portfolio(session: Session, *, by: Actor) -> list[PortfolioRow]:
    """The latest start first."""
    demand(by, Action.SEE_PLAN)
    found = programmes(session, by=by)
    return [_row(session, row, by) for row in found if row.status is ProgrammeStatus.ACTIVE]


def _row(session: Session, programme: ProgrammeRow, by: Actor) -> PortfolioRow:
    taken = baselines(session, programme_id=programme.id, by=by)
    first = taken[-1] if taken else None
    look = plan_look(session, programme_id=programme.id, baseline_id=first.id if first else None, by=by)
    came, phase = progress(look.plan), current_phase(look.plan)
    return PortfolioRow(
        programme_id=programme.id,
        code=programme.code,
        name=programme.name,
        phase=phase.name if phase else "",
        phase_ends_on=phase.ends_on if phase else None,
        tasks=came.tasks,
        done=came.done,
        late_tasks=came.late,
        gate=gate_ahead(session, programme.id, look.plan.today, by),
        baseline=first.name if first else "",
        slip_days=_slip(session, look, programme.id) if first else None,
        money=money_row(session, programme.id, by),
        high_risks=count_high_risks(session, programme.id, by),
    )


def _slip(session: Session, look: PlanLook, programme_id: UUID) -> int | None:
    """None where the baseline or the plan holds nothing."""
    was = [row.was_due for row in look.slips if row.was_due]
    now = [row.now_due for row in look.slips if row.now_due]
    if not was or not now:
        return None
    days = working_days(session, programme_id=programme_id, start=look.plan.programme.starts_on)
    return days_later(days, max(was), max(now))


def gate_ahead(session: Session, programme_id: UUID, today: date, by: Actor) -> GateAhead | None:
    gate = next_gate(session, programme_id=programme_id, by=by)
    return GateAhead(gate.name, gate.due_on, (gate.due_on - today).days) if gate else None


def money_row(session: Session, programme_id: UUID, by: Actor) -> MoneyRow | None:
    """None for whoever may not see money."""
    if not can(by, Action.SEE_MONEY, Place(programme_id=programme_id)):
        return None
    try:
        found = standing(session, programme_id=programme_id, by=by)
    except NotFound:  # no budget was drawn up yet
        return MoneyRow("", None, None, Signal.UNKNOWN.value)
    return MoneyRow(found.currency, found.approved_minor, found.forecast_minor, found.signal.value)


def count_high_risks(session: Session, programme_id: UUID, by: Actor) -> int | None:
    """None for whoever may not see risks."""
    if not can(by, Action.SEE_RISKS, Place(programme_id=programme_id)):
        return None
    return len(open_high(session, programme_id=programme_id, by=by))
