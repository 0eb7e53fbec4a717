"""What moved since: how far did the plan slip between two points, and who changed it?"""

from tracker.core.db import reading
from tracker.money.queries import budget, task_costs
from tracker.people.rules import Action, Place, can
from tracker.people.screens import open_page
from tracker.plan.queries import baselines
from tracker.plan.queries.moved import moved, points
from tracker.plan.screens import chosen_programme
from tracker.plan.screens.moved import chosen_points, keep_plan, show_baselines, show_moved

actor = open_page("baselines.title", Action.SEE_PLAN)
programme = chosen_programme(actor)
here = Place(programme_id=programme.id)
with reading() as session:
    kept = baselines(session, programme_id=programme.id, by=actor)
    known = points(session, programme_id=programme.id, by=actor)
    priced = can(actor, Action.SEE_MONEY, here) and any(row.cost_minor is not None for row in kept)
    currency = budget(session, programme_id=programme.id, by=actor).currency if priced else None
    costs = task_costs(session, programme_id=programme.id, by=actor) if can(actor, Action.SEE_MONEY, here) else {}

since, until = chosen_points(known, programme, actor)
with reading() as session:
    found = moved(session, programme_id=programme.id, since=since, until=until, by=actor)
show_moved(found)
if can(actor, Action.EDIT_PLAN, here):
    keep_plan(programme.id, costs, actor)
show_baselines(kept, currency)
