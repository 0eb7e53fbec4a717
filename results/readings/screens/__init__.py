"""The readings page in pieces: the ways in which values come, and their history."""

from results.readings.screens.views import VIEWS, chosen_view

__all__ = ["VIEWS", "chosen_view"]
