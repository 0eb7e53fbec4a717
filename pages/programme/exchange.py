"""In and out: the whole programme as a file for the tools that people have, and back again."""

from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme
from tracker.plan.screens.exports import show_plan_exports
from tracker.plan.screens.importing import take_project
from tracker.programmes.screens.exchange import offer_workbook, take_workbook

actor = open_page("exchange.title", Action.SEE_PLAN)
programme = chosen_programme(actor)
offer_workbook(programme, actor)
take_workbook(programme, actor)
show_plan_exports(programme, actor)
take_project(programme, actor)
