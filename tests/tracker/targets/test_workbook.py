"""A programme as a workbook."""

from datetime import date

import pytest

from tests.conftest import Database
from tests.factories.people import new_actor
from tracker.core.db import reading, writing
from tracker.core.words import speaking
from tracker.core.workbooks import read_workbook
from tracker.money.queries import budget
from tracker.people.rules import Role
from tracker.plan.actions import update_task
from tracker.plan.queries import plan
from tracker.targets.actions import start_programme
from tracker.targets.queries import indicators
from tracker.targets.workbook import programme_workbook


@pytest.mark.parametrize(
    ("code", "names", "first"),
    [
        ("en", ["Tasks", "Milestones", "Budget", "Indicators", "Interim targets"], "Preparation"),
        ("zh_CN", ["任务", "里程碑", "预算", "指标", "中期目标"], "筹备期"),
    ],
)
def test_a_programme_is_exported_in_the_readers_language(database: Database, code: str, names: list[str], first: str) -> None:
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD)
        key = start_programme(
            session,
            template="service_quality",
            starts_on=date(2026, 1, 1),
            code=None,
            currency="CNY",
            budget_total_minor=1_000_05,
            by=lead,
        )
        task = plan(session, programme_id=key, by=lead).tasks[0]
        update_task(session, task_id=task.id, seen=1, by=lead, name="=1+1")
    with reading() as session, speaking(code):
        rows = plan(session, programme_id=key, by=lead)
        money = budget(session, programme_id=key, by=lead)
        aims = indicators(session, programme_id=key, by=lead)
    sheets = {sheet.name: sheet.rows for sheet in read_workbook(programme_workbook(rows, money, aims, code), "plan.xlsx")}
    assert list(sheets) == names
    assert [len(sheets[name]) for name in names] == [29, 10, 6, 18, 2]
    assert sheets[names[0]][1][0] == first
    assert sheets[names[0]][1][5:7] == ["2026-01-01", "2026-01-10"]
    assert sheets[names[2]][1][2] == "400.02"
    assert sheets[names[4]][1][2:4] == ["2026-10-31", "-30"]
    if code == "en":
        assert sheets[names[0]][1][1] == "=1+1"
