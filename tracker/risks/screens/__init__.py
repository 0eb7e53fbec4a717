"""The pieces of the risk page."""

from tracker.risks.screens.editing import note_new
from tracker.risks.screens.exchange import exchange
from tracker.risks.screens.showing import may_edit, show_heat_map, show_numbers, show_risks

__all__ = ["exchange", "may_edit", "note_new", "show_heat_map", "show_numbers", "show_risks"]
