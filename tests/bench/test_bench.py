"""The bench works; what it measures is nobody's condition."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.bench.figures import percentile
from tracker.core.settings import ROOT

NONE_IS_GOOD = re.compile("errors|lost|doubled")


def test_the_bench_measures_everything(tmp_path: Path) -> None:
    to = tmp_path / "bench.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick", "--to", str(to)], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    written = json.loads(to.read_text())
    values = {figure["name"]: figure for figure in written["figures"]}
    assert len([name for name in values if name.startswith("rerun of ")]) > 10
    assert all(figure["value"] > 0 for name, figure in values.items() if not NONE_IS_GOOD.search(name))
    assert (values["offline form: lost"]["value"], values["offline form: doubled"]["value"]) == (0, 0)
    assert values["submissions, sqlite: errors over HTTP"]["value"] == 0
    compressed = values["cold phone to a usable form, compressed"]["more"]["kilobytes"]
    assert compressed < values["cold phone to a usable form, not compressed"]["more"]["kilobytes"] * 0.6
    assert all(figure["more"].get("failed", 0) == 0 for figure in written["figures"])


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile(list(range(1, 101)), 95) == 96
    assert percentile([], 95) == 0
