"""`python -m audits export-xlsform FILE OUT.xlsx` as a script sees it."""

from pathlib import Path
from typing import Any

import pytest

from audits.__main__ import main
from audits.rubrics.forms import load_template
from audits.rubrics.forms.templates import TEMPLATES
from audits.rubrics.workbook.outline import read_form
from audits.rubrics.workbook.rubric import read_rubric
from tests.audits.rubrics.workbook.forms import table

FORM = table(
    survey="""
    | type          | name  | label  | relevant     |
    | select_one yn | clean | Clean? |              |
    | text          | why   | Why?   | today() > '' |
    """,
    choices="""
    | list_name | name | label |
    | yn        | yes  | Yes   |
    | yn        | no   | No    |
    """,
)


@pytest.fixture
def export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def export(content: bytes, name: str, out: str = "out.xlsx") -> tuple[int, bytes | None, str]:
        (tmp_path / name).write_bytes(content)
        code = main(["export-xlsform", str(tmp_path / name), str(tmp_path / out)])
        printed, said = capsys.readouterr()
        assert printed == ""
        written = tmp_path / out
        return code, written.read_bytes() if written.is_file() else None, said

    return export


def test_a_form_is_written_again_and_its_warnings_are_said(export: Any) -> None:
    code, written, said = export(FORM, "visit.md")
    assert code == 0
    assert [row.name for row in read_form(written, "out.xlsx").outline] == ["clean", "why"]
    assert "survey, row 3, relevant" in said
    assert "today()" in said


def test_a_template_is_written_as_a_form(export: Any) -> None:
    code, written, said = export((TEMPLATES / "store_visit.yaml").read_bytes(), "mine.yaml")
    assert (code, said) == (0, "")
    assert read_rubric(written, "out.xlsx")[0] == load_template("store_visit")


def test_a_form_without_a_question_is_written_as_it_was_read(export: Any) -> None:
    code, written, said = export(table(survey="| type | name |\n| start | begun |"), "f.md")
    assert code == 0
    assert [row.name for row in read_form(written, "out.xlsx").outline] == ["begun"]
    assert "begun" in said


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (FORM.replace(b"select_one yn", b"select_one zz"), "f.md", "survey, row 2, type"),
        (b"code: x", "f.yaml", "f.yaml, sections"),
        (b"\xff\xfe", "f.yaml", "cannot be read"),
        (b"PK\x03\x04 no workbook", "f.xlsx", ""),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_written(export: Any, content: bytes, name: str, sentence: str) -> None:
    code, written, said = export(content, name)
    assert (code, written) == (1, None)
    assert sentence in said
    assert said.strip()


def test_a_file_that_is_missing_or_cannot_be_written_is_refused(export: Any, tmp_path: Path, capsys: Any) -> None:
    assert main(["export-xlsform", str(tmp_path / "none.md"), str(tmp_path / "out.xlsx")]) == 1
    assert "none.md" in capsys.readouterr().err
    code, _, said = export(FORM, "f.md", out="nowhere/out.xlsx")
    assert code == 1
    assert "cannot be written" in said


def test_a_wrong_call_says_how_to_call_it() -> None:
    with pytest.raises(SystemExit) as left:
        main(["export-xlsform", "only-one"])
    assert left.value.code == 2
