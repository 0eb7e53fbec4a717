"""Fees and costs: what is owed to whom for a span of days, and which costs wait for a decision."""

from audits.review.screens.statements import what_is_owed, what_waits
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("costs.title", Action.SETTLE_COSTS)
programme = chosen_programme(actor)
what_is_owed(actor, programme)
what_waits(actor, programme)
