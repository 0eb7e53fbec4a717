"""The timeline as a spec."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from tracker.core.words import speaking
from tracker.plan.charts import View, drawing, finding, lanes, moved_finding, moving, timeline
from tracker.plan.queries.network import AreaRow, PhaseSpan
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
from tracker.plan.rules.slipping import SlipRow

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


CRITICAL = frozenset({key("Survey"), key("Report"), key("m")})
GHOST = frozenset({(key("Survey"), date(2026, 1, 5), date(2026, 1, 20)), (key("m"), date(2026, 2, 10), date(2026, 2, 10))})


def drawn(view: View) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in values(timeline(PLAN, "en", view)) if "when" in row}


def test_what_is_critical_has_a_sign_and_an_outline_and_is_told_below_the_title() -> None:
    spec = timeline(PLAN, "en", View(critical=CRITICAL))
    assert {row["label"] for row in values(spec) if "when" in row} == {"✓ » Survey", "! Budget", "» Report", "! » Approved"}
    assert spec["title"]["subtitle"] == ["» and a red outline: on the critical path"]
    assert json.dumps(spec).count(drawing.CRITICAL) == 2


def test_a_baseline_lies_below_what_it_was_taken_of() -> None:
    found = drawn(View(ghost=GHOST, baseline="Board"))
    assert (found["Survey"]["was_from"], found["Survey"]["was_to"]) == ("2026-01-05T00:00:00", "2026-01-21T00:00:00")
    assert found["Approved"]["was_from"] == found["Approved"]["was_to"] == "2026-02-10T00:00:00"
    assert "was_from" not in found["Budget"]


def test_a_window_cuts_what_reaches_into_it_and_leaves_out_the_rest() -> None:
    found = drawn(View(window=(date(2026, 1, 15), date(2026, 1, 31))))
    assert {name: (row["from"][:10], row["to"][:10]) for name, row in found.items()} == {
        "Survey": ("2026-01-15", "2026-02-01"),
        "Budget": ("2026-01-15", "2026-02-01"),
    }


def test_only_what_is_wanted_is_drawn() -> None:
    assert set(drawn(View(keep=frozenset({key("Report")})))) == {"Report"}


def test_a_folded_phase_is_one_bar_with_its_milestones_on_it() -> None:
    found = drawn(View(folded=True))
    assert found["Preparation"]["label"] == "! Preparation: 1 of 3 done"
    assert (found["Approved"]["at"], found["Approved"]["label"]) == (found["Preparation"]["at"], "")


def test_recurring_work_takes_one_row() -> None:
    again = [replace(row, recurrence_id=key("weekly")) for row in PLAN.tasks[:2]]
    spec = timeline(replace(PLAN, tasks=(*again, PLAN.tasks[2])), "en")
    assert len({row["at"] for row in values(spec) if row.get("name") in ("Survey", "Budget")}) == 1


def test_links_are_drawn_while_they_can_be_read() -> None:
    pair = (key("Survey"), key("Report"))
    lines = [row for row in values(timeline(PLAN, "en", View(links=(pair,)))) if "link" in row]
    assert [row["from"][:10] for row in lines] == ["2026-02-01", "2026-12-01", "2026-12-01"]
    assert not [row for row in values(timeline(PLAN, "en", View(links=(pair,) * 31))) if "link" in row]


AREAS = tuple(
    AreaRow(key(name), 1, name, name, (), (), spans)
    for name, spans in (
        ("North", (PhaseSpan(key("phase"), date(2026, 1, 1), date(2026, 6, 30)),)),
        (
            "South",
            (
                PhaseSpan(key("phase"), date(2026, 2, 1), date(2026, 8, 31)),
                PhaseSpan(key("second"), date(2026, 8, 1), date(2026, 12, 31)),
            ),
        ),
    )
)


def test_phases_of_an_area_that_overlap_lie_below_one_another() -> None:
    spec = lanes(PLAN, AREAS, "en")
    bars = [row for row in values(spec) if "area" in row]
    assert sorted({(row["area"], row["at"]) for row in bars}) == [("North", 1), ("South", 3), ("South", 4)]
    assert spec["title"]["text"] == ["2 areas; in several phases at once: 0 today, 1", "at some time"]
    assert {row["state"] for row in bars} == {"Running now", "To come"}


def slip(name: str, days: int, *, milestone: bool) -> SlipRow:
    was, now = date(2026, 3, 2), date(2026, 3, 2) + timedelta(days=days)
    return SlipRow(key(name), name, name, milestone, was, was, now, now, days, None)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([slip("A", 3, milestone=True), slip("B", 12, milestone=True)], "2 milestones slipped, the worst by 12 working days"),
        ([slip("A", 1, milestone=True), slip("B", 9, milestone=False)], "1 milestone slipped, by 1 working day"),
        ([slip("B", 9, milestone=False)], "No milestone slipped, but 1 task did, by 9 working days"),
        ([slip("B", -2, milestone=False)], "Nothing slipped; ending earlier: 1"),
        ([slip("B", 0, milestone=False)], "Nothing moved"),
    ],
)
def test_what_moved_most_is_the_title(rows: list[SlipRow], words: str) -> None:
    assert moved_finding(rows) == words
    spec = moving(rows, "en")
    assert (spec is None) is (words == "Nothing moved")
