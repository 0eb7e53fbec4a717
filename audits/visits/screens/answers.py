"""A filled-in checklist to read."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

import streamlit as st
from PIL import Image

from audits.rubrics.forms import ItemKind, RubricText, note_code
from audits.rubrics.screens.fields import value_text
from tracker.core.files import read_file
from tracker.core.screens import plain
from tracker.core.words import say

THUMBNAIL = 320  # pixels; the stored picture has up to 2,048


@lru_cache(maxsize=256)
def thumbnail(file_hash: str) -> bytes:
    """Small enough for a phone's network. The name is the content's hash, so what is remembered stays true."""
    with Image.open(BytesIO(read_file(file_hash))) as picture:
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        out = BytesIO()
        picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def show_answers(
    rubric: RubricText, answers: Mapping[str, Any], evidence: Mapping[str, list[str]], shown: frozenset[str]
) -> None:
    """All answers in words, with notes and pictures."""
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
