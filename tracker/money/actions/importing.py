"""Actuals from a ledger export: what is known is passed over, the rest is booked; the same file twice changes nothing."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import events
from tracker.core.refusals import Problem, Problems, Refusal
from tracker.core.words import say
from tracker.money.actions.booking import Books, entry_of, open_books
from tracker.money.forms import EntryForm, LedgerBook, LedgerLine
from tracker.money.models import BudgetLine, LedgerEntry, LedgerImport
from tracker.money.queries.standing import entry_rows
from tracker.money.rules import EntryKind, EntryRow
from tracker.people.rules import Actor
from tracker.plan.models import Task

COLUMN_OF = {"amount_minor": "amount", "line_id": "category", "task_id": "task", "settles_id": "settles"}


@dataclass(frozen=True)
class PlannedEntry:
    """An actual to book: the row of the sheet, and where it goes."""

    row: int
    line: str
    on: date
    amount_minor: int
    currency: str
    programme_minor: int
    text: str
    reference: str


@dataclass(frozen=True)
class PlannedImport:
    """`known`: rows that were booked before. `unknown`: categories that no line is called, and nobody has matched yet.
    `imported_at`: when this very file was read in before."""

    entries: tuple[PlannedEntry, ...]
    known: int
    unknown: tuple[str, ...]
    imported_at: datetime | None


@dataclass
class _Known:
    """What a row may name, and what was booked before."""

    lines: Mapping[str, UUID]
    names: Mapping[UUID, str]
    tasks: Mapping[str, UUID]
    commitments: Mapping[str, UUID]
    booked: Mapping[str, set[tuple[int, str]]]  # by reference: each amount that it had
    unnumbered: Counter[tuple[object, ...]]
    by: Actor


def planned_entries(
    session: Session, *, programme_id: UUID, book: LedgerBook, matched: Mapping[str, UUID], by: Actor
) -> PlannedImport:
    """What the file would book; nothing is stored. `matched`: the lines that a person chose for unknown categories. Raises all
    problems at once."""
    return _plan(session, open_books(session, programme_id, by, hold=False), book, matched, by)[0]


def import_ledger(
    session: Session, *, programme_id: UUID, book: LedgerBook, matched: Mapping[str, UUID], by: Actor
) -> PlannedImport:
    books = open_books(session, programme_id, by)
    planned, entries = _plan(session, books, book, matched, by)
    if planned.unknown:
        raise Refusal("money.unmatched", names=say("files.list_separator").join(planned.unknown))
    if not entries:
        return planned
    read = LedgerImport(
        programme_id=programme_id,
        file_hash=book.file_hash,
        file_name=book.file_name,
        entries=len(entries),
        imported_by=by.person_id,
    )
    session.add(read)
    session.flush()
    for entry in entries:
        entry.import_id = read.id
    session.add_all(entries)
    session.flush()
    change = {"entries": len(entries), "known": planned.known, "file_hash": book.file_hash}
    events.record(session, by=by.person_id, verb="ledger.imported", on="ledger_import", key=read.id, change=change)
    return planned


def _plan(
    session: Session, books: Books, book: LedgerBook, matched: Mapping[str, UUID], by: Actor
) -> tuple[PlannedImport, list[LedgerEntry]]:
    before = session.scalars(
        select(LedgerImport.imported_at).where(
            LedgerImport.programme_id == books.programme.id, LedgerImport.file_hash == book.file_hash
        )
    ).one_or_none()
    if before is not None:
        return PlannedImport((), len(book.lines), (), before), []
    known = _known(session, books, matched, by)
    problems, passed, unknown = list(book.problems), 0, dict[str, None]()
    planned: list[PlannedEntry] = []
    entries: list[LedgerEntry] = []
    seen: dict[str, int] = {}
    for line in book.lines:
        found = _twice(line, seen) or _differs(line, known, books)
        line_id = known.lines.get(_plain(line.category))
        if found is not None:
            problems.append(found)
        elif _was_booked(line, line_id, known, books):
            passed += 1
        elif line_id is None:
            unknown[line.category] = None
        else:
            result = _entry(session, books, line, line_id, known)
            if isinstance(result, Problem):
                problems.append(result)
            else:
                entries.append(result)
                planned.append(_shown(line, result, known))
    if problems:
        raise Problems(sorted(problems, key=lambda problem: problem.row or 0))
    return PlannedImport(tuple(planned), passed, tuple(unknown), None), entries


def _known(session: Session, books: Books, matched: Mapping[str, UUID], by: Actor) -> _Known:
    programme_id = books.programme.id
    lines = session.scalars(
        select(BudgetLine).where(BudgetLine.programme_id == programme_id, BudgetLine.removed_at.is_(None))
    ).all()
    called = Counter(_plain(name) for line in lines for name in {line.name.en, line.name.zh_CN} if name)
    keys = {
        _plain(name): line.id for line in lines for name in (line.name.en, line.name.zh_CN) if name and called[_plain(name)] == 1
    }
    keys |= {_plain(line.code): line.id for line in lines}
    entries = entry_rows(session, programme_id)
    tasks = session.execute(select(Task.code, Task.id).where(Task.programme_id == programme_id))
    return _Known(
        lines=keys | {_plain(name): line_id for name, line_id in matched.items()},
        names={line.id: str(line.name) for line in lines},
        tasks={_plain(row.code): row.id for row in tasks},
        commitments={row.reference: row.id for row in entries if row.kind is EntryKind.COMMITTED and row.reference},
        booked=_booked(entries),
        unnumbered=_unnumbered(entries),
        by=by,
    )


def _booked(entries: list[EntryRow]) -> dict[str, set[tuple[int, str]]]:
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for row in entries:
        if row.kind is EntryKind.ACTUAL and row.reference:
            found[row.reference].add((row.amount_minor, row.currency))
    return found


def _unnumbered(entries: list[EntryRow]) -> Counter[tuple[object, ...]]:
    """Imported rows without a number of their own are known again by all that they say."""
    return Counter(
        (row.on, row.line_id, row.amount_minor, row.currency, row.text) for row in entries if row.import_id and not row.reference
    )


def _twice(line: LedgerLine, seen: dict[str, int]) -> Problem | None:
    if not line.reference:
        return None
    first = seen.setdefault(line.reference, line.row)
    return (
        None if first == line.row else line.problem("money.reference_twice", "reference", reference=line.reference, first=first)
    )


def _differs(line: LedgerLine, known: _Known, books: Books) -> Problem | None:
    """The number is booked with another amount: somebody has to say which one is right."""
    there = known.booked.get(line.reference) if line.reference else None
    if not there or (line.amount_minor, line.currency or books.budget.currency) in there:
        return None
    return line.problem("money.reference_differs", "amount", reference=line.reference)


def _was_booked(line: LedgerLine, line_id: UUID | None, known: _Known, books: Books) -> bool:
    if line.reference:
        return line.reference in known.booked
    mark = (line.on, line_id, line.amount_minor, line.currency or books.budget.currency, line.text)
    known.unnumbered[mark] -= 1
    return known.unnumbered[mark] >= 0


def _entry(session: Session, books: Books, line: LedgerLine, line_id: UUID, known: _Known) -> LedgerEntry | Problem:
    for column, name, there in (
        ("task", _plain(line.task), known.tasks),
        ("settles", line.settles, known.commitments),
    ):
        if name and name not in there:
            return line.problem(f"money.no_such_{column}", column, name=name)
    try:
        form = EntryForm.read(
            kind=EntryKind.ACTUAL,
            line_id=line_id,
            on=line.on,
            amount_minor=line.amount_minor,
            currency=line.currency or books.budget.currency,
            text=line.text,
            reference=line.reference,
            task_id=known.tasks.get(_plain(line.task)) if line.task else None,
            settles_id=known.commitments.get(line.settles) if line.settles else None,
        )
        return entry_of(session, books, form, known.by)
    except Refusal as refusal:
        column = COLUMN_OF.get(refusal.field or "", refusal.field or "category")
        facts = refusal.facts | ({"name": say(f"money.ledger.{column}")} if "name" in refusal.facts else {})
        return line.problem(refusal.key, column, **facts)


def _shown(line: LedgerLine, entry: LedgerEntry, known: _Known) -> PlannedEntry:
    return PlannedEntry(
        row=line.row,
        line=known.names.get(entry.line_id, ""),
        on=entry.on,
        amount_minor=entry.amount_minor,
        currency=entry.currency,
        programme_minor=entry.programme_minor,
        text=entry.text,
        reference=entry.reference,
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
