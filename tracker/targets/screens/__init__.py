"""The pieces of targets that pages share."""

from tracker.targets.screens.aims import edit_aims
from tracker.targets.screens.starting import ask_budget, ask_code, ask_start, ask_template, show_phases

__all__ = ["ask_budget", "ask_code", "ask_start", "ask_template", "edit_aims", "show_phases"]
