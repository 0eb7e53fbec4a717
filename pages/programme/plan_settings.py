"""Plan settings: when does the programme work, where does it go when, and what comes again?"""

import streamlit as st

from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action, Place, can
from tracker.people.screens import open_page
from tracker.plan.rules import ProgrammeStatus
from tracker.plan.screens import chosen_programme
from tracker.plan.screens.settings import set_areas, set_recurring_work, set_working_calendar

PARTS = {"calendar": set_working_calendar, "areas": set_areas, "recurring": set_recurring_work}

actor = open_page("network.settings_title", Action.EDIT_PLAN)
programme = chosen_programme(actor)
if not can(actor, Action.EDIT_PLAN, Place(programme_id=programme.id)):
    empty_state("people.not_allowed")
elif programme.status is not ProgrammeStatus.ACTIVE:
    empty_state("plan.programme_closed")
else:
    part = st.segmented_control(
        say("network.settings_part"),
        list(PARTS),
        default="calendar",
        required=True,
        format_func=lambda name: say(f"network.settings.{name}"),
        key="settings_part",
        bind="query-params",
        width="stretch",
        label_visibility="collapsed",
    )
    PARTS[str(part)](programme, actor)
