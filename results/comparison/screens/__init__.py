"""The pages of results in pieces. What was chosen stands in the address."""

from results.comparison.screens.area import chosen_area
from results.comparison.screens.board import nothing_measured

__all__ = ["chosen_area", "nothing_measured"]
