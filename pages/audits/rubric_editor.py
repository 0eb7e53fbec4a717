"""One draft of a rubric. The address names it, and the item or section that is open: ?draft=...&at=<code>."""

from uuid import UUID

import streamlit as st

from audits.rubrics.screens.editing import edit_rubric
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page

actor = open_page("rubrics.edit.title", Action.PUBLISH_RUBRIC)

st.page_link("audits/rubric.py", label=say("rubrics.edit.to_rubrics"), icon=":material/arrow_back:")
try:
    draft_id = UUID(st.query_params.get("draft", ""))
except ValueError:
    empty_state("rubrics.edit.choose_one")
    st.stop()
edit_rubric(draft_id)
