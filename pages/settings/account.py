"""My account: how does the tracker speak to me, and where am I signed in?"""

import streamlit as st

from results.example.screens import offer_removal
from tracker.core.screens import plain
from tracker.core.words import say
from tracker.messages.screens.calendar import own_calendar
from tracker.people.screens import account, open_page

actor = open_page("people.account_title", None)
st.caption(plain(f"{actor.display_name} · {say(f'people.role.{actor.role.value}')}"))

account.own_settings(actor)

st.subheader(say("people.password_heading"))
account.own_password(actor)

st.subheader(say("people.sessions_heading"))
account.own_sessions(actor)

st.subheader(say("messages.calendar_heading"))
own_calendar(actor)

st.subheader(say("people.tokens_heading"))
account.own_tokens(actor)

offer_removal(actor)
