"""`python -m tracker schedule FILE.json` as a script sees it."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.commands import Run, on_json
from tests.tracker.plan.test_schedule import plans
from tracker.__main__ import main
from tracker.core.json_documents import read_json, written
from tracker.core.settings import ROOT
from tracker.plan.rules.schedule import Link, Task
from tracker.plan.workbook.documents import read_plan, schedule_document

MONDAY, DAILY = "2026-03-02", {"working_days": [1, 2, 3, 4, 5, 6, 7]}
DATES = ("early_start", "early_finish", "late_start", "late_finish")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return on_json(main, "schedule", tmp_path, capsys)


def dates(result: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Month and day of the four dates, by id."""
    return {task["id"]: tuple(task[name][5:] for name in DATES) for task in result["tasks"]}


def test_without_a_start_days_are_plain_offsets(run: Any) -> None:
    code, result, said = run({"start": None, "tasks": [{"id": "A", "duration": 2}, {"id": "B", "duration": 3}], "links": []})
    assert (code, said) == (0, "")
    assert result == {
        "duration": 3,
        "critical": ["B"],
        "tasks": [
            {
                **{"id": "A", "early_start": 0, "early_finish": 2, "late_start": 1, "late_finish": 3},
                **{"total_float": 1, "free_float": 1, "critical": False},
            },
            {
                **{"id": "B", "early_start": 0, "early_finish": 3, "late_start": 0, "late_finish": 3},
                **{"total_float": 0, "free_float": 0, "critical": True},
            },
        ],
    }


def test_no_tasks_take_no_time(run: Any) -> None:
    assert run({"tasks": []})[:2] == (0, {"duration": 0, "critical": [], "tasks": []})
    assert run({"tasks": [], "start": MONDAY})[1]["duration"] == 0


def test_a_link_is_finish_to_start_without_lag_unless_it_says_otherwise(run: Any) -> None:
    tasks = [{"id": "A", "duration": 2}, {"id": "B", "duration": 1}]
    for link in ({}, {"type": None, "lag": None}, {"type": "FS", "lag": 0}):
        assert run({"tasks": tasks, "links": [{"from": "A", "to": "B", **link}]})[1]["duration"] == 3


def test_a_start_is_the_first_day_worked_and_a_finish_the_last(run: Any) -> None:
    tasks = [{"id": "A", "duration": 1}, {"id": "B", "duration": 5}, {"id": "C", "duration": 1}]
    _, result, _ = run({"start": MONDAY, "tasks": tasks, "links": [{"from": "A", "to": "B"}]})
    assert result["duration"] == 6
    assert dates(result) == {
        "A": ("03-02", "03-02", "03-02", "03-02"),
        "B": ("03-03", "03-09", "03-03", "03-09"),
        "C": ("03-02", "03-02", "03-09", "03-09"),
    }
    assert result["tasks"][2]["total_float"] == 5


def test_a_milestone_is_on_the_day_on_which_what_it_waits_for_ends(run: Any) -> None:
    tasks = [{"id": "A", "duration": 5}, {"id": "M", "duration": 0}, {"id": "B", "duration": 1}, {"id": "Start", "duration": 0}]
    links = [{"from": "A", "to": "M"}, {"from": "M", "to": "B"}, {"from": "Start", "to": "A"}]
    _, result, _ = run({"start": MONDAY, "tasks": tasks, "links": links})
    assert dates(result) == {
        "A": ("03-02", "03-06", "03-02", "03-06"),
        "M": ("03-06", "03-06", "03-06", "03-06"),
        "B": ("03-09", "03-09", "03-09", "03-09"),
        "Start": ("03-02", "03-02", "03-02", "03-02"),
    }


def test_a_milestone_is_not_before_its_day_and_not_before_the_start_that_it_waits_for(run: Any) -> None:
    tasks = [
        {"id": "Not before", "duration": 0, "not_before": "2026-03-10"},
        {"id": "After it", "duration": 0},
        {"id": "A", "duration": 2},
        {"id": "B", "duration": 9},
        {"id": "With B", "duration": 0},
    ]
    links = [{"from": "Not before", "to": "After it"}, {"from": "A", "to": "B"}, {"from": "B", "to": "With B", "type": "SS"}]
    _, result, _ = run({"start": MONDAY, "tasks": tasks, "links": links})
    early = {name: found[0] for name, found in dates(result).items()}
    assert early == {"Not before": "03-10", "After it": "03-10", "A": "03-02", "B": "03-04", "With B": "03-04"}


