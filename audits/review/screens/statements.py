"""What is owed to those in the field: the lead's view with what waits for a decision, and one's own."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from audits.review.queries.statements import PaidLine, Statement, own_statements, statements
from audits.review.workbook.statements import statements_workbook
from audits.visits.actions.costs import settle_cost
from audits.visits.queries.costs import MOST_OPEN, OpenCost, currency_of, open_costs
from audits.visits.screens.costs import cost_line, show_receipt
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.refusals import Refusal
from tracker.core.screens import DAY, attempt, done, download, empty_state, plain, show_refusal, table
from tracker.core.words import day, money, say
from tracker.money.rules import minor
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow


def asked_period(actor: Actor) -> tuple[date, date]:
    """The month before and this one so far, until somebody asks for other days."""
    today = clock.today(actor.time_zone or "UTC")
    begins = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    left, right = st.columns(2)
    first = left.date_input(say("costs.column.first"), begins, format=DAY, key="period_first")
    last = right.date_input(say("costs.column.last"), today, format=DAY, key="period_last")
    return first, last


def what_is_owed(actor: Actor, programme: ProgrammeRow) -> None:
    first, last = asked_period(actor)
    found = _asked(lambda session: statements(session, programme_id=programme.id, first=first, last=last, by=actor))
    if found is None:
        return
    if not found:
        empty_state("costs.nothing_owed")
        return
    currency = found[0].currency
    paid, visits = sum(each.total_minor for each in found), sum(each.visits for each in found)
    st.text(say("costs.owed_in_all", total=money(paid, currency), people=len(found), visits=visits))
    table([_sums(each) for each in found])
    file = f"{programme.code}-{first:%Y-%m-%d}-{last:%Y-%m-%d}.xlsx"
    download("costs.download", lambda: statements_workbook(found, first, last), file)


def what_waits(actor: Actor, programme: ProgrammeRow) -> None:
    with reading() as session:
        rows, currency = open_costs(session, programme_id=programme.id, by=actor), currency_of(session, programme_id=programme.id)
    st.subheader(say("costs.waiting", n=len(rows)))
    if len(rows) == MOST_OPEN:
        st.caption(say("costs.first_only", n=MOST_OPEN))
    if not rows:
        empty_state("costs.nothing_waits")
    for row in rows:
        _settle(actor, row, currency)


def own_money(actor: Actor) -> None:
    first, last = asked_period(actor)
    found = _asked(lambda session: own_statements(session, first=first, last=last, by=actor))
    if found is None:
        return
    if not found:
        empty_state("costs.nothing_owed_to_you")
    for name, statement in found:
        st.subheader(plain(str(name)))
        total = money(statement.total_minor, statement.currency)
        st.text(say("costs.own_sum", total=total, visits=statement.visits))
        table([_line(line, statement.currency) for line in statement.lines])
    if found:
        mine = [statement for _, statement in found]
        file = f"{first:%Y-%m-%d}-{last:%Y-%m-%d}.xlsx"
        download("costs.download", lambda: statements_workbook(mine, first, last), file)


def _asked(query: Any) -> Any:
    try:
        with reading() as session:
            return query(session)
    except Refusal as refusal:
        show_refusal(refusal)
        return None


def _settle(actor: Actor, row: OpenCost, currency: str) -> None:
    cost = row.cost
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(gap="xsmall", width="stretch"):
                st.markdown(f"**{plain(row.visitor)}** · {plain(str(row.store))} · {plain(row.store_code)}")
                st.text(cost_line(cost, currency))
                st.caption(say("costs.given_at", at=row.given_at))
            show_receipt(cost)
        left, right = st.columns(2)
        units = left.number_input(
            say("costs.accept_of", currency=currency),
            min_value=0.0,
            max_value=cost.amount_minor / 100,
            value=cost.amount_minor / 100,
            format="%.2f",
            key=f"accept {cost.id}",
        )
        note = right.text_input(say("costs.column.decision_note"), max_chars=500, key=f"why {cost.id}", help=say("costs.say_why"))
        if st.button(say("costs.settle"), key=f"settle {cost.id}", type="primary"):
            arguments = {"cost_id": cost.id, "seen": cost.version, "accepted_minor": minor(units) or 0, "note": note}
            if attempt(settle_cost, by=actor, **arguments):
                done("costs.settled")
                st.rerun()


def _sums(statement: Statement) -> dict[str, object]:
    currency = statement.currency
    return {
        say("costs.column.person"): statement.name,
        say("costs.column.visits"): statement.visits,
        say("costs.column.fees"): money(statement.fees_minor, currency),
        say("costs.column.repaid"): money(statement.repaid_minor, currency),
        say("costs.column.total"): money(statement.total_minor, currency),
    }


def _line(line: PaidLine, currency: str) -> dict[str, object]:
    return {
        say("costs.column.decided_on"): day(line.day),
        say("costs.column.store"): f"{line.store} · {line.store_code}",
        say("costs.column.what"): say(f"costs.kind.{line.kind.value}") if line.kind else say("costs.fee"),
        say("costs.column.amount"): money(line.minor, currency),
        say("costs.column.note"): line.note,
    }
