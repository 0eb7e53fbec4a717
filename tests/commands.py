"""A command for scripts on a JSON file, run in this process: its exit code, what it printed, and what it said beside."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

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
