"""What other programs get of a plan."""

from datetime import timedelta

import pytest

from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_milestone, new_phase, new_programme, new_task
from tests.tracker.plan.stored import START, key, link, network, node, plan
from tracker.core.db import reading, writing
from tracker.core.pictures import Picture, picture
from tracker.core.refusals import NotAllowed
from tracker.core.words import Label, speaking
from tracker.people.rules import Actor, Role
from tracker.plan.charts import timeline
from tracker.plan.rules import LinkType
from tracker.plan.screens.exports import plan_csv, plan_project
from tracker.plan.workbook.mspdi.reading import read_project
from tracker.plan.workbook.task_list import task_list

NODES = [
    node(1, START, START + timedelta(days=8), summary=True, name="培训"),
    node(2, START, START + timedelta(days=3), parent_id=key(1), critical=True),
    node(3, START + timedelta(days=8), parent_id=key(1)),
]


def test_the_table_names_what_a_task_is_part_of_and_waits_for() -> None:
    sheet = task_list(plan(NODES, owner="=1+1"), network(NODES, [link(2, 3, LinkType.FF, -2)]))
    rows = [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]
    assert [row["Kind"] for row in rows] == ["Summary task", "Task", "Milestone"]
    assert [row["Part of"] for row in rows] == ["", "T1", "T1"]
    assert rows[2]["Waits for"] == "T2 FF-2"
    assert [row["Critical"] for row in rows] == ["No", "Yes", "No"]


def test_a_picture_of_each_kind_shows_the_plan_on_white() -> None:
    with speaking("zh_CN"):
        spec = timeline(plan(NODES), "zh_CN")
    drawn = {kind: picture(spec, kind) for kind in Picture}
    assert [drawn[kind][:5] for kind in Picture] == [b"\x89PNG\r", b"<svg ", b"%PDF-"]
    svg = drawn[Picture.SVG].decode()
    assert "培训" in svg
    assert "#FFFFFF" in svg


def test_whoever_sees_the_plan_may_take_it_along_and_nobody_else(database: Database) -> None:
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD)
        phase = new_phase(session, new_programme(session))
        task, stone = new_task(session, phase, owner_id=lead.person_id), new_milestone(session, phase)
        task.name, programme_id, days = Label("=cmd|' /C calc'!A0"), phase.programme_id, (task.starts_on, stone.due_on)
    with reading() as session:
        project = read_project(plan_project(session, programme_id=programme_id, by=lead))
        assert [one.name for one in project.tasks] == ["Phase P1", "=cmd|' /C calc'!A0", "Milestone M1"]
        assert "'=cmd" in plan_csv(session, programme_id=programme_id, by=lead).decode("utf-8-sig")
        assert days[0].isoformat() in plan_csv(session, programme_id=programme_id, by=lead).decode("utf-8-sig")
        stranger = Actor(lead.person_id, Role.EXECUTIVE, programmes=frozenset({task.id}))
        with pytest.raises(NotAllowed):
            plan_project(session, programme_id=programme_id, by=stranger)
