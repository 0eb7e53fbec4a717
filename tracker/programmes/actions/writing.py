"""One accepted row of a workbook into its table: by the owner's verb where there is one, else here, with one entry in the log."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.core.ids import new_id
from tracker.core.models import Edited, Secret
from tracker.core.refusals import NotFound, Refusal, Stale
from tracker.core.words import Label
from tracker.people.rules import Actor
from tracker.plan.actions.gates import touch
from tracker.plan.models import Gate, Programme, Task, WorkingCalendar
from tracker.plan.queries.calendars import working_days
from tracker.plan.rules import SLACK, TaskKind, duration_of
from tracker.programmes.forms.nouns import BY_NAME
from tracker.programmes.forms.sheets import Difference, Field, FieldChange, New
from tracker.programmes.queries.sheets import MANY, TABLES, as_read, rows_of

PERSONAL = frozenset({"present"})
HUNDREDTHS = 100
Changed = dict[str, list[Any]]


class Writer:
    """`made`: the keys of what this workbook added, for the rows that name it."""

    def __init__(self, session: Session, programme: Programme, by: Actor, reason: str) -> None:
        self.session, self.programme, self.by, self.reason = session, programme, by, reason
        self.made: dict[New, UUID] = {}
        self.loaded: dict[UUID, Any] = {}
        self.positions: dict[str, int] = {}
        self.gates: set[UUID] = set()
        self.days = working_days(session, programme_id=programme.id, start=programme.starts_on - SLACK)

    def load(self, differences: Sequence[Difference]) -> None:
        """The rows that are to be changed by one query each noun: one for each of 1,000 rows would take longer than all else."""
        for noun in {one.noun for one in differences}:
            keys = [one.id for one in differences if one.noun == noun and one.id]
            table = TABLES[noun]
            rows = rows_of(BY_NAME[noun], self.programme.id).where(table.id.in_(keys)).with_for_update(of=table)
            self.loaded |= {row.id: row for row in self.session.scalars(rows)}

    def key(self, value: Any) -> Any:
        """The key behind what a cell names: a row that the workbook adds must have been accepted too."""
        if isinstance(value, New):
            if value not in self.made:
                raise Refusal("exchange.needs_new_row", code=value.code)
            return self.made[value]
        return frozenset(self.key(one) for one in value) if isinstance(value, frozenset) else value

    def key_of(self, difference: Difference) -> UUID:
        """The row's own key, once it is there."""
        return difference.id or self.made[New(difference.noun, difference.code or "")]

    def values(self, difference: Difference) -> dict[str, Any]:
        """What is to be stored, by the fields of the sheet."""
        noun = BY_NAME[difference.noun]
        return {change.field: self._stored(difference.noun, noun.field(change.field), change) for change in difference.fields}

    def _stored(self, noun: str, one: Field, change: FieldChange) -> Any:
        value = change.value
        if one.kind in ("one", "many", "person"):
            return self.key(value)
        if value is None:
            return None
        if one.kind == "money":
            return round(float(str(value)) * HUNDREDTHS)
        if one.kind == "yes":
            return value == "yes"
        if one.kind == "choice":
            return TABLES[noun].__table__.c[one.stored_as].type.enum_class(value)
        return value

    def row(self, difference: Difference) -> Any:
        """The stored row, of this programme, if it is still as it was when the difference was shown."""
        noun, key = BY_NAME[difference.noun], difference.id
        if key not in self.loaded:
            self.load([difference])
        row = self.loaded.get(key) if key else None
        if row is None:
            raise NotFound("core.not_found")
        if isinstance(row, Edited):
            if row.version != difference.seen:
                raise Stale()
            return row
        for change in difference.fields:
            one = noun.field(change.field)
            plain = one.kind not in ("one", "many", "person") and one.name[-3:] not in ("_en", "_zh")
            if plain and as_read(one, getattr(row, one.stored_as)) != change.before:
                raise Stale()
        return row

    def add(self, difference: Difference) -> UUID:
        table, values = TABLES[difference.noun], self.values(difference)
        columns, many = self._columns(difference.noun, values, None)
        given = {name: value for name, value in columns.items() if value is not None}
        if hasattr(table, "programme_id"):
            given["programme_id"] = self.programme.id
        if "position" in table.__table__.c and "position" not in given:
            given["position"] = self._next_position(difference.noun)
        row = table(id=new_id(), **given)
        self.session.add(row)
        for name, keys in many.items():
            self._relink(difference.noun, name, row.id, keys)
        if difference.code is not None:
            self.made[New(difference.noun, difference.code)] = row.id
        self._touch(row)
        self.note("added", difference.noun, row.id, {name: [None, value] for name, value in {**given, **many}.items()})
        return UUID(str(row.id))

    def change(self, difference: Difference) -> None:
        if difference.seen == 0:  # a calendar that nobody has set yet
            self._first_calendar(difference)
            return
        row = self.row(difference)
        columns, many = self._columns(difference.noun, self.values(difference), row)
        changed = db.change(row, **columns) if isinstance(row, Edited) else _set(row, columns)
        for name, keys in many.items():
            self._relink(difference.noun, name, row.id, keys)
            changed[name] = [None, sorted(map(str, keys))]
        if many and isinstance(row, Edited) and len(changed) == len(many):
            row.version += 1
        self._touch(row)
        self.note("changed", difference.noun, row.id, changed)

    def remove(self, difference: Difference) -> None:
        """What something else still names is refused by the database, and so told as what it is by the caller."""
        row = self.row(difference)
        for (noun, name), (table, owner, _) in MANY.items():
            if noun == difference.noun and name:
                self.session.execute(delete(table).where(getattr(table, owner) == row.id))
        self._touch(row)
        self.session.delete(row)
        self.session.flush()
        self.note(
            "removed", difference.noun, row.id, {"title": [difference.title, None]} if difference.noun != "task_role" else {}
        )

    def note(self, verb: str, noun: str, key: UUID, changed: Mapping[str, list[Any]]) -> None:
        told = {name: [_told(name, value) for value in sides] for name, sides in changed.items() if name != "programme_id"}
        events.record(self.session, by=self.by.person_id, verb=f"workbook.row_{verb}", on=noun, key=key, change=told)

    def columns(self, difference: Difference, row: Any) -> dict[str, Any]:
        """What is to be stored, by the columns of the table."""
        return self._columns(difference.noun, self.values(difference), row)[0]

    def _columns(self, noun: str, values: dict[str, Any], row: Any) -> tuple[dict[str, Any], dict[str, frozenset[UUID]]]:
        """The columns of the table, and the rows beside it."""
        columns: dict[str, Any] = {}
        many: dict[str, frozenset[UUID]] = {}
        for one in BY_NAME[noun].fields:
            if one.name not in values or one.local:
                continue
            if one.kind == "many":
                many[one.name] = values[one.name]
            elif one.name[-3:] not in ("_en", "_zh"):
                columns[one.stored_as] = values[one.name]
        for label in BY_NAME[noun].labels:
            before = getattr(row, label) if row is not None else Label("", "")
            told = Label(values.get(f"{label}_en", before.en), values.get(f"{label}_zh", before.zh_CN))
            if row is None or told != before:
                columns[label] = told
        return (self._task(columns, row) if noun == "task" else columns), many

    def _task(self, columns: dict[str, Any], row: Task | None) -> dict[str, Any]:
        """How long it takes follows from its days; a moved start is not to be left earlier when the plan is laid anew."""
        kind = columns.get("kind", row.kind if row else TaskKind.TASK)
        days: Any = [columns.get(name, getattr(row, name, None)) for name in ("starts_on", "due_on")]
        if columns.keys() & {"starts_on", "due_on", "kind"}:
            stone = kind is TaskKind.MILESTONE
            columns["duration_days"] = 0 if stone else duration_of(days[0], days[1], self.days)
        if "starts_on" in columns:
            columns.setdefault("not_before", days[0])
        return columns

    def _relink(self, noun: str, name: str, key: UUID, wanted: frozenset[UUID]) -> None:
        table, owner, other = MANY[noun, name]
        there = set(self.session.scalars(select(getattr(table, other)).where(getattr(table, owner) == key)))
        self.session.execute(delete(table).where(getattr(table, owner) == key, getattr(table, other).in_(there - wanted)))
        self.session.add_all(table(**{owner: key, other: one}) for one in sorted(wanted - there))
        self.session.flush()

    def _next_position(self, noun: str) -> int:
        if noun not in self.positions:
            rows = rows_of(BY_NAME[noun], self.programme.id).with_only_columns(func.max(TABLES[noun].position))
            self.positions[noun] = int(self.session.scalar(rows) or 0)
        self.positions[noun] += 1
        return self.positions[noun]

    def _first_calendar(self, difference: Difference) -> None:
        there = self.session.scalar(select(WorkingCalendar.id).where(WorkingCalendar.programme_id == self.programme.id))
        if there is not None:
            raise Stale()
        columns, _ = self._columns(difference.noun, self.values(difference), None)
        row = WorkingCalendar(programme_id=self.programme.id, **columns)
        self.session.add(row)
        self.session.flush()
        self.note("added", difference.noun, row.id, {name: [None, value] for name, value in columns.items()})

    def _touch(self, row: Any) -> None:
        if row.__tablename__ == "criterion":
            self.gates.add(row.gate_id)

    def finish(self) -> None:
        """Whoever decides at a gate has seen all that it asks for. Last of all: the gates' own changes compare versions."""
        self.session.flush()
        for gate in self.session.scalars(select(Gate).where(Gate.id.in_(self.gates))):
            touch(gate)
        self.session.flush()


def _set(row: Any, columns: Mapping[str, Any]) -> Changed:
    """For rows without a version."""
    changed: Changed = {}
    for name, value in columns.items():
        before = getattr(row, name)
        if before != value:
            changed[name] = [before, value]
            setattr(row, name, value)
    return changed


def _told(name: str, value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return Secret(value) if name in PERSONAL and isinstance(value, str) and value else value
