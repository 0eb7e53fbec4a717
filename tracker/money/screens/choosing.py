"""What the pieces of the budget page share: amounts to type, lines and tasks to choose, and saving."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core.screens import attempt, done
from tracker.core.words import field_name, money, say
from tracker.money.forms import LONGEST_REASON
from tracker.money.queries import CostRow
from tracker.money.rules import LineStanding, Standing, minor
from tracker.people.rules import Action, Actor, Place, can
from tracker.plan.rules import ProgrammeRow, ProgrammeStatus

MOST = 90_000_000_000_000.0  # a browser's numbers hold no more cents
STEP = 1000.0


def may_manage(programme: ProgrammeRow, actor: Actor) -> bool:
    return programme.status is ProgrammeStatus.ACTIVE and can(actor, Action.MANAGE_MONEY, Place(programme_id=programme.id))


def amount_words(amount: int | None, currency: str) -> str:
    return say("money.unknown") if amount is None else money(amount, currency)


def ask_amount(key: str, *, label_key: str = "field.amount_minor", value: int | None = None, credit: bool = False) -> int | None:
    """Hundredths of what is typed in units; None while nothing is."""
    units = st.number_input(
        say(label_key),
        min_value=-MOST if credit else 0.0,
        max_value=MOST,
        value=None if value is None else value / 100,
        step=STEP,
        format="%.2f",
        key=key,
    )
    return minor(units)


def ask_line(field: str, lines: Sequence[LineStanding], key: str, *, chosen: UUID | None = None) -> UUID | None:
    names = {row.line.id: row for row in lines}
    return st.selectbox(
        field_name(field),
        list(names),
        index=list(names).index(chosen) if chosen in names else None,
        format_func=lambda each: line_words(names[each]),
        placeholder=say("people.choose_one"),
        key=key,
    )


def leaves(now: Standing) -> list[LineStanding]:
    """The lines on which entries are booked."""
    return [row for row in now.lines if row.leaf]


def line_words(row: LineStanding) -> str:
    return say("money.named", code=row.line.code, name=row.line.name)


def ask_task(rows: Sequence[CostRow], key: str) -> UUID | None:
    names = {row.task_id: say("money.named", code=row.code, name=row.name) for row in rows}
    return st.selectbox(
        field_name("task_id"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=say("money.no_task"),
        key=key,
    )


def ask_reason(key: str) -> str:
    return st.text_area(field_name("reason"), max_chars=LONGEST_REASON, height=90, key=key)


def save(label_key: str, key: str, action: Callable[..., Any], *, needed: Sequence[str] = (), **given: Any) -> None:
    """The button that acts, once what is `needed` is filled in; done, the page is drawn again with what is stored now."""
    if not st.button(say(label_key), type="primary", key=key):
        return
    missing = [field_name(name) for name in needed if given[name] is None]
    if missing:
        st.error(say("money.fill_in", names=say("files.list_separator").join(missing)), icon=":material/block:")
    elif attempt(action, **given):
        done("money.saved")
        st.rerun()
