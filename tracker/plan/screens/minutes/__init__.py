"""The pieces of the page of meetings, decisions, actions and responsibilities."""

from tracker.plan.screens.minutes.editing import Subjects
from tracker.plan.screens.minutes.responsibilities import show_responsibilities
from tracker.plan.screens.minutes.showing import show_actions, show_decisions, show_meetings

__all__ = ["Subjects", "show_actions", "show_decisions", "show_meetings", "show_responsibilities"]
