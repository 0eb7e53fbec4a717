"""The editor of a draft: one section's items at a time, the chosen one open as a form, each change stored when it is made."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from audits.rubrics.forms import SCORED_KINDS, Dimension, ItemKind
from audits.rubrics.forms import editing as edits
from audits.rubrics.forms.editing import Document
from audits.rubrics.forms.lint import LintFinding, Severity
from audits.rubrics.screens.desk import (
    Desk,
    desk_of,
    finding_words,
    leave,
    make,
    part_name,
    settle,
    settle_conflict,
    show_findings,
    undo,
)
from audits.rubrics.screens.finishing import finishing
from audits.rubrics.screens.item import item_form
from audits.rubrics.screens.pieces import choose, in_both_languages, number
from audits.rubrics.screens.preview import preview
from audits.rubrics.screens.whole import whole
from tracker.core.refusals import Refusal
from tracker.core.screens import empty_state, plain, show_refusal
from tracker.core.words import number as in_words
from tracker.core.words import say, time_of_day
from tracker.people.rules import Actor
from tracker.people.screens import present

ITEMS, WHOLE, PREVIEW, FINISH = "items", "whole", "preview", "finish"
VIEWS = (ITEMS, WHOLE, PREVIEW, FINISH)
JUMPS = 20  # findings listed at the top; the others wait for these
STYLE = """<style>
.st-key-rubric_items [data-testid=stButton] button > div,
.st-key-rubric_findings [data-testid=stButton] button > div { width: 100%; justify-content: flex-start; text-align: left; }
.st-key-preview_phone { margin: 0 auto; max-width: 390px; }
@media (min-width: 641px) {
  .st-key-rubric_rows [class*=_later] [data-testid=stWidgetLabel] { display: none; }
}
@media (max-width: 640px) {
  .st-key-rubric_rows [class*=_row_] { border-bottom: 1px solid rgba(128, 128, 128, 0.3); padding-bottom: 0.75rem; }
  .st-key-rubric_rows [data-testid=stColumn] { min-width: calc(50% - 0.5rem); flex: 1 1 calc(50% - 0.5rem); }
  .st-key-rubric_rows [data-testid=stColumn]:has([data-testid=stColumn]) { min-width: 100%; }
}
</style>"""


@st.fragment
def edit_rubric(draft_id: UUID) -> None:
    actor = present()
    try:
        desk = desk_of(draft_id, actor)
        st.html(STYLE)
        if desk.conflict:
            settle_conflict(desk, actor)
            return
    except Refusal as refusal:  # published or discarded by somebody else
        leave(draft_id)
        show_refusal(refusal)
        return
    desk.begin_run()
    head = st.container(gap="small")
    view = _choose_view(desk)
    views: dict[str, Callable[[Desk], None]] = {ITEMS: _items, WHOLE: partial(whole, actor=actor), PREVIEW: preview}
    views.get(view, partial(finishing, actor=actor))(desk)
    with head:
        is_stored = settle(desk, actor)
        if desk.conflict:
            st.rerun()
        _head(desk, actor, is_stored=is_stored)
    desk.end_run()
    _act(desk, actor)


def _act(desk: Desk, actor: Actor) -> None:
    """What was pressed, now that everything typed is stored."""
    if desk.goes_to:
        st.query_params["at"] = desk.goes_to
    if desk.pressed and not make(desk, actor, *desk.pressed, anew=True) and not desk.conflict:
        return  # why not stands on the page
    if desk.pressed or desk.goes_to or desk.view:
        st.rerun()


def _choose_view(desk: Desk) -> str:
    key = f"rubric_view {desk.draft_id}"
    if desk.view:
        st.session_state[key], desk.view = desk.view, None
    if key not in st.session_state:
        st.session_state[key] = ITEMS
    return (
        st.segmented_control(
            say("rubrics.edit.view_label"),
            VIEWS,
            format_func=lambda view: say(f"rubrics.edit.view.{view}"),
            required=True,
            key=key,
            label_visibility="collapsed",
            width="stretch",
        )
        or ITEMS
    )


def _head(desk: Desk, actor: Actor, *, is_stored: bool) -> None:
    """Whose draft, that it is stored, and what is still to be mended."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(part_name(desk.document))}**", width="stretch")
        back = st.button(say("rubrics.edit.undo"), key="rubric_undo", disabled=not desk.before, icon=":material/undo:")
    if back and undo(desk, actor):
        st.rerun()
    findings = desk.findings
    said = [say("rubrics.edit.stored", time=time_of_day(desk.stored_at))] if is_stored else []
    said += [] if findings else [say("rubrics.edit.nothing_found")]
    st.caption(" · ".join(said))
    if not findings:
        return
    warnings = len(findings) - desk.errors
    counts = [say("rubrics.edit.errors", n=desk.errors)] if desk.errors else []
    counts += [say("rubrics.edit.warnings", n=warnings)] if warnings else []
    icon = ":material/error:" if desk.errors else ":material/warning:"
    with st.expander(" · ".join(counts), icon=icon, key="rubric_findings"):
        for at, finding in enumerate(findings[:JUMPS]):
            _jump(desk, finding, at)
        if len(findings) > JUMPS:
            st.caption(say("rubrics.edit.more_findings", n=len(findings) - JUMPS))


