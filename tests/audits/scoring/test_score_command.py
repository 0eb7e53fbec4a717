"""`python -m audits score FILE.json` as a script sees it."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from audits.__main__ import main
from tests.commands import Run, on_json
from tracker.core.commands import sentences_of
from tracker.core.settings import ROOT
from tracker.core.words import LANGUAGES, catalogue

YES_NO = {"id": "a", "kind": "yesno", "answer": "yes"}
SINGLE = {"id": "s", "kind": "single", "options": [{"name": "x", "points": 1}, {"name": "na", "not_applicable": True}]}
NUMBER = {"id": "n", "kind": "number", "bands": [{"below": 10, "points": 2}, {"from": 10, "points": 1}]}


def document(*items: dict[str, Any], policy: object = "safetyculture") -> dict[str, Any]:
    return {"policy": policy, "sections": [{"name": "one", "items": list(items)}]}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return on_json(main, "score", tmp_path, capsys, parse_float=Decimal)


def test_a_score_is_printed_in_full(run: Any) -> None:
    code, result, said = run(document(YES_NO | {"weight": 0.7}, policy={"preset": "sassie", "pass_mark": 85}))
    assert (code, said) == (0, "")
    assert result["policy"] == {
        "preset": "sassie",
        "unanswered": "zero",
        "not_applicable": "zero",
        "aggregation": "pooled",
        "multiple_maximum": "sum",
        "critical": "record",
        "critical_cap": None,
        "bonus_cap": False,
        "floor_zero": False,
        "start": 100,
        "pass_mark": 85,
        "bands": [],
        "decimals": 2,
    }
    assert {name: value for name, value in result.items() if name != "policy"} == {
        "earned": Decimal("0.7"),
        "possible": Decimal("0.7"),
        "percent": 100,
        "shown_percent": "100.00",
        "passed": True,
        "band": None,
        "critical_failed": [],
        "sections": [
            {"name": "one", "weight": 1, "earned": Decimal("0.7"), "possible": Decimal("0.7"), "percent": 100, "passed": None}
        ],
        "trace": [
            {
                "item": "a",
                "points": 1,
                "weight": Decimal("0.7"),
                "earned": Decimal("0.7"),
                "possible": Decimal("0.7"),
                "reason": "answered",
            }
        ],
    }


def test_the_policy_printed_can_be_given_again(run: Any) -> None:
    bands = [{"name": "good", "from": 80}, {"name": "low", "from": 0}]
    _, first, _ = run(document(YES_NO, policy={"aggregation": "deduction", "start": 12.5, "bands": bands, "critical_cap": 1}))
    code, second, _ = run(json.dumps(document(YES_NO, policy=first["policy"]), default=float))
    assert (code, second) == (0, first)


def test_every_digit_is_kept(run: Any) -> None:
    points = "0.333333333333333333333333333333"
    text = json.dumps(document(SINGLE | {"answer": "x"})).replace('"points": 1', f'"points": {points}')
    _, result, _ = run(text)
    assert result["earned"] == Decimal(points)
    third = document(YES_NO, YES_NO | {"id": "b", "answer": "no"}, YES_NO | {"id": "c", "answer": None})
    assert str(run(third)[1]["percent"]).startswith("33.33333333333333333333")


@pytest.mark.parametrize(
    "preset", ["safetyculture", "sassie", "sassie_omit_na", "zenput", "genesys", "mean_of_sections", "deduction"]
)
def test_every_preset_scores(run: Any, preset: str) -> None:
    code, result, _ = run(document(YES_NO, policy=preset))
    assert (code, result["policy"]["preset"]) == (0, preset)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "not valid JSON"),
        ("[]", "object"),
        ("{}", "policy"),
        ("[" * 100_000, "not valid JSON"),
        ('{"policy": "sassie", "policy": "zenput", "sections": []}', "twice"),
        ('{"policy": {"pass_mark": NaN}, "sections": []}', "NaN"),
        ('{"policy": {"pass_mark": 1e999999999}, "sections": []}', "pass_mark"),
        ('{"policy": {"pass_mark": 1e99999999999999999999}, "sections": []}', "not valid JSON"),
        (f'{{"policy": {{"pass_mark": {"9" * 5000}}}, "sections": []}}', "pass_mark"),
        (document(policy="nobody"), "nobody"),
        (document(policy=7), "policy"),
        (document(policy={"preset": "nobody"}), "nobody"),
        (document(policy={"pas_mark": 1}), "pas_mark"),
        (document(policy={"unanswered": "maybe"}), "maybe"),
        (document(policy={"bonus_cap": 1}), "bonus_cap"),
        (document(policy={"critical": "cap"}), "critical_cap"),
        (document(policy={"start": 0}), "start"),
        (document(policy={"decimals": 1.5}), "decimals"),
        (document(policy={"bands": [{"name": "good"}]}), "bands[0]"),
        ({"policy": "sassie"}, "sections"),
        ({"policy": "sassie", "sections": [{"name": "x"}]}, "items"),
        (document({"kind": "yesno"}), "id"),
        (document({"id": "a"}), "kind"),
        (document({"id": "a", "kind": "essay"}), "essay"),
        (document({"id": "a", "kind": "single"}), "options"),
        (document({"id": "a", "kind": "single", "options": []}), "no options"),
        (document({"id": "a", "kind": "single", "options": [{"name": "x"}, {"name": "x"}]}), "twice"),
        (document({"id": "a", "kind": "number"}), "bands"),
        (document(NUMBER | {"bands": [{"points": 1}, {"from": 3, "points": 2}]}), "bands[1]"),
        (document(NUMBER | {"bands": [{"from": 3, "below": 3, "points": 2}]}), "bands[0]"),
        (document(NUMBER | {"options": [{"name": "x"}]}), "number"),
        (document(YES_NO | {"bands": [{"points": 1}]}), "yesno"),
        (document(YES_NO | {"weight": -1}), "weight"),
        (document(YES_NO | {"weight": "1"}), "weight"),
        (document(YES_NO | {"critical": "yes"}), "critical"),
        (document(YES_NO | {"answer": "maybe"}), "maybe"),
        (document(YES_NO | {"answer": True}), "True"),
        (document(YES_NO | {"answer": ["yes"]}), "yes"),
        (document(NUMBER | {"answer": "5"}), "5"),
        (document(NUMBER | {"answer": True}), "True"),
        (document(SINGLE | {"kind": "multiple", "answer": "x"}), "list"),
        (document(SINGLE | {"kind": "multiple", "answer": ["x", "na"]}), "not applicable"),
        (document(YES_NO, YES_NO), "twice"),
        (document(YES_NO | {"condition": {"item": "ghost", "equals": "yes"}}), "ghost"),
        (document(YES_NO | {"condition": {"item": "a", "equals": "yes"}}), "circle"),
        (document(YES_NO, SINGLE | {"condition": {"item": "a", "equals": "perhaps"}}), "perhaps"),
        (document(YES_NO, SINGLE | {"condition": {"item": "a", "equals": []}}), "equals"),
        (document(NUMBER, SINGLE | {"condition": {"item": "n", "equals": "5"}}), "5"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(run: Any, content: object, word: str) -> None:
    code, result, said = run(content)
    assert (code, result) == (1, {})
    assert word in said
    assert "Traceback" not in said
    assert said.count("\n") == 1


def test_a_blocking_policy_names_every_visible_item_without_an_answer(run: Any) -> None:
    hidden = YES_NO | {"id": "h", "answer": None, "condition": {"item": "a", "equals": "no"}}
    items = [YES_NO, hidden, SINGLE, SINGLE | {"id": "m", "kind": "multiple", "answer": []}]
    code, _, said = run(document(*items, policy={"unanswered": "block"}))
    assert code == 1
    assert "s, m." in said
    assert "h" not in said.split(":")[1].split(".")[0].split(", ")


def test_a_mistyped_field_is_named_and_the_score_still_printed(run: Any) -> None:
    item = YES_NO | {"wieght": 2, "options": [{"name": "yes", "point": 1}]}
    code, result, said = run(document(item) | {"note": "x"})
    assert (code, result["possible"]) == (0, 0)
    assert [line.split(" ")[0] for line in said.splitlines()] == [
        "file.note",
        "sections[0].items[0].wieght",
        "sections[0].items[0].options.point",
    ]


def test_a_condition_may_name_several_answers_or_a_number(run: Any) -> None:
    either = YES_NO | {"id": "e", "condition": {"item": "a", "equals": ["yes", "na"]}}
    on_number = YES_NO | {"id": "z", "condition": {"item": "n", "equals": 5.0}}
    assert run(document(YES_NO, either, NUMBER | {"answer": 5}, on_number))[1]["possible"] == 5


def test_a_byte_order_mark_is_accepted(run: Any) -> None:
    assert run("\ufeff" + json.dumps(document(YES_NO)))[0] == 0


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", "folder"])
def test_a_missing_or_broken_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: object) -> None:
    file = tmp_path / "audit.json"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content == "folder":
        file.mkdir()
    assert main(["score", str(file)]) == 1
    assert str(file) in capsys.readouterr().err


def test_wrong_usage_is_exit_2() -> None:
    for arguments in ([], ["guess"], ["score"], ["score", "a", "b"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_small_reader_reads_the_catalogue_as_the_large_one_does(language: str) -> None:
    large = {key: text for key, text in catalogue(language).items() if key.startswith("scoring.")}
    assert {key: text for key, text in sentences_of(language, "scoring").items() if key} == large


def test_it_needs_no_database_no_settings_and_no_large_library(tmp_path: Path) -> None:
    """Libraries are what takes half a second: none but the standard one is loaded, for a score and for a refusal."""
    good = tmp_path / "good.json"
    good.write_text(json.dumps(document(YES_NO)))
    script = (
        "import sys; from audits.__main__ import main; code = main(['score', sys.argv[1]]);"
        "print(sorted({'pydantic', 'sqlalchemy', 'babel', 'streamlit', 'yaml'} & set(sys.modules)), file=sys.stderr);"
        "sys.exit(code)"
    )
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": "nonsense://", "LANG": "zh_CN.UTF-8", "PYTHONIOENCODING": "utf-8"}
    for file, code in ((good, 0), (tmp_path / "none.json", 1)):
        done = subprocess.run(
            [sys.executable, "-c", script, str(file)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code
        assert done.stderr.splitlines()[-1] == "[]"
        assert code == 0 or "无法读取" in done.stderr
