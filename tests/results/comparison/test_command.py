"""`python -m results limits` as scripts use it."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.__main__ import main
from results.comparison.documents import Asked, limits_document
from results.comparison.process_limits import Better, LimitsRefused
from tests.commands import DATABASE_AND_PAGES, NUMERICS, answered_without
from tracker.core.refusals import Refusal

PUBLISHED = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def csv_of(values: list[float]) -> str:
    return "date,value\n" + "".join(f"2025-01-{day:02},{value}\n" for day, value in enumerate(values, 1))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "series.csv"
    path.write_text(csv_of(PUBLISHED), encoding="utf-8")
    return path


def answer(capsys: pytest.CaptureFixture[str], *options: object) -> dict[str, Any]:
    assert main(["limits", *map(str, options)]) == 0
    found = capsys.readouterr()
    assert found.err == ""
    return json.loads(found.out)


def refusal(capsys: pytest.CaptureFixture[str], *options: object) -> str:
    assert main(["limits", *map(str, options)]) == 1
    found = capsys.readouterr()
    assert found.out == ""
    assert "Traceback" not in found.err
    assert len(found.err.splitlines()) == 1
    return found.err


def test_the_document_has_what_scripts_were_promised(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, file, "--better", "higher", "--target", 3, "--trajectory", "2025-03-01=9", "2025-04-01=-3")
    assert list(found) == ["segments", "points", "variation", "assurance", "trajectory"]
    assert found["segments"] == [
        {
            "from": "2025-01-01",
            "n": 18,
            "centre": pytest.approx(1.944, abs=0.001),
            "lower": pytest.approx(-0.716, abs=0.001),
            "upper": pytest.approx(4.604, abs=0.001),
            "trial": False,
        }
    ]
    assert found["points"][4] == {"date": "2025-01-05", "value": 10.0, "rule": "outside", "kind": "improvement"}
    assert (found["variation"], found["assurance"]) == ("common", "hit_or_miss")
    assert found["trajectory"] == [
        {"date": "2025-03-01", "target": 9.0, "assurance": "fail"},
        {"date": "2025-04-01", "target": -3.0, "assurance": "pass"},
    ]


def test_undefined_limits_are_null_and_neutral_has_no_assurance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "flat.csv"
    path.write_text(csv_of([1, 1, 1, 1, 2]), encoding="utf-8")
    found = answer(capsys, path, "--better", "neutral", "--target", 2)
    assert (found["segments"][0]["lower"], found["segments"][0]["centre"], found["assurance"]) == (None, 1.2, None)


def test_profiles_fixed_limits_and_rebases_are_options(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, file, "--better", "lower", "--profile", "excel")["segments"][0]["upper"] == pytest.approx(
        6.95, abs=0.01
    )
    options = ["--first", 12, "--rebase", "2025-01-10:new manual: version 2"]
    found = answer(capsys, file, "--better", "lower", *options)
    assert [(segment["from"], segment["n"]) for segment in found["segments"]] == [("2025-01-01", 9), ("2025-01-10", 9)]


def test_rates_carry_their_own_limits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("date,numerator,denominator\n2025-01-01,50,100\n2025-01-02,200,400\n", encoding="utf-8")
    for chart in ("p", "u"):
        found = answer(capsys, path, "--better", "lower", "--chart", chart)
        assert found["segments"][0]["lower"] is None
        assert set(found["points"][0]) == {"date", "value", "rule", "kind", "lower", "upper"}
        assert found["points"][0]["value"] == 0.5


def test_rows_come_in_any_order_with_other_columns_and_a_byte_order_mark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes("\ufeffnote,Value,DATE\r\nb,2,2025-01-02\r\n\r\na,1,2025-01-01\r\n".encode())
    found = answer(capsys, path, "--better", "higher")
    assert [point["value"] for point in found["points"]] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("", "holds no observation"),
        ("date,value\n", "holds no observation"),
        ("day,value\n2025-01-01,1\n", "Row 1 “day,value”"),
        ("date,value,value\n2025-01-01,1,2\n", "Row 1 “date,value,value”"),
        ("date,value\n2025-01-01,1\nMarch,2\n", "Row 3 “March,2”"),
        ("date,value\n2025-02-30,2\n", "Row 2 “2025-02-30,2”"),
        ("date,value\n20250101,2\n", "Row 2 “20250101,2”"),
        ("date,value\n2025-01-01,\n", "Row 2 “2025-01-01,”"),
        ("date,value\n2025-01-01,nan\n", "Row 2 “2025-01-01,nan”"),
        ("date,value\n2025-01-01,1e300\n", "Row 2 “2025-01-01,1e300”"),
        ("date,value\n2025-01-01,1_000\n", "Row 2 “2025-01-01,1_000”"),
        ("date,value\n2025-01-01\n", "Row 2 “2025-01-01”"),
        ("date,value\n2025-01-01,1\n2025-01-01,2\n", "Row 3 “2025-01-01,2”"),
    ],
)
def test_a_wrong_file_is_refused_with_its_row_and_text(
    text: str, quoted: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(text, encoding="utf-8")
    assert quoted in refusal(capsys, path, "--better", "higher")


@pytest.mark.parametrize(
    ("chart", "row", "quoted"),
    [
        ("p", "2025-01-02,11,10", "Row 3 “2025-01-02,11,10”: The numerator of 2025-01-02 is 11.0 and above its denominator"),
        ("p", "2025-01-02,-1,10", "Row 3 “2025-01-02,-1,10”: The numerator of 2025-01-02 is -1.0"),
        ("p", "2025-01-02,1,0", "Row 3 “2025-01-02,1,0”: The denominator of 2025-01-02 is 0.0"),
        ("u", "2025-01-02,1,-10", "Row 3 “2025-01-02,1,-10”: The denominator of 2025-01-02 is -10.0"),
        ("u", "2025-01-02,1e400,10", "Row 3 “2025-01-02,1e400,10”: numerator is not a plain number"),
        ("u", "2025-01-01,1,10", "Row 3 “2025-01-01,1,10”: the same date stands in row 2"),
    ],
)
def test_an_impossible_rate_is_refused_with_its_row_and_text(
    chart: str, row: str, quoted: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(f"date,numerator,denominator\n2025-01-01,5,10\n{row}\n", encoding="utf-8")
    assert quoted in refusal(capsys, path, "--better", "higher", "--chart", chart)


def test_limits_may_begin_anew_at_the_first_observation_and_rest_on_fewer_than_wanted(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = answer(capsys, file, "--better", "higher")
    assert answer(capsys, file, "--better", "higher", "--rebase", "2025-01-01:start", "--first", 99) == plain


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "binary.csv"
    path.write_bytes(b"\xff\xfe\x00date")
    assert "UTF-8" in refusal(capsys, path, "--better", "higher")
    assert "nowhere.csv" in refusal(capsys, tmp_path / "nowhere.csv", "--better", "higher")


@pytest.mark.parametrize("rebase", ["2025-01-10:", "2025-01-10", "2030-01-01:why"])
def test_a_rebase_without_reason_or_observation_is_refused(rebase: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rebase[:10] in refusal(capsys, file, "--better", "higher", "--rebase", rebase)


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--better", "best"],
        ["--better", "higher", "--target", "much"],
        ["--better", "higher", "--target", "nan"],
        ["--better", "higher", "--first", "11"],
        ["--better", "higher", "--first", "twelve"],
        ["--better", "higher", "--trajectory", "2025-01-01=x", "2025-02-01=1"],
        ["--better", "higher", "--rebase", "soon:why"],
        ["--better", "higher", "--profile", "own"],
        ["--better", "higher", "--chart", "c"],
    ],
)
def test_a_wrong_option_ends_with_two(options: list[str], file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["limits", str(file), *options])
    assert left.value.code == 2
    assert capsys.readouterr().out == ""


def test_refusals_are_told_in_chinese_to_a_chinese_shell(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "无法读取" in refusal(capsys, tmp_path / "nowhere.csv", "--better", "higher")


def test_the_command_loads_neither_database_nor_settings(file: Path) -> None:
    found = answered_without(DATABASE_AND_PAGES | NUMERICS, "limits", file, "--better", "higher")
    assert found["variation"] == "common"


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for file in (text, "date,value\n" + text, csv_of([1, 2]) + text):
        with suppress(LimitsRefused, Refusal):
            assert limits_document(file, Asked(Better.HIGHER))["points"]
