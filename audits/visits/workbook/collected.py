"""The rows of an export as checked answers, with every problem of the file at once."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from audits.rubrics.forms import (
    CHOICE_KINDS,
    NUMBER_KINDS,
    ItemKind,
    ItemText,
    RubricText,
    note_code,
    validate_answer,
    validate_note,
)
from audits.visits.forms import CollectedFile, CollectedRow
from audits.visits.workbook.columns import BEGUN, INSTANCE, PLACE_PARTS, VISITED, Columns, Target, form_name, match_columns
from tracker.core import clock
from tracker.core.refusals import Problem, Refusal
from tracker.core.words import LANGUAGES, say
from tracker.core.workbooks import SheetText, read_workbook
from tracker.core.workbooks.reading import column_letters

LONGEST_NAME = 200
WITHOUT_ANSWER = (ItemKind.PHOTO, ItemKind.NOTE)
TICKED, NOT_TICKED = {"1", "true", "yes"}, {"0", "false", "no", ""}
STORE_COLUMNS = ("store", "store_code", "storecode", "shop", "shop_code", "outlet", "site", "门店", "门店编码")
CLOCK_AHEAD = timedelta(days=1)  # a phone's clock may be a little ahead, and a day may end later elsewhere


@dataclass(frozen=True)
class Given:
    """An export as it was given."""

    sheet: SheetText
    name: str
    file_hash: str


def given_file(data: bytes, file_name: str) -> Given:
    """Its sheet of submissions: the first one with rows (KoboToolbox puts repeats behind it)."""
    sheets = read_workbook(data, file_name)
    sheet = next((sheet for sheet in sheets if len(sheet.rows) > 1), sheets[0])
    return Given(sheet, file_name[-LONGEST_NAME:], hashlib.sha256(data).hexdigest())


def header_of(sheet: SheetText) -> list[str]:
    return [name for name in (sheet.rows[0] if sheet.rows else []) if name]


def usual_store_column(header: Sequence[str]) -> str | None:
    """The column that is likely to hold the stores' codes."""
    return next((name for name in header if re.split(r"[/-]", name)[-1].lower() in STORE_COLUMNS), None)


def read_collected(given: Given, rubric: RubricText, *, store_column: str) -> CollectedFile:
    sheet = given.sheet
    header = sheet.rows[0] if sheet.rows else []
    columns = match_columns(header, rubric, besides=[store_column], sheet=sheet.name)
    reading = _Reading(sheet, header, columns, header.index(store_column) if store_column in header else None)
    problems = [*columns.problems, *_of_header(reading, store_column)]
    rows: dict[UUID, CollectedRow] = {}
    if not problems:
        for number, cells in enumerate(sheet.rows[1:], 2):
            if any(cells) and (row := reading.row(number, cells)):
                earlier = rows.setdefault(row.submission_id, row)
                if (earlier.store_code, earlier.answers) != (row.store_code, row.answers):
                    facts = (("other", earlier.number),)
                    reading.problems.append(Problem("visits.collected.id_twice", sheet.name, number, reading.id_header, facts))
    asked = {target.item.code for target in columns.targets.values()}
    unasked = [item.code for item in rubric.all_items() if item.code not in asked and item.kind not in WITHOUT_ANSWER]
    return CollectedFile(
        name=given.name,
        file_hash=given.file_hash,
        sheet=sheet.name,
        store_column=store_column,
        rows=tuple(rows.values()),
        problems=tuple(problems + reading.problems),
        unknown=columns.unknown,
        unused=columns.unused,
        unasked=tuple(unasked),
    )


def submission_id(instance: str) -> UUID:
    """The UUID itself where the instance id is one (`uuid:...`), else one that follows from it: the same at each import."""
    text = instance.removeprefix("uuid:")
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_URL, instance)


def _of_header(reading: "_Reading", store_column: str) -> Iterator[Problem]:
    columns, sheet = reading.columns, reading.sheet
    if not columns.targets and not columns.problems:
        yield Problem("visits.collected.no_item", sheet.name, 1)
    if reading.store_at is None:
        yield Problem("visits.collected.no_store_column", sheet.name, 1, store_column)
    if not any(name in columns.added for name in INSTANCE):
        yield Problem("visits.collected.no_instance_column", sheet.name, 1, facts=(("names", ", ".join(INSTANCE)),))
    if not any(name in columns.added for name in VISITED):
        yield Problem("visits.collected.no_date_column", sheet.name, 1, facts=(("names", ", ".join(VISITED)),))


