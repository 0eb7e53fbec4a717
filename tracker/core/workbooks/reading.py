"""Uploaded workbooks and CSV files to sheets of text: first the gate, then a child process with limits."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.core.refusals import Problem, Refusal
from tracker.core.workbooks import child, gate, separated

CHILD = Path(__file__).with_name("child.py")
WALL_SECONDS = 20
CHILDREN = 2  # at once: each may take 1 GiB
WAIT_SECONDS = 60
TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
SHOWN_NAME = 80
KEPT_ENVIRONMENT = ("LD_LIBRARY_PATH", "SYSTEMROOT")  # what Python may need to start; no address, no secret

_turns = threading.BoundedSemaphore(CHILDREN)


@dataclass(frozen=True)
class Fault:
    """A cell that has no value to read: an error such as #N/A, or a formula that was never calculated. Counted from 1."""

    row: int
    column: int
    key: str
    text: str


@dataclass(frozen=True)
class SheetText:
    """A sheet as text: `rows[0]` is row 1. A cell at fault keeps its text (#N/A) or is empty; whoever reads `rows` without
    `read_table` shows `problems` too."""

    name: str
    rows: list[list[str]]
    faults: tuple[Fault, ...] = ()

    @property
    def problems(self) -> list[Problem]:
        return [
            Problem(fault.key, self.name, fault.row, column_letters(fault.column), (("text", fault.text),))
            for fault in self.faults
        ]


def read_workbook(data: bytes, file_name: str, *, streamed: bool = False) -> list[SheetText]:
    """All sheets of an .xlsx workbook, or a CSV file as one sheet named after the file. What it is, its first bytes tell.

    Dates are 2026-03-01, numbers in their shortest form, percentages and leading zeros as they are seen (85%, 00123).
    Raises Refusal with what is wrong and how to fix it.
    """
    name = child.clean(Path(file_name.replace("\\", "/")).name)[:SHOWN_NAME] or "?"
    known = data.startswith((*gate.ZIP_START, gate.OLE_START))
    if data and not known and Path(name).suffix.lower() in TEXT_SUFFIXES:
        return [_separated(data, name)]
    gate.check(data, name, streamed=streamed)
    answer = _ask_child(data, name)
    if "refusal" in answer:
        raise Refusal(answer["refusal"], **{"name": name, **answer["facts"]})
    return [
        SheetText(sheet["name"], sheet["rows"], tuple(Fault(*fault) for fault in sheet["faults"])) for sheet in answer["sheets"]
    ]


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _separated(data: bytes, name: str) -> SheetText:
    if len(data) > gate.MAX_SIZE:
        size, limit = round(len(data) / gate.MEGABYTE, 1), gate.MAX_SIZE // gate.MEGABYTE
        raise Refusal("files.too_large", name=name, size=size, limit=limit)
    rows = separated.rows_of(data, name)
    faults = tuple(
        Fault(row, column, "files.error_value", text)
        for row, cells in enumerate(rows, 1)
        for column, text in enumerate(cells, 1)
        if text.startswith("#") and text in separated.ERRORS
    )
    return SheetText(Path(name).stem, rows, faults)


def _ask_child(data: bytes, name: str) -> dict[str, Any]:
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Refusal("files.busy", name=name)
    try:
        done = subprocess.run(  # noqa: S603 - our own file; the upload goes in as its standard input
            [sys.executable, "-I", "-B", str(CHILD)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={kept: os.environ[kept] for kept in KEPT_ENVIRONMENT if kept in os.environ},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("files.too_heavy", name=name) from error
    finally:
        _turns.release()
    if done.returncode < 0 or done.returncode == child.TOO_HEAVY:
        raise Refusal("files.too_heavy", name=name)
    if done.returncode:
        raise Refusal("files.damaged", name=name)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
