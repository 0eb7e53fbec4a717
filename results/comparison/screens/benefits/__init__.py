"""The ledger of benefits on a page."""

from results.comparison.screens.benefits.editing import note_new
from results.comparison.screens.benefits.showing import may_edit, show_ledger, show_removed, show_totals

__all__ = ["may_edit", "note_new", "show_ledger", "show_removed", "show_totals"]
