"""My tasks: what is mine to do, and by when?"""

from tracker.core.db import reading
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.queries.desk import own_tasks
from tracker.plan.screens import show_own_tasks

actor = open_page("desk.title", Action.REPORT_PROGRESS)
with reading() as session:
    tasks = own_tasks(session, by=actor)

show_own_tasks(tasks)
