"""Totals, and each benefit with what was found of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from results.comparison.effects.designs import kind_of
from results.comparison.effects.ledger import Total, totals
from results.comparison.effects.telling import basis_words, before_words, finding, kind_words, label_words, slope_words
from results.comparison.process_limits import Kind
from results.comparison.queries.benefits import AssessmentRow, BenefitRow, benefit_log
from results.comparison.screens.benefits.editing import BLANK, act_on
from results.comparison.screens.effects import COLOURS, design_words
from tracker.core.db import reading
from tracker.core.screens import empty_state, plain, table
from tracker.core.words import moment, money, number, say
from tracker.money.screens.choosing import amount_words
from tracker.people.rules import Action, Actor, Place, can
from tracker.people.screens import present
from tracker.plan.queries.task_log import Changed
from tracker.plan.rules import ProgrammeRow, ProgrammeStatus
from tracker.plan.screens.log import show_entries


def may_edit(programme: ProgrammeRow, actor: Actor) -> bool:
    return programme.status is ProgrammeStatus.ACTIVE and can(actor, Action.MANAGE_RESULTS, Place(programme_id=programme.id))


def show_totals(rows: Sequence[BenefitRow]) -> None:
    """By currency; what is attributed beside what was only observed, never added up."""
    found = totals(row.worth for row in rows if row.worth)
    if not found:
        return
    with st.grid(min_column_width=200):
        for total in found:
            with st.container(border=True):
                st.metric(_whose(total), money(total.actual_minor, total.currency), help=say("benefits.never_summed"))
                st.caption(say("benefits.planned", amount=money(total.planned_minor, total.currency)))
    st.caption(say("benefits.never_summed"))
    with st.expander(say("effects.as_table")):
        table([_total_cells(total) for total in found], key="benefit_totals")


def _whose(total: Total) -> str:
    return say("benefits.total.attributed" if total.attributed else "benefits.total.observed", currency=total.currency)


def _total_cells(total: Total) -> dict[str, object]:
    return {
        say("benefits.column.total"): _whose(total),
        say("benefits.column.planned"): money(total.planned_minor, total.currency),
        say("benefits.column.actual"): money(total.actual_minor, total.currency),
        say("benefits.column.n"): number(total.benefits),
        say("benefits.column.unvalued"): number(total.unvalued),
    }


def show_ledger(rows: Sequence[BenefitRow], *, editing: bool) -> None:
    if not rows:
        empty_state("benefits.none_yet" if editing else "benefits.none")
    for row in rows:
        _card(row, editing)


def show_removed(rows: Sequence[BenefitRow]) -> None:
    if rows:
        with st.expander(say("benefits.removed", n=len(rows))):
            for row in rows:
                _card(row, False)


def _card(row: BenefitRow, editing: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall"):
            st.markdown(f"**{plain(row.code)} · {plain(row.description)}**")
            _badges(row)
            if row.assessments:
                st.text(_found(row.assessments[0]))
            st.caption(plain(" · ".join(_facts(row))))
        if st.button(say("benefits.look"), key=f"look_{row.id}", icon=":material/open_in_full:"):
            st.dialog(say("benefits.about"), width="large")(about)(row, editing)


def _badges(row: BenefitRow) -> None:
    with st.container(horizontal=True):
        st.badge(say("benefits.is_attributed") if row.attributed else say("effects.label.observed"), color="gray")
        if row.assessments:
            kind = _kind(row.assessments[0])
            st.badge(kind_words(kind), color=COLOURS[kind])


def _kind(assessed: AssessmentRow) -> Kind:
    return kind_of(assessed.found.effect, assessed.found.scale, assessed.better)


def _found(assessed: AssessmentRow) -> str:
    return finding(assessed.indicator, assessed.unit, assessed.better, assessed.found)


def _facts(row: BenefitRow) -> list[str]:
    told = [say("benefits.claimed", design=design_words(row.attribution))]
    told.append(say("benefits.owner", who=row.owner or say("risks.nobody")))
    if row.indicator:
        told.append(say("benefits.measured_by", name=row.indicator))
    if row.currency:
        told.append(say("benefits.planned", amount=amount_words(row.planned_minor, row.currency)))
        told.append(say("benefits.actual", amount=amount_words(row.actual_minor, row.currency)))
    if row.due_on:
        told.append(say("benefits.due", day=row.due_on))
    return told


def about(row: BenefitRow, editing: bool) -> None:
    """The body of a dialog: everything about one benefit, what can be done with it, and its history."""
    actor = present()
    st.markdown(f"**{plain(row.code)} · {plain(row.description)}**")
    _badges(row)
    lines = [say("benefits.seen_by", text=row.observable)] if row.observable else []
    st.text("\n".join([*lines, *_facts(row)]))
    if editing:
        act_on(row, actor)
    st.subheader(say("benefits.assessments"))
    if not row.assessments:
        st.text(say("benefits.never_assessed"))
    for assessed in row.assessments:
        _assessment(assessed)
    _history(row, actor)


def _assessment(assessed: AssessmentRow) -> None:
    """As it was found then, not as it would be found now."""
    found = assessed.found
    with st.container(border=True):
        st.caption(plain(say("benefits.assessed", at=moment(assessed.at), who=assessed.who, label=label_words(found.design))))
        told = [_found(assessed), basis_words(found), before_words(assessed.unit, found), slope_words(assessed.unit, found)]
        told += [say("benefits.contract", n=assessed.contract), say("effects.assumes")]
        told += [say("effects.bullet", text=sentence) for sentence in assessed.assumed]
        if assessed.note:
            told.append(say("benefits.note", text=assessed.note))
        st.text("\n".join(line for line in told if line))


def _history(row: BenefitRow, actor: Actor) -> None:
    with reading() as session:
        entries = benefit_log(session, benefit_id=row.id, by=actor)
    show_entries([replace(entry, changes=tuple(map(_in_words, entry.changes))) for entry in entries])


def _in_words(each: Changed) -> Changed:
    """Fields, designs, days and amounts as this page calls them."""
    field = say(f"benefits.ask.{each.field}") if each.field in BLANK else each.field
    return replace(each, field=field, before=_value(each.field, each.before), after=_value(each.field, each.after))


def _value(field: str, stored: Any) -> Any:
    if stored in (None, ""):
        return None
    if field == "attribution":
        return say(f"effects.design.{stored}")
    if field in ("planned_minor", "actual_minor"):
        return number(stored / 100, 2)
    return date.fromisoformat(stored) if field == "due_on" else say("core.yes") if field == "removed_at" else stored
