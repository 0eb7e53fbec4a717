"""The main script and the table of contents: which pages there are, and whose they are."""

import streamlit as st

from results.example.screens import mark_example
from tracker.core.settings import ROOT
from tracker.core.words import say
from tracker.people.rules import Action, Actor, can
from tracker.people.screens import present_in_menu, who_is_here

# Section, script, title, right. Plain tuples: this script runs anew at each click, and a class made each time costs 9 ms.
CONTENTS: tuple[tuple[str, str, str, Action | None], ...] = (
    ("programme", "programme/start", "people.menu.start", None),
    ("programme", "programme/portfolio", "people.menu.portfolio", Action.SEE_PLAN),
    ("programme", "programme/plan", "people.menu.plan", Action.SEE_PLAN),
    ("programme", "programme/moved", "people.menu.moved", Action.SEE_PLAN),
    ("programme", "programme/my_tasks", "people.menu.my_tasks", Action.REPORT_PROGRESS),
    ("programme", "programme/gates", "people.menu.gates", Action.SEE_PLAN),
    ("programme", "programme/minutes", "people.menu.minutes", Action.SEE_PLAN),
    ("programme", "programme/budget", "people.menu.budget", Action.SEE_MONEY),
    ("programme", "programme/risks", "people.menu.risks", Action.SEE_RISKS),
    ("results", "results/board", "people.menu.board", Action.SEE_RESULTS),
    ("results", "results/changes", "people.menu.changes", Action.SEE_RESULTS),
    ("results", "results/alerts", "people.menu.alerts", Action.SEE_RESULTS),
    ("results", "results/targets", "people.menu.targets", Action.SEE_RESULTS),
    ("results", "results/audit_results", "people.menu.audit_results", Action.SEE_RESULTS),
    ("results", "results/reports", "people.menu.reports", Action.SEE_REPORTS),
    ("audits", "audits/my_visits", "people.menu.my_visits", Action.FILL_IN_VISIT),
    ("audits", "audits/visit", "people.menu.visit", Action.FILL_IN_VISIT),
    ("audits", "audits/field", "people.menu.field", Action.FILL_IN_VISIT),
    ("audits", "audits/assignments", "people.menu.assignments", Action.ASSIGN_VISIT),
    ("audits", "audits/waves", "people.menu.waves", Action.ASSIGN_VISIT),
    ("audits", "audits/coverage", "people.menu.coverage", Action.ASSIGN_VISIT),
    ("audits", "audits/collected", "people.menu.collected", Action.ASSIGN_VISIT),
    ("audits", "audits/review", "people.menu.review", Action.RELEASE_AUDIT),
    ("audits", "audits/released", "people.menu.released", Action.APPEAL_AUDIT),
    ("audits", "audits/appeals", "people.menu.appeals", Action.SEE_AUDIT_SCORE),
    ("audits", "audits/second_scoring", "people.menu.second_scoring", Action.SCORE_AGAIN),
    ("audits", "audits/agreement", "people.menu.agreement", Action.SEE_AGREEMENT),
    ("audits", "audits/statements", "people.menu.statements", Action.SETTLE_COSTS),
    ("audits", "audits/my_statement", "people.menu.my_statement", Action.FILL_IN_VISIT),
    ("audits", "audits/what_if", "people.menu.what_if", Action.PUBLISH_RUBRIC),
    ("audits", "audits/actions", "people.menu.actions", Action.SEE_ACTIONS),
    ("audits", "audits/rubric", "people.menu.rubric", Action.SEE_RUBRIC),
    ("audits", "audits/rubric_editor", "people.menu.rubric_editor", Action.PUBLISH_RUBRIC),
    ("results", "results/readings", "people.menu.readings", Action.IMPORT_READINGS),
    ("settings", "settings/account", "people.menu.account", None),
    ("settings", "settings/organisation", "people.menu.organisation", Action.SEE_ORGANISATION),
    ("settings", "settings/people", "people.menu.people", Action.MANAGE_PEOPLE),
    ("settings", "settings/messages", "people.menu.messages", Action.MANAGE_MESSAGES),
    ("settings", "settings/events", "people.menu.events", Action.SEE_EVENT_LOG),
    ("programme", "programme/plan_settings", "people.menu.plan_settings", Action.EDIT_PLAN),
    ("programme", "programme/exchange", "people.menu.exchange", Action.SEE_PLAN),
    ("programme", "programme/first_run", "people.menu.first_run", Action.START_PROGRAMME),
)
HIDDEN = frozenset(f"audits/{page}" for page in ("visit", "rubric_editor", "collected", "what_if", "field"))  # reached from lists


def menu(actor: Actor) -> dict[str, list[st.Page]]:
    """Every page of this person, in sections; an address that is not theirs does not exist for them."""
    sections: dict[str, list[st.Page]] = {}
    for section, path, title, action in CONTENTS:
        if action is None or can(actor, action):
            page = st.Page(
                ROOT / "pages" / f"{path}.py",
                title=say(title),
                url_path=path.split("/")[-1].replace("_", "-"),
                default=path == "programme/start",
                visibility="hidden" if path in HIDDEN else "visible",
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
