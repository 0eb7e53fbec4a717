"""What concerns the rubric as a whole: its name, the weights of its sections as a live sum, and how it is scored."""

from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from audits.rubrics.forms import editing as edits
from audits.rubrics.forms.editing import Document
from audits.rubrics.forms.lint import normalised
from audits.rubrics.screens.desk import Desk, Edit, part_name, show_findings
from audits.rubrics.screens.pieces import choose, in_both_languages, number, switch
from audits.scoring.policy import (
    PRESETS,
    Aggregation,
    Critical,
    MultipleMaximum,
    NotApplicable,
    Unanswered,
    policy_document,
    preset,
)
from tracker.core.db import reading
from tracker.core.words import say, show
from tracker.people.queries.organisation import channels
from tracker.people.rules import Actor

HUNDRED = Decimal(100)
# What a preset says; pass mark, bands and what a critical item does are the rubric's own.
OF_PRESET = ("unanswered", "not_applicable", "aggregation", "bonus_cap", "floor_zero", "start")
CHOICES: dict[str, list[str]] = {
    name: [one.value for one in kind]
    for name, kind in {
        "aggregation": Aggregation,
        "unanswered": Unanswered,
        "not_applicable": NotApplicable,
        "multiple_maximum": MultipleMaximum,
        "critical": Critical,
    }.items()
}


def whole(desk: Desk, *, actor: Actor) -> None:
    desk.later(lambda: show_findings(desk, [one for one in desk.findings if _concerns_the_whole(desk, one.item)]))
    document = desk.document
    in_both_languages(desk, document.get("name"), partial(_of, "name"), "rubric_name", label_key="rubrics.field.name")
    in_both_languages(
        desk, document.get("purpose"), partial(_of, "purpose"), "purpose", label_key="rubrics.field.purpose", long=True
    )
    _channel(desk, actor)
    _weights(desk)
    _policy(desk)


def _channel(desk: Desk, actor: Actor) -> None:
    """Which way its visits go when nobody says another."""
    with reading() as session:
        names = {row.code: str(row.name) for row in channels(session, by=actor) if row.active}
    known = desk.document.get("channel")
    names.setdefault(str(known), str(known))  # of a form from elsewhere
    choose(desk, known, list(names), names.__getitem__, partial(_of, "channel"), "channel", label_key="rubrics.field.channel")


def _of(field: str, value: Any) -> Edit:
    return partial(edits.set_rubric, field=field, value=value)


def _concerns_the_whole(desk: Desk, code: str | None) -> bool:
    return not code or not (edits.item_of(desk.document, code) or edits.section_of(desk.document, code))


def _weights(desk: Desk) -> None:
    st.subheader(say("rubrics.edit.weights"))
    with st.container(border=True, gap="small", key="rubric_weights"):
        for section in desk.document["sections"]:
            name, weight = st.columns([3, 1], vertical_alignment="center", wrap=False)
            name.text(part_name(section))
            with weight:
                known = section.get("weight", 1)
                of = partial(_weight_of, section["code"])
                number(
                    desk, known, of, "whole_weight", section["code"], label_key="rubrics.field.weight", lowest=0.0, hidden=True
                )
        desk.later(lambda: _sum(desk))
        is_share = desk.document.get("weights_sum_to") is not None
        switch(
            desk,
            is_share,
            lambda on: _of("weights_sum_to", 100 if on else None),
            "sums",
            label_key="rubrics.edit.shares",
            help_key="rubrics.edit.shares_help",
        )


def _weight_of(code: str, value: Any) -> Edit:
    return partial(edits.set_section, code=code, field="weight", value=value)


def _sum(desk: Desk) -> None:
    """What the weights sum to now; where that is not what they are meant to, the way there."""
    document = desk.document
    total = sum((Decimal(str(section.get("weight", 1))) for section in document["sections"]), Decimal(0))
    meant = document.get("weights_sum_to")
    if meant is None or total == Decimal(str(meant)):
        st.markdown(f"**{say('rubrics.edit.sum', total=float(total))}**")
        return
    st.warning(say("rubrics.edit.sum_is_not", total=float(total), meant=show(float(meant))))
    if total and st.button(say("rubrics.edit.normalise"), key="rubric_normalise", type="primary"):
        desk.press(normalised)


