"""The ledger on a page: entries in pages, booking and restating, planned costs, closed months and exchange rates."""

from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st

from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import DAY, attempt, done, empty_state, plain, table
from tracker.core.words import day, field_name, money, month, number, say
from tracker.money.actions import book, close_month, open_month, restate, set_rate, set_task_cost
from tracker.money.queries import closed_months, commitments, cost_rows, ledger, rates
from tracker.money.queries.ledger import LedgerRow
from tracker.money.rules import OFFERED_CURRENCIES, EntryKind, Standing, month_of
from tracker.money.screens.choosing import ask_amount, ask_line, ask_reason, ask_task, leaves, save
from tracker.people.rules import Actor
from tracker.people.screens import present
from tracker.people.screens.editing import pages_of
from tracker.plan.rules import ProgrammeRow, add_months

SIZE = 10


def show_ledger(now: Standing, actor: Actor, *, editing: bool) -> None:
    st.subheader(say("money.ledger"))
    if editing and st.button(say("money.book"), key="book", icon=":material/add:", type="primary"):
        st.dialog(say("money.book"))(book_entry)(now)
    kind = st.pills(
        say("money.which"),
        list(EntryKind),
        format_func=lambda each: say(f"money.kind.{each.value}"),
        key=f"ledger_kind_{now.programme_id}",
        label_visibility="collapsed",
    )
    given: dict[str, Any] = {"programme_id": now.programme_id, "kind": kind, "by": actor}
    with reading() as session:
        count = ledger(session, first=0, size=1, **given).count
    if not count:
        empty_state("money.no_entries")
        return
    first = pages_of("ledger", count, SIZE)
    with reading() as session:
        page = ledger(session, first=first, size=SIZE, **given)
    for row in page.rows:
        _entry(row, now, editing)


