"""Where the money stands: numbers, the tree line by line, and what can be done with a line."""

from typing import Any, Literal
from uuid import UUID

import streamlit as st

from tracker.core.db import reading
from tracker.core.screens import empty_state, plain, table
from tracker.core.words import field_name, moment, money, percent, say
from tracker.money.actions import add_line, approve, change_line, move_money, remove_line
from tracker.money.charts import compact
from tracker.money.queries import changes, place_names
from tracker.money.rules import LineStanding, Signal, Standing
from tracker.money.screens.choosing import amount_words, ask_amount, ask_line, ask_reason, save
from tracker.people.rules import Actor
from tracker.people.screens import present
from tracker.plan.queries import plan

COLOURS: dict[Signal, Literal["green", "orange", "red", "gray"]] = {
    Signal.WITHIN: "green",
    Signal.WATCH: "orange",
    Signal.OVER: "red",
    Signal.UNKNOWN: "gray",
}
BELOW = "↳ "
ACTS = ("approve", "move", "below", "change", "remove")


def show_numbers(now: Standing) -> None:
    """To be called inside a grid; in few digits, for the lines below have them all."""
    amounts = {
        "approved": now.approved_minor,
        "actual": now.actual_minor,
        "committed": now.committed_minor,
        "forecast": now.forecast_minor,
        "left": now.left_minor,
        "contingency": now.contingency_minor,
    }
    for name, amount in amounts.items():
        words = say("money.unknown") if amount is None else compact(amount, now.currency)
        st.metric(say(f"money.number.{name}"), words, border=True, help=say(f"money.number_help.{name}"))


def show_lines(now: Standing, actor: Actor, *, editing: bool) -> None:
    st.subheader(say("money.lines"))
    for row in now.lines:
        _card(row, now, editing)
    if editing and st.button(say("money.add_category"), key="add_category", icon=":material/add:"):
        st.dialog(say("money.add_category"))(_add)(now, None)
    with st.expander(say("money.changes"), icon=":material/history:"):
        _changes(now, actor)


