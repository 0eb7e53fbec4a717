"""Starting a programme of a shipped template."""

from datetime import date

import streamlit as st

from tracker.core import clock
from tracker.core.screens import plain, table
from tracker.core.words import day, field_name, number, say
from tracker.money.rules import OFFERED_CURRENCIES
from tracker.money.screens import ask_total
from tracker.people.rules import Actor
from tracker.plan.rules import EARLIEST, LATEST, add_months, month_end, month_start
from tracker.targets.forms import ProgrammeText, templates

DAY = "YYYY-MM-DD"


def ask_template() -> ProgrammeText:
    """The template, with what is in it in numbers."""
    found = templates()
    code = st.selectbox(
        say("targets.template"), list(found), format_func=lambda code: str(found[code].name.label()), key="template"
    )
    text = found[code]
    st.text(text.goal.label())
    with st.grid(min_column_width=130):
        st.metric(say("targets.months"), number(text.months), border=True)
        st.metric(say("targets.phases"), number(len(text.phases)), border=True)
        st.metric(say("targets.tasks"), number(sum(len(phase.tasks) for phase in text.phases)), border=True)
        st.metric(say("targets.milestones"), number(sum(len(phase.milestones) for phase in text.phases)), border=True)
        st.metric(say("targets.indicators"), number(len(text.indicators)), border=True)
    return text


def ask_start(actor: Actor) -> date | None:
    """The first of the coming month is offered, for then programme months are calendar months."""
    offered = add_months(clock.today(actor.time_zone or "UTC").replace(day=1), 1)
    return st.date_input(field_name("starts_on"), offered, min_value=EARLIEST, max_value=LATEST, format=DAY, key="starts_on")


def show_phases(text: ProgrammeText, starts_on: date) -> None:
    table(
        [
            {
                say("plan.column.phase"): str(phase.name.label()),
                say("plan.column.start"): day(month_start(starts_on, phase.first_month)),
                say("plan.column.due"): day(month_end(starts_on, phase.last_month)),
                say("targets.tasks"): number(len(phase.tasks)),
                say("targets.milestones"): number(len(phase.milestones)),
            }
            for phase in text.phases
        ]
    )


def ask_code() -> str | None:
    return st.text_input(field_name("code"), max_chars=40, placeholder=say("targets.code_made"), key="programme_code") or None


def ask_budget(text: ProgrammeText) -> dict[str, object]:
    st.caption(plain(say("targets.budget_basis", basis=text.budget.basis.label())))
    return ask_total(None, OFFERED_CURRENCIES[0], "new")
