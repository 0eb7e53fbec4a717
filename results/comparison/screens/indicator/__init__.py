"""The page of one indicator in pieces: its course, and below it what explains it, where it comes from and how it is measured."""

from results.comparison.screens.indicator.course import show_course
from results.comparison.screens.indicator.limits import show_limits
from results.comparison.screens.indicator.notes import show_happened
from results.comparison.screens.indicator.places import show_places
from results.comparison.screens.indicator.sources import show_definition, show_sources
from results.comparison.screens.indicator.way import View, back_to_board, chosen_code, chosen_view, may_manage

__all__ = [
    "View",
    "back_to_board",
    "chosen_code",
    "chosen_view",
    "may_manage",
    "show_course",
    "show_definition",
    "show_happened",
    "show_limits",
    "show_places",
    "show_sources",
]
