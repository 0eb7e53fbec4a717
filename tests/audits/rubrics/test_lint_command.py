"""`python -m audits lint-rubric FILE` as a script sees it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from audits.__main__ import main
from tests.factories.rubrics import SMALL
from tracker.core.settings import ROOT

FORM = """
| survey |                  |       |        |        |          |                   |
|        | type             | name  | label  | weight | critical | relevant          |
|        | begin_group      | g     | Group  |        |          |                   |
|        | select_one yn    | clean | Clean? | 40     | yes      |                   |
|        | select_one yn    | tidy  | Tidy?  | 30     |          |                   |
|        | select_one yn    | fast  | Fast?  | 20     |          |                   |
|        | select_one yn    | warm  | Warm?  | 10     |          |                   |
|        | select_one yn    | kind  | Kind?  | 5      |          | ${clean} = 'no'   |
|        | end_group        |       |        |        |          |                   |
| choices |           |      |       |       |      |
|         | list_name | name | label | score | fail |
|         | yn        | yes  | Yes   | 1     |      |
|         | yn        | no   | No    |       | yes  |
"""


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(content: str | bytes, name: str) -> tuple[int, list[dict[str, Any]], str]:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main(["lint-rubric", str(file)])
        out, err = capsys.readouterr()
        return code, json.loads(out)["findings"] if out else [], err

    return run


def rules(findings: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(one["rule"], one["item"]) for one in findings]


def test_a_template_with_warnings_alone_is_done(run: Any) -> None:
    code, findings, said = run(SMALL, "small.yaml")
    assert (code, said) == (0, "")
    assert findings == [
        {
            "severity": "warning",
            "item": "clean",
            "rule": "guidance_missing",
            "message": "This item is critical, but has no guidance.",
            "fix": "Say when exactly it fails, so that every visitor decides alike.",
        }
    ]


def test_an_error_in_a_template_is_exit_1_with_item_and_fix(run: Any) -> None:
    code, findings, _ = run(SMALL.replace("{from: 5, points: 0}", "{from: 5, points: -2}"), "a.yml")
    assert code == 1
    assert ("bounds", "minutes") in rules(findings)
    assert all(one["message"] and one["fix"] for one in findings)


def test_what_has_not_the_shape_of_a_rubric_is_found_all_at_once(run: Any) -> None:
    code, findings, _ = run(SMALL.replace("kind: multiple", "kind: several").replace("highest: 60", "highest: soon"), "a.yaml")
    assert (code, rules(findings)) == (1, [("shape", "seen"), ("shape", "minutes")])
    assert findings[0]["message"].startswith("kind")


def test_weights_of_a_form_that_sum_to_105_are_an_error(run: Any) -> None:
    code, findings, said = run(FORM, "form.md")
    assert (code, said) == (1, "")
    errors = [one for one in findings if one["severity"] == "error"]
    assert [one["rule"] for one in errors] == ["weights"]
    assert "105" in errors[0]["message"]
    assert run(FORM.replace("| 30     |", "| 25     |"), "form.md")[0] == 0


def test_a_form_with_a_loss_and_an_impossible_branch_names_the_items(run: Any) -> None:
    text = FORM.replace("${clean} = 'no' ", "${clean} = 'no' and ${clean} = 'yes' ").replace(
        "| No    |       |", "| No    | -1    |"
    )
    code, findings, _ = run(text, "form.md")
    assert code == 1
    assert {("unreachable", "kind"), ("bounds", None)} <= set(rules(findings))


def test_a_form_that_is_refused_has_findings_of_the_rule_form(run: Any) -> None:
    code, findings, _ = run(FORM.replace("select_one yn    | tidy", "select_one nolist| tidy"), "form.md")
    assert code == 1
    assert ("form", "tidy") in rules(findings)
    code, findings, _ = run("| survey |\n| | type | name |\n| | calculate | x |\n", "form.md")
    assert (code, {one["rule"] for one in findings}) == (1, {"form"})


@pytest.mark.parametrize(("content", "name"), [("a: [", "a.yaml"), (b"\xff\xfe\xff", "a.yaml")])
def test_what_is_no_yaml_is_refused_in_a_sentence(run: Any, content: str | bytes, name: str) -> None:
    code, findings, said = run(content, name)
    assert (code, findings) == (1, [])
    assert name in said
    assert "Traceback" not in said


def test_a_missing_or_broken_file_is_refused(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint-rubric", "nowhere.xlsx"]) == 1
    assert "nowhere.xlsx" in capsys.readouterr().err
    code, findings, _ = run(b"PK\x03\x04broken", "form.xlsx")
    assert (code, {one["rule"] for one in findings}) == (1, {"form"})


def test_a_template_is_linted_without_a_database_or_a_table(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)
    script = (
        "import sys; from audits.__main__ import main; main(['lint-rubric', sys.argv[1]]);"
        "print([name for name in ('sqlalchemy', 'streamlit', 'pandas', 'openpyxl', 'pyxform') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"