def _card(row: LineStanding, now: Standing, editing: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall"):
            st.markdown(f"{BELOW * row.depth}**{plain(row.line.name)}**")
            st.badge(plain(_signal(row, now.currency)), color=COLOURS[row.signal])
            st.caption(plain(_standing(row, now.currency)))
            if row.approved_minor:
                st.progress(min(max((row.actual_minor + row.committed_minor) / row.approved_minor, 0.0), 1.0))
        if editing and st.button(say("money.open_line"), key=f"line_{row.line.id}", icon=":material/open_in_full:"):
            st.dialog(say("money.line"), width="large")(about_line)(row, now)


def _signal(row: LineStanding, currency: str) -> str:
    if row.signal is Signal.OVER and row.variance_minor is not None and row.variance_minor < 0:
        return say("money.over_by", amount=compact(-row.variance_minor, currency))
    return say(f"money.signal.{row.signal.value}")


def _standing(row: LineStanding, currency: str) -> str:
    facts = {
        name: amount_words(amount, currency)
        for name, amount in (
            ("approved", row.approved_minor),
            ("actual", row.actual_minor),
            ("committed", row.committed_minor),
            ("left", row.left_minor),
            ("forecast", row.forecast_minor),
        )
    }
    words = say("money.line_standing", **facts)
    return say("money.of_contingency", words=words) if row.line.contingency else words


def about_line(row: LineStanding, now: Standing) -> None:
    """The body of a dialog: the line, and what can be done with it."""
    present()
    st.markdown(f"**{plain(row.line.name)}**")
    st.text(_standing(row, now.currency))
    st.caption(say("money.share_of", share=percent(row.line.share_percent, 1), own=amount_words(row.own_minor, now.currency)))
    key = f"{row.line.id}_{row.line.version}"
    wanted = st.pills(
        say("money.act"),
        list(ACTS),
        format_func=lambda act: say(f"money.act.{act}"),
        key=f"act_{key}",
        label_visibility="collapsed",
    )
    if wanted == "approve":
        _approve(row, key)
    elif wanted == "move":
        _move(row, now, key)
    elif wanted == "below":
        _add(now, row.line.id)
    elif wanted == "change":
        _change(row, now, key)
    elif wanted == "remove":
        st.text(say("money.remove_help"))
        save("money.act.remove", f"remove_{key}", remove_line, line_id=row.line.id, seen=row.line.version, by=present())


def _approve(row: LineStanding, key: str) -> None:
    st.text(say("money.approve_help"))
    amount = ask_amount(f"approve_amount_{key}", credit=True)
    reason = ask_reason(f"approve_reason_{key}")
    given: dict[str, Any] = {"line_id": row.line.id, "amount_minor": amount, "reason": reason, "by": present()}
    save("money.act.approve", f"approve_{key}", approve, needed=("amount_minor",), **given)


def _move(row: LineStanding, now: Standing, key: str) -> None:
    st.text(say("money.draw_help" if row.line.contingency else "money.move_help"))
    others = [other for other in now.lines if other.line.id != row.line.id]
    to = ask_line("to_line_id", others, f"move_to_{key}")
    amount = ask_amount(f"move_amount_{key}")
    reason = ask_reason(f"move_reason_{key}")
    given: dict[str, Any] = {
        "from_line_id": row.line.id,
        "to_line_id": to,
        "amount_minor": amount,
        "reason": reason,
        "by": present(),
    }
    save("money.act.move", f"move_{key}", move_money, needed=("to_line_id", "amount_minor"), **given)


def _add(now: Standing, parent_id: UUID | None) -> None:
    actor, key = present(), f"new_{parent_id}"
    st.text(say("money.add_help" if parent_id else "money.add_category_help"))
    code = st.text_input(field_name("code"), max_chars=40, key=f"code_{key}")
    names: dict[str, Any] = {
        name: st.text_input(field_name(name), max_chars=200, key=f"{name}_{key}") for name in ("name_en", "name_zh")
    }
    given: dict[str, Any] = {"share_percent": _ask_share(0.0, key), **_ask_place(now, actor, key, None, None)}
    given["contingency"] = st.checkbox(field_name("contingency"), key=f"contingency_{key}")
    save(
        "money.add",
        f"add_{key}",
        add_line,
        programme_id=now.programme_id,
        parent_id=parent_id,
        code=code,
        by=actor,
        **names,
        **given,
    )


def _change(row: LineStanding, now: Standing, key: str) -> None:
    actor, line = present(), row.line
    name = st.text_input(field_name("name"), line.name, max_chars=200, key=f"name_{key}")
    given: dict[str, Any] = {
        "share_percent": _ask_share(line.share_percent, key),
        **_ask_place(now, actor, key, line.phase_id, line.area_id),
    }
    given["contingency"] = st.checkbox(field_name("contingency"), line.contingency, key=f"contingency_{key}")
    save("plan.save", f"change_{key}", change_line, line_id=line.id, seen=line.version, name=name, by=actor, **given)


def _ask_share(value: float, key: str) -> float:
    share = st.number_input(
        field_name("share_percent"), 0.0, 100.0, value, step=5.0, help=say("money.share_help"), key=f"share_{key}"
    )
    return float(share)


def _ask_place(now: Standing, actor: Actor, key: str, phase_id: UUID | None, area_id: UUID | None) -> dict[str, UUID | None]:
    with reading() as session:
        phases = {row.id for row in plan(session, programme_id=now.programme_id, by=actor).phases}
        names = place_names(session, programme_id=now.programme_id, by=actor)
    found = {}
    for field, value, keys in (
        ("phase_id", phase_id, [each for each in names if each in phases]),
        ("area_id", area_id, [each for each in names if each not in phases]),
    ):
        found[field] = st.selectbox(
            field_name(field),
            keys,
            index=keys.index(value) if value in keys else None,
            format_func=names.__getitem__,
            placeholder=say("money.no_place"),
            key=f"{field}_{key}",
        )
    return found


def _changes(now: Standing, actor: Actor) -> None:
    with reading() as session:
        rows = changes(session, programme_id=now.programme_id, by=actor)
    if not rows:
        empty_state("money.no_changes")
        return
    table(
        [
            {
                say("money.column.when"): moment(row.approved_at),
                say("money.column.change"): say(f"money.change.{row.kind.value}"),
                say("money.column.line"): row.line,
                say("money.column.from"): row.from_line,
                say("money.column.amount"): money(row.amount_minor, now.currency),
                say("money.column.reason"): row.reason,
                say("money.column.who"): row.approved_by,
            }
            for row in rows
        ],
        key="budget_changes",
    )
