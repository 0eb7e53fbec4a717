"""`python -m results effect FILE.csv` as a script sees it."""

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.__main__ import main
from results.comparison.effects.documents import Asked, effect_document
from results.comparison.effects.rules import Design
from tests.commands import DATABASE_AND_PAGES, NUMERICS, RunFile, answered_without, done, on_csv, refused
from tracker.core.refusals import Refusal

KEYS = ["design", "scale", "estimate", "standard_error", "lower", "upper", "attributed", "label", "assumed"]
BEFORE_AFTER = ["--design", "before_after", "--from", "2025-01-03"]
DID = ["--design", "did"]
ITS = ["--design", "its", "--from", "2025-01-05"]
CARD_KRUEGER = (
    "unit,group,period,value\nNJ,pilot,before,20.44\nNJ,pilot,after,21.03\nPA,control,before,23.33\nPA,control,after,21.17\n"
)
STORES = (
    "value,Period,GROUP,unit\n"
    "10,before,pilot,王府井店\n14,after,Pilot,王府井店\n12,before,pilot,b\n18,after,pilot,b\n"
    "11,before,control,c\n12,after,control,c\n9,before,control,d\n,after,control,d\n8,after,control,e\n"
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> RunFile:
    return on_csv(main, "effect", tmp_path, capsys)


def series(*values: object, header: str = "date,value") -> str:
    return f"{header}\n" + "".join(f"2025-01-{day:02},{value}\n" for day, value in enumerate(values, 1))


def test_before_against_after_has_its_keys_and_is_not_attributed(run: RunFile) -> None:
    found = done(run(series(1, 2, 5, 6), *BEFORE_AFTER))
    assert list(found) == [*KEYS, "n_before", "n_after"]
    assert (found["design"], found["scale"], found["estimate"]) == ("before_after", "difference", 4.0)
    assert found["standard_error"] == pytest.approx(0.7071, abs=0.0001)
    assert (found["lower"], found["upper"]) == (pytest.approx(0.9576, abs=0.0001), pytest.approx(7.0424, abs=0.0001))
    assert (found["attributed"], found["label"]) == (False, "observed, not attributed")
    assert (found["n_before"], found["n_after"]) == (2, 2)
    assert all(isinstance(sentence, str) and sentence.endswith(".") for sentence in found["assumed"])


def test_days_with_several_values_and_rows_in_any_order_are_compared(run: RunFile) -> None:
    found = done(run("value,date\n6,2025-02-01\n1,2024-12-01\n5,2025-02-01\n2,2024-12-01\n", *BEFORE_AFTER))
    assert (found["estimate"], found["n_before"], found["n_after"]) == (4.0, 2, 2)


@pytest.mark.parametrize(
    ("values", "estimate", "error"),
    [((1, 2), None, None), ((1, 2, 5), 3.5, None), ((1, 1, 5, 5), 4.0, 0.0), ((1, 1, 1e15), 1e15, None)],
)
def test_what_chance_did_is_null_where_it_cannot_be_had(
    values: tuple[float, ...], estimate: float | None, error: float | None, run: RunFile
) -> None:
    found = done(run(series(*values), *BEFORE_AFTER))
    assert (found["estimate"], found["standard_error"]) == (pytest.approx(estimate), error)
    assert (found["lower"], found["upper"]) == (None, None)


def test_pilot_against_control_has_its_keys(run: RunFile) -> None:
    found = done(run(CARD_KRUEGER, *DID))
    assert list(found) == [*KEYS, "n", "units", "left_out"]
    assert found["estimate"] == pytest.approx(2.75)
    assert (found["standard_error"], found["lower"], found["upper"]) == (None, None, None)
    assert (found["attributed"], found["scale"], found["n"], found["units"], found["left_out"]) == (True, "difference", 4, 2, 0)
    assert found["label"] != "observed, not attributed"


def test_blank_values_are_left_out_and_counted(run: RunFile) -> None:
    found = done(run(STORES, *DID))
    assert (found["n"], found["units"], found["left_out"]) == (8, 5, 1)
    assert found["estimate"] == pytest.approx(5)
    assert found["lower"] < found["estimate"] < found["upper"]


def test_balanced_keeps_units_seen_in_both_periods(run: RunFile) -> None:
    found = done(run(STORES, *DID, "--balanced"))
    assert (found["n"], found["units"], found["left_out"]) == (6, 3, 1)
    assert found["estimate"] == pytest.approx(4)
    assert found["lower"] is None


def test_a_unit_on_both_sides_is_told(run: RunFile) -> None:
    sides = done(run(CARD_KRUEGER + "NJ,control,after,3\n", *DID))
    assert [sentence for sentence in sides["assumed"] if "NJ" in sentence]
    assert not [sentence for sentence in done(run(CARD_KRUEGER, *DID))["assumed"] if "NJ" in sentence]


def test_a_time_series_has_its_keys(run: RunFile) -> None:
    found = done(run(series(1, 3, 2, 4, 9, 10, 9, 12), *ITS))
    assert list(found) == [*KEYS, "slope", "dispersion", "n_before", "n_after"]
    assert (found["scale"], found["slope"], found["dispersion"]) == ("difference", None, None)
    assert (found["n_before"], found["n_after"], found["attributed"]) == (4, 4, True)
    assert found["lower"] < found["estimate"] < found["upper"]
    assert list(done(run(series(1, 3, 2, 4, 9, 10, 9, 12), *ITS, "--slope"))["slope"]) == ["estimate", "lower", "upper"]


def test_counts_give_a_ratio_with_their_dispersion(run: RunFile) -> None:
    options = [*ITS, "--family", "poisson"]
    found = done(run(series(11, 9, 12, 10, 21, 19, 23, 20), *options))
    assert (found["scale"], found["slope"]) == ("ratio", None)
    assert found["dispersion"] > 0
    rows = [f"{value},{exposure}" for value, exposure in zip((11, 9, 12, 10, 21, 19, 23, 20), [50] * 4 + [100] * 4, strict=True)]
    halved = done(run(series(*rows, header="date,value,exposure"), *options))
    assert halved["estimate"] == pytest.approx(found["estimate"] / 2)
    assert halved["standard_error"] == pytest.approx(found["standard_error"])


@pytest.mark.parametrize("family", ["normal", "poisson"])
@pytest.mark.parametrize("values", [(1,), (0, 0), (1, 2, 3, 4), (0, 0, 0, 0, 5, 6, 5, 6), (3, 3, 3, 3, 3, 3)])
def test_a_series_that_cannot_tell_gives_null(values: tuple[int, ...], family: str, run: RunFile) -> None:
    found = done(run(series(*values), *ITS, "--family", family, "--season", 2, "--slope"))
    assert (found["lower"] is None) == (found["upper"] is None)
    assert (found["estimate"] is None) or len(values) > 4


@pytest.mark.parametrize("options", [BEFORE_AFTER, DID, ITS])
@pytest.mark.parametrize("text", ["", "\n", "date,value,unit,group,period\n"])
def test_an_empty_file_is_refused(text: str, options: list[str], run: RunFile) -> None:
    assert "holds no observation" in refused(run(text, *options))


@pytest.mark.parametrize(
    ("options", "text", "quoted"),
    [
        (BEFORE_AFTER, "day,value\n2025-01-01,1\n", "Row 1 “day,value”: the header needs the column date"),
        (BEFORE_AFTER, "date;value\n2025-01-01;1\n", "Row 1 “date;value”"),
        (BEFORE_AFTER, "日期,数值\n2025-01-01,1\n", "Row 1 “日期,数值”"),
        (BEFORE_AFTER, series(1, ""), "Row 3 “2025-01-02,”: value is not a plain number"),
        (BEFORE_AFTER, series(1, "many"), "Row 3 “2025-01-02,many”"),
        (BEFORE_AFTER, series("1,5"), "Row 2 “2025-01-01,1,5” has more values"),
        (BEFORE_AFTER, "date,value\n01/02/2025,1\n", "Row 2 “01/02/2025,1”: write the date"),
        (BEFORE_AFTER, "date,value\n2025年1月1日,1\n", "Row 2 “2025年1月1日,1”"),
        (DID, "unit,group,period\na,pilot,before\n", "the header needs the column value"),
        (DID, CARD_KRUEGER + "x,试点,before,1\n", "Row 6 “x,试点,before,1”: group is one of: pilot, control"),
        (DID, CARD_KRUEGER + "x,pilot,,1\n", "Row 6 “x,pilot,,1”: period is one of: before, after"),
        (DID, CARD_KRUEGER + ",pilot,before,1\n", "Row 6 “,pilot,before,1”: unit is blank"),
        (DID, CARD_KRUEGER + "x,pilot,before,n/a\n", "Row 6 “x,pilot,before,n/a”"),
        (DID, CARD_KRUEGER.replace("21.17", ""), "group control in period after"),
        (ITS, series(1, 2) + "2025-01-02,3\n", "Row 4 “2025-01-02,3”: the same date stands in row 3"),
        ([*ITS, "--family", "poisson"], series(1, -2), "Row 3 “2025-01-02,-2”: a count cannot be below 0"),
        ([*ITS, "--family", "poisson"], series("1,0", header="date,value,exposure"), "an exposure must be above 0"),
        ([*ITS, "--family", "poisson"], series("1,", header="date,value,exposure"), "exposure is not a plain number"),
    ],
)
def test_a_wrong_file_is_refused_with_its_row_and_text(options: list[str], text: str, quoted: str, run: RunFile) -> None:
    assert quoted in refused(run(text, *options))


def test_balancing_away_a_cell_is_refused(run: RunFile) -> None:
    text = CARD_KRUEGER.replace("PA,control,after", "PA2,control,after")
    assert "group control in period before" in refused(run(text, *DID, "--balanced"))


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--design", "rct"],
        ["--design", "before_after"],
        ["--design", "its"],
        ["--design", "its", "--from", "01.02.2025"],
        [*ITS, "--family", "gamma"],
        [*ITS, "--season", "7"],
        [*ITS, "--season", "-1"],
        [*ITS, "--balanced"],
        [*DID, "--from", "2025-01-01"],
        [*DID, "--slope"],
        [*BEFORE_AFTER, "--season", "1"],
        [*BEFORE_AFTER, "--season", "0"],
    ],
)
def test_a_wrong_option_ends_with_two(options: list[str], run: RunFile, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(series(1, 2, 3, 4), *options)
    assert left.value.code == 2
    assert capsys.readouterr().out == ""


def test_a_chinese_shell_reads_chinese_sentences_and_the_same_label(monkeypatch: pytest.MonkeyPatch, run: RunFile) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    found = done(run(series(1, 2, 5, 6), *BEFORE_AFTER))
    assert found["label"] == "observed, not attributed"
    assert "同一时间没有其他因素改变数值。" in found["assumed"]


@pytest.mark.parametrize(("options", "text"), [(BEFORE_AFTER, series(1, 2, 3, 4)), (DID, CARD_KRUEGER)])
def test_without_a_time_series_the_command_loads_little(options: list[str], text: str, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text(text, encoding="utf-8")
    found = answered_without(DATABASE_AND_PAGES | NUMERICS, "effect", path, *options)
    assert found["estimate"] is not None


def test_fitting_a_series_says_nothing_beside_its_answer(tmp_path: Path) -> None:
    """The library warns when it is loaded and when it fits."""
    path = tmp_path / "given.csv"
    path.write_text(series(0, 1, 1, 1, 1, 1, 1, 1), encoding="utf-8")
    found = answered_without(DATABASE_AND_PAGES - {"pandas"}, "effect", path, *ITS, "--season", 6, "--family", "poisson")
    assert found["design"] == "its"


@settings(max_examples=50)
@given(st.text(), st.sampled_from(Design))
def test_no_text_breaks_the_reader(text: str, design: Design) -> None:
    for file in (text, "date,value\n" + text, CARD_KRUEGER + text, series(1, 2, 5, 6) + text):
        with suppress(Refusal):
            json.dumps(effect_document(file, Asked(design, date(2025, 1, 3))), allow_nan=False)
