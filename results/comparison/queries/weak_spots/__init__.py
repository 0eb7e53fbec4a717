"""What holds a programme back, the worst first, with the evidence."""

from results.comparison.queries.weak_spots.evidence import MOST_COUNTED
from results.comparison.queries.weak_spots.spots import MONTHS, SpotKind, Weaknesses, WeakSpot, weak_spots, weaknesses

__all__ = ["MONTHS", "MOST_COUNTED", "SpotKind", "WeakSpot", "Weaknesses", "weak_spots", "weaknesses"]
