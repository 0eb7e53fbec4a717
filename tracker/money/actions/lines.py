"""Verbs of the budget tree: add a line, change it, remove it."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.core import clock, db, events
from tracker.core.words import say
from tracker.money.actions.opening import has_lines, line_of, open_budget, programme_of_line
from tracker.money.forms import LineCode, LineForm
from tracker.money.models import BudgetChange, BudgetLine, LedgerEntry, TaskCost
from tracker.money.queries.standing import approved_sums, line_rows
from tracker.money.rules import BudgetChangeKind, LineRow, share_sum, split
from tracker.people.rules import Actor
from tracker.plan.actions import open_for_edit
from tracker.plan.models import Area, Phase


def add_line(
    session: Session,
    *,
    programme_id: UUID,
    parent_id: UUID | None,
    code: str,
    share_percent: float,
    name_en: str = "",
    name_zh: str = "",
    phase_id: UUID | None = None,
    area_id: UUID | None = None,
    contingency: bool = False,
    by: Actor,
) -> UUID:
    """A category, or a line below another one: that gives it its share of what it has itself. The last share takes the rest."""
    budget, _ = open_budget(session, programme_id, by)
    form = LineForm.read(name_en=name_en, name_zh=name_zh, share_percent=share_percent)
    given = LineCode.read(code=code)
    taken = session.scalars(
        select(BudgetLine.id).where(BudgetLine.programme_id == programme_id, BudgetLine.code == given.code)
    ).first()
    db.refuse_unless(taken is None, "money.code_taken", field="code", code=given.code)
    _demand_place(session, programme_id, phase_id, area_id)
    if parent_id is not None:
        line_of(session, parent_id, programme_id)
        db.refuse_unless(not _has_entries(session, parent_id), "money.parent_has_entries", field="parent_id")
    siblings = [line for line in line_rows(session, programme_id) if line.parent_id == parent_id]
    _demand_share(siblings, form.share_percent)
    last = session.scalar(select(func.max(BudgetLine.position)).where(BudgetLine.programme_id == programme_id))
    line = BudgetLine(
        programme_id=programme_id,
        parent_id=parent_id,
        code=given.code,
        name=form.label(),
        position=(last or 0) + 1,
        share_percent=form.share_percent,
        phase_id=phase_id,
        area_id=area_id,
        contingency=contingency,
    )
    session.add(line)
    session.flush()
    if parent_id is not None and budget.total_minor is not None:
        _give_share(session, line, parent_id, siblings, by)
    change = {"code": [None, line.code], "name": [None, line.name], "share_percent": [None, line.share_percent]}
    events.record(session, by=by.person_id, verb="budget.line_added", on="budget_line", key=line.id, change=change)
    return line.id


def change_line(
    session: Session,
    *,
    line_id: UUID,
    seen: int,
    share_percent: float,
    name: str,
    phase_id: UUID | None,
    area_id: UUID | None,
    contingency: bool,
    by: Actor,
) -> None:
    """`name` in the language of this run. The share counts for totals that are set later; what is approved stays."""
    programme_id = programme_of_line(session, line_id, by)
    open_budget(session, programme_id, by)
    line, _ = open_for_edit(session, BudgetLine, line_id, belongs_to=BudgetLine.programme_id, seen=seen, by=by)
    named = line.name.with_text(name)
    form = LineForm.read(name_en=named.en, name_zh=named.zh_CN, share_percent=share_percent)
    _demand_place(session, programme_id, phase_id, area_id)
    rows = line_rows(session, programme_id)
    _demand_share([row for row in rows if row.parent_id == line.parent_id and row.id != line_id], form.share_percent)
    changed = db.change(
        line,
        name=form.label(),
        share_percent=form.share_percent,
        phase_id=phase_id,
        area_id=area_id,
        contingency=contingency,
    )
    if changed:
        events.record(session, by=by.person_id, verb="budget.line_changed", on="budget_line", key=line.id, change=changed)


def remove_line(session: Session, *, line_id: UUID, seen: int, by: Actor) -> None:
    """Without entries, lines below or tasks that it pays for. Its money goes back to the line above; a category has none left."""
    programme_id = programme_of_line(session, line_id, by)
    open_budget(session, programme_id, by)
    line, _ = open_for_edit(session, BudgetLine, line_id, belongs_to=BudgetLine.programme_id, seen=seen, by=by)
    db.refuse_unless(not has_lines(session, line_id), "money.remove_below_first")
    db.refuse_unless(not _has_entries(session, line_id), "money.line_has_entries")
    paid = session.scalars(select(TaskCost.id).where(TaskCost.line_id == line_id).limit(1)).first()
    db.refuse_unless(paid is None, "money.line_has_costs")
    amount = approved_sums(session, programme_id).get(line_id, 0)
    if amount:
        db.refuse_unless(line.parent_id is not None, "money.line_has_money")
        session.add(
            _move(programme_id, from_id=line_id, to_id=line.parent_id, amount=amount, reason=say("money.reason_removed"), by=by)
        )
    changed = db.change(line, removed_at=clock.now())
    events.record(session, by=by.person_id, verb="budget.line_removed", on="budget_line", key=line.id, change=changed)


def _give_share(session: Session, line: BudgetLine, parent_id: UUID, siblings: list[LineRow], by: Actor) -> None:
    approved = approved_sums(session, line.programme_id)
    own = approved.get(parent_id, 0)
    before = float(share_sum(siblings))
    whole = own + sum(approved.get(sibling.id, 0) for sibling in siblings)
    rest = before + line.share_percent == 100
    amount = own if rest else min(own, split(max(whole, 0), [line.share_percent, 100 - line.share_percent])[0])
    if amount > 0:
        reason = say("money.reason_divided")
        session.add(_move(line.programme_id, from_id=parent_id, to_id=line.id, amount=amount, reason=reason, by=by))


def _move(programme_id: UUID, *, from_id: UUID, to_id: Any, amount: int, reason: str, by: Actor) -> BudgetChange:
    return BudgetChange(
        programme_id=programme_id,
        line_id=to_id,
        from_line_id=from_id,
        kind=BudgetChangeKind.TRANSFER,
        amount_minor=amount,
        reason=reason,
        approved_by=by.person_id,
    )


def _has_entries(session: Session, line_id: UUID) -> bool:
    return session.scalars(select(LedgerEntry.id).where(LedgerEntry.line_id == line_id).limit(1)).first() is not None


def _demand_share(siblings: list[LineRow], share_percent: float) -> None:
    others = float(share_sum(siblings))
    db.refuse_unless(others + share_percent <= 100, "money.shares_over", field="share_percent", rest=100 - others)


def _demand_place(session: Session, programme_id: UUID, phase_id: UUID | None, area_id: UUID | None) -> None:
    for kind, key, field in ((Phase, phase_id, "phase_id"), (Area, area_id, "area_id")):
        if key is not None:
            there = session.scalars(select(kind.id).where(kind.id == key, kind.programme_id == programme_id)).first()
            db.refuse_unless(there is not None, "money.no_such_place", field=field)
