"""The timeline as a spec."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest

from tracker.core.words import speaking
from tracker.plan.charts import finding, timeline
from tracker.plan.rules import (
    MilestoneRow,
    MilestoneStatus,
    PhaseRow,
    PlanRows,
    ProgrammeRow,
    ProgrammeStatus,
    TaskRow,
    TaskStatus,
)

SPACE = UUID(int=1)


def key(name: str) -> UUID:
    return uuid5(SPACE, name)


def task(name: str, starts_on: date, due_on: date, status: TaskStatus, *, late: bool = False) -> TaskRow:
    done_on = due_on if status is TaskStatus.DONE else None
    common = {"code": name, "name": name, "deliverable": "report", "owner_role": "lead", "owner_id": None, "owner": ""}
    return TaskRow(
        id=key(name),
        version=1,
        phase_id=key("phase"),
        starts_on=starts_on,
        due_on=due_on,
        status=status,
        done_on=done_on,
        late=late,
        **common,  # type: ignore[arg-type]
    )


PROGRAMME = ProgrammeRow(
    key("programme"), 1, "P", "Programme", "", "", "P", date(2026, 1, 1), date(2026, 12, 31), ProgrammeStatus.ACTIVE
)
PLAN = PlanRows(
    programme=PROGRAMME,
    today=date(2026, 3, 1),
    phases=(PhaseRow(key("phase"), "one", "Preparation", date(2026, 1, 1), date(2026, 12, 31)),),
    tasks=(
        task("Survey", date(2026, 1, 1), date(2026, 1, 31), TaskStatus.DONE),
        task("Budget", date(2026, 1, 1), date(2026, 2, 10), TaskStatus.BLOCKED, late=True),
        task("Report", date(2026, 12, 1), date(2026, 12, 31), TaskStatus.NOT_STARTED),
    ),
    milestones=(
        MilestoneRow(key("m"), 1, key("phase"), "m", "Approved", date(2026, 2, 28), MilestoneStatus.OPEN, None, late=True),
    ),
)


def values(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for data in spec["datasets"].values() if "datasets" in spec else ():
        yield from data
    for layer in spec["layer"]:
        yield from layer.get("data", {}).get("values", ())


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (0, "1 of 3 tasks are done; none is late"),
        (1, "1 of 3 tasks are done; 1 is late"),
        (2, "1 of 3 tasks are done; 2 are late"),
    ],
)
def test_the_title_says_what_was_found(late: int, words: str) -> None:
    tasks = [replace(row, late=place > 0 and place <= late) for place, row in enumerate(PLAN.tasks)]
    assert finding(replace(PLAN, tasks=tuple(tasks))) == words


def test_the_title_is_in_the_language_asked_for() -> None:
    assert timeline(PLAN, "zh_CN")["title"]["text"] == "3项任务已完成1项，1项逾期"
    with speaking("zh_CN"):
        assert timeline(PLAN)["title"]["text"] == "3项任务已完成1项，1项逾期"
    assert timeline(PLAN)["title"]["text"] == "1 of 3 tasks are done; 1 is late"


def test_every_task_and_milestone_is_drawn_with_its_state() -> None:
    drawn = {row["name"]: row["state"] for row in values(timeline(PLAN, "en")) if "state" in row}
    assert drawn == {"Survey": "Done", "Budget": "Late", "Report": "Not started", "Approved": "Late"}


def test_a_sign_says_the_same_as_the_colour() -> None:
    labels = {row["label"] for row in values(timeline(PLAN, "en")) if "state" in row}
    assert labels == {"✓ Survey", "! Budget", "Report", "! Approved"}


def test_a_bar_ends_with_its_last_day() -> None:
    bar = next(row for row in values(timeline(PLAN, "en")) if row.get("name") == "Survey")
    assert (bar["from"], bar["to"]) == ("2026-01-01T00:00:00", "2026-02-01T00:00:00")


def test_a_name_in_the_second_half_is_written_to_the_left_of_its_end() -> None:
    early = {row["name"]: row["early"] for row in values(timeline(PLAN, "en")) if "state" in row}
    assert early == {"Survey": True, "Budget": True, "Report": False, "Approved": True}


@pytest.mark.parametrize(("today", "shown"), [(date(2026, 3, 1), True), (date(2027, 3, 1), False), (date(2025, 1, 1), False)])
def test_today_is_marked_while_it_lies_in_the_programme(today: date, shown: bool) -> None:
    text = json.dumps(timeline(replace(PLAN, today=today), "en"))
    assert ("Today, " in text) is shown


def test_months_are_chinese_for_a_chinese_reader() -> None:
    assert "%-m月" in json.dumps(timeline(PLAN, "zh_CN"), ensure_ascii=False)
    assert "月" not in json.dumps(timeline(PLAN, "en"), ensure_ascii=False)


def test_an_empty_plan_is_drawn_too() -> None:
    empty = replace(PLAN, phases=(), tasks=(), milestones=())
    assert timeline(empty, "en")["title"]["text"] == "0 of 0 tasks are done; none is late"


def test_the_same_rows_are_drawn_once() -> None:
    assert timeline(PLAN, "en") is timeline(replace(PLAN), "en")
