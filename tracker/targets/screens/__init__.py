"""The pieces of targets that pages share."""

from tracker.targets.screens.card import show_contract
from tracker.targets.screens.editing import define_new, edit_contract
from tracker.targets.screens.history import show_history
from tracker.targets.screens.listing import back_to_all, chosen_indicator, show_indicators
from tracker.targets.screens.sources import show_sources, tell_conflicts
from tracker.targets.screens.starting import ask_budget, ask_code, ask_start

__all__ = [
    "ask_budget",
    "ask_code",
    "ask_start",
    "back_to_all",
    "chosen_indicator",
    "define_new",
    "edit_contract",
    "show_contract",
    "show_history",
    "show_indicators",
    "show_sources",
    "tell_conflicts",
]
