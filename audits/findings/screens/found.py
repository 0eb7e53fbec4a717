"""What failed at an audit, with the way to a corrective action."""

from collections.abc import Sequence

import streamlit as st

from audits.findings.queries import FindingRow
from tracker.core.screens import table
from tracker.core.words import say
from tracker.people.rules import Action, Actor, can

PAGE = "audits/actions.py"


def show_findings(rows: Sequence[FindingRow], actor: Actor | None = None) -> None:
    """Without an actor nobody is offered to plan an action."""
    st.subheader(say("findings.title"))
    if not rows:
        st.text(say("findings.none"))
        return
    table([_line(row) for row in rows], key="findings")
    open_ones = [row for row in rows if row.action_id is None]
    if open_ones and actor is not None and can(actor, Action.PLAN_ACTION):
        label = say("findings.plan_action", n=len(open_ones))
        st.page_link(PAGE, label=label, icon=":material/build:", query_params={"finding": str(open_ones[0].id)})


def _line(row: FindingRow) -> dict[str, str]:
    return {
        say("review.column.item"): str(row.item),
        say("findings.kind"): say(f"findings.kind.{row.kind.value}"),
        say("findings.action"): say(f"actions.state.{row.action_state.value}") if row.action_state else "–",
    }
