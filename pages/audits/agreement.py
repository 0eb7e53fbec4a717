"""Agreement: do two people who score the same audit give the same answers, and which items should be reworded?"""

from audits.review.screens.agreement import give_out, show_agreement
from tracker.people.rules import Action, can
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("agreement.title", Action.SEE_AGREEMENT)
programme = chosen_programme(actor)
show_agreement(actor, programme)
if can(actor, Action.DRAW_SCORINGS):
    give_out(actor, programme)
