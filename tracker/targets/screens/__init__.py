"""The pieces of targets that pages share."""

from tracker.targets.screens.aims import edit_aims
from tracker.targets.screens.sources import show_sources, tell_conflicts
from tracker.targets.screens.starting import ask_budget, ask_code, ask_start

__all__ = ["ask_budget", "ask_code", "ask_start", "edit_aims", "show_sources", "tell_conflicts"]
