"""Minutes: what was agreed, who does it by when, and who answers for what?"""

import streamlit as st

from tracker.core.db import reading
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.queries import gates, minutes, plan, responsibilities
from tracker.plan.rules import MinuteKind
from tracker.plan.screens import chosen_programme, may_edit
from tracker.plan.screens.minutes import Subjects, show_actions, show_decisions, show_meetings, show_responsibilities

actor = open_page("minutes.page_title", Action.SEE_PLAN)
programme = chosen_programme(actor)
with reading() as session:
    rows = plan(session, programme_id=programme.id, by=actor)
    found = minutes(session, programme_id=programme.id, by=actor)
    answering = responsibilities(session, programme_id=programme.id, by=actor)
    path = gates(session, programme_id=programme.id, by=actor)
editing = may_edit(rows, actor)
subjects = Subjects(rows, path, [row for row in found if row.kind is MinuteKind.MEETING]) if editing else None

live = sum(1 for row in found if row.kind is MinuteKind.ACTION and row.done_on is None)
names = ["minutes.meetings", "minutes.actions", "minutes.decisions", "minutes.responsibilities"]
meetings_tab, actions_tab, decisions_tab, responsibilities_tab = st.tabs([say(name, n=live) for name in names])
with meetings_tab:
    show_meetings(found, subjects, actor)
with actions_tab:
    show_actions(found, subjects, actor)
with decisions_tab:
    show_decisions(found, subjects, actor)
with responsibilities_tab:
    show_responsibilities(answering, programme.id, editing=editing)
