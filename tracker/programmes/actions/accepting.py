"""Accept what a workbook changes: all that was chosen in one transaction, or nothing and every reason why not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker.core.db import refuse_unless
from tracker.core.refusals import Problem, Problems, Refusal, Stale
from tracker.core.words import say
from tracker.money.actions import set_budget_total
from tracker.money.actions.costs import set_task_cost
from tracker.money.models import Budget, BudgetLine
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place
from tracker.plan.actions import change_link, link_tasks, unlink_tasks
from tracker.plan.actions.calendars import count_anew
from tracker.plan.actions.links import demand_parent
from tracker.plan.actions.opening import open_programme
from tracker.plan.actions.recurrences import COPIED, lay_out_recurrence
from tracker.plan.models import Recurrence, Task, TaskLink
from tracker.plan.queries.calendars import countries
from tracker.programmes.actions.writing import Writer
from tracker.programmes.forms.nouns import BY_NAME
from tracker.programmes.forms.sheets import Change, Difference, New
from tracker.programmes.queries.sheets import rows_of
from tracker.risks.actions import change_risk, note_risk
from tracker.targets.actions import restate, set_interim
from tracker.targets.actions.versions import write_first
from tracker.targets.models import Indicator

WHOLE = 100  # percent
OF_NO_CONTRACT = ("code", "position")
CALENDAR = ("working_calendar", "calendar_day")
ORDER = {name: place for place, name in enumerate(BY_NAME)}


def accept_differences(
    session: Session, *, programme_id: UUID, differences: Sequence[Difference], by: Actor, reason: str = ""
) -> int:
    """How many rows were added, changed or removed. `reason` stands in the history of risks, where a judgement needs one.

    A row that somebody changed after the difference was shown is refused; to name a concurrent one here is to choose it.
    """
    programme = open_programme(session, programme_id, by)
    for right in {BY_NAME[one.noun].needs for one in differences}:
        if right == "money":
            demand(by, Action.MANAGE_MONEY, Place(programme_id=programme_id))
    ordered = list(in_order(differences))
    reason = reason.strip() or say("risks.from_workbook")
    try:
        with session.begin_nested():
            _write_all(Writer(session, programme, by, reason), ordered)
    except (Refusal, DBAPIError) as first:
        raise Problems(_every_problem(session, Writer(session, programme, by, reason), ordered, first)) from first
    return len(ordered)


def in_order(differences: Iterable[Difference]) -> Iterable[Difference]:
    """What is added stands before what names it; what is removed goes after all else, the other way round. An interim
    target counts up the version of its indicator, whose own change comes first."""
    found = sorted(differences, key=lambda one: (ORDER[one.noun], one.row))
    steps = [one for one in found if one.noun == "interim_target"]
    found = [one for one in found if one.noun != "interim_target"]
    yield from _parents_first([one for one in found if one.change is Change.ADDED])
    yield from (one for one in found if one.change is Change.CHANGED)
    yield from sorted(steps, key=lambda one: one.change is not Change.REMOVED)
    yield from reversed([one for one in found if one.change is Change.REMOVED])


def _parents_first(added: list[Difference]) -> Iterable[Difference]:
    """Within a sheet too a row may name one that stands below it. Who waits for one that never comes goes last, to be refused."""
    here = {New(one.noun, one.code) for one in added if one.code is not None}
    made: set[New] = set()
    while added:
        ready = [one for one in added if not (_named(one) & here) - made]
        for one in ready or added:
            if one.code is not None:
                made.add(New(one.noun, one.code))
            yield one
        added = [one for one in added if one not in ready] if ready else []


def _named(one: Difference) -> set[New]:
    values = [change.value for change in one.fields]
    several = [key for value in values if isinstance(value, frozenset) for key in value]
    return {key for key in (*values, *several) if isinstance(key, New)}


def _write_all(writer: Writer, ordered: Sequence[Difference]) -> None:
    writer.load([one for one in ordered if one.change is not Change.ADDED])
    for one in ordered:
        write(writer, one)
    writer.finish()
    _follow_up(writer, [one for one in ordered if one.change is not Change.REMOVED])
    if any(one.noun in CALENDAR for one in ordered):
        count_anew(writer.session, writer.programme, writer.by)
    if any(one.noun == "budget_line" for one in ordered):
        rows = rows_of(BY_NAME["budget_line"], writer.programme.id).where(BudgetLine.parent_id.is_(None))
        shares = sum(Fraction(str(line.share_percent)) for line in writer.session.scalars(rows))
        refuse_unless(shares == WHOLE, "money.not_hundred", field="share_percent", sum=float(shares))


def _follow_up(writer: Writer, stored: Sequence[Difference]) -> None:
    """What else the owners' verbs see to, once every row is there: which task may be part of which, and the tasks of a rule."""
    session = writer.session
    for one in stored:
        fields = {change.field for change in one.fields}
        if one.noun == "task" and "parent" in fields:
            task = session.get_one(Task, writer.key_of(one))
            if task.parent_id is not None:
                demand_parent(session, task, session.get_one(Task, task.parent_id))
        elif one.noun == "recurrence":
            rule = session.get_one(Recurrence, writer.key_of(one))
            lay_out_recurrence(session, rule, writer.by, copied=COPIED if one.change is Change.CHANGED else ())


