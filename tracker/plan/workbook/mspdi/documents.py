"""A Microsoft Project file as the JSON of scripts: durations, lags and slacks in minutes."""

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from tracker.core.refusals import Refusal
from tracker.core.rules import decimal_of, shortest
from tracker.plan.rules.calendar import WorkingTime
from tracker.plan.workbook.mspdi.comparing import DATES, Ours, differences, our_times
from tracker.plan.workbook.mspdi.fields import MINUTE, moment_text
from tracker.plan.workbook.mspdi.reading import FileTimes, Project

SLACKS = ("total_slack", "free_slack")


def project_document(project: Project) -> dict[str, Any]:
    ours = our_times(project)
    try:
        return {
            "calendars": [
                {"uid": calendar.uid, "name": calendar.name, "working_days": _weekdays(project.times[calendar.uid])}
                for calendar in project.calendars
            ],
            "tasks": [
                {
                    "uid": task.uid,
                    "id": task.id,
                    "name": task.name,
                    "summary": task.summary,
                    "milestone": task.milestone,
                    "duration": _minutes(task.duration),
                    "file": _times(task.file),
                    "ours": None if one is None else _times(one),
                }
                for task, one in zip(project.tasks, ours, strict=True)
            ],
            "links": [
                {"from": link.before, "to": link.after, "type": link.type.value, "lag": _minutes(link.lag)}
                for link in project.links
            ],
            "differences": [
                {"uid": one.uid, "field": one.field, "file": _shown(one.field, one.file), "ours": _shown(one.field, one.ours)}
                for one in differences(project, ours)
            ],
        }
    except (ValueError, OverflowError) as error:
        raise Refusal("plan.beyond_calendar") from error


def _times(found: FileTimes | Ours) -> dict[str, Any]:
    return {name: None if value is None else _shown(name, value) for name, value in asdict(found).items()}


def _shown(name: str, value: int | bool) -> object:
    return moment_text(value) if name in DATES else _minutes(value) if name in SLACKS else value


def _minutes(seconds: int | Fraction) -> object:
    if seconds % MINUTE == 0:
        return int(seconds // MINUTE)
    return shortest(decimal_of(Fraction(seconds) / MINUTE))


def _weekdays(times: WorkingTime) -> list[int]:
    return [weekday for weekday, spans in enumerate(times.week, start=1) if spans]
