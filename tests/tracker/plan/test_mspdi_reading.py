"""Microsoft Project XML, read and scheduled as Project schedules it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tracker.plan.project import OFFICE, calendar, elements, exception, link, project, task, weekday
from tracker.__main__ import main
from tracker.core.json_documents import written
from tracker.plan.workbook.mspdi.documents import project_document
from tracker.plan.workbook.mspdi.reading import read_project

NIGHT = "<WorkingTime><FromTime>23:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime>" + (
    "<WorkingTime><FromTime>00:00:00</FromTime><ToTime>03:00:00</ToTime></WorkingTime>"
)
FIELDS = ("early_start", "early_finish", "late_start", "late_finish")


def read(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(project_document(read_project(content))))
    return found


def ours(content: bytes) -> dict[int, dict[str, Any]]:
    return {task["uid"]: task["ours"] for task in read(content)["tasks"]}


def early(content: bytes) -> dict[int, tuple[str, str]]:
    """Day and hour of early start and finish, by UID."""
    return {uid: (one["early_start"][5:16], one["early_finish"][5:16]) for uid, one in ours(content).items()}


def test_a_file_is_shown_in_minutes_and_iso_weekdays() -> None:
    content = project(
        [
            task(0, 16),
            task(3, 8, EarlyStart="2014-10-17T08:00:00", TotalSlack=4800, FreeSlack=-4800, Critical=0, Milestone=0, Summary=0),
            task(7, 8, link(3, kind=3, lag=4800)),
            elements(Task=elements(UID=9, IsNull=1)),
        ]
    )
    found = read(content)
    assert found["calendars"] == [{"uid": 1, "name": "Standard", "working_days": [1, 2, 3, 4, 5]}]
    assert [one["uid"] for one in found["tasks"]] == [3, 7]
    assert found["links"] == [{"from": 3, "to": 7, "type": "SS", "lag": 480}]
    first = found["tasks"][0]
    assert {name: first[name] for name in ("uid", "id", "name", "summary", "milestone", "duration")} == {
        **{"uid": 3, "id": 3, "name": "Task 3", "summary": False, "milestone": False, "duration": 480}
    }
    assert first["file"] == {
        **dict.fromkeys(("early_finish", "late_start", "late_finish")),
        **{"early_start": "2014-10-17T08:00:00", "total_slack": 480, "free_slack": -480, "critical": False},
    }
    assert found["differences"] == [
        {"uid": 3, "field": "total_slack", "file": 480, "ours": 0},
        {"uid": 3, "field": "free_slack", "file": -480, "ours": 0},
        {"uid": 3, "field": "critical", "file": False, "ours": True},
    ]


@pytest.mark.parametrize(
    ("kind", "lag", "form", "start", "slack"),
    [
        (1, 0, 7, "10-20T08:00", 4800),
        (1, 4800, 7, "10-21T08:00", 4320),
        (1, 9600, 7, "10-22T08:00", 3840),
        (1, 24000, 9, "10-27T08:00", 2400),
        (1, 48000, 9, "11-03T08:00", 0),
        (2, 9600, 7, "10-20T08:00", 4800),
        (3, 9600, 7, "10-21T08:00", 4320),
        (0, 9600, 7, "10-21T08:00", 4320),
    ],
)
def test_links_agree_with_what_microsoft_project_computed(kind: int, lag: int, form: int, start: str, slack: int) -> None:
    """Pairs of one-day tasks beside a chain that ends on 3 November, as Project 2013 saved them."""
    chain = [task(9), task(10, 8, link(9, 1, 48000, 9))]
    found = ours(project([task(1), task(2, 8, link(1, kind, lag, form)), *chain]))
    assert (found[2]["early_start"][5:16], found[1]["total_slack"], found[2]["free_slack"]) == (start, slack, slack)
    assert (found[1]["free_slack"], found[10]["critical"], found[10]["late_finish"]) == (0, True, "2014-11-03T17:00:00")


def test_friday_evening_and_monday_morning_do_not_differ() -> None:
    monday = "2014-10-20T08:00:00"
    assert read(project([task(1, EarlyFinish=monday, LateFinish="2014-10-18T12:00:00")]))["differences"] == []
    wrong = read(project([task(1, EarlyFinish="2014-10-20T08:01:00")]))["differences"]
    assert wrong == [{"uid": 1, "field": "early_finish", "file": "2014-10-20T08:01:00", "ours": "2014-10-17T17:00:00"}]


def test_elapsed_durations_and_lags_run_through_nights_and_weekends() -> None:
    content = project([task(1, 48, DurationFormat=8), task(2, 8, link(1, lag=14400, form=8)), task(3, 8, link(1, form=8))])
    assert early(content) == {
        1: ("10-17T08:00", "10-19T08:00"),
        2: ("10-20T08:00", "10-20T17:00"),
        3: ("10-20T08:00", "10-20T17:00"),
    }
    friday = project([task(1), task(2, 8, link(1, lag=3 * 14400, form=8))])
    assert early(friday)[2] == ("10-21T08:00", "10-21T17:00")


def test_a_lag_in_percent_is_of_the_first_task() -> None:
    found = read(project([task(1, 16), task(2, 8, link(1, lag=50, form=19)), task(3, 8, link(1, kind=3, lag=-25, form=19))]))
    assert [one["lag"] for one in found["links"]] == [480, -240]
    assert found["tasks"][1]["ours"]["early_start"] == "2014-10-22T08:00:00"


@pytest.mark.parametrize(
    ("kind", "day", "start", "slack"),
    [
        (0, "2014-10-22T08:00:00", "10-17T08:00", 2400),
        (4, "2014-10-22T08:00:00", "10-22T08:00", 960),
        (6, "2014-10-22T17:00:00", "10-22T08:00", 960),
        (2, "2014-10-22T08:00:00", "10-22T08:00", 0),
        (3, "2014-10-22T17:00:00", "10-22T08:00", 0),
        (5, "2014-10-22T08:00:00", "10-17T08:00", 1440),
        (7, "2014-10-22T17:00:00", "10-17T08:00", 1440),
        (4, "2014-10-10T08:00:00", "10-10T08:00", 4800),
    ],
)
def test_constraints_bind_early_and_late_dates(kind: int, day: str, start: str, slack: int) -> None:
    found = ours(project([task(1, 8, ConstraintType=kind, ConstraintDate=day), task(2, 48)]))[1]
    assert (found["early_start"][5:16], found["total_slack"]) == (start, slack)


def test_a_task_that_is_late_by_its_deadline_is_critical_but_not_moved() -> None:
    found = ours(project([task(1, 16), task(2, 8, link(1), Deadline="2014-10-20T17:00:00"), task(3, 80)]))
    assert found[2]["early_start"] == "2014-10-21T08:00:00"
    assert [(found[uid]["total_slack"], found[uid]["free_slack"], found[uid]["critical"]) for uid in (1, 2)] == [
        (-480, 0, True)
    ] * 2


def test_a_task_done_as_late_as_possible_leaves_no_slack() -> None:
    found = ours(project([task(1, 8, ConstraintType=1), task(2, 24)]))[1]
    assert (found["early_start"], found["late_start"]) == ("2014-10-17T08:00:00", "2014-10-21T08:00:00")
    assert (found["total_slack"], found["critical"]) == (0, True)


def test_a_task_scheduled_by_hand_keeps_its_start_and_the_difference_is_listed() -> None:
    manual = {"Manual": 1, "Start": "2014-10-20T08:00:00", "Finish": "2014-10-20T17:00:00", "EarlyStart": "2014-10-22T08:00:00"}
    content = project([task(1, 16), task(2, 8, link(1), **manual), task(3, 8, link(2))])
    found = early(content)
    assert (found[2], found[3]) == (("10-20T08:00", "10-20T17:00"), ("10-21T08:00", "10-21T17:00"))
    assert [(one["uid"], one["field"]) for one in read(content)["differences"]] == [(2, "early_start")]


def test_what_happened_stays_where_it_happened() -> None:
    content = project(
        [
            task(1, 8, ActualStart="2014-10-16T08:00:00", ActualFinish="2014-10-16T17:00:00", PercentComplete=100),
            task(2, 24, link(1), ActualStart="2014-10-20T08:00:00", PercentComplete=10),
            task(3, 80),
        ]
    )
    found = ours(content)
    assert (found[1]["late_finish"], found[1]["critical"]) == ("2014-10-16T17:00:00", False)
    assert (found[2]["early_start"], found[2]["late_start"]) == ("2014-10-20T08:00:00",) * 2
    assert (found[2]["early_finish"], found[2]["total_slack"]) == ("2014-10-22T17:00:00", 8 * 480 - 480 * 2)


def test_an_inactive_task_moves_nobody() -> None:
    assert early(project([task(1, 80, Active=0), task(2, 8, link(1))]))[2] == ("10-17T08:00", "10-17T17:00")


def test_a_file_of_another_program_may_leave_out_durations_and_say_summary_by_the_outline() -> None:
    dates = elements(Start="2014-10-17T08:00:00", Finish="2014-10-20T12:00:00")
    rows = [elements(Task=elements(UID=uid, OutlineNumber=number) + dates) for uid, number in ((1, "1"), (2, "1.1"), (3, "2"))]
    found = read(project(rows))["tasks"]
    assert [(one["summary"], one["duration"], one["ours"] is None) for one in found] == [
        (True, 720, True),
        (False, 720, False),
        (False, 720, False),
    ]


def test_a_link_of_a_summary_task_is_one_of_its_tasks() -> None:
    content = project(
        [
            task(1, 16, OutlineLevel=1, Summary=1),
            task(2, 8, OutlineLevel=2),
            task(3, 8, link(2), OutlineLevel=2),
            task(4, 8, link(1), OutlineLevel=1, Summary=1),
            task(5, 8, OutlineLevel=2),
            task(6, 8, link(1, kind=3, lag=4800), OutlineLevel=1),
        ]
    )
    found = ours(content)
    assert (found[1], found[4]) == (None, None)
    assert found[5]["early_start"] == "2014-10-21T08:00:00"
    assert found[6]["early_start"] == "2014-10-20T08:00:00"


def test_a_summary_task_that_must_not_start_before_holds_its_tasks() -> None:
    bound = {"ConstraintType": 4, "ConstraintDate": "2014-10-21T08:00:00"}
    content = project([task(1, 8, OutlineLevel=1, Summary=1, **bound), task(2, 8, OutlineLevel=2)])
    assert ours(content)[2]["early_start"] == "2014-10-21T08:00:00"


def test_the_slack_below_which_a_task_is_critical_is_the_projects() -> None:
    found = ours(project([task(1, 8), task(2, 24)], CriticalSlackLimit=2, MinutesPerDay=480))
    assert [one["critical"] for one in found.values()] == [True, True]


# Calendars


def test_a_calendar_has_what_its_base_has_and_its_own_days() -> None:
    own = calendar(2, "Saturdays", base=1, week=weekday(7, OFFICE))
    found = read(project([task(1, 16, CalendarUID=2)], [calendar(), own]))
    assert found["calendars"][1] == {"uid": 2, "name": "Saturdays", "working_days": [1, 2, 3, 4, 5, 6]}
    assert found["tasks"][0]["ours"]["early_finish"] == "2014-10-18T17:00:00"


def test_exceptions_are_days_off_or_other_hours() -> None:
    morning = "<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
    more = f"<Exceptions>{exception('2014-10-20', '2014-10-21')}{exception('2014-10-22', '2014-10-22', morning)}</Exceptions>"
    assert early(project([task(1, 16)], [calendar(more=more)]))[1] == ("10-17T08:00", "10-23T12:00")


def test_an_old_file_has_its_exceptions_among_the_weekdays() -> None:
    period = elements(TimePeriod=elements(FromDate="2014-10-20T00:00:00", ToDate="2014-10-20T23:59:00"))
    week = "".join(weekday(number, OFFICE if 2 <= number <= 6 else "") for number in range(1, 8))
    week += f"<WeekDay>{elements(DayType=0, DayWorking=0)}{period}</WeekDay>"
    assert early(project([task(1, 16)], [calendar(week=week)]))[1] == ("10-17T08:00", "10-21T17:00")


@pytest.mark.parametrize(
    ("recurrence", "off"),
    [
        ({"Type": 1, "Period": 2}, ["10-17", "10-19", "10-21", "10-23", "10-25", "10-27", "10-29", "10-31"]),
        ({"Type": 6, "Period": 2, "DaysOfWeek": 2 + 4}, ["10-27", "10-28"]),
        ({"Type": 4, "Period": 1, "MonthDay": 22}, ["10-22"]),
        ({"Type": 5, "Period": 1, "MonthItem": 5, "MonthPosition": 3}, ["10-28"]),
        ({"Type": 5, "Period": 1, "MonthItem": 1, "MonthPosition": 4}, ["10-31"]),
        ({"Type": 2, "Month": 9, "MonthDay": 24}, ["10-24"]),
        ({"Type": 3, "Month": 9, "MonthItem": 7, "MonthPosition": 3}, ["10-23"]),
        ({"Type": 2, "Month": 10, "MonthDay": 24}, []),
    ],
)
def test_exceptions_that_recur(recurrence: dict[str, int], off: list[str]) -> None:
    more = f"<Exceptions>{exception('2014-10-17', '2014-10-31', **recurrence)}</Exceptions>"
    times = read_project(project([], [calendar(week="".join(weekday(n, OFFICE) for n in range(1, 8)), more=more)])).times[1]
    found = [day for day in range(735_523, 735_538) if times.worked_by(day * 86_400) == times.worked_by((day + 1) * 86_400)]
    assert [f"10-{day - 735_523 + 17}" for day in found] == off


def test_an_exception_may_recur_until_the_end_of_time() -> None:
    more = f"<Exceptions>{exception('9950-01-01', '9999-12-31', Type=4, Period=1, MonthDay=22)}</Exceptions>"
    assert len(read_project(project([], [calendar(more=more)])).calendars[0].exceptions) == 600


def test_other_weeks_are_worked_for_a_while() -> None:
    period = elements(TimePeriod=elements(FromDate="2014-10-18T00:00:00", ToDate="2014-10-24T23:59:00"))
    more = f"<WorkWeeks><WorkWeek>{period}<WeekDays>{weekday(7, OFFICE)}{weekday(2)}</WeekDays></WorkWeek></WorkWeeks>"
    assert early(project([task(1, 24)], [calendar(more=more)]))[1] == ("10-17T08:00", "10-21T17:00")


def test_a_night_shift_ends_at_midnight_and_goes_on() -> None:
    week = weekday(1) + weekday(2, NIGHT[: NIGHT.index("<WorkingTime>", 5)]) + "".join(weekday(n, NIGHT) for n in range(3, 7))
    assert early(project([task(1, 5)], [calendar(week=week + weekday(7))]))[1] == ("10-17T23:00", "10-21T03:00")


def test_a_resource_without_any_hours_is_no_obstacle_but_a_project_without_any_is_refused(run: Any) -> None:
    idle = calendar(2, "On leave", week="".join(weekday(number) for number in range(1, 8)))
    assert read(project([task(1)], [calendar(), idle]))["calendars"][1]["working_days"] == []
    code, said = run(project([task(1, CalendarUID=2)], [calendar(), idle]))
    assert code == 1
    assert "On leave" in said


def test_a_file_without_calendars_has_office_hours() -> None:
    assert early(project([task(1, 16)], []))[1] == ("10-17T08:00", "10-20T17:00")


# Refusals


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(content: bytes) -> tuple[int, str]:
        file = tmp_path / "project.xml"
        file.write_bytes(content)
        code = main(["read-mspdi", str(file)])
        return code, capsys.readouterr().err

    return run


ENTITIES = b'<!DOCTYPE Project [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><Project>&b;</Project>'
OUTSIDE = b'<!DOCTYPE Project [<!ENTITY a SYSTEM "file:///etc/passwd">]><Project>&a;</Project>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["not valid XML"]),
        (b"<Project><Tasks>", ["not valid XML"]),
        (b"\xff\xfe\x00", ["not valid XML"]),
        (b'<?xml version="1.0" encoding="nonsense"?><Project/>', ["not valid XML"]),
        (ENTITIES, ["entities"]),
        (OUTSIDE, ["entities"]),
        (b"<html/>", ["html"]),
        (project([task(4, Duration="soon")]), ["UID 4", "Duration", "soon"]),
        (project([task(4, EarlyStart="today")]), ["UID 4", "EarlyStart", "today"]),
        (project([task(4, EarlyStart="2014-02-30T08:00:00")]), ["UID 4", "EarlyStart"]),
        (project([task(4, TotalSlack="1e9")]), ["UID 4", "TotalSlack"]),
        (project([task(4, 8, link(3, kind=9)), task(3)]), ["from 3 to 4", "9"]),
        (project([task(4), task(4)]), ["4", "twice"]),
        (project([elements(Task=elements(Name="x"))]), ["Task 1", "UID"]),
        (project([task(4)], start=None), ["starts"]),
        (project([task(1, 8, link(2)), task(2, 8, link(1)), task(5, 8, link(2))]), ["1, 2"]),
        (project([task(1, Duration="PT99999999999999H0M0S")]), ["9999"]),
        (project([task(1, Duration="PT99999999999999H0M0S", Manual=1, Start="2014-10-17T08:00:00")]), ["9999"]),
        (project([task(1), task(2, 8, link(1, lag=10**17))]), ["9999"]),
        (
            project([], [calendar(more=f"<Exceptions>{exception('0001-01-01', '9999-12-31')}</Exceptions>")]),
            ["2000000"],
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(run: Any, content: bytes, words: list[str]) -> None:
    code, said = run(content)
    assert code == 1
    assert [word for word in words if word not in said] == []
    assert said.count("\n") == 1


def test_a_link_to_a_task_of_another_file_is_left_out_and_named(run: Any) -> None:
    content = project([task(1, 8, link(77)), task(2, 8, link(1, CrossProject=1))])
    code, said = run(content)
    assert (code, len(said.splitlines())) == (0, 2)
    assert "77" in said
    assert read(content)["links"] == []
