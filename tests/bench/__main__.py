"""`make bench`: the figures, as a table and in var/bench.json. Ratios are taken in one run; no test depends on them.

Ends with 1 when something was lost or doubled under the faults: that is no figure.

`python -m tests.bench pages phone` takes only these; `--quick` shows in seconds that all of it works, and measures nothing.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench.exchange import importing
from tests.bench.field import offline
from tests.bench.figures import Figure, table, write
from tests.bench.growth import growing
from tests.bench.limits import limits
from tests.bench.pages import crowd, reruns
from tests.bench.phone import cold_starts
from tests.bench.reports import reporting
from tests.bench.rubrics import measure_rubrics
from tests.bench.schedules import schedules
from tests.bench.site import site
from tests.bench.submissions import measure
from tests.bench.waves import planning
from tests.bench.xlsform import reading_forms
from tests.faults.runs import figures as faults
from tracker.core.settings import ROOT

PARTS = (
    "pages",
    "phone",
    "submissions",
    "field",
    "forms",
    "rubrics",
    "plans",
    "exchange",
    "waves",
    "limits",
    "growth",
    "reports",
    "faults",
)
CLIENTS = 32
ALONE: Mapping[str, tuple[str, Callable[[bool], list[Figure]]]] = {
    "field": ("Two minutes without a network", lambda quick: offline(2, 8) if quick else offline(125)),
    "forms": ("Reading a long form", lambda quick: reading_forms(1 if quick else 15)),
    "rubrics": ("Scoring and linting", lambda quick: measure_rubrics(quick=quick)),
    "plans": ("Scheduling a large plan", lambda quick: schedules(1 if quick else 5)),
    "exchange": ("Importing a workbook of 1,000 tasks", lambda quick: importing(1 if quick else 9)),
    "waves": ("Planning a wave", lambda quick: planning(quick=quick)),
    "limits": ("Limits of 10,000 series", lambda quick: limits(quick=quick)),
    "growth": ("The board over ten times the audits", lambda quick: growing(quick=quick)),
    "reports": ("A report in each format", lambda quick: reporting(quick=quick)),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", metavar="|".join(PARTS))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--to", type=Path, default=ROOT / "var" / "bench.json")
    given = parser.parse_args(arguments)
    parts, quick = set(given.parts or PARTS), bool(given.quick)
    if unknown := parts - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    whole = True
    if parts & {"pages", "phone"}:
        print("Filling in the example", flush=True)
        with site() as running:
            if "pages" in parts:
                print("Reruns of each page", flush=True)
                found, heaviest = reruns(running, 2 if quick else 15)
                figures += found
                for people in (2,) if quick else (10, 50):
                    print(f"{people} people on {heaviest}", flush=True)
                    figures.append(crowd(running, heaviest, people, 1 if quick else 25))
            if "phone" in parts:
                print("A cold phone", flush=True)
                figures += cold_starts(running, 1 if quick else 3)
    if "submissions" in parts:
        for kind in ("sqlite",) if quick else ("sqlite", "postgresql"):
            print(f"Submissions on {kind}", flush=True)
            figures += measure(kind, 4 if quick else CLIENTS, 1 if quick else 30, 1 if quick else 10)
    for part, (told, measured) in ALONE.items():
        if part in parts:
            print(told, flush=True)
            figures += measured(quick)
    if "faults" in parts:
        print("A network that cuts, and a server that is killed", flush=True)
        found, whole = faults(quick=quick)
        figures += found
    print(table(figures))
    write(figures, given.to, quick=quick)
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
