"""A programme of 1,000 tasks as a workbook: importing it against reading its cells, by turns in one run."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from tests.bench.figures import Figure
from tests.conftest import pointing_at
from tests.factories.people import new_actor
from tests.factories.programmes import new_phase, new_programme
from tracker.core.db import reading, writing
from tracker.core.schema import bring_up_to_date
from tracker.core.words import Label
from tracker.core.workbooks import read_workbook
from tracker.people.rules import Actor, Role
from tracker.plan.models import Task
from tracker.programmes.actions.accepting import accept_differences
from tracker.programmes.forms.sheets import ProgrammeBook
from tracker.programmes.queries.comparing import differences
from tracker.programmes.queries.sheets import programme_sheets
from tracker.programmes.workbook.reading import read_programme
from tracker.programmes.workbook.writing import programme_workbook

TASKS = 1_000
EDITED = 50  # rows: more than a meeting changes
AIM = "at most 2"


def importing(times: int) -> list[Figure]:
    """Import is all that stands between the file and the stored rows: reading, comparing, and accepting what was edited."""
    with _programme() as (programme_id, by):
        file = _written(programme_id, by)
        read, compared, imported = [], [], []
        for turn in range(times + 1):
            read.append(_seconds(lambda: read_workbook(file, "programme.xlsx")))
            compared.append(_seconds(lambda: _import(file, programme_id, by)))
            file_of_turn = file if turn == 0 else _written(programme_id, by)
            imported.append(_seconds(lambda: _import(file_of_turn, programme_id, by, f"Edited {turn}")))  # noqa: B023 - run at once
    cells, looked, whole = (median(one[1:]) for one in (read, compared, imported))  # the first turn fills caches
    more = {
        "cells_ms": round(cells * 1000, 1),
        "without_changes_ms": round(looked * 1000, 1),
        "whole_ms": round(whole * 1000, 1),
        "tasks": TASKS,
        "edited": EDITED,
    }
    return [Figure("importing a workbook against reading its cells", round(whole / cells, 2), "x", AIM, more)]


@contextmanager
def _programme() -> Iterator[tuple[UUID, Actor]]:
    with TemporaryDirectory() as folder, pointing_at("", Path(folder)):
        bring_up_to_date()
        with writing() as session:
            by = new_actor(session, Role.ADMINISTRATOR)
            programme = new_programme(session)
            phase = new_phase(session, programme)
            session.add_all(_task(programme.id, phase.id, programme.starts_on, at) for at in range(TASKS))
        yield programme.id, by


def _task(programme_id: UUID, phase_id: UUID, starts_on: date, at: int) -> Task:
    begins = starts_on + timedelta(days=at % 300)
    return Task(
        programme_id=programme_id,
        phase_id=phase_id,
        code=f"T{at:04}",
        name=Label(f"Train the teams of store {at}", f"培训第 {at} 家门店的团队"),
        deliverable=Label("A list of who took part", "参加人员名单"),
        owner_role=Label("Training lead", "培训负责人"),
        position=at,
        starts_on=begins,
        due_on=begins + timedelta(days=4),
        duration_days=3,
    )


def _written(programme_id: UUID, by: Actor) -> bytes:
    with reading() as session:
        rows = programme_sheets(session, programme_id=programme_id, by=by)
    return programme_workbook(rows, "en")


def _import(file: bytes, programme_id: UUID, by: Actor, name: str = "") -> None:
    book = read_programme(read_workbook(file, "programme.xlsx"))
    if name:
        book = _edited(book, name)
    with reading() as session:
        found = differences(session, programme_id=programme_id, book=book, by=by)
    if name:
        with writing() as session:
            accept_differences(session, programme_id=programme_id, differences=found.differences, by=by)


def _edited(book: ProgrammeBook, name: str) -> ProgrammeBook:
    lines: list[Any] = list(book.lines)
    tasks = [at for at, line in enumerate(lines) if line.noun == "task"]
    for at in tasks[:: TASKS // EDITED]:
        lines[at] = replace(lines[at], values={**lines[at].values, "name_en": f"{name} {at}"})
    return replace(book, lines=tuple(lines))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
