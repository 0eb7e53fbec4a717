"""The main script and the table of contents: which pages there are, and whose they are."""

from dataclasses import dataclass

import streamlit as st

from results.example.queries import is_example
from tracker.core.db import reading
from tracker.core.settings import ROOT
from tracker.core.words import say
from tracker.people.rules import Action, Actor, can
from tracker.people.screens import present, same_tab_link


@dataclass(frozen=True)
class Entry:
    section: str
    path: str
    title: str
    action: Action | None
    hidden: bool = False

    @property
    def address(self) -> str:
        return self.path.split("/")[-1].replace("_", "-")


CONTENTS = (
    Entry("programme", "programme/start", "people.menu.start", None),
    Entry("programme", "programme/plan", "people.menu.plan", Action.SEE_PLAN),
    Entry("results", "results/targets", "people.menu.targets", Action.SEE_RESULTS),
    Entry("audits", "audits/my_visits", "people.menu.my_visits", Action.FILL_IN_VISIT),
    Entry("audits", "audits/visit", "people.menu.visit", Action.FILL_IN_VISIT, hidden=True),
    Entry("audits", "audits/assignments", "people.menu.assignments", Action.ASSIGN_VISIT),
    Entry("audits", "audits/review", "people.menu.review", Action.SEE_AUDIT_SCORE),
    Entry("audits", "audits/rubric", "people.menu.rubric", Action.SEE_RUBRIC),
    Entry("results", "results/readings", "people.menu.readings", Action.IMPORT_READINGS),
    Entry("settings", "settings/account", "people.menu.account", None),
    Entry("settings", "settings/organisation", "people.menu.organisation", Action.SEE_ORGANISATION),
    Entry("settings", "settings/people", "people.menu.people", Action.MANAGE_PEOPLE),
    Entry("settings", "settings/events", "people.menu.events", Action.SEE_EVENT_LOG),
    Entry("programme", "programme/first_run", "people.menu.first_run", Action.START_PROGRAMME),
)


def menu(actor: Actor) -> dict[str, list[st.Page]]:
    """Every page of this person, in sections; an address that is not theirs does not exist for them."""
    sections: dict[str, list[st.Page]] = {}
    for entry in CONTENTS:
        if entry.action is None or can(actor, entry.action):
            page = st.Page(
                ROOT / "pages" / f"{entry.path}.py",
                title=say(entry.title),
                url_path=entry.address,
                default=entry.path == "programme/start",
                visibility="hidden" if entry.hidden else "visible",
            )
            sections.setdefault(say("people.section." + entry.section), []).append(page)
    return sections


actor = present()
page = st.navigation(menu(actor))
# A local icon, and none on the pages: the browser would fetch a Material one from a font server for the tab.
st.set_page_config(page_icon=str(ROOT / "pages" / "icon.png"), layout="wide", initial_sidebar_state="auto")
with reading() as session:
    example = is_example(session)
with st.sidebar:
    if example:
        st.badge(say("example.mark"), color="orange")
    st.caption(say("people.signed_in_as", role=say(f"people.role.{actor.role.value}")))
    st.text(actor.display_name)
    same_tab_link("people.sign_out_button", "/sign-out")
page.run()
