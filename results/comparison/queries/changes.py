"""A programme as it stood on two days, and what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.findings.models import CorrectiveAction
from audits.findings.rules import ActionState
from results.comparison.queries.board import comparison
from results.comparison.rules.changes import Change, Funds, Picture, Reported, Threat, course_of, differences
from results.readings.models import Reading
from results.readings.queries import EVERYWHERE, Area
from results.readings.queries.areas import in_area, sees_every_store
from results.readings.queries.series import OF_STORES
from results.readings.rules import ReadingSource
from tracker.core.refusals import NotFound
from tracker.money.queries.standing import approved_sums, entry_rows, line_rows, seen_budget
from tracker.money.rules import standing_of
from tracker.people.access import demand, programme_condition
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.models import Gate, GateDecision
from tracker.plan.queries.moved import end_of
from tracker.risks.models import Risk, RiskChange
from tracker.risks.rules import LIVE_STATES, Band, band, score
from tracker.targets.models import Indicator


def changes_between(
    session: Session, *, programme_id: UUID, first: date, second: date, area: Area = EVERYWHERE, by: Actor
) -> list[Change]:
    """From the end of `first` to the end of `second`; the other way round they mirror. Values count as they are known now, and
    what was corrected in between is named."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=programme_id))
    before, after = (picture(session, programme_id=programme_id, on=on, area=area, by=by) for on in (first, second))
    return differences(before, after)


def picture(session: Session, *, programme_id: UUID, on: date, area: Area = EVERYWHERE, by: Actor) -> Picture:
    at, place = end_of(on, by), Place(programme_id=programme_id)
    found = comparison(session, programme_id=programme_id, area=area, until=on, by=by)
    return Picture(
        on=on,
        courses={line.indicator.code: course_of(line) for line in found.lines},
        reported=_reported(session, programme_id, area, at, by),
        gates=_gates(session, programme_id, at, by),
        funds=_funds(session, programme_id, on, by) if can(by, Action.SEE_MONEY, place) else None,
        threats=_threats(session, programme_id, at, by) if can(by, Action.SEE_RISKS, place) else {},
        verified_actions=_verified(session, programme_id, area, at, by) if can(by, Action.SEE_ACTIONS, place) else None,
    )


def _reported(
    session: Session, programme_id: UUID, area: Area, at: datetime, by: Actor
) -> Mapping[tuple[str, str, date], Reported]:
    """Readings that were ever corrected, as they were known at that moment. Corrections are few and have their own index; what is
    derived is counted anew by the hour, which corrects nothing."""
    corrected = select(Reading.indicator_id, Reading.observed_on).where(
        Reading.programme_id == programme_id, Reading.revision > 1, Reading.source != ReadingSource.DERIVED
    )
    touched = corrected.distinct().subquery()
    mine = (
        [Reading.id.is_not(None)]
        if area.is_of_all_stores and sees_every_store(by)
        else [Reading.store_id.is_not(None), *in_area(session, programme_id, area, OF_STORES, by)]
    )
    rows = session.execute(
        select(Indicator.code, Indicator.name, Indicator.unit, Store.code, Reading.observed_on, Reading.value)
        .join(touched, (touched.c.indicator_id == Reading.indicator_id) & (touched.c.observed_on == Reading.observed_on))
        .join(Indicator, Indicator.id == Reading.indicator_id)
        .outerjoin(Store, Store.id == Reading.store_id)
        .where(
            Reading.programme_id == programme_id,
            programme_condition(by, Reading.programme_id),
            Reading.recorded_at <= at,
            Reading.team_id.is_(None),
            Reading.channel_code == "",
            *mine,
        )
        .order_by(Reading.revision)
    )
    return {
        (code, store or "", on): Reported(str(name), unit, store or "", on, value) for code, name, unit, store, on, value in rows
    }


def _gates(session: Session, programme_id: UUID, at: datetime, by: Actor) -> Mapping[str, tuple[str, str | None]]:
    rows = session.execute(
        select(Gate.code, Gate.name, GateDecision.outcome)
        .outerjoin(GateDecision, (GateDecision.gate_id == Gate.id) & (GateDecision.decided_at <= at))
        .where(Gate.programme_id == programme_id, programme_condition(by, Gate.programme_id))
        .order_by(GateDecision.decided_at, GateDecision.id)
    )
    return {code: (str(name), outcome.value if outcome else None) for code, name, outcome in rows}


def _funds(session: Session, programme_id: UUID, on: date, by: Actor) -> Funds | None:
    """By the days of the entries, against what is approved now."""
    try:
        budget = seen_budget(session, programme_id, by)
    except NotFound:
        return None
    found = standing_of(
        programme_id=programme_id,
        currency=budget.currency,
        total_minor=budget.total_minor,
        lines=line_rows(session, programme_id),
        approved=approved_sums(session, programme_id),
        entries=[entry for entry in entry_rows(session, programme_id) if entry.on <= on],
    )
    return Funds(found.currency, found.actual_minor, found.forecast_minor)


def _threats(session: Session, programme_id: UUID, at: datetime, by: Actor) -> Mapping[str, Threat]:
    risks = session.scalars(
        select(Risk).where(Risk.programme_id == programme_id, programme_condition(by, Risk.programme_id))
    ).all()
    history: dict[UUID, list[RiskChange]] = {risk.id: [] for risk in risks}
    for change in session.scalars(
        select(RiskChange)
        .join(Risk, Risk.id == RiskChange.risk_id)
        .where(Risk.programme_id == programme_id)
        .order_by(RiskChange.changed_at, RiskChange.id)
    ):
        history[change.risk_id].append(change)
    found = {risk.code: _threat(risk, history[risk.id], at) for risk in risks}
    return {code: threat for code, threat in found.items() if threat}


def _threat(risk: Risk, history: Sequence[RiskChange], at: datetime) -> Threat | None:
    """As it was at that moment: by the last change before it, else by what the next one replaced; None before it was noted."""
    past = [change for change in history if change.changed_at <= at]
    ahead = [change for change in history if change.changed_at > at]
    points, state = score(risk.probability, risk.impact), risk.state
    if past:
        points, state = past[-1].score, past[-1].state
    elif ahead and ahead[0].score_before is None:
        return None
    elif ahead:
        points, state = ahead[0].score_before or points, ahead[0].change.get("state", [ahead[0].state])[0]
    return Threat(str(risk.title), points, band(points) is Band.HIGH, state in LIVE_STATES)


def _verified(session: Session, programme_id: UUID, area: Area, at: datetime, by: Actor) -> int:
    found = session.execute(
        select(func.count().label("n"))
        .select_from(CorrectiveAction)
        .join(Store, Store.id == CorrectiveAction.store_id)
        .where(
            CorrectiveAction.programme_id == programme_id,
            programme_condition(by, CorrectiveAction.programme_id),
            CorrectiveAction.state == ActionState.VERIFIED,
            CorrectiveAction.verified_at <= at,
            *in_area(session, programme_id, replace(area, phase_id=None), OF_STORES, by),
        )
    )
    return int(found.one().n)