def _jump(desk: Desk, finding: LintFinding, at: int) -> None:
    part = edits.item_of(desk.document, finding.item or "") or edits.section_of(desk.document, finding.item or "")
    words = finding_words(desk.document, finding)
    where = say("rubrics.edit.found_at", name=part_name(part), what=words) if part else words
    icon = ":material/error:" if finding.severity is Severity.ERROR else ":material/warning:"
    if st.button(plain(where), key=f"jump_{at}", icon=icon, width="stretch", wrap=True):
        desk.view = ITEMS if part else WHOLE
        desk.goes_to = finding.item if part else None


def _items(desk: Desk) -> None:
    sections = desk.document["sections"]
    if not sections:
        empty_state("rubrics.edit.no_sections")
        _add_section(desk, None)
        return
    section, chosen = _at(desk.document)
    _section_bar(desk, sections, section)
    with st.container(key="rubric_items", gap="small"):
        for number_, item in enumerate(section["items"], 1):
            if item["code"] == chosen:
                _open_item(desk, section, item, number_)
            elif st.button(
                _row(number_, item), key=f"open_{item['code']}", width="stretch", icon=_mark(desk, item["code"]), wrap=True
            ):
                desk.press(at=item["code"])
    _add_item(desk, section, chosen)


def _at(document: Document) -> tuple[Document, str | None]:
    """The section and the item that the address names; else the first section."""
    at = st.query_params.get("at", "")
    if section := edits.section_with(document, at):
        return section, at
    return edits.section_of(document, at) or document["sections"][0], None


def _section_bar(desk: Desk, sections: list[Document], section: Document) -> None:
    """Which section, its own fields folded away, and what can be done with it."""
    codes, names = [one["code"] for one in sections], {one["code"]: part_name(one) for one in sections}
    given = st.selectbox(
        say("rubrics.edit.section"),
        codes,
        index=codes.index(section["code"]),
        format_func=lambda code: say("rubrics.edit.section_option", n=codes.index(code) + 1, name=names[code]),
        key=desk.key("section", section["code"]),
        label_visibility="collapsed",
    )
    if given != section["code"]:
        desk.press(at=given)
    code = section["code"]
    desk.later(lambda: show_findings(desk, desk.found_at(code)))
    desk.later(lambda: _item_sum(desk, code))
    with st.expander(say("rubrics.edit.section_settings"), key=f"section_settings_{code}", icon=":material/tune:"):
        _section_form(desk, section)


def _item_sum(desk: Desk, code: str) -> None:
    """The live sum of the weights of a section's items."""
    section = edits.section_of(desk.document, code)
    scored = [item for item in section["items"] if ItemKind(item["kind"]) in SCORED_KINDS] if section else []
    if scored:
        total = sum(float(item.get("weight", 1)) for item in scored)
        st.caption(say("rubrics.edit.item_sum", n=len(scored), total=round(total, 6)))


