"""Starting a programme: the day, the code and the budget."""

from datetime import date

import streamlit as st

from tracker.core import clock
from tracker.core.screens import DAY, plain
from tracker.core.words import field_name, say
from tracker.money.rules import OFFERED_CURRENCIES
from tracker.money.screens import ask_total
from tracker.people.rules import Actor
from tracker.plan.rules import EARLIEST, LATEST, add_months
from tracker.targets.forms import ProgrammeText


def ask_start(actor: Actor) -> date | None:
    """The first of the coming month is offered, for then programme months are calendar months."""
    offered = add_months(clock.today(actor.time_zone or "UTC").replace(day=1), 1)
    return st.date_input(field_name("starts_on"), offered, min_value=EARLIEST, max_value=LATEST, format=DAY, key="starts_on")


def ask_code() -> str | None:
    return st.text_input(field_name("code"), max_chars=40, placeholder=say("targets.code_made"), key="programme_code") or None


def ask_budget(text: ProgrammeText) -> dict[str, object]:
    st.caption(plain(say("targets.budget_basis", basis=text.budget.basis.label())))
    return ask_total(None, OFFERED_CURRENCIES[0], "new")
