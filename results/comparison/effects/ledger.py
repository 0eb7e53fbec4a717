"""Benefits added up: by currency, and what is attributed apart from what was only observed. The two are never summed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from results.comparison.effects.designs import Found, kind_of
from results.comparison.effects.rules import Attribution
from results.comparison.process_limits import Better, Kind


@dataclass(frozen=True)
class Worth:
    """Hundredths of `currency`; None where nobody said how much."""

    currency: str
    attributed: bool
    planned_minor: int | None
    actual_minor: int | None


@dataclass(frozen=True)
class Total:
    """`unvalued` benefits have no actual amount, and count for nothing in it."""

    currency: str
    attributed: bool
    planned_minor: int
    actual_minor: int
    benefits: int
    unvalued: int


def totals(worths: Iterable[Worth]) -> list[Total]:
    """What is attributed first, by currency."""
    sums: dict[tuple[str, bool], list[Worth]] = defaultdict(list)
    for worth in worths:
        sums[worth.currency, worth.attributed].append(worth)
    return [
        Total(
            currency,
            attributed,
            sum(one.planned_minor or 0 for one in found),
            sum(one.actual_minor or 0 for one in found),
            len(found),
            sum(one.actual_minor is None for one in found),
        )
        for (currency, attributed), found in sorted(sums.items(), key=lambda item: (item[0][0], not item[0][1]))
    ]


def is_attributed(claimed: Attribution, latest: Found | None, better: Better | None) -> bool:
    """Only a design other than before and after can attribute, and only when its latest assessment found a change beyond chance
    to the wanted side (to either side, where none is wanted)."""
    if claimed is Attribution.OBSERVED or latest is None or better is None or latest.design is not claimed:
        return False
    return kind_of(latest.effect, latest.scale, better) in (Kind.IMPROVEMENT, Kind.HIGH, Kind.LOW)
