"""Weak spots by what the programme's value would gain, each with the range that its own interval leaves open."""

from collections.abc import Sequence

from results.comparison.charts.audits.ranges import Range, ranges_chart
from results.comparison.charts.style import Spec
from results.comparison.effects.telling import change_words
from results.comparison.process_limits import Kind
from results.comparison.queries.weak_spots import WeakSpot
from tracker.core.words import number, say


def weak_chart(spots: Sequence[WeakSpot], title: str) -> Spec:
    rows = [_range(spot) for spot in spots]
    return ranges_chart(rows, title, say("weakspots.lift"), from_zero=True)


def _range(spot: WeakSpot) -> Range:
    low, high = lift_between(spot)
    lift = change_words(spot.unit, spot.lift)
    ends = {"x": spot.lift, "low": low, "high": high}
    return Range(spot_words(spot), say("weakspots.chart_row", lift=lift, n=number(spot.n)), lift, ends, Kind.CONCERN)


def lift_between(spot: WeakSpot) -> tuple[float, float]:
    """The ends of the gain where the spot's own value lies at the ends of its interval."""
    weight = spot.lift / (spot.level - spot.value)
    low, high = sorted((weight * (spot.level - spot.upper), weight * (spot.level - spot.lower)))
    return low, high


def spot_words(spot: WeakSpot) -> str:
    return say(f"weakspots.spot.{spot.kind.value}", name=spot.name, code=spot.code)
