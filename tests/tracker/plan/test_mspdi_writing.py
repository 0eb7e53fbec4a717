"""A plan written as Microsoft Project XML is the same plan when it is read back."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracker.plan.test_schedule import plans
from tracker.__main__ import main
from tracker.core.json_documents import read_json, written
from tracker.plan.rules.calendar import DAY
from tracker.plan.rules.schedule import Link, Task
from tracker.plan.workbook.documents import Calendar, Plan, read_plan, schedule_document, schedule_plan
from tracker.plan.workbook.mspdi.documents import project_document
from tracker.plan.workbook.mspdi.reading import read_project
from tracker.plan.workbook.mspdi.writing import write_project

NAMESPACE = "{http://schemas.microsoft.com/project}"
SPRING = {"holidays": ["2026-02-17", "2026-02-18"], "extra_working_days": ["2026-02-14", "2026-02-28"]}
PLAN = {
    "start": "2026-02-12",
    "calendar": SPRING,
    "tasks": [
        {"id": "准备", "duration": 4},
        {"id": "Kick-off & go <live>", "duration": 0},
        {"id": "C", "duration": 6, "not_before": "2026-02-23", "finish_by": "2026-02-27"},
        {"id": "D", "duration": 1},
    ],
    "links": [
        {"from": "准备", "to": "Kick-off & go <live>"},
        {"from": "Kick-off & go <live>", "to": "C", "lag": 2},
        {"from": "C", "to": "D", "type": "SF", "lag": -1},
        {"from": "准备", "to": "D", "type": "FF", "lag": 3},
    ],
}


def read_back(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(project_document(read_project(content))))
    return found


def test_names_durations_links_and_dates_come_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "plan.json", tmp_path / "plan.xml"
    file.write_text(json.dumps(PLAN), "utf-8")
    assert main(["write-mspdi", str(file), str(out)]) == 0
    assert main(["read-mspdi", str(out)]) == 0
    found = json.loads(capsys.readouterr().out)
    planned = json.loads(written(schedule_document(read_plan(read_json(json.dumps(PLAN))))))
    assert found["differences"] == []
    assert [task["name"] for task in found["tasks"]] == [task["id"] for task in PLAN["tasks"]]
    assert [task["duration"] for task in found["tasks"]] == [4 * 480, 0, 6 * 480, 480]
    names = {task["uid"]: task["name"] for task in found["tasks"]}
    assert sorted((names[one["from"]], names[one["to"]], one["type"], one["lag"]) for one in found["links"]) == sorted(
        (one["from"], one["to"], one.get("type", "FS"), one.get("lag", 0) * 480) for one in PLAN["links"]
    )
    for task, slot in zip(found["tasks"], planned["tasks"], strict=True):
        ours = task["ours"]
        assert {name: ours[name][:10] for name in ours if name.endswith(("start", "finish"))} == {
            name: slot[name] for name in slot if name.endswith(("start", "finish"))
        }
        assert (ours["total_slack"], ours["free_slack"]) == (slot["total_float"] * 480, slot["free_float"] * 480)
        assert ours["critical"] == slot["critical"]


days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(plans(bounds=True), days, st.sets(st.integers(1, 7), min_size=1), st.sets(days, max_size=9), st.sets(days, max_size=9))
def test_every_plan_comes_back_and_nothing_differs(
    plan: tuple[list[Task], list[Link]], start: date, weekdays: set[int], off: set[date], extra: set[date]
) -> None:
    calendar = Calendar(tuple(sorted(weekdays)), tuple(sorted(off)), tuple(sorted(extra)))
    whole = Plan(start, calendar, tuple(plan[0]), tuple(plan[1]))
    found = read_back(write_project(whole))
    assert found["differences"] == []
    assert found["calendars"] == [{"uid": 1, "name": "Standard", "working_days": sorted(weekdays)}]
    back = [(one["from"] - 1, one["to"] - 1, one["type"], one["lag"]) for one in found["links"]]
    assert sorted(back) == sorted((link.before, link.after, link.type.value, link.lag * 480) for link in plan[1])
    times = read_project(write_project(whole)).calendar
    zero = times.worked_by(start.toordinal() * DAY)
    for task, slot, one in zip(plan[0], schedule_plan(whole).slots, found["tasks"], strict=True):
        assert one["duration"] == task.duration * 480
        assert (one["ours"]["total_slack"], one["ours"]["free_slack"]) == (slot.total_float * 480, slot.free_float * 480)
        assert times.worked_by(_moment(one["ours"]["early_start"])) - zero == slot.early_start * 480 * 60


def _moment(text: str) -> int:
    day, _, clock = text.partition("T")
    hours, minutes, seconds = map(int, clock.split(":"))
    return date.fromisoformat(day).toordinal() * DAY + hours * 3600 + minutes * 60 + seconds


def test_a_plan_of_plain_offsets_comes_back_too() -> None:
    given_plan = {
        "tasks": [{"id": 1, "duration": 0.5, "not_before": 2}, {"id": 2, "duration": 2}],
        "links": [{"from": 1, "to": 2}],
    }
    found = read_back(write_project(read_plan(read_json(json.dumps(given_plan)))))
    assert found["differences"] == []
    assert [(task["name"], task["duration"]) for task in found["tasks"]] == [("1", 240), ("2", 960)]


def test_the_elements_stand_in_the_order_of_the_format() -> None:
    """Project refuses a file whose elements stand otherwise; the order is that of its published schema."""
    root = ElementTree.fromstring(write_project(read_plan(read_json(json.dumps(PLAN)))))  # noqa: S314 - our own
    names = [child.tag.removeprefix(NAMESPACE) for child in root]
    assert names == sorted(names, key=PROJECT_ORDER.index)
    for task in root.iter(f"{NAMESPACE}Task"):
        names = [child.tag.removeprefix(NAMESPACE) for child in task]
        assert names == sorted(names, key=TASK_ORDER.index)


PROJECT_ORDER = (
    *("SaveVersion", "UID", "Name", "Title", "ScheduleFromStart", "StartDate", "FinishDate", "FYStartDate", "CriticalSlackLimit"),
    *(
        "CurrencyDigits",
        "CalendarUID",
        "DefaultStartTime",
        "DefaultFinishTime",
        "MinutesPerDay",
        "MinutesPerWeek",
        "DaysPerMonth",
    ),
    *("Calendars", "Tasks", "Resources", "Assignments"),
)
TASK_ORDER = (
    *(
        "UID",
        "ID",
        "Name",
        "Active",
        "Manual",
        "Type",
        "IsNull",
        "CreateDate",
        "WBS",
        "OutlineNumber",
        "OutlineLevel",
        "Priority",
    ),
    *("Start", "Finish", "Duration", "DurationFormat", "Work", "Estimated", "Milestone", "Summary", "Critical"),
    *("EarlyStart", "EarlyFinish", "LateStart", "LateFinish", "FreeSlack", "TotalSlack", "PercentComplete"),
    *("ConstraintType", "CalendarUID", "ConstraintDate", "Deadline", "PredecessorLink"),
)


@pytest.mark.parametrize(
    ("plan", "word"),
    [
        ({"tasks": [{"id": "bell \u0007", "duration": 1}]}, "bell"),
        ({"tasks": [{"id": "half \ud800", "duration": 1}]}, "half"),
        ({"tasks": [{"id": "A", "duration": 10**10}]}, "9999"),
        ({"tasks": [{"id": "A-1", "duration": -1}]}, "A-1"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], plan: object, word: str) -> None:
    file, out = tmp_path / "plan.json", tmp_path / "plan.xml"
    file.write_text(json.dumps(plan), "utf-8")
    assert main(["write-mspdi", str(file), str(out)]) == 1
    assert word in capsys.readouterr().err
    assert not out.exists()


def test_a_place_that_cannot_be_written_to_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(PLAN), "utf-8")
    assert main(["write-mspdi", str(file), str(tmp_path / "nowhere" / "plan.xml")]) == 1
    assert "nowhere" in capsys.readouterr().err
