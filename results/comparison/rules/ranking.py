"""Places in order, as far as their intervals tell one."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from results.comparison.process_limits import Better

NORMAL_95 = 1.959964


class Estimated(Protocol):
    @property
    def value(self) -> float | None: ...

    @property
    def standard_error(self) -> float | None: ...


Place = TypeVar("Place", bound=Estimated)


def interval(place: Estimated) -> tuple[float, float] | None:
    """95%, by the normal distribution; None where the value or its standard error is not known. An error of 0 is not known: five
    visits that all passed do not prove that none will fail."""
    if place.value is None or not place.standard_error:
        return None
    reach = NORMAL_95 * place.standard_error
    return place.value - reach, place.value + reach


def ranked(places: Sequence[Place], better: Better) -> list[list[Place]]:
    """The best first, in groups: where intervals overlap, from one place to the next, there is no order to tell.

    Places without an interval cannot be ranked and come last, as a group of their own in the order given; so do all where no
    side is better. Two intervals that do not overlap differ beyond chance; the reverse is not certain, so this tells too little
    rather than too much. Source: Goldstein and Healy 1995 (there with a narrower interval, for one pair).
    """
    if better is Better.NEUTRAL:
        return [list(places)] if places else []
    sign = 1 if better is Better.HIGHER else -1
    unknown = [place for place in places if interval(place) is None]
    groups: list[list[Place]] = []
    worst = 0.0
    for best_end, worst_end, place in sorted(_ends(places, sign), key=lambda found: -found[0]):
        if groups and best_end >= worst:
            groups[-1].append(place)
            worst = min(worst, worst_end)
        else:
            groups.append([place])
            worst = worst_end
    for group in groups:
        group.sort(key=lambda place: -sign * (place.value or 0.0))
    return [*groups, unknown] if unknown else groups


def _ends(places: Sequence[Place], sign: int) -> list[tuple[float, float, Place]]:
    """Of each interval the better and the worse end, the higher the better."""
    found = [(interval(place), place) for place in places]
    return [(max(sign * span[0], sign * span[1]), min(sign * span[0], sign * span[1]), place) for span, place in found if span]
