"""A workbook against what is stored: row by row, cell by cell, and told apart who changed what since it went out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from tracker.core import db
from tracker.core.refusals import Problem
from tracker.core.words import language, say
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place
from tracker.plan.rules.schedule import Cycle, in_order
from tracker.programmes.forms.checks import wrong_in
from tracker.programmes.forms.nouns import BY_NAME
from tracker.programmes.forms.sheets import (
    Change,
    Comparison,
    Difference,
    Field,
    FieldChange,
    Line,
    Noun,
    NounRows,
    Plain,
    ProgrammeBook,
    ProgrammeRows,
    StoredRow,
)
from tracker.programmes.queries.naming import Names, twice
from tracker.programmes.queries.sheets import TABLES, programme_sheets
from tracker.programmes.rules.merging import letters_of, reads_as


def differences(session: Session, *, programme_id: UUID, book: ProgrammeBook, by: Actor) -> Comparison:
    """What accepting the workbook would change, and every problem it has. Nothing is changed here."""
    demand(by, Action.EDIT_PLAN, Place(programme_id=programme_id))
    rows = programme_sheets(session, programme_id=programme_id, by=by)
    db.refuse_unless(book.programme_id in (None, programme_id), "exchange.other_programme", code=rows.code)
    return _Comparing(session, rows, book).all()


class _Comparing:
    def __init__(self, session: Session, rows: ProgrammeRows, book: ProgrammeBook) -> None:
        self.book = book
        self.nouns = {found.noun.name: found for found in rows.nouns}
        self.stored = {name: {row.id: row for row in found.rows} for name, found in self.nouns.items()}
        self.names = Names(session, rows, book.lines)
        self.problems = list(book.problems)
        programme: Mapping[str, Any] = self.nouns["programme"].rows[0].values
        self.first, self.last = programme["starts_on"], programme["ends_on"]

    def all(self) -> Comparison:
        found: list[Difference] = []
        for line in self.book.lines:
            if line.noun not in self.nouns:
                self.problems.append(line.problem("exchange.not_yours"))
                continue
            difference = self._of(BY_NAME[line.noun], line)
            if difference is not None:
                found.append(difference)
        touched = {(one.noun, one.row) for one in found}
        lines = [line for line in self.book.lines if (line.noun, line.row) in touched]
        if any(one.code is not None for one in found):
            self.problems += [
                p for p in twice(self.book.lines, self.names) if (p.sheet, p.row) in {(x.sheet, x.row) for x in lines}
            ]
        self.problems += _circles(self.nouns, found, self.names)
        order = {name: place for place, name in enumerate(BY_NAME)}
        ordered = sorted(found, key=lambda one: (order[one.noun], one.row))
        return Comparison(tuple(ordered), tuple(dict.fromkeys(self.problems)))

    def _of(self, noun: Noun, line: Line) -> Difference | None:
        stored = self.stored[noun.name].get(line.id) if line.id else None
        same = stored is not None and all(value == stored.values[name] for name, value in line.values.items())
        if same and not line.remove and not noun.history:
            return None
        letters = letters_of(line.mark, len(noun.fields))
        at = {one.name: place for place, one in enumerate(noun.fields)}
        untouched = letters is not None and all(reads_as(value, letters[at[name]]) for name, value in line.values.items())
        if noun.history:
            if line.remove or not untouched:
                self.problems.append(line.problem("exchange.history"))
            return None
        if stored is None:
            return None if line.remove or untouched else self._new(noun, line)
        if noun.single and line.remove:
            self.problems.append(line.problem("exchange.single"))
            return None
        theirs = tuple(
            one.name
            for one in noun.fields
            if letters is not None and not reads_as(stored.values[one.name], letters[at[one.name]])
        )
        stale = bool(theirs) if stored.version is None else line.version != stored.version
        if line.remove:
            return self._difference(noun, line, stored, Change.REMOVED, (), theirs, stale=stale)
        edited = [
            one
            for one in noun.fields
            if one.name in line.values
            and line.values[one.name] != stored.values[one.name]
            and not (letters is not None and reads_as(line.values[one.name], letters[at[one.name]]))
        ]
        changes = tuple(self._changes(line, edited, stored, theirs))
        if not changes:
            return None
        self._check(noun, line, {**stored.values, **{change.field: change.after for change in changes}}, stored.values)
        return self._difference(noun, line, stored, Change.CHANGED, changes, theirs, stale=stale)

    def _new(self, noun: Noun, line: Line) -> Difference | None:
        if noun.single:
            self.problems.append(line.problem("exchange.single"))
            return None
        given = [one for one in noun.fields if line.values.get(one.name) not in (None, "", ()) and not one.fixed]
        self._check(noun, line, line.values, {})
        changes = tuple(self._changes(line, given, None, ()))
        gone = replace(line, id=None)
        return self._difference(noun, gone, None, Change.ADDED, changes, (), stale=line.id is not None)

    def _changes(
        self, line: Line, fields: Sequence[Field], stored: StoredRow | None, theirs: Sequence[str]
    ) -> Iterator[FieldChange]:
        for one in fields:
            value = line.values[one.name]
            wanted, unknown = self.names.wanted(one, value)
            for text in unknown:
                key = "exchange.unknown_person" if one.kind == "person" else "exchange.unknown_code"
                self.problems.append(line.problem(key, one, text=text))
            if unknown or (stored is not None and one.name in stored.keys and wanted == stored.keys[one.name]):
                continue
            if stored is not None and one.local:
                continue
            if one.fixed:
                self.problems.append(line.problem("exchange.fixed", one))
                continue
            if stored is not None and value is None and _needed(line.noun, one):
                self.problems.append(line.problem("files.required", one))
                continue
            before = stored.values[one.name] if stored is not None else None
            yield FieldChange(one.name, before, value, wanted, one.name in theirs)

    def _check(self, noun: Noun, line: Line, values: Mapping[str, Plain], before: Mapping[str, Plain]) -> None:
        """What was wrong before this edit is not this edit's."""
        found = list(wrong_in(noun, values, self.first, self.last))
        old = {(one.field, one.key) for one in wrong_in(noun, before, self.first, self.last)} if before and found else set()
        for wrong in found:
            if (wrong.field, wrong.key) not in old:
                field = noun.field(wrong.field) if any(one.name == wrong.field for one in noun.fields) else None
                self.problems.append(line.problem(wrong.key, field, **wrong.facts))

    def _difference(
        self,
        noun: Noun,
        line: Line,
        stored: StoredRow | None,
        change: Change,
        fields: tuple[FieldChange, ...],
        theirs: tuple[str, ...],
        *,
        stale: bool,
    ) -> Difference:
        return Difference(
            noun=noun.name,
            change=change,
            sheet=line.sheet,
            row=line.row,
            title=_title(noun, {**(stored.values if stored else {}), **line.values}),
            fields=fields,
            id=line.id,
            seen=stored.version if stored else None,
            concurrent=stale,
            theirs=theirs,
        )


