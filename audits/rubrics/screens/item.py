"""One item as a form: what is asked, which answers there are, what they count, when it is shown."""

from functools import partial
from typing import Any

import streamlit as st

from audits.rubrics.forms import CHOICE_KINDS, NUMBER_KINDS, ConditionText, ItemKind, Unit, condition_phrase
from audits.rubrics.forms import editing as edits
from audits.rubrics.forms.editing import Document
from audits.rubrics.screens.desk import Desk, Edit, part_name, show_findings
from audits.rubrics.screens.pieces import choose, in_both_languages, number, several, switch
from tracker.core.screens import plain
from tracker.core.words import say

NO_SOURCE = (ItemKind.PHOTO, ItemKind.NOTE)
ASKS = {"nothing": (False, False), "photo": (True, False), "note": (False, True), "both": (True, True)}
COUNTS = ("points", "not_applicable", "fail")
REMOVED = "removed"
# The conditions that have a form here; others, from an imported form, are shown in words and kept.
SIMPLE = ({"item", "equals"}, {"item", "answered"}, {"item", "from"}, {"item", "below"}, {"item", "from", "below"})


def item_form(desk: Desk, item: Document) -> None:
    """The fields of an item, with what the linter found in it on top."""
    code, kind = item["code"], ItemKind(item["kind"])
    desk.later(lambda: show_findings(desk, desk.found_at(code)))

    def of(field: str, value: Any) -> Edit:
        return partial(edits.set_item, code=code, field=field, value=value)

    in_both_languages(desk, item.get("label"), partial(of, "label"), "label", code, label_key="rubrics.edit.question")
    in_both_languages(
        desk,
        item.get("guidance"),
        partial(of, "guidance"),
        "guidance",
        code,
        label_key="rubrics.field.guidance",
        long=True,
        optional=True,
    )
    if kind in CHOICE_KINDS:
        _options(desk, item)
    if kind in NUMBER_KINDS:
        _measure(desk, item)
    if kind is not ItemKind.NOTE:
        _rules(desk, item, kind)
    _condition(desk, item)


def _rules(desk: Desk, item: Document, kind: ItemKind) -> None:
    code = item["code"]

    def of(field: str, value: Any) -> Edit:
        return partial(edits.set_item, code=code, field=field, value=value)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="item_rules"):
        if kind in CHOICE_KINDS | NUMBER_KINDS:
            with st.container(width=150):
                number(
                    desk,
                    item.get("weight"),
                    partial(of, "weight"),
                    "weight",
                    code,
                    label_key="rubrics.field.weight",
                    empty=1.0,
                    lowest=0.0,
                )
        if isinstance(item.get("required"), dict):
            st.caption(say("rubrics.mark.required_when", condition=_phrase(desk, item["required"])))
            if st.button(say("rubrics.edit.required_always"), key=desk.key("always", code)):
                desk.press(of("required", True))
        else:
            switch(
                desk, item.get("required", False), partial(of, "required"), "required", code, label_key="rubrics.mark.required"
            )
        if kind in CHOICE_KINDS:
            switch(
                desk,
                item.get("critical", False),
                partial(of, "critical"),
                "critical",
                code,
                label_key="rubrics.mark.critical",
                help_key="rubrics.edit.critical_help",
            )
        if kind in CHOICE_KINDS | NUMBER_KINDS:
            switch(
                desk,
                item.get("bonus", False),
                partial(of, "bonus"),
                "bonus",
                code,
                label_key="rubrics.mark.bonus",
                help_key="rubrics.edit.bonus_help",
            )


def _options(desk: Desk, item: Document) -> None:
    st.markdown(f"**{say('rubrics.edit.answers')}**")
    with st.container(key="rubric_rows", gap="small"):
        for at, option in enumerate(item.get("options", [])):
            with st.container(key=f"answer_row_{at}{'_later' if at else ''}"):
                _option(desk, item, option, at)
    if st.button(say("rubrics.edit.add_answer"), key=desk.key("add_option", item["code"]), icon=":material/add:"):
        desk.press(partial(edits.add_part, code=item["code"], parts="options", part=edits.new_option(item)))


