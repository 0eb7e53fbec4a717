"""Readings: where do the measured values come from?"""

from results.readings.screens import chosen_view
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("readings.title", Action.IMPORT_READINGS)
programme = chosen_programme(actor)
show = chosen_view()
show(actor, programme)
