"""The end of a draft: what would change, publish it, or discard it."""

import streamlit as st

from audits.rubrics.actions.drafts import discard_draft, publish_draft
from audits.rubrics.queries import rubric_version
from audits.rubrics.screens.comparing import show_differences
from audits.rubrics.screens.desk import Desk, leave, part_name
from tracker.core.db import reading
from tracker.core.screens import attempt, done
from tracker.core.words import say
from tracker.people.rules import Actor

RUBRIC_PAGE = "audits/rubric.py"


def finishing(desk: Desk, actor: Actor) -> None:
    """Publishing waits until the linter finds no error; what it finds stands at the top, each with a way to its place."""
    st.text(say("rubrics.finish.errors_first", n=desk.errors) if desk.errors else say("rubrics.finish.hint"))
    published = st.button(
        say("rubrics.finish.publish"), key="draft_publish", type="primary", disabled=bool(desk.errors), icon=":material/publish:"
    )
    if published:
        outcome = attempt(publish_draft, draft_id=desk.draft_id, seen=desk.version, by=actor)
        if outcome:
            done("rubrics.finish.published", name=part_name(desk.document), n=outcome.value.number)
            _back(desk)
    _compared(desk, actor)
    with st.popover(say("rubrics.finish.discard"), key="draft_discard_ask"):
        st.text(say("rubrics.finish.discard_question"))
        if st.button(say("rubrics.finish.discard_yes"), key="draft_discard") and attempt(
            discard_draft, draft_id=desk.draft_id, seen=desk.version, by=actor
        ):
            done("rubrics.finish.discarded")
            _back(desk)


def _back(desk: Desk) -> None:
    leave(desk.draft_id)
    st.switch_page(RUBRIC_PAGE)


def _compared(desk: Desk, actor: Actor) -> None:
    """What publishing would change in the version it was begun from."""
    if desk.based_on is None or desk.rubric is None:
        return
    with reading() as session:
        base = rubric_version(session, version_id=desk.based_on, by=actor)
    st.subheader(say("rubrics.finish.changes", n=base.number))
    show_differences(base.rubric, desk.rubric, say("rubrics.compare.version", n=base.number), say("rubrics.compare.this_draft"))
