"""Choosing a template, seeing what is in it before anything is started, and saving a programme as one."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from tracker.core.screens import attempt, done, plain, table
from tracker.core.words import day, field_name, number, percent, say
from tracker.money.forms import BudgetLineText
from tracker.people.rules import Actor
from tracker.plan.forms import label_of
from tracker.plan.rules import ProgrammeRow
from tracker.programmes.actions.templates import save_as_template
from tracker.programmes.queries.templates import OfferedTemplate
from tracker.targets.forms import IndicatorText, ProgrammeText
from tracker.targets.queries import sources
from tracker.targets.rules import TargetKind
from tracker.targets.screens import show_sources

PARTS = ("phases", "tasks", "gates", "budget", "targets", "sources")


def ask_template(offered: Sequence[OfferedTemplate]) -> ProgrammeText:
    """The template, with what is in it in numbers."""
    found = {one.code: one for one in offered}
    code = st.selectbox(say("targets.template"), list(found), format_func=lambda code: _named(found[code]), key="template")
    text = found[code].text
    st.text(text.goal.label())
    counts = {
        "targets.phases": len(text.phases),
        "targets.tasks": len(text.tasks),
        "targets.milestones": len(text.milestones),
        "templates.gates": len(text.gates),
        "templates.links": len(text.links),
        "targets.indicators": len(text.indicators),
        "templates.risks": len(text.risks),
    }
    with st.grid(min_column_width=110):
        for key, count in counts.items():
            st.metric(say(key), number(count), border=True)
    return text


def _named(offered: OfferedTemplate) -> str:
    name = str(offered.text.name.label())
    return say("templates.saved_one", name=name) if offered.saved else name


def preview(text: ProgrammeText, starts_on: date) -> None:
    """One part at a time: a phone has no room for all of them."""
    part = st.segmented_control(
        say("templates.preview"),
        PARTS,
        default=PARTS[0],
        required=True,
        format_func=lambda one: say(f"templates.part.{one}"),
        key="template_part",
    )
    SHOW[part](text, starts_on)


def _phases(text: ProgrammeText, starts_on: date) -> None:
    rows = []
    for phase in text.phases:
        first, last = phase.span(starts_on)
        rows.append(
            {
                say("plan.column.phase"): str(phase.name.label()),
                say("plan.column.start"): day(first),
                say("plan.column.due"): day(last),
                say("targets.tasks"): number(len(phase.tasks)),
                say("targets.milestones"): number(len(phase.milestones)),
            }
        )
    table(rows)
    for area in text.areas:
        st.caption(plain(say("templates.area", name=area.name.label())))


def _tasks(text: ProgrammeText, starts_on: date) -> None:
    waits: dict[str, int] = {}
    for link in text.links:
        waits[link.after] = waits.get(link.after, 0) + 1
    table(
        [
            {
                say("plan.column.task"): str(task.name.label()),
                say("plan.column.start"): day(task.starts.on(starts_on)),
                say("plan.column.due"): day(task.due.on(starts_on)),
                say("templates.column.owner"): str(label_of(task.owner_role)),
                say("templates.column.waits"): number(waits.get(task.code, 0)),
                say("templates.column.deliverable"): str(label_of(task.deliverable)),
            }
            for task in text.tasks
        ]
    )
    for again in text.recurrences:
        st.caption(plain(say(f"templates.every.{again.every.value}", name=again.name.label())))


def _gates(text: ProgrammeText, starts_on: date) -> None:
    for gate in text.gates:
        with st.container(border=True):
            st.subheader(plain(str(gate.name.label())))
            st.text(say("templates.gate_due", due=gate.due.on(starts_on), who=label_of(gate.owner_role)))
            st.text("\n".join(f"• {_criterion(one.text.label(), one.mandatory)}" for one in gate.criteria))
    if not text.gates:
        st.text(say("templates.no_gate"))


def _criterion(text: object, mandatory: bool) -> str:
    return str(text) if mandatory else say("templates.optional", text=text)


def _budget(text: ProgrammeText, starts_on: date) -> None:
    st.text(say("templates.basis", basis=text.budget.basis.label(), source=text.budget.source or "–"))
    table(_lines(text.budget.lines, 100.0, 0))


def _lines(lines: Sequence[BudgetLineText], whole: float, depth: int) -> list[dict[str, object]]:
    """Shares of the whole budget; each line before those below it."""
    rows: list[dict[str, object]] = []
    for line in lines:
        share = whole * line.share_percent / 100
        name = "\u2003" * depth + str(line.name.label())
        rows.append({say("templates.column.line"): name, say("templates.column.share"): percent(share)})
        rows += _lines(line.lines, share, depth + 1)
    return rows


def _targets(text: ProgrammeText, starts_on: date) -> None:
    unset = [str(one.name.label()) for one in text.indicators if one.target.kind is TargetKind.UNSET]
    if unset:
        st.warning(plain(say("templates.unset_targets", names=say("core.place_separator").join(unset))), icon=":material/edit:")
    table(
        [
            {
                say("targets.column.name"): str(one.name.label()),
                say("targets.column.baseline"): say("templates.target.unset") if one.baseline is None else number(one.baseline),
                say("targets.column.target"): _target(one),
                say("targets.column.unit"): say(f"targets.unit.{one.unit.value}"),
                say("targets.column.source"): one.source,
                say("targets.column.note"): str(label_of(one.note)),
            }
            for one in text.indicators
        ]
    )


def _target(one: IndicatorText) -> str:
    target = one.target
    if target.kind is TargetKind.UNSET or target.value is None:
        return say("templates.target.unset")
    facts = {"value": number(target.value), "high": number(target.high or 0)}
    return say(f"templates.target.{target.kind.value}", **facts)


def _sources(text: ProgrammeText, starts_on: date) -> None:
    found = sources(text)
    if not found.conflicts and not found.weights:
        st.text(say("templates.no_conflict"))
    show_sources(found)


SHOW = {"phases": _phases, "tasks": _tasks, "gates": _gates, "budget": _budget, "targets": _targets, "sources": _sources}


def offer_saving(programmes: Sequence[ProgrammeRow], actor: Actor) -> None:
    """A form to save a programme that is there already as a template."""
    if not programmes:
        return
    named = {row.id: say("templates.named", code=row.code, name=row.name) for row in programmes}
    with st.expander(say("templates.save_title"), icon=":material/bookmark_add:"):
        st.text(say("templates.save_about"))
        key = st.selectbox(say("templates.programme"), list(named), format_func=named.__getitem__, key="save_programme")
        code = st.text_input(field_name("code"), max_chars=40, key="save_code")
        name_en = st.text_input(field_name("name_en"), max_chars=200, key="save_name_en")
        name_zh = st.text_input(field_name("name_zh"), max_chars=200, key="save_name_zh")
        if st.button(say("templates.save"), disabled=not code, key="save_as_template") and attempt(
            save_as_template, programme_id=key, code=code, name_en=name_en, name_zh=name_zh, by=actor
        ):
            done("templates.saved")
            st.rerun()