def _every_problem(session: Session, writer: Writer, ordered: Sequence[Difference], first: Exception) -> list[Problem]:
    """Row by row, each on its own: what one refuses must not hide what another does. Nothing of it stays."""
    problems = []
    for one in ordered:
        try:
            with session.begin_nested():
                write(writer, one)
        except Refusal as refusal:
            problems.append(_placed(one, refusal))
        except DBAPIError:
            key = "exchange.in_use" if one.change is Change.REMOVED else "exchange.not_storable"
            problems.append(Problem(key, one.sheet, one.row))
    if problems or not isinstance(first, Refusal):
        return problems or [Problem("exchange.not_storable")]
    return [Problem(first.key, facts=tuple(first.facts.items()))]  # of all rows together


def _placed(one: Difference, refusal: Refusal) -> Problem:
    field = next((each for each in BY_NAME[one.noun].fields if refusal.field in (each.name, each.stored_as)), None)
    column = say(field.column().header_key) if field else ""
    key = "exchange.changed_meanwhile" if isinstance(refusal, Stale) else refusal.key
    facts = {**refusal.facts, **({"name": column} if "name" in refusal.facts and column else {})}
    return Problem(key, one.sheet, one.row, column, tuple(facts.items()))


def write(writer: Writer, one: Difference) -> None:
    owner = OWNERS.get(one.noun)
    if owner is not None and owner(writer, one):
        return
    if one.change is Change.ADDED:
        writer.add(one)
    elif one.change is Change.CHANGED:
        writer.change(one)
    else:
        writer.remove(one)


def _link(writer: Writer, one: Difference) -> bool:
    """A link to another task is another link."""
    values = writer.values(one)
    if one.change is Change.ADDED:
        link_tasks(
            writer.session,
            before_id=values["before"],
            after_id=values["after"],
            type=values["type"],
            lag_days=values.get("lag_days") or 0,
            by=writer.by,
        )
        return True
    link: TaskLink = writer.row(one)
    kind, lag = values.get("type") or link.type, values.get("lag_days", link.lag_days) or 0
    if one.change is Change.CHANGED and not values.keys() & {"before", "after"}:
        change_link(writer.session, link_id=link.id, seen=link.version, type=kind, lag_days=lag, by=writer.by)
        return True
    ends = {"before_id": values.get("before", link.before_id), "after_id": values.get("after", link.after_id)}
    unlink_tasks(writer.session, link_id=link.id, seen=link.version, by=writer.by)
    if one.change is Change.CHANGED:
        link_tasks(writer.session, **ends, type=kind, lag_days=lag, by=writer.by)
    return True


