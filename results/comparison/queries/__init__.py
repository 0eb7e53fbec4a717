"""Indicators against their targets, and the places they are seen in."""

from results.comparison.queries.board import Board, board
from results.comparison.queries.places import PlaceRow, latest_stretch, regions_seen, stores_seen

__all__ = ["Board", "PlaceRow", "board", "latest_stretch", "regions_seen", "stores_seen"]
