"""Readings that other systems send: where to, how, and what came."""

import json

import streamlit as st

from results.readings.queries import typed_indicators
from results.readings.queries.history import requests
from tracker.core import clock
from tracker.core.db import reading
from tracker.core.screens import empty_state, table
from tracker.core.settings import settings
from tracker.core.words import moment, number, say
from tracker.people.rules import Actor
from tracker.plan.rules import ProgrammeRow

EXAMPLE = "indicator_code"


def explain_machines(actor: Actor, programme: ProgrammeRow) -> None:
    with reading() as session:
        indicators = typed_indicators(session, programme_id=programme.id, by=actor)
        received = requests(session, programme_id=programme.id, by=actor)
    st.text(say("readings.machines.help"))
    st.page_link("settings/account.py", label=say("readings.machines.to_token"), icon=":material/key:")
    code = indicators[0].code if indicators else EXAMPLE
    st.code(_request(programme.code, code, clock.today(actor.time_zone or "UTC").isoformat()), language=None, wrap_lines=True)
    st.text(say("readings.machines.answers"))
    st.subheader(say("readings.machines.heading"))
    if not received:
        empty_state("readings.machines.nothing_yet")
        return
    table(
        [
            {
                say("readings.at"): moment(row.received_at),
                say("readings.rows"): number(row.rows),
                say("readings.counted.new"): number(row.new),
                say("readings.counted.corrected"): number(row.corrected),
                say("readings.who"): row.received_by,
            }
            for row in received
        ],
        key="requests",
    )


def _request(programme_code: str, indicator_code: str, day: str) -> str:
    """As curl sends it: what every scheduler can do."""
    base = (settings().public_url or st.context.url or "").rstrip("/")
    base = settings().public_url.rstrip("/") or "/".join(base.split("/")[:3])
    body = json.dumps([{"indicator": indicator_code, "date": day, "value": 84.5, "n": 300}])
    return "\n".join(
        [
            f"curl -X POST '{base}/api/v1/readings?programme={programme_code}' \\",
            f"  -H 'Authorization: Bearer {say('readings.machines.token')}' \\",
            f"  -H 'Idempotency-Key: {say('readings.machines.key')}' \\",
            f"  -d '{body}'",
        ]
    )
