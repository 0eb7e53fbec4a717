"""One visit, filled in item by item. The address names it: ?assignment=...&at=<screen>&t=<the tab's lease>."""

from uuid import UUID

import streamlit as st

from audits.findings.screens import below_item, checks_left
from audits.review.queries import last_return, return_remarks
from audits.visits.screens.costs import costs_of_visit
from audits.visits.screens.form import SEND, Beside, fill_in, opened, receipt
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import empty_state, plain, show_refusal
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page

actor = open_page("visits.fill_title", Action.FILL_IN_VISIT)

try:
    asked = UUID(st.query_params.get("assignment", ""))
    seen = opened(actor, asked)
except ValueError:
    empty_state("visits.choose_one")
    st.page_link("audits/my_visits.py", label=say("visits.to_my_visits"))
    st.stop()
except Refusal as refusal:
    show_refusal(refusal)
    seen = None
if seen is None:
    st.page_link("audits/my_visits.py", label=say("visits.to_my_visits"))
    st.stop()

st.markdown(f"**{plain(str(seen.store))}** · {plain(seen.store_code)}")
st.caption(say("visits.due_line", channel=plain(str(seen.channel)), due=seen.due_on))
if seen.unit:
    st.text(say("waves.unit", unit=seen.unit))
with reading() as session:
    reason = last_return(session, assignment_id=seen.assignment_id, by=actor)
    remarks = return_remarks(session, assignment_id=seen.assignment_id, by=actor)
if reason is not None and not seen.receipt:
    st.warning(say("visits.came_back_items" if remarks else "visits.came_back"), icon=":material/undo:")
    st.text("\n".join([*[str(seen.rubric.items[code].label) for code in remarks], reason]).strip())

if seen.receipt:
    receipt(seen)
else:
    if st.query_params.get("at") == SEND:
        checks_left(actor, seen)
    fill_in(actor, seen, Beside(remarks, below_item(actor, seen)))
if seen.receipt or st.query_params.get("at") == SEND:
    costs_of_visit(actor, seen.assignment_id)
