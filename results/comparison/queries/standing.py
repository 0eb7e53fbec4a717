"""Where the programme itself stands: plan, money, risks and visits, as far as the person may know each."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from audits.review.rules import waits_for_release
from audits.visits.models import Assignment, Wave, WaveTarget
from audits.visits.queries.waves import counts_in_wave, is_done
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place
from tracker.plan.queries import plan
from tracker.plan.rules import current_phase, progress
from tracker.programmes.queries.portfolio import count_high_risks, gate_ahead, money_row
from tracker.programmes.rules.portfolio import GateAhead, MoneyRow


@dataclass(frozen=True)
class Coverage:
    """Visits of one wave: the latest that has begun."""

    wave: str
    ends_on: date
    done: int
    wanted: int


@dataclass(frozen=True)
class ProgrammeStanding:
    """`money`, `high_risks` and `coverage` are None for whoever may not see them, `coverage` also before the first wave."""

    phase: str
    phase_ends_on: date | None
    tasks: int
    done: int
    late: int
    gate: GateAhead | None
    money: MoneyRow | None
    high_risks: int | None
    coverage: Coverage | None


def programme_standing(session: Session, *, programme_id: UUID, by: Actor) -> ProgrammeStanding:
    rows = plan(session, programme_id=programme_id, by=by)
    came, phase = progress(rows), current_phase(rows)
    return ProgrammeStanding(
        phase=phase.name if phase else "",
        phase_ends_on=phase.ends_on if phase else None,
        tasks=came.tasks,
        done=came.done,
        late=came.late,
        gate=gate_ahead(session, programme_id, rows.today, by),
        money=money_row(session, programme_id, by),
        high_risks=count_high_risks(session, programme_id, by),
        coverage=coverage_of_wave(session, programme_id=programme_id, today=rows.today, by=by),
    )


def coverage_of_wave(session: Session, *, programme_id: UUID, today: date, by: Actor) -> Coverage | None:
    """None for a store: it would learn that visits are still to come. One wave is read, not the visits of all time."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    if waits_for_release(by):
        return None
    wave = session.execute(
        select(Wave.id, Wave.name, Wave.ends_on)
        .where(Wave.programme_id == programme_id, programme_condition(by, Wave.programme_id), Wave.starts_on <= today)
        .order_by(Wave.starts_on.desc(), Wave.code)
        .limit(1)
    ).one_or_none()
    if wave is None:
        return None
    wanted = session.scalar(
        select(func.sum(WaveTarget.wanted))
        .join(Store, Store.id == WaveTarget.store_id)
        .where(WaveTarget.wave_id == wave.id, store_condition(by))
    )
    done = session.scalar(
        select(func.sum(case((is_done(), 1), else_=0)))
        .select_from(Assignment)
        .join(Store, Store.id == Assignment.store_id)
        .where(Assignment.wave_id == wave.id, counts_in_wave(), store_condition(by))
    )
    return Coverage(str(wave.name), wave.ends_on, int(done or 0), int(wanted or 0)) if wanted else None
