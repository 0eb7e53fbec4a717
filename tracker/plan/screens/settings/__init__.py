"""When a programme works, where it goes when, and what comes again."""

from tracker.plan.screens.settings.areas import set_areas
from tracker.plan.screens.settings.calendars import set_working_calendar
from tracker.plan.screens.settings.recurring import set_recurring_work

__all__ = ["set_areas", "set_recurring_work", "set_working_calendar"]
