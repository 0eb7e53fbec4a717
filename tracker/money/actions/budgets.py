"""Verbs of a budget: draw it up, set its total."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.core.refusals import NotFound, Refusal
from tracker.core.words import say
from tracker.money.forms import BudgetLineText, BudgetText, BudgetTotal, ChangeForm
from tracker.money.models import Budget, BudgetChange, BudgetLine, ExchangeRate, LedgerEntry
from tracker.money.queries.standing import approved_sums, line_rows
from tracker.money.rules import BudgetChangeKind, LineRow, share_sum, split_tree
from tracker.people.access import demand, programme_condition
from tracker.people.rules import Action, Actor, Place
from tracker.plan.actions import open_for_edit
from tracker.plan.models import Area, Phase


def draw_up_budget(
    session: Session, *, programme_id: UUID, text: BudgetText, currency: str, total_minor: int | None, by: Actor
) -> None:
    """The tree of a template; with a total, that is approved by its shares."""
    demand(by, Action.START_PROGRAMME, Place(programme_id=programme_id))
    given = BudgetTotal.read(currency=currency, total_minor=total_minor)
    budget = Budget(programme_id=programme_id, basis=text.basis.label(), currency=given.currency, total_minor=given.total_minor)
    session.add(budget)
    _lay_out(session, programme_id, text.lines)
    session.flush()
    if given.total_minor is not None:
        _approve(session, programme_id, _split(given.total_minor, line_rows(session, programme_id)), "", by)
    change = {"total_minor": [None, given.total_minor], "currency": [None, given.currency]}
    events.record(session, by=by.person_id, verb="budget.drawn_up", on="budget", key=budget.id, change=change)


def set_budget_total(
    session: Session,
    *,
    programme_id: UUID,
    seen: int,
    total_minor: int | None,
    by: Actor,
    currency: str | None = None,
    reason: str = "",
) -> None:
    """`total_minor` in hundredths; None: not known. A stale edit is refused with what changed since.

    The first total is approved by the shares of the tree; another one approves, or takes back, the difference of both splits, so
    that what was moved between lines since stays moved. Without a reason the log says only that the total was set.
    """
    demand(by, Action.MANAGE_MONEY, Place(programme_id=programme_id))
    key = session.scalars(
        select(Budget.id).where(Budget.programme_id == programme_id, programme_condition(by, Budget.programme_id))
    ).one_or_none()
    if key is None:
        raise NotFound("core.not_found")
    budget, _ = open_for_edit(session, Budget, key, belongs_to=Budget.programme_id, seen=seen, by=by)
    given = BudgetTotal.read(currency=currency or budget.currency, total_minor=total_minor)
    if given.currency != budget.currency:
        _demand_no_books(session, programme_id, "currency")
    if given.total_minor != budget.total_minor:
        if given.total_minor is None:
            _demand_no_books(session, programme_id, "total_minor")
        _approve(session, programme_id, _differences(session, budget, given.total_minor), reason, by)
    changed = db.change(budget, total_minor=given.total_minor, currency=given.currency)
    if changed:
        events.record(session, by=by.person_id, verb="budget.total_set", on="budget", key=budget.id, change=changed)


def _lay_out(session: Session, programme_id: UUID, texts: list[BudgetLineText]) -> None:
    phases = {row.code: row.id for row in session.scalars(select(Phase).where(Phase.programme_id == programme_id))}
    areas = {row.code: row.id for row in session.scalars(select(Area).where(Area.programme_id == programme_id))}
    waiting: list[tuple[UUID | None, list[BudgetLineText]]] = [(None, texts)]
    while waiting:
        parent_id, lines = waiting.pop()
        for position, text in enumerate(lines, start=1):
            line = BudgetLine(
                programme_id=programme_id,
                parent_id=parent_id,
                code=text.code,
                name=text.name.label(),
                position=position,
                share_percent=text.share_percent,
                phase_id=_named(phases, text.phase),
                area_id=_named(areas, text.area),
                contingency=text.contingency,
            )
            session.add(line)
            session.flush()
            waiting.append((line.id, text.lines))


def _named(known: Mapping[str, UUID], code: str | None) -> UUID | None:
    if code is not None and code not in known:
        raise Refusal("money.unknown_place", code=code)
    return None if code is None else known[code]


def _split(total_minor: int, lines: list[LineRow]) -> dict[UUID, int]:
    top = float(share_sum(line for line in lines if line.parent_id is None))
    db.refuse_unless(top == 100, "money.not_hundred", field="total_minor", sum=top)
    return split_tree(total_minor, lines)


def _differences(session: Session, budget: Budget, total_minor: int | None) -> dict[UUID, int]:
    """What a new total adds to each line or takes from it; no line ends below 0."""
    lines, approved = line_rows(session, budget.programme_id), approved_sums(session, budget.programme_id)
    if total_minor is None:
        return {line_id: -amount for line_id, amount in approved.items()}
    before, after = _split(budget.total_minor or 0, lines), _split(total_minor, lines)
    for line in lines:
        rest = approved.get(line.id, 0) + after[line.id] - before[line.id]
        db.refuse_unless(rest >= 0, "money.below_nothing", field="total_minor", line=line.name)
    return {line_id: amount - before[line_id] for line_id, amount in after.items()}


def _demand_no_books(session: Session, programme_id: UUID, field: str) -> None:
    """Amounts that are booked are of a currency, and rest on a total."""
    for kind in (LedgerEntry, ExchangeRate):
        there = session.scalar(select(exists().where(kind.programme_id == programme_id)))
        db.refuse_unless(not there, "money.already_booked", field=field)


def _approve(session: Session, programme_id: UUID, amounts: Mapping[UUID, int], reason: str, by: Actor) -> None:
    given = ChangeForm.read(amount_minor=0, reason=reason.strip() or say("money.reason_total"))
    session.add_all(
        BudgetChange(
            programme_id=programme_id,
            line_id=line_id,
            kind=BudgetChangeKind.APPROVAL,
            amount_minor=amount,
            reason=given.reason,
            approved_by=by.person_id,
        )
        for line_id, amount in amounts.items()
        if amount
    )
