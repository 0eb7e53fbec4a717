"""Where drafts begin: from a version, from what is shipped, empty, or from a form somebody else has made."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID

import streamlit as st

from audits.rubrics.actions.drafts import begin_draft
from audits.rubrics.forms import RubricText
from audits.rubrics.forms.editing import empty_document
from audits.rubrics.queries import DraftRow, PublishedRubric, VersionRow, shipped_templates
from audits.rubrics.screens.showing import offer_as_it_is
from audits.rubrics.workbook.problems import FormProblem
from audits.rubrics.workbook.rubric import read_rubric
from audits.rubrics.workbook.writing import write_form
from tracker.core.refusals import Refusal
from tracker.core.screens import attempt, download, show_refusal, table
from tracker.core.words import moment, say
from tracker.people.rules import Actor

EDITOR = "audits/rubric_editor.py"
FORMS = ["xlsx", "xls", "csv", "md"]


def drafts_in_hand(drafts: Sequence[DraftRow]) -> None:
    """What was begun and is not published."""
    for draft in drafts:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"draft_{draft.code}"):
            st.badge(say("rubrics.start.draft"), color="orange")
            st.text(str(draft.name) or say("rubrics.edit.unnamed"), width="stretch")
            based = say("rubrics.start.based_on", n=draft.based_on) if draft.based_on else say("rubrics.start.new")
            st.caption(say("rubrics.start.draft_line", based=based, at=moment(draft.changed_at)))
            if st.button(say("rubrics.start.go_on"), key=f"go_on_{draft.code}", type="primary"):
                _open(draft.id)


def offer_version(version: VersionRow, drafts: Sequence[DraftRow], actor: Actor, *, may_edit: bool) -> None:
    """What can be done with the version shown: begin a draft from it, take it along as a form."""
    rubric = version.rubric
    with st.container(horizontal=True):
        is_free = may_edit and all(draft.code != rubric.code for draft in drafts)
        if is_free and st.button(say("rubrics.start.from_version"), key="draft_from_version", icon=":material/edit:"):
            _begin(rubric.snapshot(), version.version_id, actor)
        download("rubrics.start.download", lambda: write_form(rubric), f"{rubric.code}_{version.number}.xlsx")


def offer_beginnings(published: Sequence[PublishedRubric], drafts: Sequence[DraftRow], actor: Actor) -> None:
    """A new rubric: shipped, empty, or imported."""
    newest = {rubric.code: rubric.version_id for rubric in published}
    taken = {*newest, *(draft.code for draft in drafts)}
    with st.expander(say("rubrics.start.title"), key="rubric_beginnings", icon=":material/add:"):
        shipped = [rubric for rubric in shipped_templates() if rubric.code not in {draft.code for draft in drafts}]
        if shipped:
            chosen = st.selectbox(
                say("rubrics.start.shipped"), shipped, format_func=lambda one: str(one.name), key="draft_template"
            )
            with st.container(horizontal=True):
                if st.button(say("rubrics.start.from_shipped"), key="draft_from_template"):
                    _begin(chosen.snapshot(), newest.get(chosen.code), actor)
                if chosen.code not in newest:
                    offer_as_it_is(chosen, actor, key="template_as_it_is")
        if st.button(say("rubrics.start.empty"), key="draft_empty"):
            code = next(code for n in range(1, len(taken) + 2) if (code := f"rubric_{n}") not in taken)
            _begin(empty_document(code), None, actor)
        _import(newest, actor)


def _import(newest: dict[str, UUID], actor: Actor) -> None:
    st.markdown(f"**{say('rubrics.start.import')}**")
    st.caption(say("rubrics.start.import_hint"))
    from_names = st.checkbox(say("rubrics.start.points_from_names"), key="draft_points", help=say("rubrics.start.points_help"))
    given = st.file_uploader(say("rubrics.start.file"), FORMS, key="draft_file", label_visibility="collapsed")
    if given is None:
        return
    read = _read(given.file_id, given.getvalue(), given.name, from_names=from_names)
    if isinstance(read, Refusal):
        show_refusal(read)
        return
    rubric, problems = read
    items, sections = len(rubric.items), len(rubric.sections)
    st.text(say("rubrics.start.read", name=rubric.name, sections=sections, items=items, problems=len(problems)))
    if problems:
        table([_problem(one) for one in problems], key="draft_problems")
    if st.button(say("rubrics.start.from_file"), key="draft_from_file", type="primary"):
        _begin(rubric.snapshot(), newest.get(rubric.code), actor)


def _read(file_id: str, data: bytes, name: str, *, from_names: bool) -> tuple[RubricText, list[FormProblem]] | Refusal:
    """Read once and kept for the runs that follow: a form of 500 rows takes half a second."""
    kept: dict[Any, Any] = st.session_state.setdefault("form_read", {})
    key = (file_id, from_names)
    if key not in kept:
        kept.clear()
        try:
            kept[key] = read_rubric(data, PurePath(name).name, points_from_names=from_names)
        except Refusal as refusal:
            kept[key] = refusal
    found: tuple[RubricText, list[FormProblem]] | Refusal = kept[key]
    return found


def _problem(problem: FormProblem) -> dict[str, object]:
    return {
        say("rubrics.start.column.severity"): say(f"rubrics.severity.{problem.severity}"),
        say("rubrics.start.column.place"): say(
            "rubrics.start.place", sheet=problem.sheet, row=str(problem.row or "–"), column=problem.column or "–"
        ),
        say("rubrics.start.column.what"): say(problem.key, **dict(problem.facts)),
        say("rubrics.start.column.fix"): say(problem.fix_key, **dict(problem.facts)) if problem.fix_key else "",
    }


def _begin(document: dict[str, Any], based_on: UUID | None, actor: Actor) -> None:
    begun = attempt(begin_draft, document=document, based_on=based_on, by=actor)
    if begun:
        _open(begun.value.id)


def _open(draft_id: UUID) -> None:
    st.switch_page(EDITOR, query_params={"draft": str(draft_id)})
