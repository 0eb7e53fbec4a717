"""Verbs of the books as a whole: close a month and open it again, set an exchange rate."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import clock, db, events
from tracker.core.words import month as month_words
from tracker.money.actions.opening import open_budget
from tracker.money.forms import RateForm
from tracker.money.models import ExchangeRate, MoneyPeriod
from tracker.money.rules import month_of
from tracker.people.rules import Actor
from tracker.plan.rules import is_sensible


def close_month(session: Session, *, programme_id: UUID, month: date, by: Actor) -> None:
    """Any day of the month will do. Only a month that is over is closed; one that is closed already stays so."""
    _, programme = open_budget(session, programme_id, by)
    first = month_of(month)
    today = clock.today(by.time_zone or "UTC")
    db.refuse_unless(is_sensible(first, programme.starts_on, programme.ends_on), "money.month_out_of_range", field="month")
    db.refuse_unless(first < month_of(today), "money.month_not_over", field="month", month=month_words(first))
    row = _period(session, programme_id, first)
    changed = db.change(row, locked_by=by.person_id, locked_at=clock.now()) if row.locked_at is None else {}
    if changed:
        change = {"month": first}
        events.record(session, by=by.person_id, verb="ledger.month_closed", on="money_period", key=row.id, change=change)


def open_month(session: Session, *, programme_id: UUID, month: date, by: Actor) -> None:
    """For what has to be booked with its own day; what was booked meanwhile stays."""
    open_budget(session, programme_id, by)
    row = _period(session, programme_id, month_of(month))
    if row.locked_at is not None:
        db.change(row, locked_by=None, locked_at=None)
        change = {"month": row.month}
        events.record(session, by=by.person_id, verb="ledger.month_opened", on="money_period", key=row.id, change=change)


def set_rate(session: Session, *, programme_id: UUID, currency: str, on: date, rate: float, by: Actor) -> UUID:
    """How much of the programme's currency one unit is worth from this day on. What is booked keeps the rate it was booked with;
    a day's rate is set once, a better one counts from the next day."""
    budget, _ = open_budget(session, programme_id, by)
    given = RateForm.read(currency=currency, on=on, rate=rate)
    db.refuse_unless(given.currency != budget.currency, "money.own_currency", field="currency", currency=budget.currency)
    there = session.scalars(
        select(ExchangeRate.id).where(
            ExchangeRate.programme_id == programme_id, ExchangeRate.currency == given.currency, ExchangeRate.on == given.on
        )
    ).first()
    db.refuse_unless(there is None, "money.rate_there", field="on", day=given.on, currency=given.currency)
    row = ExchangeRate(programme_id=programme_id, set_by=by.person_id, **given.model_dump())
    session.add(row)
    session.flush()
    change = {"currency": row.currency, "on": row.on, "rate": row.rate}
    events.record(session, by=by.person_id, verb="ledger.rate_set", on="exchange_rate", key=row.id, change=change)
    return row.id


def _period(session: Session, programme_id: UUID, first: date) -> MoneyPeriod:
    """The month's row, made where it was never closed before; the budget is held, so no other makes it too."""
    row = session.scalars(
        select(MoneyPeriod).where(MoneyPeriod.programme_id == programme_id, MoneyPeriod.month == first)
    ).one_or_none()
    if row is None:
        row = MoneyPeriod(programme_id=programme_id, month=first)
        session.add(row)
        session.flush()
    return row
