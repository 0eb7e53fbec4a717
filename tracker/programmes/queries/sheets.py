"""A whole programme as the rows of its workbook."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tracker.core.models import Base
from tracker.core.workbooks.child import clean
from tracker.core.workbooks.writing import legal_text
from tracker.money.models import Budget, BudgetChange, BudgetLine, LedgerEntry, TaskCost
from tracker.people.models import Identity, Person, Region, Store
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.models import (
    Area,
    AreaRegion,
    AreaStore,
    Baseline,
    BaselineTask,
    CalendarDay,
    Criterion,
    Gate,
    GateDecision,
    Minute,
    Phase,
    PhaseArea,
    Programme,
    Recurrence,
    Responsibility,
    Task,
    TaskLink,
    TaskRole,
    TaskStep,
    WorkingCalendar,
)
from tracker.plan.queries import OWNER_ROLES
from tracker.plan.queries.plans import seen_programme
from tracker.programmes.forms.nouns import NOUNS
from tracker.programmes.forms.sheets import Field, Noun, NounRows, Plain, ProgrammeRows, StoredRow
from tracker.risks.models import Risk, RiskIndicator, RiskPhase
from tracker.targets.models import Indicator, InterimTarget

TABLES: dict[str, Any] = {
    "programme": Programme,
    "phase": Phase,
    "area": Area,
    "phase_area": PhaseArea,
    "recurrence": Recurrence,
    "task": Task,
    "task_step": TaskStep,
    "task_link": TaskLink,
    "task_role": TaskRole,
    "working_calendar": WorkingCalendar,
    "calendar_day": CalendarDay,
    "gate": Gate,
    "criterion": Criterion,
    "responsibility": Responsibility,
    "minute": Minute,
    "risk": Risk,
    "budget": Budget,
    "budget_line": BudgetLine,
    "task_cost": TaskCost,
    "indicator": Indicator,
    "interim_target": InterimTarget,
    "baseline_task": BaselineTask,
    "gate_decision": GateDecision,
    "budget_change": BudgetChange,
    "ledger_entry": LedgerEntry,
}
MANY: dict[tuple[str, str], tuple[type[Base], str, str]] = {
    ("area", "regions"): (AreaRegion, "area_id", "region_id"),
    ("area", "stores"): (AreaStore, "area_id", "store_id"),
    ("risk", "phases"): (RiskPhase, "risk_id", "phase_id"),
    ("risk", "indicators"): (RiskIndicator, "risk_id", "indicator_id"),
}
WITHIN: dict[str, tuple[Any, Any]] = {  # what has no programme of its own: the table that has, and how they join
    "task_step": (Task, TaskStep.task_id == Task.id),
    "task_role": (Task, TaskRole.task_id == Task.id),
    "criterion": (Gate, Criterion.gate_id == Gate.id),
    "gate_decision": (Gate, GateDecision.gate_id == Gate.id),
    "interim_target": (Indicator, InterimTarget.indicator_id == Indicator.id),
    "baseline_task": (Baseline, BaselineTask.baseline_id == Baseline.id),
}
RIGHTS = {"plan": Action.SEE_PLAN, "money": Action.SEE_MONEY, "risks": Action.SEE_RISKS}
EVERY_WEEKDAY = "12345"


@dataclass
class Known:
    """What cells name, by the noun: the code of each key."""

    people: Mapping[UUID, str]
    codes: dict[str, dict[UUID, str]] = field(default_factory=dict)


def programme_sheets(session: Session, *, programme_id: UUID, by: Actor) -> ProgrammeRows:
    """Every noun that this person may see; money and risks for those who see them."""
    programme = seen_programme(session, programme_id, by)
    editor = can(by, Action.EDIT_PLAN, Place(programme_id=programme_id))
    known = Known(_people(session, user_names=editor))
    nouns = tuple(NounRows(noun, tuple(_rows(session, noun, programme_id, known))) for noun in seen_nouns(by, programme_id))
    offered = {"person": tuple(sorted(known.people.values()))} if editor else {}
    return ProgrammeRows(programme.id, programme.code, str(programme.name), nouns, offered)


def seen_nouns(by: Actor, programme_id: UUID) -> list[Noun]:
    return [noun for noun in NOUNS if can(by, RIGHTS[noun.needs], Place(programme_id=programme_id))]


def rows_of(noun: Noun, programme_id: UUID) -> Select[Any]:
    """The mapped rows of this programme."""
    table = TABLES[noun.name]
    if table is Programme:
        return select(Programme).where(Programme.id == programme_id)
    if noun.name in WITHIN:
        outer, joined = WITHIN[noun.name]
        return select(table).join(outer, joined).where(outer.programme_id == programme_id)
    return select(table).where(table.programme_id == programme_id)


def _rows(session: Session, noun: Noun, programme_id: UUID, known: Known) -> list[StoredRow]:
    table = TABLES[noun.name]
    if table is Indicator or "code" in {one.name for one in noun.fields}:
        first = [getattr(table, name) for name in ("position", "code") if hasattr(table, name)]
        found = list(session.scalars(rows_of(noun, programme_id).order_by(*first)))
        known.codes[noun.name] = {row.id: row.code for row in found}
    elif table is BaselineTask:
        return _baseline_rows(session, noun, programme_id, known)
    else:
        found = list(session.scalars(rows_of(noun, programme_id).order_by(table.id)))
    if any(one.local for one in noun.fields):
        known.codes[noun.name] = {row.id: f"{noun.name[0].upper()}{place:03}" for place, row in enumerate(found, 1)}
    if not found and table is WorkingCalendar:
        return [StoredRow(programme_id, 0, {"weekdays": EVERY_WEEKDAY, "country": None}, {})]
    many = {one.name: _linked(session, noun, one, known) for one in noun.fields if one.kind == "many"}
    return [_stored(noun, row, known, many) for row in found]


def _baseline_rows(session: Session, noun: Noun, programme_id: UUID, known: Known) -> list[StoredRow]:
    found = session.execute(
        select(BaselineTask, Baseline)
        .join(Baseline)
        .where(Baseline.programme_id == programme_id)
        .order_by(Baseline.taken_at, Baseline.id, BaselineTask.starts_on, BaselineTask.task_id)
    )
    rows = []
    for task, baseline in found:
        values = {one.name: _plain(one, task, known) for one in noun.fields if hasattr(task, one.stored_as)}
        values |= {"name": as_read(noun.field("name"), baseline.name), "at": baseline.taken_at.date()}
        rows.append(StoredRow(baseline.id, None, {one.name: values[one.name] for one in noun.fields}, {}))
    return rows


def _linked(session: Session, noun: Noun, one: Field, known: Known) -> dict[UUID, list[UUID]]:
    table, owner, other = MANY[noun.name, one.name]
    if one.of in ("region", "store"):
        place = Region if one.of == "region" else Store
        linked = select(getattr(table, other)).where(getattr(table, owner).in_(known.codes[noun.name]))
        named = session.execute(select(place.id, place.code).where(place.id.in_(linked)))
        known.codes[one.of] = {row.id: row.code for row in named}
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = session.execute(
        select(getattr(table, owner), getattr(table, other)).where(getattr(table, owner).in_(known.codes[noun.name]))
    )
    for key, linked_key in rows:
        found[key].append(linked_key)
    return found


def _stored(noun: Noun, row: Any, known: Known, many: Mapping[str, Mapping[UUID, list[UUID]]]) -> StoredRow:
    values: dict[str, Plain] = {}
    keys: dict[str, UUID | frozenset[UUID] | None] = {}
    for one in noun.fields:
        if one.kind == "many":
            linked = many[one.name].get(row.id, [])
            values[one.name] = tuple(sorted(known.codes[one.of][key] for key in linked))
            keys[one.name] = frozenset(linked)
            continue
        values[one.name] = _plain(one, row, known)
        if one.kind in ("one", "person"):
            keys[one.name] = getattr(row, one.stored_as)
    return StoredRow(row.id, getattr(row, "version", None), values, keys)


def _plain(one: Field, row: Any, known: Known) -> Plain:
    if one.local:
        return known.codes[row.__tablename__][row.id]
    if one.name == "at":
        moment: datetime = row.approved_at if hasattr(row, "approved_at") else row.decided_at
        return moment.date()
    value: Any = _text_of_label(one, row) if one.name[-3:] in ("_en", "_zh") else getattr(row, one.stored_as)
    if one.kind == "one":
        return known.codes.get(one.of, {}).get(value) if value else None
    if one.kind == "person":
        return known.people.get(value, "") if value else ""
    return as_read(one, value)


def _text_of_label(one: Field, row: Any) -> str:
    label = getattr(row, one.name[:-3])
    return str(label.en if one.name.endswith("_en") else label.zh_CN)


def as_read(one: Field, value: Any) -> Plain:
    """The stored value as its cell reads back: a workbook keeps 15 digits, and no blanks at the ends of a text."""
    return _READ[one.kind](value) if value is not None else ("" if one.kind == "text" else None)


def _number(value: float) -> float:
    return float(f"{round(value, 10):.15g}")


_READ: dict[str, Callable[[Any], Plain]] = {
    "text": lambda value: clean(legal_text(str(value))),
    "code": lambda value: clean(str(value)) or None,
    "integer": int,
    "number": _number,
    "money": lambda value: _number(value / 100),
    "choice": lambda value: str(value.value),
    "yes": lambda value: "yes" if value else "no",
    "date": lambda value: value if isinstance(value, date) else None,
}


def _people(session: Session, *, user_names: bool) -> dict[UUID, str]:
    """Who can own something, by the user name for an editor, who writes it, and by the name for a reader."""
    rows = session.execute(
        select(Person.id, Identity.user_name, Identity.display_name)
        .join(Identity, Identity.person_id == Person.id)
        .where(Person.role.in_(OWNER_ROLES))
    )
    return {row.id: clean(legal_text(row.user_name if user_names else row.display_name)) for row in rows}
