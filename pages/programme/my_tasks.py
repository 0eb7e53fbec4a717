"""My tasks: what is mine to do, and by when?"""

from tracker.core.db import reading
from tracker.people.rules import Action, can
from tracker.people.screens import open_page
from tracker.plan.queries.desk import own_tasks
from tracker.plan.queries.minutes import own_minutes
from tracker.plan.screens.mine import show_own_actions, show_own_tasks
from tracker.programmes.queries.desk import risks_to_review
from tracker.programmes.screens.desk import show_own_risks

actor = open_page("desk.title", Action.REPORT_PROGRESS)
with reading() as session:
    tasks = own_tasks(session, by=actor)
    actions = own_minutes(session, by=actor) if can(actor, Action.SEE_PLAN) else []
    risks = risks_to_review(session, by=actor) if can(actor, Action.SEE_RISKS) else []

show_own_tasks(tasks)
show_own_actions(actions, actor)
show_own_risks(risks)
