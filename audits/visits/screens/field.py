"""The form for bad networks in a page: an element of its own that asks the draft service itself, without a run per answer.

Streamlit loads a component's inline script from a blob, which our policy forbids; the markup of a component may name a
script of ours, which it allows. Mounted again by Streamlit, the element finds everything where the phone keeps it.
"""

from uuid import UUID

import streamlit as st

from tracker.core.words import say

MARKUP = '<field-form></field-form><script type="module" src="/field/form.js"></script>'
NAME = "field_form"
field_form = st.components.v2.component(NAME, html=MARKUP, isolate_styles=False)


def link_to_field_form(assignment_id: UUID, lease: str = "") -> None:
    """`lease` is what the ordinary form gives up, so that nobody is asked to take over from oneself."""
    address = {"assignment": str(assignment_id)} | ({"t": lease} if lease else {})
    label, hint = say("people.menu.field"), say("visits.phone.open_hint")
    st.page_link("audits/field.py", label=label, icon=":material/wifi_off:", query_params=address, help=hint)
