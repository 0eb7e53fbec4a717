"""A visit on the form for bad networks. The address names it: ?assignment=...&t=<the lease that the ordinary form gives up>."""

from audits.visits.screens.field import field_form
from tracker.people.rules import Action
from tracker.people.screens import open_page

open_page("visits.fill_title", Action.FILL_IN_VISIT)
field_form(key="field_form")
