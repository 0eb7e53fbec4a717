"""A filled-in checklist to read."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from audits.rubrics.forms import ItemKind, ItemText, RubricText, note_code
from audits.rubrics.screens.fields import value_text
from tracker.core.files import thumbnail as thumbnail
from tracker.core.screens import plain
from tracker.core.words import say


def show_answers(
    rubric: RubricText,
    answers: Mapping[str, Any],
    evidence: Mapping[str, list[str]],
    shown: frozenset[str],
    below: Callable[[ItemText], None] | None = None,
) -> None:
    """All answers in words, with notes and pictures. `below` draws what later folders know about an item under it."""
    for section in rubric.sections:
        items = [item for item in section.items if item.code in shown]
        if items:
            st.subheader(plain(str(section.name)))
        for item in items:
            st.caption(plain(str(item.label)))
            if item.kind not in (ItemKind.PHOTO, ItemKind.NOTE):
                st.text(value_text(item, answers.get(item.code)))
            if note := answers.get(note_code(item.code)):
                st.text(say("visits.note", text=note))
            if hashes := evidence.get(item.code):
                st.image([thumbnail(file_hash) for file_hash in hashes], width=160, alt=[str(item.label)] * len(hashes))
            if below:
                below(item)
