"""Verbs of the ledger: book an entry, and restate one that was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import clock, db, events
from tracker.core.models import BIG_RANGE
from tracker.core.refusals import NotFound, Refusal
from tracker.core.words import month
from tracker.money.actions.opening import open_budget
from tracker.money.forms import EntryForm, RestatementForm
from tracker.money.models import Budget, ExchangeRate, LedgerEntry, MoneyPeriod
from tracker.money.queries.standing import entry_rows, line_rows
from tracker.money.rules import EntryKind, EntryRow, converted, counted, month_of
from tracker.people.access import demand
from tracker.people.rules import Action, Actor
from tracker.plan.models import Programme, Task
from tracker.plan.queries.plans import reached_programme
from tracker.plan.rules import is_sensible


@dataclass(frozen=True)
class Books:
    """What a booking is held against; read once for as many bookings as there are."""

    budget: Budget
    programme: Programme
    locked: frozenset[date]
    rates: Sequence[ExchangeRate]  # the latest first
    leaves: frozenset[UUID]  # the lines on which entries are booked: those without lines below
    lines: frozenset[UUID]
    tasks: frozenset[UUID]
    today: date

    def rate(self, currency: str, on: date) -> float:
        """The rate of the day; it stays with the entry whatever is set later."""
        if currency == self.budget.currency:
            return 1.0
        found = next((row.rate for row in self.rates if row.currency == currency and row.on <= on), None)
        db.refuse_unless(found is not None, "money.no_rate", field="currency", currency=currency, day=on)
        return found or 0.0

    def demand_line(self, line_id: UUID) -> None:
        if line_id not in self.lines:
            raise NotFound("core.not_found")
        db.refuse_unless(line_id in self.leaves, "money.line_has_lines", field="line_id")

    def demand_open(self, on: date) -> None:
        db.refuse_unless(month_of(on) not in self.locked, "money.month_locked", field="on", month=month(on))
        first, last = self.programme.starts_on, self.programme.ends_on
        db.refuse_unless(is_sensible(on, first, last), "plan.day_out_of_range", field="on", day=on, first=first, last=last)


def open_books(session: Session, programme_id: UUID, by: Actor, *, hold: bool = True) -> Books:
    budget, programme = open_budget(session, programme_id, by, hold=hold)
    locked = session.scalars(
        select(MoneyPeriod.month).where(MoneyPeriod.programme_id == programme_id, MoneyPeriod.locked_at.is_not(None))
    )
    rates = session.scalars(
        select(ExchangeRate).where(ExchangeRate.programme_id == programme_id).order_by(ExchangeRate.on.desc())
    ).all()
    lines = line_rows(session, programme_id)
    parents = {line.parent_id for line in lines}
    return Books(
        budget=budget,
        programme=programme,
        locked=frozenset(locked),
        today=clock.today(by.time_zone or "UTC"),
        rates=rates,
        leaves=frozenset(line.id for line in lines if line.id not in parents),
        lines=frozenset(line.id for line in lines),
        tasks=frozenset(session.scalars(select(Task.id).where(Task.programme_id == programme_id))),
    )


def book(
    session: Session,
    *,
    programme_id: UUID,
    kind: EntryKind,
    line_id: UUID,
    on: date,
    amount_minor: int,
    currency: str,
    text: str = "",
    reference: str = "",
    task_id: UUID | None = None,
    settles_id: UUID | None = None,
    by: Actor,
) -> UUID:
    """A commitment, an actual, or a forecast of what the line will have cost in the end. Less than 0 is a credit, of an actual
    only; an actual may settle a commitment, which is then open for the rest."""
    books = open_books(session, programme_id, by)
    form = EntryForm.read(
        kind=kind,
        line_id=line_id,
        on=on,
        amount_minor=amount_minor,
        currency=currency,
        text=text,
        reference=reference,
        task_id=task_id,
        settles_id=settles_id,
    )
    entry = entry_of(session, books, form, by)
    _demand_new(session, entry)
    session.add(entry)
    session.flush()
    change = {"kind": entry.kind, "on": entry.on, "amount_minor": entry.amount_minor, "currency": entry.currency}
    events.record(session, by=by.person_id, verb="ledger.booked", on="ledger_entry", key=entry.id, change=change)
    return entry.id


def entry_of(session: Session, books: Books, form: EntryForm, by: Actor) -> LedgerEntry:
    """The entry that this comes to, not stored yet; refused where it cannot be booked."""
    programme_id = books.programme.id
    actual = form.kind is EntryKind.ACTUAL
    sensible = form.amount_minor != 0 if actual else form.amount_minor >= (0 if form.kind is EntryKind.FORECAST else 1)
    db.refuse_unless(sensible, "money.amount_nothing" if actual else "money.amount_not_more", field="amount_minor")
    db.refuse_unless(not actual or form.on <= books.today, "money.actual_in_future", field="on", day=form.on)
    books.demand_open(form.on)
    books.demand_line(form.line_id)
    db.refuse_unless(form.task_id is None or form.task_id in books.tasks, "money.unknown_task", field="task_id")
    if form.settles_id is not None:
        db.refuse_unless(
            actual and _is_commitment(session, form.settles_id, programme_id), "money.no_commitment", field="settles_id"
        )
    rate = books.rate(form.currency, form.on)
    return LedgerEntry(
        programme_id=programme_id,
        rate=rate,
        programme_minor=_in_range(converted(form.amount_minor, rate)),
        booked_by=by.person_id,
        **form.model_dump(),
    )


def restate(
    session: Session,
    *,
    entry_id: UUID,
    amount_minor: int,
    reason: str,
    line_id: UUID | None = None,
    on: date | None = None,
    by: Actor,
) -> UUID:
    """Replace an entry from a day on: today, unless another open day is given. The old one stays, and counted until then; with an
    amount of 0 it is taken back. Its currency, rate, reference and task stay what they were."""
    demand(by, Action.MANAGE_MONEY)
    programme_id = reached_programme(session, LedgerEntry.programme_id, entry_id, by)
    books = open_books(session, programme_id, by)
    old = next((row for row in counted(entry_rows(session, programme_id)) if row.id == entry_id), None)
    if old is None:
        raise Refusal("money.restated_already")
    form = RestatementForm.read(
        amount_minor=amount_minor, line_id=line_id or old.line_id, on=on or max(books.today, old.on), reason=reason
    )
    entry = _restated(books, old, form, by)
    session.add(entry)
    session.flush()
    change = {"restates_id": old.id, "amount_minor": [old.amount_minor, entry.amount_minor], "on": [old.on, entry.on]}
    events.record(session, by=by.person_id, verb="ledger.restated", on="ledger_entry", key=entry.id, change=change)
    return entry.id


def _restated(books: Books, old: EntryRow, form: RestatementForm, by: Actor) -> LedgerEntry:
    books.demand_open(form.on)
    db.refuse_unless(form.on >= old.on, "money.restated_before", field="on", day=old.on)
    db.refuse_unless(old.kind is EntryKind.ACTUAL or form.amount_minor >= 0, "money.amount_not_more", field="amount_minor")
    if form.line_id != old.line_id:
        books.demand_line(form.line_id)
    return LedgerEntry(
        programme_id=books.programme.id,
        line_id=form.line_id,
        kind=old.kind,
        on=form.on,
        amount_minor=form.amount_minor,
        currency=old.currency,
        rate=old.rate,
        programme_minor=_in_range(converted(form.amount_minor, old.rate)),
        text=old.text,
        reference=old.reference,
        task_id=old.task_id,
        settles_id=old.settles_id,
        restates_id=old.id,
        reason=form.reason,
        booked_by=by.person_id,
    )


def _demand_new(session: Session, entry: LedgerEntry) -> None:
    """The ledger's own number names one booking of a kind."""
    if not entry.reference:
        return
    there = session.scalars(
        select(LedgerEntry.id).where(
            LedgerEntry.programme_id == entry.programme_id,
            LedgerEntry.kind == entry.kind,
            LedgerEntry.reference == entry.reference,
        )
    ).first()
    db.refuse_unless(there is None, "money.reference_taken", field="reference", reference=entry.reference)


def _is_commitment(session: Session, entry_id: UUID, programme_id: UUID) -> bool:
    found = session.scalars(
        select(LedgerEntry.kind).where(LedgerEntry.id == entry_id, LedgerEntry.programme_id == programme_id)
    ).one_or_none()
    return found is EntryKind.COMMITTED


def _in_range(amount_minor: int) -> int:
    db.refuse_unless(abs(amount_minor) <= BIG_RANGE, "money.too_much", field="amount_minor")
    return amount_minor
