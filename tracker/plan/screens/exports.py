"""A plan as files for other programs: Microsoft Project, a table, and the timeline as a picture."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st
from sqlalchemy.orm import Session

from tracker.core.db import reading
from tracker.core.pictures import Picture, picture
from tracker.core.screens import download
from tracker.core.words import language, say, speaking
from tracker.core.workbooks import write_csv
from tracker.people.rules import Actor
from tracker.plan.charts import View, timeline
from tracker.plan.queries import plan
from tracker.plan.queries.calendars import calendar, working_days
from tracker.plan.queries.network import network
from tracker.plan.rules import PlanRows, ProgrammeRow
from tracker.plan.workbook.mspdi.stored import write_stored
from tracker.plan.workbook.task_list import task_list

ABOVE = 16  # pixels: the axis stands on top, and its second line of labels grows downwards
MOST_BARS = 200  # in a picture; a plan with more is drawn with a bar a phase
Make = Callable[..., bytes]


def show_plan_exports(programme: ProgrammeRow, actor: Actor) -> None:
    st.subheader(say("desk.exports"))
    st.text(say("desk.exports_what"))
    with st.container(horizontal=True):
        _offer("desk.export_project", plan_project, f"{programme.code}.xml", programme, actor)
        _offer("desk.export_csv", plan_csv, f"{programme.code}-tasks.csv", programme, actor)
    st.text(say("desk.pictures_what", most=MOST_BARS))
    with st.container(horizontal=True):
        for kind in Picture:
            _offer(f"desk.export_{kind.value}", _timeline_as(kind), f"{programme.code}-timeline.{kind.value}", programme, actor)


def plan_project(session: Session, *, programme_id: UUID, by: Actor) -> bytes:
    """The plan for Microsoft Project and ProjectLibre."""
    found = plan(session, programme_id=programme_id, by=by)
    net = network(session, programme_id=programme_id, by=by)
    start = min([found.programme.starts_on, *(node.starts_on for node in net.nodes)])
    days = working_days(session, programme_id=programme_id, start=start)
    return write_stored(found, net, calendar(session, programme_id=programme_id, by=by).weekdays, days, start)


def plan_csv(session: Session, *, programme_id: UUID, by: Actor) -> bytes:
    found = plan(session, programme_id=programme_id, by=by)
    return write_csv(task_list(found, network(session, programme_id=programme_id, by=by)))


def plan_picture(session: Session, *, programme_id: UUID, by: Actor, kind: Picture) -> bytes:
    """The timeline on white; what is critical is marked."""
    found = plan(session, programme_id=programme_id, by=by)
    net = network(session, programme_id=programme_id, by=by)
    drawn = timeline(found, view=_view(found, frozenset(node.id for node in net.nodes if node.critical)))
    return picture(drawn | {"config": {**drawn.get("config", {}), "axisX": {"labelPadding": ABOVE}}}, kind)


def _view(found: PlanRows, critical: frozenset[UUID]) -> View:
    return View(critical=critical, folded=len(found.tasks) + len(found.milestones) > MOST_BARS)


def _timeline_as(kind: Picture) -> Make:
    return partial(plan_picture, kind=kind)


def _offer(label_key: str, make: Make, name: str, programme: ProgrammeRow, actor: Actor) -> None:
    """The file is made when somebody asks for it, in a thread that does not know the language."""
    code, zone = language(), actor.time_zone or "UTC"

    def made() -> bytes:
        with speaking(code, zone), reading() as session:
            return make(session, programme_id=programme.id, by=actor)

    download(label_key, made, name)
