"""The pages of results in pieces. What was chosen stands in the address."""

from results.comparison.screens.area import chosen_area
from results.comparison.screens.indicator import show_line, show_places
from results.comparison.screens.overview import chosen_line, nothing_measured, show_bullets, show_standings

__all__ = ["chosen_area", "chosen_line", "nothing_measured", "show_bullets", "show_line", "show_places", "show_standings"]