def test_a_start_on_a_day_off_moves_to_the_next_working_day(run: Any) -> None:
    calendar = {"holidays": ["2026-03-02"]}
    _, result, _ = run({"start": "2026-02-28", "calendar": calendar, "tasks": [{"id": "A", "duration": 1}]})
    assert dates(result)["A"] == ("03-03",) * 4


def test_extra_working_days_are_worked(run: Any) -> None:
    calendar = {"working_days": [1, 2, 3, 4, 5], "extra_working_days": ["2026-03-07"]}
    _, result, _ = run({"start": MONDAY, "calendar": calendar, "tasks": [{"id": "A", "duration": 6}]})
    assert dates(result)["A"][1] == "03-07"


def test_bounds_are_dates_that_hold_on_days_off_too(run: Any) -> None:
    tasks = [
        {"id": "A", "duration": 2, "not_before": "2026-03-07", "finish_by": "2026-03-15"},
        {"id": "B", "duration": 5, "finish_by": "2026-03-04"},
    ]
    _, result, _ = run({"start": MONDAY, "tasks": tasks})
    assert dates(result) == {"A": ("03-09", "03-10", "03-09", "03-10"), "B": ("03-02", "03-06", "02-26", "03-04")}
    assert [task["total_float"] for task in result["tasks"]] == [0, -2]
    assert result["critical"] == ["A", "B"]


def test_parts_of_days_show_no_noise(run: Any) -> None:
    tasks = [{"id": 1, "duration": 0.1}, {"id": 2, "duration": 0.2}, {"id": 3, "duration": 3.0}]
    _, result, _ = run({"tasks": tasks, "links": [{"from": 1, "to": 2, "lag": 0.0}]})
    assert [task["early_finish"] for task in result["tasks"]] == [0.1, 0.3, 3]
    assert [task["id"] for task in result["tasks"]] == [1, 2, 3]


def test_a_field_that_means_nothing_is_named(run: Any) -> None:
    code, _, said = run({"tasks": [{"id": "A", "duration": 1, "not_befor": 3}], "calender": {}})
    assert code == 0
    assert "tasks[0].not_befor" in said
    assert "calender" in said


A, B = {"id": "A-17", "duration": 1}, {"id": "B-18", "duration": 1}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ["not valid JSON"]),
        ("[]", ["object"]),
        ("{}", ["tasks"]),
        ({"tasks": {}}, ["tasks", "list"]),
        ({"tasks": [7]}, ["tasks[0]"]),
        ({"tasks": [{"duration": 1}]}, ["tasks[0]", "id"]),
        ({"tasks": [{"id": True, "duration": 1}]}, ["tasks[0].id"]),
        ({"tasks": [{"id": "A-17"}]}, ["A-17", "duration"]),
        ({"tasks": [{"id": "A-17", "duration": "1"}]}, ["A-17", "duration"]),
        ({"tasks": [{"id": "A-17", "duration": True}]}, ["A-17", "duration"]),
        ('{"tasks": [{"id": "A-17", "duration": NaN}]}', ["A-17", "duration", "NaN"]),
        ('{"tasks": [{"id": "A-17", "duration": 1e400}]}', ["A-17", "duration"]),
        ('{"tasks": [], "tasks": []}', ["twice"]),
        ({"tasks": [A | {"duration": -1}]}, ["A-17", "-1"]),
        ({"tasks": [A, B, A]}, ["A-17", "twice"]),
        ({"tasks": [A], "links": [{"from": "A-17", "to": "C-19"}]}, ["C-19"]),
        ({"tasks": [A], "links": [{"from": "C-19", "to": "A-17"}]}, ["C-19"]),
        ({"tasks": [A], "links": [{"to": "A-17"}]}, ["links[0]", "from"]),
        ({"tasks": [A, B], "links": [{"from": "A-17", "to": "B-18", "type": "fs"}]}, ["A-17", "B-18", "fs"]),
        ({"tasks": [A, B], "links": [{"from": "A-17", "to": "B-18", "type": ["FS"]}]}, ["A-17", "B-18"]),
        ({"tasks": [A, B], "links": [{"from": "A-17", "to": "B-18", "type": ""}]}, ["A-17", "B-18"]),
        ({"tasks": [A, B], "links": [{"from": "A-17", "to": "B-18", "lag": "1"}]}, ["A-17", "B-18", "lag"]),
        ({"tasks": [A], "links": {}}, ["links"]),
        ({"tasks": [A | {"not_before": "2026-03-02"}]}, ["A-17", "not_before"]),
        ({"tasks": [A | {"not_before": 3}], "start": MONDAY}, ["A-17", "not_before"]),
        ({"tasks": [A | {"finish_by": "2026-02-30"}], "start": MONDAY}, ["A-17", "finish_by"]),
        ({"tasks": [A | {"duration": 1.5}], "start": MONDAY}, ["A-17", "duration", "whole"]),
        ({"tasks": [A, B], "start": MONDAY, "links": [{"from": "A-17", "to": "B-18", "lag": 0.5}]}, ["A-17", "whole"]),
        ({"tasks": [A], "start": "2 March"}, ["start", "2 March"]),
        ({"tasks": [A], "start": 20260302}, ["start"]),
        ({"tasks": [A], "start": "20260302"}, ["start"]),
        ({"tasks": [A], "calendar": []}, ["calendar"]),
        ({"tasks": [A], "calendar": {"working_days": []}}, ["working_days"]),
        ({"tasks": [A], "calendar": {"working_days": [0]}}, ["working_days", "0"]),
        ({"tasks": [A], "calendar": {"working_days": ["Monday"]}}, ["working_days", "Monday"]),
        ({"tasks": [A], "calendar": {"holidays": ["May"]}}, ["holidays[0]", "May"]),
        ({"tasks": [A | {"duration": 10**9}], "start": MONDAY}, ["9999"]),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(run: Any, content: object, words: list[str]) -> None:
    code, result, said = run(content)
    assert (code, result) == (1, {})
    assert [word for word in words if word not in said] == []
    assert said.count("\n") == 1