def _cost(writer: Writer, one: Difference) -> bool:
    values = writer.values(one)
    row = None if one.change is Change.ADDED else writer.row(one)
    task_id: Any = values.get("task", row.task_id if row else None)
    if row is not None and (one.change is Change.REMOVED or task_id != row.task_id):
        set_task_cost(writer.session, task_id=row.task_id, planned_minor=None, line_id=None, by=writer.by)
        writer.session.flush()
    if one.change is not Change.REMOVED:
        planned = values.get("planned", row.planned_minor if row else None)
        line = values.get("line", row.line_id if row else None)
        set_task_cost(writer.session, task_id=task_id, planned_minor=planned, line_id=line, by=writer.by)
    writer.session.flush()
    return True


def _risk(writer: Writer, one: Difference) -> bool:
    """A risk is never removed: it is closed, with a reason."""
    if one.change is Change.REMOVED:
        raise Refusal("exchange.close_the_risk")
    values = writer.values(one)
    values = {("owner_id" if name == "owner" else name): value for name, value in values.items()}
    if one.change is Change.ADDED:
        note_risk(writer.session, programme_id=writer.programme.id, by=writer.by, **values)
    elif "code" in values:
        raise Refusal("exchange.risk_keeps_its_code", field="code")
    else:
        row = writer.row(one)
        change_risk(writer.session, risk_id=row.id, seen=row.version, reason=writer.reason, by=writer.by, **values)
    return True


def _indicator(writer: Writer, one: Difference) -> bool:
    """A change is a restatement of the contract, all of it at once. Defined once, an indicator stays, for its history does."""
    if one.change is Change.REMOVED:
        raise Refusal("contracts.indicator_stays")
    if one.change is Change.ADDED:
        key = writer.add(one)
        write_first(writer.session, writer.session.get_one(Indicator, key), by=writer.by.person_id)
        return True
    row: Indicator = writer.row(one)
    own = tuple(change for change in one.fields if change.field in OF_NO_CONTRACT)
    if own:
        writer.change(replace(one, fields=own))
    changes = writer.columns(replace(one, fields=tuple(change for change in one.fields if change not in own)), row)
    if changes:
        restate(writer.session, indicator_id=row.id, seen=row.version, changes=changes, reason=writer.reason, by=writer.by)
    return True


def _interim(writer: Writer, one: Difference) -> bool:
    values = writer.values(one)
    row = None if one.change is Change.ADDED else writer.row(one)
    before = (row.indicator_id, row.due_on) if row else None
    at = (values.get("indicator", row.indicator_id if row else None), values.get("due_on", row.due_on if row else None))
    value = values.get("value", row.value if row else None)
    if before and (one.change is Change.REMOVED or at != before):
        _set_interim(writer, *before, None)
    if one.change is not Change.REMOVED:
        _set_interim(writer, *at, value)
    return True


def _set_interim(writer: Writer, indicator_id: Any, due_on: Any, value: float | None) -> None:
    seen = writer.session.scalars(select(Indicator.version).where(Indicator.id == indicator_id)).one()
    set_interim(
        writer.session, indicator_id=indicator_id, seen=seen, due_on=due_on, value=value, by=writer.by, reason=writer.reason
    )
    writer.session.flush()


def _budget(writer: Writer, one: Difference) -> bool:
    row: Budget = writer.row(one)
    values = writer.values(one)
    rest = tuple(change for change in one.fields if change.field not in ("total", "currency"))
    if rest:
        writer.change(replace(one, fields=rest))
    if values.keys() & {"total", "currency"}:
        set_budget_total(
            writer.session,
            programme_id=writer.programme.id,
            seen=row.version,
            total_minor=values.get("total", row.total_minor),
            currency=values.get("currency", row.currency),
            by=writer.by,
            reason=writer.reason,
        )
    return True


def _calendar(writer: Writer, one: Difference) -> bool:
    country = writer.values(one).get("country")
    refuse_unless(country is None or country in countries(), "network.unknown_country", field="country")
    return False


OWNERS: dict[str, Callable[[Writer, Difference], bool]] = {
    "working_calendar": _calendar,
    "task_link": _link,
    "task_cost": _cost,
    "risk": _risk,
    "indicator": _indicator,
    "interim_target": _interim,
    "budget": _budget,
}
