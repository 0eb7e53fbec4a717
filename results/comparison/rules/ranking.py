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
    """95%, by the normal distribution; None where the value or its standard error is not known."""
    if place.value is None or place.standard_error is None:
        return None
    reach = NORMAL_95 * place.standard_error
    return place.value - reach, place.value + reach


def ranked(places: Sequence[Place], better: Better) -> list[list[Place]]:
    """The best first, in groups: where intervals overlap, from one place to the next, there is no order to tell.

    Places without an interval cannot be ranked and come last, as a group of their own in the order given; so do all where no
    side is better. Two intervals that do not overlap differ beyond chance; the reverse is not certain, so this tells too little
    rather than too much. Source: Goldstein and Healy 1995 (there with a narrower interval, for one pair).
    """
    known = [(span, place) for place in places if (span := interval(place)) is not None]
    unknown = [place for place in places if interval(place) is None]
    if better is Better.NEUTRAL:
        return [list(places)] if places else []
    sign = 1 if better is Better.HIGHER else -1
    known.sort(key=lambda found: -sign * ((found[0][0] + found[0][1]) / 2))
    groups: list[list[Place]] = []
    edge = 0.0
    for (low, high), place in known:
        near, far = (high, low) if sign > 0 else (-low, -high)
        if groups and near >= edge:
            groups[-1].append(place)
            edge = min(edge, far)
        else:
            groups.append([place])
            edge = far
    return [*groups, unknown] if unknown else groups