def test_a_cycle_is_refused_with_its_tasks_and_no_others(run: Any) -> None:
    tasks = [{"id": f"T-{number}", "duration": 1} for number in range(1, 7)]
    links = [{"from": f"T-{a}", "to": f"T-{b}"} for a, b in ((1, 2), (2, 3), (3, 4), (4, 2), (4, 5), (1, 6))]
    code, _, said = run({"tasks": tasks, "links": links})
    assert code == 1
    assert sorted(word.strip(",.:") for word in said.split() if word.startswith("T-")) == ["T-2", "T-3", "T-4"]


def test_a_missing_file_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "nowhere.json"]) == 1
    assert "nowhere.json" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["schedule"], ["schedule", "a", "b"], ["nothing"], ["write-mspdi", "a"]])
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2


def document(tasks: list[Task], links: list[Link]) -> dict[str, Any]:
    return {
        "tasks": [{"id": f"task {task.id}", "duration": task.duration} for task in tasks],
        "links": [{"from": f"task {one.before}", "to": f"task {one.after}", "type": one.type, "lag": one.lag} for one in links],
    }


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(plans(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_dates_and_offsets_agree_where_every_day_is_worked(plan: tuple[list[Task], list[Link]], start: date) -> None:
    given_plan = document(*plan)
    plain = json.loads(written(schedule_document(read_plan(read_json(json.dumps(given_plan))))))
    dated = given_plan | {"start": start.isoformat(), "calendar": DAILY}
    found = json.loads(written(schedule_document(read_plan(read_json(json.dumps(dated))))))
    for offset, named, task in zip(plain["tasks"], found["tasks"], plan[0], strict=True):
        if task.duration:
            for name, back in zip(DATES, (0, 1, 0, 1), strict=True):
                assert date.fromisoformat(named[name]) == start + timedelta(days=offset[name] - back)
        else:
            assert named["early_start"] == named["early_finish"]
            assert date.fromisoformat(named["early_start"]) - start in (
                timedelta(days=offset["early_start"]),
                timedelta(days=offset["early_start"] - 1),
            )
        assert {name: value for name, value in offset.items() if name not in DATES} == {
            name: value for name, value in named.items() if name not in DATES
        }


@pytest.mark.parametrize("command", ["schedule", "earned-value", "read-mspdi"])
def test_a_script_command_needs_no_database_no_settings_and_no_catalogue(tmp_path: Path, command: str) -> None:
    contents = {
        "schedule": '{"tasks": []}',
        "earned-value": '{"bac": 1, "pv": 1, "ev": 1, "ac": 1}',
        "read-mspdi": '<Project xmlns="http://schemas.microsoft.com/project"/>',
    }
    file = tmp_path / "given"
    file.write_text(contents[command], "utf-8")
    code = (
        f"import sys; from tracker.__main__ import main; code = main([{command!r}, {str(file)!r}]);"
        "print(sorted({'sqlalchemy', 'pydantic', 'babel', 'streamlit', 'pandas', 'openpyxl'} & set(sys.modules)), code)"
    )
    environment = {**os.environ, "DATABASE_URL": "nonsense://", "TRACKER_PORT": "x"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.splitlines()[-1] == "[] 0"
    assert done.stderr == ""
