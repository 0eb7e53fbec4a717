"""What approved audits say, in views: scores, stores, items, channels, agreement, coverage. What was chosen stands in the
address."""

from results.comparison.screens.audits.choosing import chosen_audits
from results.comparison.screens.audits.views import show_chosen_view

__all__ = ["chosen_audits", "show_chosen_view"]