def _needed(noun: str, one: Field) -> bool:
    column = TABLES[noun].__table__.c.get(one.stored_as)
    return column is not None and not column.nullable


def _title(noun: Noun, values: Mapping[str, Plain]) -> str:
    """What people call the row: its code and its name, or what it joins."""
    if noun.labels and noun.fields[0].name == "code":
        label = noun.labels[0]
        order = ("zh", "en") if language() == "zh_CN" else ("en", "zh")
        texts = [str(values.get("code") or ""), next((str(t) for c in order if (t := values.get(f"{label}_{c}"))), "")]
    else:
        texts = [str(values.get(one.name) or "") for one in noun.fields if one.kind != "choice"][:2]
    return " · ".join(text for text in texts if text) or say(noun.sheet)


def _circles(nouns: Mapping[str, NounRows], found: Sequence[Difference], names: Names) -> Iterator[Problem]:
    """Tasks that wait for one another, and rows that lie within themselves."""
    for noun, first, second in (
        ("task_link", "before", "after"),
        ("task", "parent", ""),
        ("budget_line", "parent", ""),
    ):
        changed = [one for one in found if one.noun == noun]
        if not changed or noun not in nouns:
            continue
        arrows = _arrows(nouns[noun], changed, names, first, second)
        places = {key: place for place, key in enumerate({end for arrow in arrows for end in arrow})}
        followers: list[list[int]] = [[] for _ in places]
        for before, after in arrows:
            followers[places[before]].append(places[after])
        try:
            in_order(followers)
        except Cycle as cycle:
            of = "task" if second else noun
            known = (*names.stored.get(of, {}).items(), *names.typed.get(of, {}).items())
            codes = {key: code for code, key in known}
            ends = list(places)
            text = " > ".join(codes.get(ends[place], "?") for place in cycle.places)
            field = BY_NAME[noun].field(second or first)
            yield Problem("exchange.circle", changed[0].sheet, None, say(field.column().header_key), (("text", text),))


def _arrows(rows: NounRows, changed: Sequence[Difference], names: Names, first: str, second: str) -> list[tuple[Any, Any]]:
    """The pairs as they would stand when everything was accepted."""
    ends: dict[Any, dict[str, Any]] = {row.id: {**row.keys, "": row.id} for row in rows.rows}
    for one in changed:
        if one.change is Change.REMOVED:
            ends.pop(one.id, None)
            continue
        values = {change.field: change.value for change in one.fields}
        own = one.id or names.key_of(one.noun, str(values.get("code", "")))
        ends[one.id or (one.noun, one.row)] = {**ends.get(one.id, {"": own}), **values}
    return [(end[first], end[second]) for end in ends.values() if end.get(first) and end.get(second)]
