"""Indicators against their targets, and the places they are seen in."""

from results.comparison.queries.alerts import AlertRow, Expected, closed_alerts, expected, open_alerts
from results.comparison.queries.board import Board, Comparison, board, comparison
from results.comparison.queries.changes import changes_between
from results.comparison.queries.limits import NoteRow, RebaseRow, notes, rebases, rebases_of
from results.comparison.queries.places import PlaceRow, latest_stretch, phases_seen, regions_seen, stores_seen
from results.comparison.queries.standing import Coverage, ProgrammeStanding, programme_standing

__all__ = [
    "AlertRow",
    "Board",
    "Comparison",
    "Coverage",
    "Expected",
    "NoteRow",
    "PlaceRow",
    "ProgrammeStanding",
    "RebaseRow",
    "board",
    "changes_between",
    "closed_alerts",
    "comparison",
    "expected",
    "latest_stretch",
    "notes",
    "open_alerts",
    "phases_seen",
    "programme_standing",
    "rebases",
    "rebases_of",
    "regions_seen",
    "stores_seen",
]
