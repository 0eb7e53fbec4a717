"""Messages: where do they go, and did they arrive?"""

import streamlit as st

from tracker.core.words import say
from tracker.messages.screens.outbox import whole_outbox
from tracker.messages.screens.targets import all_targets
from tracker.people.rules import Action
from tracker.people.screens import open_page

actor = open_page("messages.title", Action.MANAGE_MESSAGES)

view = st.pills(
    say("messages.view"),
    ["targets", "outbox"],
    default="targets",
    format_func=lambda name: say(f"messages.tab.{name}"),
    required=True,
    label_visibility="collapsed",
    key="messages_view",
)
if view == "outbox":
    whole_outbox(actor)
else:
    all_targets(actor)