def _option(desk: Desk, item: Document, option: Document, at: int) -> None:
    code, name = item["code"], option["code"]

    def of(field: str, value: Any) -> Edit:
        return partial(edits.set_part, code=code, parts="options", at=at, field=field, value=value)

    names, points, counts, asks, more = st.columns([6, 1.6, 2.4, 2.2, 1], vertical_alignment="bottom", gap="small")
    with names:
        in_both_languages(desk, option.get("label"), partial(of, "label"), "option", code, name, label_key="rubrics.edit.answer")
    state = "not_applicable" if option.get("not_applicable") else "fail" if option.get("fail") else "points"
    with points:
        if state == "not_applicable":
            st.number_input(
                say("rubrics.field.points"), value=None, disabled=True, key=desk.key("none", code, name), placeholder="–"
            )
        else:
            number(
                desk,
                option.get("points"),
                partial(of, "points"),
                "points",
                code,
                name,
                label_key="rubrics.field.points",
                empty=0.0,
            )
    with counts:
        choose(
            desk,
            state,
            COUNTS,
            lambda one: say(f"rubrics.edit.counts.{one}"),
            lambda one: partial(_count_as, code=code, at=at, state=one),
            "counts",
            code,
            name,
            label_key="rubrics.edit.counts_as",
            redraw=True,
        )
    with asks:
        _asks(desk, item, name)
    with more:
        _part_menu(desk, code, "options", at, name)


def _count_as(document: Document, code: str, at: int, state: str) -> Document:
    set_to = partial(edits.set_part, code=code, parts="options", at=at)
    document = set_to(document, field="not_applicable", value=state == "not_applicable" or None)
    document = set_to(document, field="fail", value=state == "fail" or None)
    return set_to(document, field="points", value=0) if state == "not_applicable" else document


def _asks(desk: Desk, item: Document, name: str) -> None:
    """The evidence that this answer asks for."""
    code, evidence = item["code"], item.get("evidence", {})
    wanted = {demand: list(evidence.get(demand, [])) for demand in ("photo", "note")}
    known = next(key for key, pair in ASKS.items() if pair == (name in wanted["photo"], name in wanted["note"]))

    def of(chosen: str) -> Edit:
        def edit(document: Document) -> Document:
            for demand, asked in zip(("photo", "note"), ASKS[chosen], strict=True):
                others = [answer for answer in wanted[demand] if answer != name]
                document = edits.set_evidence(document, code, demand, [*others, name] if asked else others)
            return document

        return edit

    choose(
        desk,
        known,
        list(ASKS),
        lambda one: say(f"rubrics.edit.asks.{one}"),
        of,
        "asks",
        code,
        name,
        label_key="rubrics.edit.asks_for",
    )


def _part_menu(desk: Desk, code: str, parts: str, at: int, name: str) -> None:
    steps = {"up": -1, "down": 1}
    chosen = st.menu_button(
        "⋮",
        ["up", "down", REMOVED],
        format_func=lambda one: say(f"rubrics.edit.act.{one}"),
        key=desk.key("more", parts, code, name),
        width="stretch",
    )
    if chosen == REMOVED:
        desk.press(partial(edits.remove_part, code=code, parts=parts, at=at))
    elif chosen:
        desk.press(partial(edits.move_part, code=code, parts=parts, at=at, step=steps[chosen]))


def _measure(desk: Desk, item: Document) -> None:
    """Unit, range, and the points of each stretch of it."""
    code = item["code"]

    def of(field: str, value: Any) -> Edit:
        return partial(edits.set_item, code=code, field=field, value=value)

    with st.container(key="rubric_range"):
        unit, lowest, highest = st.columns(3, gap="small")
        with unit:
            choose(
                desk,
                item.get("unit"),
                [unit.value for unit in Unit],
                lambda one: say(f"rubrics.unit.{one}"),
                partial(of, "unit"),
                "unit",
                code,
                label_key="rubrics.field.unit",
            )
        for column, field in ((lowest, "lowest"), (highest, "highest")):
            with column:
                number(desk, item.get(field), partial(of, field), field, code, label_key=f"rubrics.field.{field}")
    st.markdown(f"**{say('rubrics.field.bands')}**")
    with st.container(key="rubric_rows", gap="small"):
        for at, band in enumerate(item.get("bands", [])):
            with st.container(key=f"band_row_{at}{'_later' if at else ''}"):
                _band(desk, code, band, at)
    if st.button(say("rubrics.edit.add_band"), key=desk.key("add_band", code), icon=":material/add:"):
        desk.press(partial(edits.add_part, code=code, parts="bands", part=edits.new_band(item)))


