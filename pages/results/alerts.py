"""Alerts: what wants a look, and who has it in hand?"""

from results.comparison.screens.alerts import show_alerts
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("alerts.title", Action.SEE_RESULTS)
programme = chosen_programme(actor)
show_alerts(programme.id, actor)
