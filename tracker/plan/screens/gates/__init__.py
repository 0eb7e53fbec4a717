"""The pieces of the gates' page."""

from tracker.plan.screens.gates.criteria import show_criteria
from tracker.plan.screens.gates.editing import Choices, add_gate
from tracker.plan.screens.gates.history import show_history
from tracker.plan.screens.gates.path import chosen_gate, show_head, show_path
from tracker.plan.screens.gates.telling import sentence

__all__ = ["Choices", "add_gate", "chosen_gate", "sentence", "show_criteria", "show_head", "show_history", "show_path"]
