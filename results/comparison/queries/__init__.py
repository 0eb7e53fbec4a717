"""Indicators against their targets, and the places they are seen in."""

from results.comparison.queries.board import Board, Comparison, board, comparison
from results.comparison.queries.places import PlaceRow, latest_stretch, regions_seen, stores_seen
from results.comparison.queries.standing import Coverage, ProgrammeStanding, programme_standing

__all__ = [
    "Board",
    "Comparison",
    "Coverage",
    "PlaceRow",
    "ProgrammeStanding",
    "board",
    "comparison",
    "latest_stretch",
    "programme_standing",
    "regions_seen",
    "stores_seen",
]
