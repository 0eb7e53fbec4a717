"""A rubric to read: its items with their answers."""

from collections.abc import Sequence

import streamlit as st

from audits.rubrics.actions.publishing import publish_template
from audits.rubrics.forms import (
    ConditionText,
    ItemText,
    RubricText,
    SectionText,
    answers_phrase,
    condition_phrase,
)
from audits.rubrics.forms.phrases import answer_lines
from tracker.core.screens import attempt, done, plain
from tracker.core.words import say
from tracker.people.rules import Actor


def offer_to_publish(shipped: Sequence[RubricText], by: Actor) -> None:
    """One button for each shipped rubric that is not published yet."""
    for rubric in shipped:
        with st.container(border=True):
            st.text(str(rubric.name))
            st.text(str(rubric.purpose))
            offer_as_it_is(rubric, by, key=f"publish_{rubric.code}")


def offer_as_it_is(rubric: RubricText, by: Actor, *, key: str) -> None:
    pressed = st.button(say("rubrics.publish"), key=key, type="primary")
    if pressed and attempt(publish_template, code=rubric.code, by=by):
        done("rubrics.published", name=rubric.name)
        st.rerun()


def section_heading(section: SectionText) -> str:
    if section.dimension is None:
        return plain(str(section.name))
    dimension = say(f"rubrics.dimension.{section.dimension.value}")
    return plain(say("rubrics.section_heading", name=section.name, dimension=dimension))


def show_item(rubric: RubricText, item: ItemText) -> None:
    """One item as a visitor will meet it: question, answers with points, what they ask for, and the guidance."""
    with st.container(border=True, gap="small"):
        st.text(str(item.label))
        st.text("\n".join(answer_lines(item)))
        if item.options or item.bands:
            said = [say("rubrics.weight", weight=float(item.weight)), *marks(rubric, item)]
        else:
            said = marks(rubric, item)
        if said:
            st.caption(plain(" · ".join(said)))
        if item.guidance:
            st.caption(plain(str(item.guidance)))


def marks(rubric: RubricText, item: ItemText) -> list[str]:
    """Critical, required, bonus, when it is shown, and what evidence it asks for."""
    said = [say(f"rubrics.mark.{mark}") for mark in ("critical", "required", "bonus") if getattr(item, mark) is True]
    if isinstance(item.required, ConditionText):
        said.append(say("rubrics.mark.required_when", condition=condition_phrase(rubric, item.required)))
    if item.condition:
        said.append(say("rubrics.mark.condition", condition=condition_phrase(rubric, item.condition)))
    if item.evidence.photo:
        said.append(say("rubrics.mark.photo", answers=answers_phrase(item, item.evidence.photo)))
    if item.evidence.note:
        said.append(say("rubrics.mark.note", answers=answers_phrase(item, item.evidence.note)))
    return said