def _band(desk: Desk, code: str, band: Document, at: int) -> None:
    *columns, more = st.columns([3, 3, 3, 1], vertical_alignment="bottom", gap="small")
    for column, field in zip(columns, ("from", "below", "points"), strict=True):
        with column:
            of = partial(_band_edit, code, at, field)
            empty = 0.0 if field == "points" else None
            number(desk, band.get(field), of, "band", code, str(at), field, label_key=f"rubrics.field.{field}", empty=empty)
    with more:
        _part_menu(desk, code, "bands", at, str(at))


def _band_edit(code: str, at: int, field: str, value: Any) -> Edit:
    return partial(edits.set_part, code=code, parts="bands", at=at, field=field, value=value)


def _condition(desk: Desk, item: Document) -> None:
    """Whether it is always shown, or only after an answer to an earlier item."""
    code, condition = item["code"], item.get("condition") or {}
    sources = {one["code"]: one for one in _before(desk.document, code)}

    def of(value: Any) -> Edit:
        return partial(edits.set_item, code=code, field="condition", value=value)

    if condition and set(condition) not in SIMPLE:
        st.caption(plain(say("rubrics.mark.condition", condition=_phrase(desk, condition))))
        if st.button(say("rubrics.edit.show_always"), key=desk.key("shown", code)):
            desk.press(of(None))
        return
    known = condition.get("item")
    choose(
        desk,
        known,
        [None, *sources, *([known] if known and known not in sources else [])],
        lambda one: _source_name(sources, one),
        lambda one: of(one and {"item": one, "answered": True}),
        "source",
        code,
        label_key="rubrics.edit.shown",
        redraw=True,
    )
    if known in sources:
        _awaited(desk, item, sources[known], condition)


def _awaited(desk: Desk, item: Document, source: Document, condition: Document) -> None:
    """Which answers of the earlier item show this one."""
    code, name = item["code"], source["code"]

    def of(condition: Document) -> Edit:
        return partial(edits.set_item, code=code, field="condition", value=condition)

    if ItemKind(source["kind"]) in NUMBER_KINDS:
        limits = {limit: condition.get(limit) for limit in ("from", "below")}

        def with_limit(limit: str, value: Any) -> Edit:
            kept = {one: known for one, known in {**limits, limit: value}.items() if known is not None}
            return of({"item": name, **(kept or {"answered": True})})

        with st.container(horizontal=True):
            for limit, known in limits.items():
                number(desk, known, partial(with_limit, limit), "limit", limit, code, label_key=f"rubrics.edit.limit.{limit}")
    elif options := {option["code"]: part_name(option) for option in source.get("options", [])}:
        known = condition.get("equals", [])
        listed = known if isinstance(known, list) else [known]
        options |= {value: say("rubrics.edit.gone", name=value) for value in listed if value not in options}
        several(
            desk,
            listed,
            options,
            lambda chosen: of({"item": name, "equals": chosen} if chosen else {"item": name, "answered": True}),
            "equals",
            code,
            label_key="rubrics.edit.awaited",
        )


def _before(document: Document, code: str) -> list[Document]:
    """The items before this one whose answers can be waited for."""
    found = []
    for item in edits.all_items(document):
        if item["code"] == code:
            break
        if ItemKind(item["kind"]) not in NO_SOURCE:
            found.append(item)
    return found


def _source_name(sources: dict[str, Document], code: str | None) -> str:
    if code is None:
        return say("rubrics.edit.always")
    if code not in sources:
        return say("rubrics.edit.gone", name=code)
    return say("rubrics.edit.after", item=part_name(sources[code]))


def _phrase(desk: Desk, condition: Document) -> str:
    """In words where the whole document is readable."""
    if desk.rubric is None:
        return say("rubrics.edit.condition_kept")
    return condition_phrase(desk.rubric, ConditionText.model_validate(condition, strict=False))