def _policy(desk: Desk) -> None:
    st.subheader(say("scoring.policy.title"))
    policy = desk.document.get("policy", {})
    with st.container(border=True, gap="small", key="rubric_policy"):
        presets = [*PRESETS, None]
        choose(
            desk,
            policy.get("preset"),
            presets,
            lambda one: say(f"rubrics.policy.preset.{one or 'own'}"),
            lambda one: partial(_take_preset, name=one),
            "preset",
            label_key="rubrics.policy.preset_label",
            redraw=True,
        )
        columns = st.columns(2, gap="small")
        for at, (switch_name, values) in enumerate(CHOICES.items()):
            with columns[at % 2]:
                _choice(desk, policy, switch_name, values)
        with columns[1]:
            number(
                desk, policy.get("pass_mark"), partial(_switch, "pass_mark"), "pass_mark", label_key="rubrics.policy.pass_mark"
            )
            if policy.get("critical") == Critical.CAP:
                number(desk, policy.get("critical_cap"), partial(_switch, "critical_cap"), "cap", label_key="rubrics.policy.cap")
            if policy.get("aggregation") == Aggregation.DEDUCTION:
                number(
                    desk, policy.get("start"), partial(_switch, "start"), "start", label_key="rubrics.policy.start", empty=100.0
                )
        with st.container(horizontal=True):
            switch(
                desk,
                policy.get("bonus_cap", True),
                partial(_switch, "bonus_cap"),
                "bonus_cap",
                label_key="rubrics.policy.bonus_cap",
            )
            switch(
                desk,
                policy.get("floor_zero", False),
                partial(_switch, "floor_zero"),
                "floor_zero",
                label_key="rubrics.policy.floor_zero",
            )
    _bands(desk, policy)


def _choice(desk: Desk, policy: Document, name: str, values: list[str]) -> None:
    defaults = policy_document(preset(policy.get("preset") or "safetyculture"))
    known = policy.get(name, defaults[name])
    choose(
        desk,
        str(known),
        values,
        lambda one: say(f"rubrics.policy.{name}.{one}"),
        partial(_switch, name),
        "policy",
        name,
        label_key=f"rubrics.field.policy_{name}",
        redraw=True,
    )


def _switch(name: str, value: Any) -> Edit:
    return partial(_set_switch, name=name, value=value)


def _set_switch(document: Document, name: str, value: Any) -> Document:
    """Who leaves what a preset says has rules of their own."""
    policy = {**document.get("policy", {}), name: value}
    if value is None:
        del policy[name]
    if name in OF_PRESET and policy.get("preset"):
        policy = {**_said_by(policy["preset"]), **policy, "preset": None}
    if name == "critical" and value == Critical.CAP and policy.get("critical_cap") is None:
        policy["critical_cap"] = 50
    return edits.set_rubric(document, "policy", policy)


def _take_preset(document: Document, name: str | None) -> Document:
    said = _said_by(name) if name else {}
    return edits.set_rubric(document, "policy", {**document.get("policy", {}), **said, "preset": name})


def _said_by(name: str) -> Document:
    given = policy_document(preset(name))
    return {switch_: int(given[switch_]) if switch_ == "start" else given[switch_] for switch_ in OF_PRESET}


def _bands(desk: Desk, policy: Document) -> None:
    """Names for ranges of the percent, the best first."""
    st.subheader(say("rubrics.policy.bands"))
    names = desk.document.get("band_names", {})
    with st.container(key="rubric_rows", gap="small"):
        for at, band in enumerate(policy.get("bands", [])):
            with st.container(key=f"grade_row_{at}{'_later' if at else ''}"):
                label, start, more = st.columns([6, 2, 1], vertical_alignment="bottom", gap="small")
                with label:
                    of = partial(_name_band, band["name"])
                    in_both_languages(desk, names.get(band["name"]), of, "grade", band["name"], label_key="rubrics.field.name")
                with start:
                    of = partial(_start_band, at)
                    number(desk, band.get("from"), of, "grade_from", str(at), label_key="rubrics.policy.band_from", empty=0.0)
                with more:
                    if st.button(say("rubrics.edit.act.removed"), key=desk.key("grade_remove", at), width="stretch"):
                        desk.press(partial(_remove_band, at=at))
    if st.button(say("rubrics.policy.add_band"), key="grade_add", icon=":material/add:"):
        desk.press(_add_band)


def _name_band(name: str, label: Any) -> Edit:
    return lambda document: edits.set_rubric(document, "band_names", {**document.get("band_names", {}), name: label})


def _start_band(at: int, start: Any) -> Edit:
    def edit(document: Document) -> Document:
        bands = [{**band, "from": start} if n == at else band for n, band in enumerate(document["policy"]["bands"])]
        return _set_switch(document, "bands", bands)

    return edit


def _add_band(document: Document) -> Document:
    bands = document.get("policy", {}).get("bands", [])
    taken = {band["name"] for band in bands} | set(document.get("band_names", {}))
    name = next(f"band_{n}" for n in range(1, len(taken) + 2) if f"band_{n}" not in taken)
    lowest = min((float(band.get("from", 0)) for band in bands), default=100.0)
    document = _set_switch(document, "bands", [*bands, {"name": name, "from": int(max(lowest - 20, 0))}])
    return edits.set_rubric(document, "band_names", {**document.get("band_names", {}), name: edits.no_label()})


def _remove_band(document: Document, at: int) -> Document:
    bands = document["policy"]["bands"]
    names = {code: label for code, label in document.get("band_names", {}).items() if code != bands[at]["name"]}
    document = _set_switch(document, "bands", [band for n, band in enumerate(bands) if n != at])
    return edits.set_rubric(document, "band_names", names)
