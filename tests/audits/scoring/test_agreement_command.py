"""`python -m audits agreement FILE.csv` as a script sees it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from audits.__main__ import main
from audits.scoring.agreement import Level, Weights, pairs_of
from tests.audits.scoring.test_agreement import METHOD
from tracker.core.settings import ROOT

HEADER = "subject,rater,value\n"


def sheet(rows: list[tuple[object, ...]]) -> str:
    return HEADER + "".join(",".join(str(cell) for cell in row) + "\n" for row in rows)


def two_raters(pairs: list[tuple[object, object]]) -> str:
    return sheet([(n, who, value) for n, pair in enumerate(pairs) for who, value in zip("AB", pair, strict=True)])


EXAMPLE = two_raters(list(pairs_of(METHOD)))
WORDS = two_raters([("low", "low"), ("mid", "high"), ("high", "high"), ("low", "mid")])


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(content: str | bytes, *options: str) -> tuple[int, dict[str, Any], str]:
        file = tmp_path / "ratings.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main(["agreement", str(file), *options])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else {}, err

    return run


def test_the_example_of_the_method_in_full_precision(run: Any) -> None:
    code, found, said = run(EXAMPLE)
    assert (code, said) == (0, "")
    assert found["kappa"] == pytest.approx(0.4841628959276018, abs=1e-15)
    assert list(found) == ["kappa", "fleiss", "alpha"]
    assert run(EXAMPLE, "--weights", "linear")[1]["kappa"] == pytest.approx(0.4701195219123506, abs=1e-15)


def test_weights_concern_kappa_and_the_level_concerns_alpha(run: Any) -> None:
    plain = run(EXAMPLE)[1]
    weighted, levelled = run(EXAMPLE, "--weights", "quadratic")[1], run(EXAMPLE, "--level", "interval")[1]
    assert (weighted["alpha"], weighted["fleiss"]) == (plain["alpha"], plain["fleiss"])
    assert (levelled["kappa"], levelled["fleiss"]) == (plain["kappa"], plain["fleiss"])
    assert weighted["kappa"] != plain["kappa"]
    assert levelled["alpha"] != plain["alpha"]


def test_a_byte_order_mark_columns_in_any_order_and_more_columns_are_accepted(run: Any) -> None:
    rows = [line.split(",") for line in EXAMPLE.split()]
    turned = "\r\n".join(f"{value},x,{rater},{subject}" for subject, rater, value in rows)
    assert run(b"\xef\xbb\xbf" + turned.encode())[1] == run(EXAMPLE)[1]


def test_numbers_are_ordered_as_numbers_and_equal_numbers_are_one_value(run: Any) -> None:
    pairs: list[tuple[object, object]] = [(2, 10), (10, 10), (9, 2), (9, 9)]
    places: list[tuple[object, object]] = [(1, 3), (3, 3), (2, 1), (2, 2)]
    assert run(two_raters(pairs), "--weights", "linear")[1]["kappa"] == run(two_raters(places), "--weights", "linear")[1]["kappa"]
    written: list[tuple[object, object]] = [("2.0", "10"), ("10.00", "+10"), ("9", "2"), ("9", "09")]
    assert run(two_raters(written), "--weights", "linear")[1] == run(two_raters(pairs), "--weights", "linear")[1]


def test_words_are_ordered_as_told_and_a_place_between_counts_though_nobody_used_it(run: Any) -> None:
    order = ("--order", "low,mid,high")
    found = run(WORDS, "--weights", "linear", "--level", "ordinal", *order)[1]
    numbers = WORDS.replace("low", "0").replace("mid", "1").replace("high", "2")
    assert found == run(numbers, "--weights", "linear", "--level", "ordinal")[1]
    longer = run(WORDS, "--weights", "linear", "--order", "low,more,mid,high")[1]
    assert (
        longer["kappa"]
        == run(numbers.replace("2\n", "3\n").replace(",1\n", ",2\n") + "x,A,1\n", "--weights", "linear")[1]["kappa"]
    )


def test_kappa_covers_the_subjects_that_both_rated_and_alpha_leaves_gaps_out(run: Any) -> None:
    more = EXAMPLE + "only,A,0\nempty,A,1\nempty,B,\n"
    found, plain = run(more)[1], run(EXAMPLE)[1]
    assert (found["kappa"], found["alpha"], found["fleiss"]) == (plain["kappa"], plain["alpha"], None)


def test_three_raters_have_no_kappa_but_fleiss_and_one_rater_has_nothing(run: Any) -> None:
    three = sheet([(n, who, (n + (who == "C")) % 2) for n in range(4) for who in "ABC"])
    found = run(three)[1]
    assert found["kappa"] is None
    assert found["fleiss"] == pytest.approx(-1 / 3)
    assert run(sheet([(n, "A", n) for n in range(4)]))[1] == {"kappa": None, "fleiss": None, "alpha": None}


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("weights", Weights)
def test_all_on_one_category_and_no_rating_at_all_are_undefined_and_no_crash(run: Any, level: Level, weights: Weights) -> None:
    options = ("--level", level.value, "--weights", weights.value)
    nothing = {"kappa": None, "fleiss": None, "alpha": None}
    assert run(two_raters([(1, 1)] * 4), *options)[:2] == (0, nothing)
    assert run(HEADER, *options)[:2] == (0, nothing)


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        ("", (), "subject, rater, value"),
        ("subject,value\n1,2\n", (), "rater"),
        (HEADER + "1,A,2\n1,A,3\n", (), "row 3"),
        (HEADER + ",A,2\n", (), "row 2"),
        (WORDS, ("--level", "interval"), "interval needs numbers"),
        (WORDS, ("--level", "interval", "--order", "low,mid,high"), "interval needs numbers"),
        (WORDS, ("--level", "ordinal"), "--order"),
        (WORDS, ("--weights", "linear"), "--order"),
        (WORDS, ("--order", "low,high"), "mid"),
        (WORDS, ("--order", "low,low,mid,high"), "twice"),
        (HEADER + '1,A,"open\n', (), "row"),
        (b"\xff\xfe\x00", (), "ratings.csv"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    run: Any, content: str | bytes, options: tuple[str, ...], says: str
) -> None:
    code, found, said = run(content, *options)
    assert (code, found) == (1, {})
    assert says in said
    assert "Traceback" not in said


def test_every_row_that_rates_twice_is_named_at_once(run: Any) -> None:
    said = run(HEADER + "1,A,2\n1,A,3\n2,B,1\n2,B,1\n")[2]
    assert "row 3" in said
    assert "row 5" in said


def test_a_missing_file_is_refused_and_an_unknown_level_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", "nowhere.csv"]) == 1
    assert "nowhere.csv" in capsys.readouterr().err
    with pytest.raises(SystemExit) as wrong:
        main(["agreement", "nowhere.csv", "--level", "ratio"])
    assert wrong.value.code == 2


def test_it_loads_neither_a_database_nor_numbers_of_others(tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text(EXAMPLE)
    script = (
        "import sys; from audits.__main__ import main; main(['agreement', sys.argv[1]]);"
        "print([name for name in ('sqlalchemy', 'pandas', 'numpy', 'statsmodels', 'babel', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"
