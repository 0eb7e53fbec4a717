"""What was measured, as a table for people and JSON for machines."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tracker.core import clock
from tracker.core.settings import ROOT


@dataclass(frozen=True)
class Figure:
    """`aim` says what would be good; `value` is in `unit`. `more` holds what the value was made of."""

    name: str
    value: float
    unit: str
    aim: str = ""
    more: dict[str, float] = field(default_factory=dict)


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest rank: a value that was measured. 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    if not seconds:
        return {"n": 0}
    return {
        "n": len(seconds),
        "median_ms": round(median(seconds) * 1000, 1),
        "p95_ms": round(percentile(seconds, 95) * 1000, 1),
        "slowest_ms": round(max(seconds) * 1000, 1),
    }


def table(figures: Sequence[Figure]) -> str:
    rows = [("figure", "value", "aim", "made of")]
    for figure in figures:
        more = ", ".join(f"{name} {value:g}" for name, value in figure.more.items())
        rows.append((figure.name, f"{figure.value:g} {figure.unit}".strip(), figure.aim, more))
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    return "\n".join("  ".join([*(row[place].ljust(widths[place]) for place in range(3)), row[3]]).rstrip() for row in rows)


def write(figures: Sequence[Figure], to: Path, *, quick: bool) -> None:
    document: dict[str, Any] = {
        "measured_at": clock.now().isoformat(timespec="seconds"),
        "commit": _commit(),
        "quick": quick,
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load_before_and_after": [_LOAD_AT_START, os.getloadavg()[0]],
        },
        "figures": [asdict(figure) for figure in figures],
    }
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _commit() -> str:
    said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


_LOAD_AT_START = os.getloadavg()[0]
