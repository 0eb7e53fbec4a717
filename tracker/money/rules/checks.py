"""Whether the books hang together: each check passes, fails with what is wrong, or was not run, with why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tracker.money.rules.budget import EntryKind, share_sum
from tracker.money.rules.ledger import EntryRow, converted, counted
from tracker.money.rules.standing import Standing


class Check(StrEnum):
    SHARES = "shares"
    TOTAL = "total"
    DIVIDED = "divided"
    COMMITTED = "committed"
    ACTUAL_LINES = "actual_lines"
    RESTATEMENTS = "restatements"
    CONTINGENCY = "contingency"
    RATES = "rates"
    TASK_COSTS = "task_costs"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"


class Because(StrEnum):
    """Why a check was not run."""

    NO_TOTAL = "no_total"
    NO_ENTRIES = "no_entries"
    NO_RESTATEMENTS = "no_restatements"
    NO_CONTINGENCY = "no_contingency"
    NO_TREE = "no_tree"
    NO_COSTS = "no_costs"


@dataclass(frozen=True)
class CheckRow:
    """`wrong` names the lines or entries that fail; the empty name is the budget as a whole."""

    check: Check
    outcome: Outcome
    wrong: tuple[str, ...] = ()
    because: Because | None = None


@dataclass(frozen=True)
class Books:
    """`approved_sum`: of everything ever approved; `costs`: planned by task, by the line that pays, None for none named."""

    standing: Standing
    approved_sum: int
    entries: Sequence[EntryRow]
    costs: Mapping[UUID | None, int]


def integrity_of(books: Books) -> list[CheckRow]:
    return [_run(check, books) for check in Check]


def _run(check: Check, books: Books) -> CheckRow:
    because = _because(check, books)
    if because is not None:
        return CheckRow(check, Outcome.NOT_RUN, because=because)
    wrong = tuple(FINDS[check](books))
    return CheckRow(check, Outcome.FAILED if wrong else Outcome.PASSED, wrong)


def _because(check: Check, books: Books) -> Because | None:
    lines = books.standing.lines
    reasons = {
        Because.NO_TOTAL: books.standing.approved_minor is None,
        Because.NO_ENTRIES: not books.entries,
        Because.NO_RESTATEMENTS: not any(entry.restates_id for entry in books.entries),
        Because.NO_CONTINGENCY: not any(row.line.contingency for row in lines),
        Because.NO_TREE: all(row.leaf for row in lines),
        Because.NO_COSTS: not books.costs,
    }
    return next((reason for reason in NEEDS[check] if reasons[reason]), None)


def _shares(books: Books) -> Iterator[str]:
    """100 at the top and wherever the lines below share any."""
    lines = [row.line for row in books.standing.lines]
    names: dict[UUID | None, str] = {line.id: line.name for line in lines} | {None: ""}
    for parent in dict.fromkeys(line.parent_id for line in lines):
        below = [line for line in lines if line.parent_id == parent]
        if share_sum(below) != 100:
            yield names[parent]


def _total(books: Books) -> Iterator[str]:
    tops = sum(row.approved_minor or 0 for row in books.standing.lines if row.depth == 0)
    if not tops == books.approved_sum == books.standing.approved_minor:
        yield ""


def _divided(books: Books) -> Iterator[str]:
    """The lines below have as much as the line above them, none of it kept there."""
    return (row.line.name for row in books.standing.lines if not row.leaf and row.own_minor)


def _committed(books: Books) -> Iterator[str]:
    rows = (row for row in books.standing.lines if row.leaf)
    return (row.line.name for row in rows if row.actual_minor + row.committed_minor > (row.approved_minor or 0))


def _actual_lines(books: Books) -> Iterator[str]:
    leaves = {row.line.id for row in books.standing.lines if row.leaf}
    actuals = (entry for entry in counted(books.entries) if entry.kind is EntryKind.ACTUAL)
    return (named(entry) for entry in actuals if entry.line_id not in leaves)


def _restatements(books: Books) -> Iterator[str]:
    """Each names an entry of its kind and currency that was there before it, and no entry is restated twice."""
    there = {entry.id: entry for entry in books.entries}
    seen: set[UUID] = set()
    for entry in books.entries:
        if entry.restates_id is None:
            continue
        old = there.get(entry.restates_id)
        alike = old is not None and (old.kind, old.currency) == (entry.kind, entry.currency) and old.on <= entry.on
        if not alike or entry.restates_id in seen or not entry.reason:
            yield named(entry)
        seen.add(entry.restates_id)


def _contingency(books: Books) -> Iterator[str]:
    return (row.line.name for row in books.standing.lines if row.line.contingency and (row.left_minor or 0) < 0)


def _rates(books: Books) -> Iterator[str]:
    own = books.standing.currency
    for entry in books.entries:
        fits = entry.programme_minor == converted(entry.amount_minor, entry.rate)
        if not fits or (entry.currency == own and entry.rate != 1):
            yield named(entry)


def _task_costs(books: Books) -> Iterator[str]:
    """What the tasks of a line are planned to cost, and those of all, against what is approved."""
    planned = dict(books.costs)
    for row in reversed(books.standing.lines):
        if planned.get(row.line.id, 0) > (row.approved_minor or 0):
            yield row.line.name
        if row.line.parent_id is not None:
            planned[row.line.parent_id] = planned.get(row.line.parent_id, 0) + planned.get(row.line.id, 0)
    if sum(books.costs.values()) > (books.standing.approved_minor or 0):
        yield ""


def named(entry: EntryRow) -> str:
    """The ledger's own number, else its text, else its day."""
    return entry.reference or entry.text or entry.on.isoformat()


FINDS: Mapping[Check, Callable[[Books], Iterator[str]]] = {
    Check.SHARES: _shares,
    Check.TOTAL: _total,
    Check.DIVIDED: _divided,
    Check.COMMITTED: _committed,
    Check.ACTUAL_LINES: _actual_lines,
    Check.RESTATEMENTS: _restatements,
    Check.CONTINGENCY: _contingency,
    Check.RATES: _rates,
    Check.TASK_COSTS: _task_costs,
}
NEEDS: Mapping[Check, tuple[Because, ...]] = {
    Check.SHARES: (),
    Check.TOTAL: (Because.NO_TOTAL,),
    Check.DIVIDED: (Because.NO_TOTAL, Because.NO_TREE),
    Check.COMMITTED: (Because.NO_TOTAL, Because.NO_ENTRIES),
    Check.ACTUAL_LINES: (Because.NO_ENTRIES,),
    Check.RESTATEMENTS: (Because.NO_RESTATEMENTS,),
    Check.CONTINGENCY: (Because.NO_TOTAL, Because.NO_CONTINGENCY),
    Check.RATES: (Because.NO_ENTRIES,),
    Check.TASK_COSTS: (Because.NO_TOTAL, Because.NO_COSTS),
}
