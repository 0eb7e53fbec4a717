"""Which entries of a ledger count, what of a commitment is still open, and amounts of other currencies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from tracker.money.rules.budget import EntryKind


@dataclass(frozen=True)
class EntryRow:
    """Amounts in hundredths: `amount_minor` of `currency`, `programme_minor` of the programme's at the `rate` of its day."""

    id: UUID
    line_id: UUID
    kind: EntryKind
    on: date
    amount_minor: int
    currency: str
    rate: float
    programme_minor: int
    text: str
    reference: str
    task_id: UUID | None
    settles_id: UUID | None
    restates_id: UUID | None
    reason: str
    import_id: UUID | None


def converted(amount_minor: int, rate: float) -> int:
    """Hundredths of the programme's currency, the exact product rounded half to even. Every currency is kept in hundredths."""
    return round(amount_minor * Fraction(repr(rate)))


def month_of(day: date) -> date:
    return day.replace(day=1)


def counted(entries: Iterable[EntryRow], at: date | None = None) -> list[EntryRow]:
    """Those that no restatement has replaced. With `at`, as the books stood at the end of that day: what was restated later
    counts with its old amount, so that a closed month never changes."""
    known = [entry for entry in entries if at is None or entry.on <= at]
    replaced = {entry.restates_id for entry in known}
    return [entry for entry in known if entry.id not in replaced]


def first_versions(entries: Iterable[EntryRow]) -> dict[UUID, UUID]:
    """Each entry's first version: what an actual settles stays the same commitment when it is restated."""
    before = {entry.id: entry.restates_id for entry in entries}
    found: dict[UUID, UUID] = {}
    for entry in before:
        chain = [entry]
        while (earlier := before.get(chain[-1])) is not None and earlier in before and chain[-1] not in found:
            chain.append(earlier)
        first = found.get(chain[-1], chain[-1])
        found.update(dict.fromkeys(chain, first))
    return found


def open_commitments(entries: Sequence[EntryRow]) -> dict[UUID, int]:
    """What of each commitment that counts no actual has settled yet, at least 0, by its entry."""
    first, settled = first_versions(entries), defaultdict[UUID, int](int)
    current = counted(entries)
    for entry in current:
        if entry.settles_id is not None:
            settled[first.get(entry.settles_id, entry.settles_id)] += entry.programme_minor
    return {
        entry.id: max(entry.programme_minor - settled[first[entry.id]], 0)
        for entry in current
        if entry.kind is EntryKind.COMMITTED
    }


def latest_forecasts(entries: Sequence[EntryRow]) -> Mapping[UUID, int]:
    """By line: what it will have cost in the end, as the latest forecast of it says; of one day, the one booked last."""
    said = [entry for entry in counted(entries) if entry.kind is EntryKind.FORECAST]
    return {entry.line_id: entry.programme_minor for entry in sorted(said, key=lambda entry: (entry.on, entry.id))}
