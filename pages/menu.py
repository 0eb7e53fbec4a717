"""The main script and the table of contents: which pages there are, and whose they are. It runs anew at each click."""

import streamlit as st

from results.example.screens import mark_example
from tracker.core.settings import ROOT
from tracker.core.words import say
from tracker.people.rules import Action, Actor, can
from tracker.people.screens import present_in_menu, who_is_here

# Folder, right, scripts in it. Plain tuples: a class made at each click costs 9 ms.
CONTENTS: tuple[tuple[str, Action | None, str], ...] = (
    ("programme", None, "start"),
    ("programme", Action.SEE_PLAN, "portfolio plan moved"),
    ("programme", Action.REPORT_PROGRESS, "my_tasks"),
    ("programme", Action.SEE_PLAN, "gates minutes"),
    ("programme", Action.SEE_MONEY, "budget"),
    ("programme", Action.SEE_RISKS, "risks"),
    ("results", Action.SEE_RESULTS, "board indicator changes alerts targets weak_spots effects benefits audit_results"),
    ("results", Action.SEE_REPORTS, "reports"),
    ("audits", Action.FILL_IN_VISIT, "my_visits visit field"),
    ("audits", Action.ASSIGN_VISIT, "assignments waves coverage collected"),
    ("audits", Action.RELEASE_AUDIT, "review"),
    ("audits", Action.APPEAL_AUDIT, "released"),
    ("audits", Action.SEE_AUDIT_SCORE, "appeals"),
    ("audits", Action.SCORE_AGAIN, "second_scoring"),
    ("audits", Action.SEE_AGREEMENT, "agreement"),
    ("audits", Action.SETTLE_COSTS, "statements"),
    ("audits", Action.FILL_IN_VISIT, "my_statement"),
    ("audits", Action.PUBLISH_RUBRIC, "what_if"),
    ("audits", Action.SEE_ACTIONS, "actions"),
    ("audits", Action.SEE_RUBRIC, "rubric"),
    ("audits", Action.PUBLISH_RUBRIC, "rubric_editor"),
    ("results", Action.IMPORT_READINGS, "readings"),
    ("settings", None, "account"),
    ("settings", Action.SEE_ORGANISATION, "organisation"),
    ("settings", Action.MANAGE_PEOPLE, "people"),
    ("settings", Action.MANAGE_MESSAGES, "messages"),
    ("settings", Action.SEE_EVENT_LOG, "events"),
    ("programme", Action.EDIT_PLAN, "plan_settings"),
    ("programme", Action.SEE_PLAN, "exchange"),
    ("programme", Action.START_PROGRAMME, "first_run"),
)
HIDDEN = frozenset({"indicator", "visit", "rubric_editor", "collected", "what_if", "field"})  # reached from lists


def menu(actor: Actor) -> dict[str, list[st.Page]]:
    """Every page of this person, in sections; an address that is not theirs does not exist for them."""
    sections: dict[str, list[st.Page]] = {}
    for section, action, names in CONTENTS:
        for name in names.split() if action is None or can(actor, action) else ():
            page = st.Page(
                ROOT / "pages" / section / f"{name}.py",
                title=say("people.menu." + name),
                url_path=name.replace("_", "-"),
                default=name == "start",
                visibility="hidden" if name in HIDDEN else "visible",
            )
            sections.setdefault(say("people.section." + section), []).append(page)
    return sections


actor = present_in_menu()
page = st.navigation(menu(actor), expanded=True)  # else Streamlit folds a long menu behind an English "View more"
# A local icon, and none on the pages: the browser would fetch a Material one from a font server for the tab.
st.set_page_config(page_icon=str(ROOT / "pages" / "icon.png"), layout="wide", initial_sidebar_state="auto")
with st.sidebar:
    mark_example()
    who_is_here(actor)
page.run()
