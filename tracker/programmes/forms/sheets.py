"""What a sheet of the programme workbook is made of, and what was read from one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from tracker.core.refusals import Problem
from tracker.core.words import say
from tracker.core.workbooks import Column
from tracker.people.workbook import YES_NO

Plain = str | int | float | date | tuple[str, ...] | None  # a cell as it reads: a reference is a code, a choice its enum's value
FieldKind = Literal["text", "code", "integer", "number", "money", "date", "choice", "yes", "one", "many", "person"]
KIND_OF_COLUMN: dict[FieldKind, Literal["text", "code", "integer", "number", "date", "choice"]] = {
    "text": "text",
    "code": "code",
    "integer": "integer",
    "number": "number",
    "money": "number",
    "date": "date",
    "choice": "choice",
    "yes": "choice",
    "one": "code",
    "many": "text",
    "person": "text",
}


@dataclass(frozen=True)
class Field:
    """A column. `of`: the noun whose code it names; `attribute`: what the table calls it, where that is not its name; `fixed`:
    for reading, a change is refused; `local`: a number that counts in this workbook only."""

    name: str
    kind: FieldKind = "text"
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    of: str = ""
    attribute: str = ""
    header: str = ""
    fixed: bool = False
    local: bool = False

    @property
    def stored_as(self) -> str:
        if self.attribute:
            return self.attribute
        return self.name + {"one": "_id", "person": "_id", "money": "_minor"}.get(self.kind, "")

    @property
    def words(self) -> Mapping[str, str]:
        return YES_NO if self.kind == "yes" else self.choices

    def column(self) -> Column:
        header = self.header or f"exchange.column.{self.name}"
        return Column(self.name, header, KIND_OF_COLUMN[self.kind], self.required, self.words)


@dataclass(frozen=True)
class Noun:
    """A sheet. `single`: one row that is neither added nor removed; `history`: append-only, refused when changed; `fixed`: rows
    are changed, and neither added nor removed. `labels` are the fields with a text in each language."""

    name: str
    fields: tuple[Field, ...]
    labels: tuple[str, ...] = ()
    needs: Literal["plan", "money", "risks"] = "plan"
    single: bool = False
    history: bool = False

    @property
    def sheet(self) -> str:
        return f"exchange.sheet.{self.name}"

    def field(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)


@dataclass(frozen=True)
class Line:
    """A row of a sheet, as typed; `values` has the columns that the sheet has; `mark` says what each cell read as it went out."""

    noun: str
    sheet: str
    row: int
    id: UUID | None
    version: int | None
    mark: str
    remove: bool
    values: Mapping[str, Plain]

    def problem(self, key: str, field: Field | None = None, **facts: object) -> Problem:
        column = say(field.column().header_key) if field else ""
        return Problem(key, self.sheet, self.row, column, tuple(facts.items()))


@dataclass(frozen=True)
class ProgrammeBook:
    """`ignored`: sheets that are none of ours."""

    programme_id: UUID | None
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class StoredRow:
    """A row as it is stored: what its cells read, and the keys behind those that name something. `version` None: nobody counts
    them for this noun."""

    id: UUID
    version: int | None
    values: Mapping[str, Plain]
    keys: Mapping[str, UUID | frozenset[UUID] | None]


@dataclass(frozen=True)
class NounRows:
    noun: Noun
    rows: tuple[StoredRow, ...]


@dataclass(frozen=True)
class ProgrammeRows:
    """A whole programme, each noun that the reader may see. `offered`: codes and user names that a cell may name beside those of
    the sheets."""

    id: UUID
    code: str
    name: str
    nouns: tuple[NounRows, ...]
    offered: Mapping[str, tuple[str, ...]]


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class New:
    """Something that another row of the workbook adds."""

    noun: str
    code: str


Key = UUID | New
Wanted = Plain | Key | frozenset[Key]


@dataclass(frozen=True)
class FieldChange:
    """`before` and `after` as cells read; `value` is what is to be stored. `theirs`: somebody else changed this very field since
    the export."""

    field: str
    before: Plain
    after: Plain
    value: Wanted
    theirs: bool = False


@dataclass(frozen=True)
class Difference:
    """One row that would be added, changed or removed. `seen` is the version stored when the difference was found; `concurrent`:
    somebody else changed the row since the export, in the fields `theirs`, or removed it."""

    noun: str
    change: Change
    sheet: str
    row: int
    title: str
    fields: tuple[FieldChange, ...]
    id: UUID | None = None
    seen: int | None = None
    concurrent: bool = False
    theirs: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.noun}_{self.row}"

    @property
    def code(self) -> str | None:
        """What other rows name this one by, where the workbook sets it."""
        return next((str(change.after) for change in self.fields if change.field in ("code", "number")), None)


@dataclass(frozen=True)
class Comparison:
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
