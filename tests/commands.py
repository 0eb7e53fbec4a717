"""A command for scripts on a JSON file, run in this process: its exit code, what it printed, and what it said beside."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tracker.core.settings import ROOT

DATABASE_AND_PAGES = {"sqlalchemy", "pydantic", "babel", "streamlit", "altair", "pandas"}
NUMERICS = {"numpy", "scipy", "statsmodels"}

Run = Callable[[object], tuple[int, dict[str, Any], str]]


def on_json(
    main: Callable[[Sequence[str]], int],
    command: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    parse_float: Callable[[str], Any] = float,
) -> Run:
    """`run(content)` writes the content as JSON, a text as it is."""

    def run(content: object) -> tuple[int, dict[str, Any], str]:
        file = tmp_path / "given.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        code = main([command, str(file)])
        out, err = capsys.readouterr()
        return code, json.loads(out, parse_float=parse_float) if out else {}, err

    return run


RunFile = Callable[..., tuple[int, dict[str, Any], str]]


def on_csv(main: Callable[[Sequence[str]], int], command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> RunFile:
    """`run(content, *options)`: the content is a text, or bytes as they are. The command speaks as an English shell asks."""

    def run(content: str | bytes, *options: object) -> tuple[int, dict[str, Any], str]:
        file = tmp_path / "given.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main([command, str(file), *map(str, options)])
        out, err = capsys.readouterr()
        return code, json.loads(out, parse_constant=_no_number) if out else {}, err

    return run


def answered_without(heavy: set[str], *arguments: object) -> dict[str, Any]:
    """What a process of its own prints for `python -m results ...`; it may load none of these libraries."""
    code = (
        "import sys; from results.__main__ import main; left = main(sys.argv[2:]);"
        "sys.exit(left or ', '.join(set(sys.argv[1].split()) & set(sys.modules)) or 0)"
    )
    command = [sys.executable, "-c", code, " ".join(sorted(heavy)), *map(str, arguments)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True)
    assert (ran.returncode, ran.stderr) == (0, b"")
    return json.loads(ran.stdout)


def refused(answer: tuple[int, dict[str, Any], str]) -> str:
    """What was said: one line, and nothing on standard output."""
    code, document, said = answer
    assert (code, document, len(said.splitlines())) == (1, {}, 1)
    assert "Traceback" not in said
    return said


def done(answer: tuple[int, dict[str, Any], str]) -> dict[str, Any]:
    code, document, said = answer
    assert (code, said) == (0, "")
    return document


def _no_number(constant: str) -> float:
    raise AssertionError(f"{constant} is no JSON")
