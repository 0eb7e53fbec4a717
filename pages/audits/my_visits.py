"""My visits: what is there to do, and by when?"""

import streamlit as st

from audits.visits.queries import my_visits
from audits.visits.screens.lists import visit_card
from audits.visits.screens.taking import offer_places
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page

actor = open_page("visits.my_title", Action.FILL_IN_VISIT)

with reading() as session:
    cards = my_visits(session, by=actor)

to_do = [card for card in cards if card.is_open]
if not to_do:
    empty_state("visits.nothing_to_do")
today = clock.today(actor.time_zone or st.context.timezone or "UTC")
for card in to_do:
    visit_card(card, today)
offer_places(actor)

finished = [card for card in cards if not card.is_open]
if finished:
    st.subheader(say("visits.finished"))
for card in finished:
    visit_card(card, today)
