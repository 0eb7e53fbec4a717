"""Where each line of a budget stands, and the whole of it. All amounts in hundredths of the programme's currency."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from tracker.money.rules.budget import EntryKind
from tracker.money.rules.ledger import EntryRow, counted, latest_forecasts, open_commitments

WATCHED_FROM = Fraction(9, 10)  # of what is approved: from there on a line is watched, while there is still something to decide


class Signal(StrEnum):
    WITHIN = "within"
    WATCH = "watch"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LineRow:
    """A line as it is stored, its name in the language of this run."""

    id: UUID
    version: int
    parent_id: UUID | None
    code: str
    name: str
    position: int
    share_percent: float
    phase_id: UUID | None
    area_id: UUID | None
    contingency: bool


class Balance:
    """What follows from the amounts of a line, or of all of them."""

    approved_minor: int | None
    committed_minor: int
    actual_minor: int
    forecast_minor: int | None

    @property
    def left_minor(self) -> int | None:
        return None if self.approved_minor is None else self.approved_minor - self.actual_minor - self.committed_minor

    @property
    def variance_minor(self) -> int | None:
        """Approved less forecast: negative where it will cost more."""
        return None if self.approved_minor is None or self.forecast_minor is None else self.approved_minor - self.forecast_minor


@dataclass(frozen=True)
class LineStanding(Balance):
    """A line with all lines below it. `own_minor`: approved for the line itself; `depth`: 0 at the top; `leaf`: none below.

    `approved_minor` is None while no total is set, and then `left_minor` is too; `forecast_minor` is None where neither a
    forecast nor an approved amount says where it will end.
    """

    line: LineRow
    depth: int
    leaf: bool
    own_minor: int | None
    approved_minor: int | None
    committed_minor: int
    actual_minor: int
    forecast_minor: int | None
    signal: Signal


@dataclass(frozen=True)
class Standing(Balance):
    """`committed_minor` is what of the commitments is open; `contingency_minor` is what of the contingency is left."""

    programme_id: UUID
    currency: str
    approved_minor: int | None
    committed_minor: int
    actual_minor: int
    forecast_minor: int | None
    contingency_minor: int | None
    signal: Signal
    lines: tuple[LineStanding, ...]

    def at(self, line_id: UUID) -> LineStanding:
        return next(line for line in self.lines if line.line.id == line_id)


@dataclass
class _Sums:
    own: int = 0
    approved: int = 0
    committed: int = 0
    actual: int = 0
    forecast: int | None = 0


def in_tree_order(lines: Sequence[LineRow]) -> list[tuple[LineRow, int]]:
    """Each line before the lines below it, with its depth; siblings by position."""
    below: dict[UUID | None, list[LineRow]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.position, line.code), reverse=True):
        below[line.parent_id].append(line)
    waiting = [(line, 0) for line in below[None]]
    found = []
    while waiting:
        line, depth = waiting.pop()
        found.append((line, depth))
        waiting += [(one, depth + 1) for one in below[line.id]]
    return found


def standing_of(
    *,
    programme_id: UUID,
    currency: str,
    total_minor: int | None,
    lines: Sequence[LineRow],
    approved: Mapping[UUID, int],
    entries: Sequence[EntryRow],
) -> Standing:
    """`approved`: what was approved for each line itself, moves included.

    A line ends at its latest forecast, or at what is approved where there is none; never below what is spent and promised. A
    contingency without a forecast ends at what is spent and promised of it: the rest is nobody's yet.
    """
    ordered = in_tree_order(lines)
    parents = {line.parent_id for line in lines}
    sums = _sums(ordered, parents, approved, entries, known=total_minor is not None)
    rows = tuple(
        LineStanding(
            line=line,
            depth=depth,
            leaf=line.id not in parents,
            own_minor=None if total_minor is None else sums[line.id].own,
            approved_minor=None if total_minor is None else sums[line.id].approved,
            committed_minor=sums[line.id].committed,
            actual_minor=sums[line.id].actual,
            forecast_minor=sums[line.id].forecast,
            signal=_signal(None if total_minor is None else sums[line.id].approved, sums[line.id]),
        )
        for line, depth in ordered
    )
    whole = _Sums()
    for row in rows:
        if row.depth == 0:
            _add(whole, sums[row.line.id])
    reserves = [row for row in rows if row.line.contingency and row.leaf]
    return Standing(
        programme_id=programme_id,
        currency=currency,
        approved_minor=total_minor,
        committed_minor=whole.committed,
        actual_minor=whole.actual,
        forecast_minor=whole.forecast if rows else None,
        contingency_minor=None if total_minor is None else sum(row.left_minor or 0 for row in reserves),
        signal=_signal(total_minor, whole),
        lines=rows,
    )


def _sums(
    ordered: Sequence[tuple[LineRow, int]],
    parents: set[UUID | None],
    approved: Mapping[UUID, int],
    entries: Sequence[EntryRow],
    *,
    known: bool,
) -> dict[UUID, _Sums]:
    spent, promised = _by_line(entries)
    forecasts = latest_forecasts(entries)
    sums: dict[UUID, _Sums] = {}
    for line, _ in ordered:
        own = approved.get(line.id, 0)
        used = spent[line.id] + promised[line.id]
        expected = forecasts.get(line.id, 0 if line.contingency else own if known or line.id in parents else None)
        forecast = None if expected is None else max(expected, used)
        sums[line.id] = _Sums(own, own, promised[line.id], spent[line.id], forecast)
    for line, _ in reversed(ordered):
        if line.parent_id is not None:
            _add(sums[line.parent_id], sums[line.id])
    return sums


def _by_line(entries: Sequence[EntryRow]) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Actuals, and the open rest of commitments."""
    spent, promised = defaultdict[UUID, int](int), defaultdict[UUID, int](int)
    rest = open_commitments(entries)
    for entry in counted(entries):
        if entry.kind is EntryKind.ACTUAL:
            spent[entry.line_id] += entry.programme_minor
        elif entry.kind is EntryKind.COMMITTED:
            promised[entry.line_id] += rest[entry.id]
    return spent, promised


def _add(whole: _Sums, part: _Sums) -> None:
    whole.approved += part.approved
    whole.committed += part.committed
    whole.actual += part.actual
    whole.forecast = None if whole.forecast is None or part.forecast is None else whole.forecast + part.forecast


def _signal(approved: int | None, sums: _Sums) -> Signal:
    """Over where it is spent, promised or forecast above what is approved; watched from nine tenths of that on."""
    if approved is None:
        return Signal.UNKNOWN
    used = sums.actual + sums.committed
    if used > approved or (sums.forecast is not None and sums.forecast > approved):
        return Signal.OVER
    return Signal.WATCH if approved and used >= WATCHED_FROM * approved else Signal.WITHIN


def left_of(rows: Iterable[LineStanding], line_id: UUID) -> int:
    """What of the line's own money is neither spent nor promised: only that can be moved away."""
    row = next(row for row in rows if row.line.id == line_id)
    return (row.own_minor or 0) - (row.actual_minor + row.committed_minor if row.leaf else 0)
