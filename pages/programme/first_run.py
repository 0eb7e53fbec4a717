"""First run: which programme do we start, and when?"""

import streamlit as st

from results.example.screens import offer_example
from tracker.core.db import reading
from tracker.core.screens import attempt, done
from tracker.core.words import say
from tracker.people.rules import Action
from tracker.people.screens import open_page
from tracker.plan.queries import programmes
from tracker.programmes.queries.templates import offered_templates
from tracker.programmes.screens.templates import ask_template, offer_saving, preview
from tracker.targets.actions import start_programme
from tracker.targets.screens import ask_budget, ask_code, ask_start

actor = open_page("targets.first_run_title", Action.START_PROGRAMME)
with reading() as session:
    running = programmes(session, by=actor)
    offered = offered_templates(session, by=actor)
offer_example(actor)
st.text(say("targets.already", n=len(running)) if running else say("targets.first_run"))

text = ask_template(offered)
starts_on = ask_start(actor)
if starts_on is None:
    st.stop()
preview(text, starts_on)
code = ask_code()
money = ask_budget(text)
if st.button(say("targets.start"), type="primary", icon=":material/play_arrow:", key="start_programme"):
    outcome = attempt(
        start_programme,
        template=text.code,
        starts_on=starts_on,
        code=code,
        currency=money["currency"],
        budget_total_minor=money["total_minor"],
        by=actor,
    )
    if outcome:
        with reading() as session:
            begun = next(row.code for row in programmes(session, by=actor) if row.id == outcome.value)
        done("targets.started")
        st.switch_page("programme/plan.py", query_params={"programme": begun})
offer_saving(running, actor)
