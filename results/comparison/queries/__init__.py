"""Indicators against their targets, and the places they are seen in."""

from results.comparison.queries.board import Board, Comparison, board, comparison
from results.comparison.queries.limits import NoteRow, RebaseRow, notes, rebases, rebases_of
from results.comparison.queries.places import PlaceRow, latest_stretch, regions_seen, stores_seen
from results.comparison.queries.standing import Coverage, ProgrammeStanding, programme_standing

__all__ = [
    "Board",
    "Comparison",
    "Coverage",
    "NoteRow",
    "PlaceRow",
    "ProgrammeStanding",
    "RebaseRow",
    "board",
    "comparison",
    "latest_stretch",
    "notes",
    "programme_standing",
    "rebases",
    "rebases_of",
    "regions_seen",
    "stores_seen",
]
