"""A draft as a visitor would meet it on a phone, and what the answers tried would score. Nothing of it is stored."""

from typing import Any

import streamlit as st

from audits.rubrics.forms import (
    Demand,
    ItemKind,
    ItemText,
    RubricText,
    demanded_evidence,
    is_required,
    note_code,
    score_answers,
    validate_answer,
    visible_items,
    visible_options,
)
from audits.rubrics.forms.consistency import contradictions
from audits.rubrics.rules import screens_of
from audits.rubrics.screens.desk import Desk
from audits.rubrics.screens.fields import ask, ask_note, note, question
from audits.rubrics.screens.proof import proof_line
from audits.scoring.rules import NotAnswered, Score
from tracker.core.refusals import Refusal
from tracker.core.screens import plain, table
from tracker.core.words import say

PHONE = 390  # pixels


def preview(desk: Desk) -> None:
    """The phone on the left, the score with its proof on the right; under each other where there is no room."""
    rubric = desk.rubric
    if rubric is None or _breaks(rubric):
        st.info(say("rubrics.preview.not_yet"))
        return
    tried: dict[str, Any] = st.session_state.setdefault(f"tried {desk.draft_id}", {})
    tried = {code: value for code, value in tried.items() if _fits(rubric, code, value)}
    phone, score = st.columns([PHONE, 500], gap="large")
    with phone:
        _phone(desk, rubric, tried)
    st.session_state[f"tried {desk.draft_id}"] = tried
    with score:
        _score(rubric, tried)


def _breaks(rubric: RubricText) -> bool:
    """Whether a condition asks for what is not there: then nobody can say what is shown."""
    return any(found.key.rpartition(".")[2].startswith("condition") for found in contradictions(rubric))


def _fits(rubric: RubricText, code: str, value: Any) -> bool:
    """The rubric may have changed since this was answered."""
    item = rubric.items.get(code.removesuffix(".note"))
    if item is None or code != item.code:
        return item is not None
    try:
        validate_answer(item, value)
    except Refusal:
        return False
    return True


def _phone(desk: Desk, rubric: RubricText, tried: dict[str, Any]) -> None:
    screens = screens_of((section.code, section.items) for section in rubric.sections)
    key = f"preview_at {desk.draft_id}"
    at = min(st.session_state.get(key, 0), len(screens) - 1)
    code, items = screens[at]
    with st.container(border=True, key="preview_phone"):
        st.subheader(plain(str(next(section.name for section in rubric.sections if section.code == code))))
        st.caption(say("rubrics.preview.screen", n=at + 1, all=len(screens)))
        for item in items:
            if item.code in visible_items(rubric, tried):
                with st.container(border=True, gap="xsmall"):
                    _item(desk, rubric, item, tried)
        with st.container(horizontal=True):
            back = st.button(say("rubrics.preview.back"), key="preview_back", disabled=at == 0, width="stretch")
            on = st.button(say("rubrics.preview.next"), key="preview_next", disabled=at == len(screens) - 1, width="stretch")
    if back or on:
        st.session_state[key] = at + (1 if on else -1)
        desk.press()
        desk.goes_to = code


def _item(desk: Desk, rubric: RubricText, item: ItemText, tried: dict[str, Any]) -> None:
    if item.kind is ItemKind.NOTE:
        note(item)
        return
    required = is_required(rubric, item, tried)
    if item.kind is ItemKind.PHOTO:
        question(str(item.label), str(item.guidance or ""), required=required)
        _photo(required=required)
        return
    options = visible_options(rubric, item, tried)
    key = f"try {desk.draft_id} {item.code} {item.kind.value}"
    tried[item.code] = ask(item, tried.get(item.code), key=key, required=required, options=options)
    demanded = demanded_evidence(item, tried[item.code])
    if Demand.NOTE in demanded:
        tried[note_code(item.code)] = ask_note(tried.get(note_code(item.code)), key=f"{key} note")
    if Demand.PHOTO in demanded:
        _photo(required=True)


def _photo(*, required: bool) -> None:
    """In the place of the camera: nothing is taken here."""
    st.caption(" ".join((":material/photo_camera:", say("rubrics.preview.photo"), ":red[\\*]" if required else "")))


def _score(rubric: RubricText, tried: dict[str, Any]) -> None:
    st.subheader(say("rubrics.preview.score"))
    try:
        score = score_answers(rubric, tried)
    except NotAnswered as open_items:
        st.info(say("rubrics.preview.blocked", n=len(open_items.items)))
        return
    st.metric(
        say("rubrics.preview.percent"),
        say("rubrics.preview.unavailable") if score.shown_percent is None else f"{score.shown_percent}%",
        help=say("rubrics.preview.same_function"),
    )
    with st.container(horizontal=True):
        _judgement(rubric, score)
    st.caption(say("rubrics.preview.sum", earned=float(score.earned), possible=float(score.possible)))
    with st.expander(say("rubrics.preview.trace"), key="preview_trace"):
        table([proof_line(rubric, line._asdict()) for line in score.trace])


def _judgement(rubric: RubricText, score: Score) -> None:
    if score.passed is not None:
        st.badge(say(f"rubrics.preview.{'passed' if score.passed else 'failed'}"), color="green" if score.passed else "red")
    if score.band is not None:
        st.badge(plain(rubric.band_name(score.band)), color="blue")
    for code in score.critical_failed:
        st.badge(plain(say("rubrics.preview.critical", item=rubric.items[code].label)), color="red")
