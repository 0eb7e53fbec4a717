"""Readings: where do the measured values come from?"""

from results.readings.screens import show_history, show_preview, show_template, uploaded_file
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("readings.title", Action.IMPORT_READINGS)
programme = chosen_programme(actor)
show_template(actor, programme)
file = uploaded_file()
if file is not None:
    show_preview(actor, programme, file)
show_history(actor, programme)