@dataclass
class _Reading:
    sheet: SheetText
    header: list[str]
    columns: Columns
    store_at: int | None
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.faults = {(fault.row, fault.column - 1): fault for fault in self.sheet.faults}
        self.groups: dict[tuple[str, bool], list[tuple[int, Target]]] = {}
        for at, target in self.columns.targets.items():
            self.groups.setdefault((target.item.code, target.is_note), []).append((at, target))
        self.options: dict[str, dict[str, str]] = {}

    @property
    def id_header(self) -> str:
        return next(self.header[at] for name in INSTANCE for at in self.columns.added.get(name, ()))

    def row(self, number: int, cells: list[str]) -> CollectedRow | None:
        """The row, or None with its problems noted."""
        before = len(self.problems)
        cells = cells + [""] * (len(self.header) - len(cells))
        instance = self._first(INSTANCE, cells)[1]
        if not instance:
            self._wrong("visits.collected.no_instance", number, self.id_header)
        store = cells[self.store_at or 0]
        if not store:
            self._wrong("visits.collected.no_store", number, self.header[self.store_at or 0])
        visited = self._visited(number, cells)
        begun = self._begun(cells)
        answers = {}
        for (code, is_note), group in self.groups.items():
            value = self._value(number, cells, group)
            if value is not None:
                answers[note_code(code) if is_note else code] = value
        for at in range(len(self.header), len(cells)):
            if cells[at]:
                self._wrong("visits.collected.outside", number, column_letters(at + 1), text=cells[at])
        if len(self.problems) > before or visited is None:
            return None
        return CollectedRow(number, submission_id(instance), store, visited, begun, answers)

    def _first(self, names: Sequence[str], cells: list[str]) -> tuple[str, str]:
        """The first column of these that the row fills, and its text."""
        found = ((self.header[at], cells[at]) for name in names for at in self.columns.added.get(name, ()) if cells[at])
        return next(found, ("", ""))

    def _visited(self, number: int, cells: list[str]) -> date | datetime | None:
        header, text = self._first(VISITED, cells)
        if not text:
            names = [self.header[at] for name in VISITED for at in self.columns.added.get(name, ())]
            self._wrong("visits.collected.no_date", number, ", ".join(names))
            return None
        try:
            visited = _moment(text)
        except ValueError:
            self._wrong("visits.collected.not_date", number, header, text=text)
            return None
        latest = clock.now() + CLOCK_AHEAD
        if (visited > latest) if isinstance(visited, datetime) else (visited > latest.date()):
            self._wrong("visits.collected.in_future", number, header, text=text)
        return visited

    def _begun(self, cells: list[str]) -> datetime | None:
        try:
            begun = _moment(self._first([BEGUN], cells)[1])
        except ValueError:
            return None
        return begun if isinstance(begun, datetime) else None

    def _value(self, number: int, cells: list[str], group: list[tuple[int, Target]]) -> Any:
        """The checked value of one item or note, from the column or the columns that tell it."""
        item, whole = group[0][1].item, next((at for at, target in group if not (target.option or target.part)), None)
        for at, _ in group:
            if (number, at) in self.faults:
                self._wrong(self.faults[number, at].key, number, self.header[at], text=cells[at])
                return None
        if whole is not None and (cells[whole] or len(group) == 1):
            return self._checked(number, whole, item, cells[whole], is_note=group[0][1].is_note)
        if item.kind is ItemKind.MULTIPLE:
            return self._ticked(number, cells, item, group)
        texts = {target.part: cells[at] for at, target in group}
        parts = [texts.get(part, "") for part in PLACE_PARTS]
        return self._checked(number, group[0][0], item, " ".join(part for part in parts if part))

    def _ticked(self, number: int, cells: list[str], item: ItemText, group: list[tuple[int, Target]]) -> Any:
        ticked = []
        for at, target in group:
            text = cells[at].lower()
            if target.option is None or text in NOT_TICKED:
                continue
            if text not in TICKED:
                self._wrong("visits.collected.not_ticked", number, self.header[at], text=cells[at])
                return None
            ticked.append(target.option)
        return self._accepted(number, group[0][0], item, ticked)

    def _checked(self, number: int, at: int, item: ItemText, text: str, *, is_note: bool = False) -> Any:
        if not text:
            return None
        if is_note:
            return self._accepted(number, at, item, text, is_note=True)
        if item.kind in NUMBER_KINDS:
            try:
                return self._accepted(number, at, item, Decimal(text))
            except InvalidOperation:
                return self._wrong("visits.collected.not_number", number, self.header[at], text=text)
        if item.kind not in CHOICE_KINDS:
            return self._accepted(number, at, item, text)
        known = self._options_of(item)
        said = text.split() if item.kind is ItemKind.MULTIPLE and text not in known else [text]
        if wrong := [one for one in said if one not in known]:
            options = say("files.list_separator").join(form_name(option.source, option.code) for option in item.options)
            return self._wrong("visits.collected.no_such_option", number, self.header[at], text=" ".join(wrong), options=options)
        codes = [known[one] for one in said]
        return self._accepted(number, at, item, codes if item.kind is ItemKind.MULTIPLE else codes[0])

    def _options_of(self, item: ItemText) -> Mapping[str, str]:
        """What a cell may say for each option: its name in the form, its code, or (unless two share it) its label."""
        if item.code not in self.options:
            labels = [(getattr(option.label, language), option.code) for option in item.options for language in LANGUAGES]
            texts = [text for text, _ in dict.fromkeys(labels)]
            known = {text: code for text, code in labels if texts.count(text) == 1}
            known |= {option.code: option.code for option in item.options}
            self.options[item.code] = known | {form_name(option.source, option.code): option.code for option in item.options}
        return self.options[item.code]

    def _accepted(self, number: int, at: int, item: ItemText, value: Any, *, is_note: bool = False) -> Any:
        try:
            return validate_note(item, value) if is_note else validate_answer(item, value)
        except Refusal as refusal:
            facts = {"text": str(value)[:80], **refusal.facts}
            return self._wrong(refusal.key, number, self.header[at], **facts)

    def _wrong(self, key: str, number: int, header: str, **facts: object) -> None:
        shown = {name: fact[:80] if isinstance(fact, str) and name == "text" else fact for name, fact in facts.items()}
        self.problems.append(Problem(key, self.sheet.name, number, header, tuple(shown.items())))


def _moment(text: str) -> date | datetime:
    """A day, or a moment; without a zone it is UTC, as KoboToolbox writes `_submission_time`. ValueError for anything else."""
    if len(text) <= len("2026-03-01"):
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
