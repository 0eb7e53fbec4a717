"""The critical path of a large plan: computed in the process, and by the command with starting, reading and writing."""

import json
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from tests.bench.figures import Figure
from tracker.core.json_documents import read_json
from tracker.core.settings import ROOT
from tracker.plan.workbook.documents import read_plan, schedule_plan

TASKS, LINKS = 10_000, 15_000


def schedules(runs: int) -> list[Figure]:
    text = json.dumps(_plan(TASKS, LINKS))
    plan = read_plan(read_json(text))
    alone = min(_seconds(lambda: schedule_plan(plan)) for _ in range(runs))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(text, "utf-8")
        command = [sys.executable, "-m", "tracker", "schedule", str(file)]
        whole = min(_seconds(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True)) for _ in range(runs))
    made_of = {"tasks": TASKS, "links": LINKS, "command": round(whole, 2)}
    return [Figure("schedule of a large plan", round(alone, 3), "s", "at most 1 s", made_of)]


def _plan(tasks: int, links: int) -> dict[str, Any]:
    """The same plan each time: every kind of link, lags, leads and milestones."""
    chosen = random.Random(5)  # noqa: S311 - a plan, no secret
    pairs = (sorted(chosen.sample(range(tasks), 2)) for _ in range(links))
    return {
        "start": "2026-01-05",
        "tasks": [{"id": f"T{number}", "duration": chosen.randint(0, 10)} for number in range(tasks)],
        "links": [
            {"from": f"T{a}", "to": f"T{b}", "type": chosen.choice(("FS", "FS", "SS", "FF", "SF")), "lag": chosen.randint(-3, 3)}
            for a, b in pairs
        ],
    }


def _seconds(measured: Any) -> float:
    began = perf_counter()
    measured()
    return perf_counter() - began