def _section_form(desk: Desk, section: Document) -> None:
    code = section["code"]

    def of(field: str, value: Any) -> Any:
        return partial(edits.set_section, code=code, field=field, value=value)

    in_both_languages(desk, section.get("name"), partial(of, "name"), "section_name", code, label_key="rubrics.field.name")
    dimension, weight, mark = st.columns(3, gap="small")
    with dimension:
        choose(
            desk,
            section.get("dimension"),
            [None, *(dimension.value for dimension in Dimension)],
            lambda one: say(f"rubrics.dimension.{one}") if one else say("rubrics.edit.no_dimension"),
            partial(of, "dimension"),
            "dimension",
            code,
            label_key="rubrics.field.dimension",
        )
    with weight:
        number(
            desk,
            section.get("weight"),
            partial(of, "weight"),
            "section_weight",
            code,
            label_key="rubrics.field.weight",
            empty=1.0,
            lowest=0.0,
        )
    with mark:
        number(
            desk,
            section.get("pass_mark"),
            partial(of, "pass_mark"),
            "mark",
            code,
            label_key="rubrics.field.pass_mark",
            lowest=0.0,
        )
    with st.container(horizontal=True):
        steps = {"up": -1, "down": 1}
        for act, step in steps.items():
            if st.button(say(f"rubrics.edit.act.{act}"), key=f"section_{act}"):
                desk.press(partial(edits.shift_section, code=code, step=step), at=code)
        if st.button(say("rubrics.edit.act.duplicate"), key="section_duplicate"):
            to = edits.fresh_code(desk.document, code)
            desk.press(partial(edits.duplicate_section, code=code, to=to), at=to)
        if st.button(say("rubrics.edit.act.removed"), key="section_remove"):
            desk.press(partial(edits.remove_section, code=code))
        _add_section(desk, code)


def _add_section(desk: Desk, after: str | None) -> None:
    if st.button(say("rubrics.edit.add_section"), key="section_add", icon=":material/add:"):
        code = edits.fresh_code(desk.document, "section")
        desk.press(partial(edits.add_section, code=code, after=after), at=code)


def _row(number_: int, item: Document) -> str:
    """A closed item: its question, and small beside it its kind, weight and marks."""
    kind = ItemKind(item["kind"])
    said = [say(f"rubrics.kind.{kind.value}")]
    if kind in SCORED_KINDS:
        said.append(say("rubrics.weight", weight=float(item.get("weight", 1))))
    said += [say(f"rubrics.mark.{mark}") for mark in ("critical", "bonus") if item.get(mark)]
    if item.get("condition"):
        said.append(say("rubrics.edit.conditional"))
    return f"{in_words(number_)}\\. {plain(part_name(item))} :gray[:small[{plain(' · '.join(said))}]]"


def _mark(desk: Desk, code: str) -> str | None:
    found = desk.found_at(code)
    if any(finding.severity is Severity.ERROR for finding in found):
        return ":material/error:"
    return ":material/warning:" if found else None


def _open_item(desk: Desk, section: Document, item: Document, number_: int) -> None:
    code = item["code"]
    with st.container(border=True, key="rubric_open_item"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            with st.container(width=190):
                choose(
                    desk,
                    item["kind"],
                    [kind.value for kind in ItemKind],
                    lambda kind: say(f"rubrics.kind.{kind}"),
                    lambda kind: partial(edits.set_kind, code=code, kind=ItemKind(kind)),
                    "kind",
                    code,
                    label_key="rubrics.edit.item_n",
                    redraw=True,
                )
            with st.container(horizontal=True, gap="xsmall", width="content"):
                _item_acts(desk, section, code)
        item_form(desk, item)


def _item_acts(desk: Desk, section: Document, code: str) -> None:
    for act, step in {"up": -1, "down": 1}.items():
        if st.button(say(f"rubrics.edit.act.{act}"), key=f"item_{act}"):
            desk.press(partial(edits.shift_item, code=code, step=step), at=code)
    if st.button(say("rubrics.edit.act.duplicate"), key="item_duplicate"):
        to = edits.fresh_code(desk.document, code)
        desk.press(partial(edits.duplicate_item, code=code, to=to), at=to)
    if st.button(say("rubrics.edit.act.removed"), key="item_remove"):
        desk.press(partial(edits.remove_item, code=code), at=section["code"])
    if st.button(say("rubrics.edit.act.close"), key="item_close", type="primary"):
        desk.press(at=section["code"])


def _add_item(desk: Desk, section: Document, after: str | None) -> None:
    """The kinds most used come first."""
    kinds = [ItemKind.YESNO, *(kind for kind in ItemKind if kind is not ItemKind.YESNO)]
    chosen = st.menu_button(
        say("rubrics.edit.add_item"),
        [kind.value for kind in kinds],
        format_func=lambda kind: say(f"rubrics.kind.{kind}"),
        key="item_add",
        type="primary",
        icon=":material/add:",
    )
    if chosen:
        code = edits.fresh_code(desk.document, "item")
        item = edits.new_item(code, ItemKind(chosen))
        desk.press(partial(edits.add_item, section=section["code"], item=item, after=after), at=code)
