"""`python -m audits read-xlsform FILE` as a script sees it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from audits.__main__ import main
from tests.audits.rubrics.workbook.reading import CHOICES, survey
from tracker.core.settings import ROOT

FORM = """
| survey |
| | type          | name | label::English (en) | required | relevant |
| | begin group   | g    | Greeting            |          |          |
| | select_one yn | a    | Greeted?            | yes      |          |
| | end group     |      |                     |          |          |
| | integer       | c    | Seconds             |          | ${a} = 1 |
| choices |
| | list_name | name | label::English (en) | score | fail |
| | yn        | 1    | Yes                 | 2.50  |      |
| | yn        | 0    | No                  |       | yes  |
"""
HEAVY = {"pydantic", "pandas", "babel", "sqlalchemy", "streamlit", "numpy", "PIL"}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(content: str | bytes, *options: str, name: str = "form.md") -> tuple[int, dict[str, Any], str]:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main(["read-xlsform", str(file), *options])
        out, err = capsys.readouterr()
        return code, json.loads(out), err

    return run


def test_the_outline_is_printed_with_every_field(run: Any) -> None:
    code, document, said = run(FORM, "--points-from-names")
    assert (code, said) == (0, "")
    assert document == {
        "accepted": True,
        "languages": ["English (en)"],
        "outline": [
            {
                "row": 2,
                "name": "g",
                "kind": "section",
                "type": "begin group",
                "section": None,
                "labels": {"English (en)": "Greeting"},
                "required": False,
                "condition": None,
                "list": None,
                "options": [],
            },
            {
                "row": 3,
                "name": "a",
                "kind": "single",
                "type": "select_one yn",
                "section": "g",
                "labels": {"English (en)": "Greeted?"},
                "required": True,
                "condition": None,
                "list": "yn",
                "options": [
                    {"name": "1", "labels": {"English (en)": "Yes"}, "points": 2.5, "not_applicable": False, "fail": False},
                    {"name": "0", "labels": {"English (en)": "No"}, "points": 0, "not_applicable": False, "fail": True},
                ],
            },
            {
                "row": 5,
                "name": "c",
                "kind": "number",
                "type": "integer",
                "section": None,
                "labels": {"English (en)": "Seconds"},
                "required": False,
                "condition": "${a} = 1",
                "list": None,
                "options": [],
            },
        ],
        "problems": [],
    }


def test_a_refused_form_is_printed_too_and_its_errors_are_told(run: Any) -> None:
    code, document, said = run(survey("select_one no | a | A", "deviceid | d") + CHOICES)
    assert code == 1
    assert document["accepted"] is False
    assert [(row["name"], row["kind"], row["list"]) for row in document["outline"]] == [
        ("a", "single", "no"),
        ("d", "kept", None),
    ]
    assert document["problems"] == [
        {
            "severity": "error",
            "sheet": "survey",
            "row": 2,
            "column": "type",
            "message": "There is no choice list “no”; there are: yn.",
            "fix": "Add “no” to the choices sheet, or write the name of a list that is there.",
        },
        {
            "severity": "warning",
            "sheet": "survey",
            "row": 3,
            "column": "type",
            "message": "“d” is filled in by the device; it is kept for export only.",
            "fix": "Nothing to do if visits need no “d”; otherwise ask it as text, a number, a date, a photo or a choice.",
        },
    ]
    assert said.startswith("survey, row 2, type: There is no choice list “no”;")
    assert len(said.splitlines()) == 1


def test_a_broken_file_is_printed_as_refused(run: Any) -> None:
    code, document, said = run(b"PK\x03\x04 and no more", name="form.xlsx")
    assert code == 1
    assert (document["accepted"], document["outline"], len(document["problems"])) == (False, [], 1)
    assert document["problems"][0]["sheet"] is None
    assert "form.xlsx" in said


def test_a_missing_file_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-xlsform", "/no/such/form.xlsx"]) == 1
    assert capsys.readouterr() == ("", "/no/such/form.xlsx cannot be read: No such file or directory. Check its name.\n")


def test_the_command_loads_only_what_reading_takes(tmp_path: Path) -> None:
    file = tmp_path / "form.md"
    file.write_text(survey("text | a | A"))
    code = f"import runpy, sys; sys.argv = ['audits', 'read-xlsform', {str(file)!r}]\n"
    code += "try: runpy.run_module('audits', run_name='__main__')\nexcept SystemExit as done: print(done.code)\n"
    code += f"print([name for name in {sorted(HEAVY)!r} if sys.modules.get(name)])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[0])["accepted"] is True
    assert done.stdout.splitlines()[1:] == ["0", "[]"]
    assert done.stderr == ""
