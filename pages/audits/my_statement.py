"""My fees and costs: what was I paid, or am I to be paid, for my visits?"""

import streamlit as st

from audits.review.screens.statements import own_money
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page

actor = open_page("costs.own_title", Action.FILL_IN_VISIT)
st.page_link("audits/my_visits.py", label=say("visits.to_my_visits"), icon=":material/arrow_back:")
own_money(actor)
