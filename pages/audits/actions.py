"""Actions: what fails most, what is done about it, and did it help? ?action=<id> opens one, ?finding= and ?plan= plan one."""

import streamlit as st

from audits.findings.screens.address import keep, said
from audits.findings.screens.listing import action_list
from audits.findings.screens.one import show_action
from audits.findings.screens.planning import plan_for_item, plan_for_store
from audits.findings.screens.ranking import ranking
from audits.findings.screens.sheet import workbook
from tracker.core.words import say
from tracker.people.rules import Action, can
from tracker.people.screens import open_page
from tracker.plan.screens import chosen_programme

actor = open_page("actions.title", Action.SEE_ACTIONS)

asked = {name: st.query_params[name] for name in ("action", "finding", "plan") if name in st.query_params}
if asked and st.button(say("actions.back"), icon=":material/arrow_back:", key="back"):
    st.query_params.clear()
    st.rerun()
if "action" in asked:
    show_action(actor, asked["action"])
    st.stop()
programme = chosen_programme(actor)
if asked and can(actor, Action.PLAN_ACTION):
    if "finding" in asked:
        plan_for_store(actor, programme, asked["finding"])
    else:
        plan_for_item(actor, programme, asked["plan"])
    st.stop()

VIEWS = {"list": action_list, "ranking": ranking, "workbook": workbook}
view = st.pills(
    say("actions.view"),
    list(VIEWS),
    default=said("view", VIEWS, "list"),
    required=True,
    format_func=lambda name: say(f"actions.view.{name}"),
    label_visibility="collapsed",
    key="view",
)
keep("view", str(view), "list")
VIEWS[str(view)](actor, programme)
