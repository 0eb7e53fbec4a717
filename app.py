"""The launcher: routes, gate and lifespan around the pages. `streamlit run app.py`, `uvicorn app:app`, `make start`."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import streamlit as st
from sqlalchemy.orm import Session
from starlette.middleware import Middleware
from streamlit import config

from audits.findings.queries.due import action_days, actions_to_remind_of
from audits.review.actions.tallying import rebuild_missing
from audits.review.queries.remarks import last_return, return_remarks
from audits.visits.queries.due import visit_days, visits_to_remind_of
from audits.visits.routes import Remarks, field_routes
from audits.visits.routes import routes as visit_routes
from results.comparison.lookout import raise_all_alerts
from results.readings.command import refresh_every_programme
from results.readings.routes import routes as reading_routes
from tracker.core import words
from tracker.core.db import close_doors, reading, writing
from tracker.core.frontend import Frontend
from tracker.core.gate import Gate
from tracker.core.launch import prepare
from tracker.core.routes import routes as core_routes
from tracker.core.settings import ROOT
from tracker.messages.routes import calendar_route
from tracker.messages.sender import Sender
from tracker.people.actions.setup import issue_setup_code
from tracker.people.queries import live_session
from tracker.people.routes import routes as people_routes
from tracker.people.rules import Actor
from tracker.plan.queries.due import milestone_days, task_days, tasks_to_remind_of


def who(token: str) -> UUID | None:
    with reading() as session:
        return live_session(session, token=token)


def why_returned(session: Session, assignment_id: UUID, by: Actor) -> Remarks:
    found: dict[str, Any] = {"assignment_id": assignment_id, "by": by}
    return Remarks(last_return(session, **found) or "", return_remarks(session, **found))


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    prepare(config.get_option)
    with writing() as session:
        code = issue_setup_code(session)
        rebuild_missing(session)
    if code:
        words.speak(words.best_language(os.environ.get("LC_ALL") or os.environ.get("LANG")))
        sys.stdout.write(f"\n  {words.say('core.setup_code', code=code)}\n\n")
    sender = Sender(
        (visits_to_remind_of, actions_to_remind_of, tasks_to_remind_of), chores=(refresh_every_programme, raise_all_alerts)
    )
    sender.start()
    yield
    sender.stop()
    close_doors()


app = st.App(
    ROOT / "pages" / "menu.py",
    routes=[
        *core_routes,
        *people_routes,
        *visit_routes,
        *field_routes(why_returned),
        *reading_routes,
        calendar_route((visit_days, action_days, task_days, milestone_days)),
    ],
    middleware=[Middleware(Gate, who=who), Middleware(Frontend)],
    lifespan=lifespan,
)

if __name__ == "__main__":
    app.run()
