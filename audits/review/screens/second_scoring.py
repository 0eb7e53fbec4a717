"""Scoring an audit a second time: what is asked of me, and the checklist beside what the visitor photographed and wrote."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import streamlit as st

from audits.review.actions.scoring_twice import score_again
from audits.review.queries.second_scorings import ScoringInHand, ScoringRow
from audits.rubrics.forms import SCORED_KINDS, ItemText, visible_items, visible_options
from audits.rubrics.screens.fields import ask
from audits.visits.screens.answers import thumbnail
from tracker.core.screens import attempt, done, empty_state, plain
from tracker.core.words import say
from tracker.people.rules import Actor


def asked_of_me(rows: Sequence[ScoringRow]) -> UUID | None:
    """What waits, oldest first; the one that was chosen."""
    if not rows:
        empty_state("agreement.nothing_asked")
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xsmall", width="stretch"):
                st.markdown(f"**{plain(str(row.store))}** · {plain(row.store_code)} · {plain(str(row.channel))}")
                facts = [say("agreement.asked_at", at=row.asked_at)]
                facts += [say("agreement.is_calibration")] if row.is_calibration else []
                st.text(" · ".join(facts))
            if st.button(
                say("agreement.score"), key=f"score {row.id}", help=say("agreement.score_of", store=plain(str(row.store)))
            ):
                return row.id
    return None


def score_blindly(actor: Actor, found: ScoringInHand) -> bool:
    """The form, whose answers stay in this tab until all are stored at once; whether they were."""
    st.subheader(plain(f"{found.store} · {found.store_code} · {found.channel}"))
    st.info(say("agreement.blind"), icon=":material/visibility_off:")
    kept = f"scored {found.id}"
    answers: dict[str, Any] = st.session_state.setdefault(kept, {})
    for section in found.rubric.sections:
        items = [item for item in section.items if item.code in visible_items(found.rubric, answers) and _concerns(found, item)]
        if items:
            st.subheader(plain(str(section.name)))
        for item in items:
            _item(found, item, answers)
    given = {code: value for code, value in answers.items() if value is not None}
    st.caption(say("agreement.answered", n=len(given)))
    if st.button(
        say("agreement.store"), key=f"store {found.id}", type="primary", disabled=not given, width="stretch"
    ) and attempt(score_again, scoring_id=found.id, seen=found.version, answers=given, by=actor):
        st.session_state.pop(kept, None)
        done("agreement.stored")
        return True
    return False


def _concerns(found: ScoringInHand, item: ItemText) -> bool:
    return item.kind in SCORED_KINDS or item.code in found.texts or item.code in found.evidence


def _item(found: ScoringInHand, item: ItemText, answers: dict[str, Any]) -> None:
    with st.container(border=True, gap="xsmall"):
        if item.kind in SCORED_KINDS:
            options = visible_options(found.rubric, item, answers)
            answers[item.code] = ask(item, answers.get(item.code), key=f"{found.id} {item.code}", required=False, options=options)
        else:
            st.markdown(plain(str(item.label)))
        if text := found.texts.get(item.code):
            st.text(say("agreement.visitor_wrote", text=text))
        if hashes := found.evidence.get(item.code):
            st.image([thumbnail(file_hash) for file_hash in hashes], width=240, alt=[str(item.label)] * len(hashes))