def _entry(row: LedgerRow, now: Standing, editing: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall"):
            kind = say(f"money.kind.{row.kind.value}")
            amount = money(row.amount_minor, row.currency)
            st.markdown(f"**{plain(amount)}** · {plain(kind)}")
            if row.restated or row.restates:
                st.badge(say("money.restated" if row.restated else "money.restates"), color="gray" if row.restated else "blue")
            parts = [day(row.on), row.line, row.text, row.task, row.reference, row.reason]
            if row.currency != now.currency:
                own = money(row.programme_minor, now.currency)
                parts.append(say("money.at_rate", amount=own, rate=number(row.rate)))
            st.caption(plain(" · ".join(part for part in parts if part)))
        if editing and not row.restated and st.button(say("money.restate"), key=f"restate_{row.id}", icon=":material/edit:"):
            st.dialog(say("money.restate"))(restate_entry)(row, now)


def book_entry(now: Standing) -> None:
    """The body of a dialog."""
    actor = present()
    with reading() as session:
        tasks = cost_rows(session, programme_id=now.programme_id, by=actor)
        known = [row.currency for row in rates(session, programme_id=now.programme_id, by=actor)]
        promised = commitments(session, programme_id=now.programme_id, by=actor)
    kind = st.segmented_control(
        field_name("kind"),
        list(EntryKind),
        default=EntryKind.ACTUAL,
        required=True,
        format_func=lambda each: say(f"money.kind.{each.value}"),
        key="book_kind",
    )
    st.caption(say(f"money.kind_help.{EntryKind(kind).value}"))
    line_id = ask_line("line_id", leaves(now), "book_line")
    left, right = st.columns(2)
    with left:
        amount = ask_amount("book_amount", credit=kind is EntryKind.ACTUAL)
    with right:
        offered = list(dict.fromkeys([now.currency, *known]))
        currency = st.selectbox(field_name("currency"), offered, help=say("money.currency_help"), key="book_currency")
    on = st.date_input(field_name("on"), clock.today(actor.time_zone or "UTC"), format=DAY, key="book_on")
    text = st.text_input(field_name("text"), max_chars=500, key="book_text")
    reference = st.text_input(field_name("reference"), max_chars=120, key="book_reference")
    task_id = ask_task(tasks, "book_task")
    settles_id: UUID | None = None
    if kind is EntryKind.ACTUAL and promised:
        names = {
            row.entry.id: say("money.open_of", what=row.entry.reference or row.entry.text or day(row.entry.on), amount=rest)
            for row in promised
            for rest in [money(row.open_minor, now.currency)]
        }
        settles_id = st.selectbox(
            field_name("settles_id"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=say("money.settles_none"),
            key="book_settles",
        )
    save(
        "money.book",
        "book_now",
        book,
        needed=("line_id", "amount_minor"),
        programme_id=now.programme_id,
        kind=kind,
        line_id=line_id,
        on=on,
        amount_minor=amount,
        currency=currency,
        text=text,
        reference=reference,
        task_id=task_id,
        settles_id=settles_id,
        by=actor,
    )


def restate_entry(row: LedgerRow, now: Standing) -> None:
    """The body of a dialog."""
    actor = present()
    st.text(say("money.restate_help", day=row.on, amount=money(row.amount_minor, row.currency)))
    amount = ask_amount(f"restate_amount_{row.id}", value=row.amount_minor, credit=row.kind is EntryKind.ACTUAL)
    line_id = ask_line("line_id", leaves(now), f"restate_line_{row.id}", chosen=row.line_id)
    reason = ask_reason(f"restate_reason_{row.id}")
    given: dict[str, Any] = {"entry_id": row.id, "amount_minor": amount, "line_id": line_id, "reason": reason, "by": actor}
    save("money.restate", f"restate_now_{row.id}", restate, needed=("amount_minor", "line_id"), **given)


def show_costs(now: Standing, actor: Actor, *, editing: bool) -> None:
    """What tasks are planned to cost: earned value rests on it."""
    with reading() as session:
        rows = cost_rows(session, programme_id=now.programme_id, by=actor)
    st.text(say("money.costs_help"))
    if editing:
        task_id = ask_task(rows, "cost_task")
        saw = next((row for row in rows if row.task_id == task_id), None)
        if saw is not None:
            key = f"{saw.task_id}_{saw.planned_minor}_{saw.line_id}"
            amount = ask_amount(f"cost_{key}", label_key="field.planned_minor", value=saw.planned_minor)
            line_id = ask_line("line_id", leaves(now), f"cost_line_{key}", chosen=saw.line_id)
            given: dict[str, Any] = {"task_id": saw.task_id, "planned_minor": amount, "line_id": line_id, "by": actor}
            save("plan.save", f"save_cost_{key}", set_task_cost, **given)
    priced = [row for row in rows if row.planned_minor is not None]
    if priced:
        table(
            [
                {
                    say("money.column.task"): say("money.named", code=row.code, name=row.name),
                    say("money.column.amount"): money(row.planned_minor or 0, now.currency),
                    say("money.column.line"): row.line,
                }
                for row in priced
            ],
            key="task_costs",
        )


def show_books(now: Standing, programme: ProgrammeRow, actor: Actor, *, editing: bool) -> None:
    """Which months are closed, and what other currencies are worth."""
    with reading() as session:
        closed = closed_months(session, programme_id=now.programme_id, by=actor)
        known = rates(session, programme_id=now.programme_id, by=actor)
    names = say("files.list_separator").join(month(first) for first in closed)
    st.text(say("money.closed", months=names) if closed else say("money.none_closed"))
    if editing:
        _months(now, programme, actor, closed)
    if known:
        cells = [
            {
                field_name("currency"): row.currency,
                say("money.column.from_day"): day(row.on),
                say("money.column.rate", currency=now.currency): number(row.rate),
            }
            for row in known
        ]
        table(cells, key="rates")
    if editing:
        _rate(now, actor)


def _months(now: Standing, programme: ProgrammeRow, actor: Actor, closed: list[date]) -> None:
    today = clock.today(actor.time_zone or "UTC")
    months = [add_months(month_of(programme.starts_on), at) for at in range(_months_between(programme.starts_on, today))]
    left, right = st.columns(2)
    for place, offered, action, name in (
        (left, [first for first in months if first not in closed], close_month, "close"),
        (right, closed, open_month, "open"),
    ):
        with place:
            chosen = st.selectbox(
                say(f"money.month.{name}"),
                offered,
                index=None,
                format_func=month,
                placeholder=say("people.choose_one"),
                key=f"{name}_month_{len(closed)}",
            )
            wanted = st.button(say(f"money.month_now.{name}"), key=f"{name}_now", disabled=chosen is None)
            if wanted and attempt(action, programme_id=now.programme_id, month=chosen, by=actor):
                done("money.saved")
                st.rerun()


def _months_between(first: date, last: date) -> int:
    return max((last.year - first.year) * 12 + last.month - first.month, 0)


def _rate(now: Standing, actor: Actor) -> None:
    currency = st.selectbox(
        say("money.rate_of"), [code for code in OFFERED_CURRENCIES if code != now.currency], key="rate_currency"
    )
    on = st.date_input(say("money.column.from_day"), clock.today(actor.time_zone or "UTC"), format=DAY, key="rate_on")
    worth = st.number_input(
        say("money.column.rate", currency=now.currency), min_value=0.0, value=None, step=0.01, format="%.6f", key="rate_worth"
    )
    given: dict[str, Any] = {"programme_id": now.programme_id, "currency": currency, "on": on, "rate": worth, "by": actor}
    save("money.set_rate", "set_rate", set_rate, needed=("rate",), **given)
