"""`python -m results survey FILE.csv` as a script sees it."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.__main__ import main
from results.readings.documents import Asked, survey_document
from results.readings.rules.survey import ScoreKind
from tests.commands import DATABASE_AND_PAGES, NUMERICS, RunFile, answered_without, done, on_csv, refused
from tracker.core.refusals import Refusal

KEYS = ["kind", "n", "missing", "value", "standard_error", "lower", "upper", "interval", "suppressed"]
STORES = "store,answer\nN1,10\nN2,3\nN1,9\nN2,8\nN1,7\nN2,\n"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> RunFile:
    return on_csv(main, "survey", tmp_path, capsys)


def answers(*given: object, name: str = "answer") -> str:
    return f"id,{name}\n" + "".join(f"{number},{answer}\n" for number, answer in enumerate(given))


def test_a_net_promoter_score_has_its_keys(run: RunFile) -> None:
    found = done(run(answers(10, 9, 8, 6, ""), "--kind", "nps"))
    assert list(found) == [*KEYS, "promoters", "passives", "detractors"]
    assert found == {
        "kind": "nps",
        "n": 4,
        "missing": 1,
        "value": 25.0,
        "standard_error": pytest.approx(41.4578, abs=0.0001),
        "lower": pytest.approx(-56.2558, abs=0.0001),
        "upper": 100.0,
        "interval": "normal",
        "suppressed": False,
        "promoters": 2,
        "passives": 1,
        "detractors": 1,
    }


def test_a_share_has_its_keys(run: RunFile) -> None:
    found = done(run(answers(*[5] * 960, *[3] * 240), "--kind", "share"))
    assert list(found) == [*KEYS, "top"]
    assert (found["n"], found["value"], found["interval"], found["top"]) == (1200, 80.0, "wilson", 960)
    assert (found["lower"], found["upper"]) == (pytest.approx(77.64, abs=0.005), pytest.approx(82.17, abs=0.005))


def test_a_bar_a_column_and_a_scale_of_ones_own(run: RunFile) -> None:
    text = answers(0, 7, 8, 10, name="满意度")
    found = done(run(text, "--kind", "share", "--column", "满意度", "--scale", "0:10", "--top", 8))
    assert (found["value"], found["top"]) == (50.0, 2)
    assert done(run(answers(-2, 2), "--kind", "share", "--scale=-2:2", "--top", 1))["value"] == 50.0


def test_an_index_reads_every_column_or_those_with_weights(run: RunFile) -> None:
    text = "speed,care,price\n10,1,\n1,1,10\n,,\n"
    found = done(run(text, "--kind", "index"))
    assert list(found) == [*KEYS, "answered"]
    assert (found["n"], found["missing"], found["interval"]) == (2, 1, "t")
    assert found["value"] == pytest.approx((50 + 100 / 3) / 2)
    assert found["answered"] == {"speed": 2, "care": 2, "price": 1}
    weighted = done(run(text, "--kind", "index", "--weights", "care=1,speed=3"))
    assert (weighted["value"], weighted["answered"]) == (37.5, {"care": 2, "speed": 2})
    assert done(run("a,b\n1,5\n3,5\n", "--kind", "index", "--scale", "1:5"))["value"] == 62.5


def test_the_index_of_one_respondent_has_no_interval(run: RunFile) -> None:
    found = done(run("a,b\n10,\n", "--kind", "index"))
    assert (found["n"], found["value"], found["standard_error"], found["lower"], found["upper"]) == (1, 100, None, None, None)


def test_groups_come_in_order_of_appearance_and_the_top_pools_them(run: RunFile) -> None:
    found = done(run(STORES, "--kind", "nps", "--by", "store"))
    assert (found["n"], found["missing"], found["value"]) == (5, 1, 20.0)
    assert [group["group"] for group in found["groups"]] == ["N1", "N2"]
    assert list(found["groups"][0]) == ["group", *KEYS, "promoters", "passives", "detractors"]
    assert [(group["n"], group["missing"], group["value"]) for group in found["groups"]] == [
        (3, 0, pytest.approx(66.667, abs=0.001)),
        (2, 1, -50.0),
    ]


def test_a_difference_is_the_second_group_less_the_first(run: RunFile) -> None:
    found = done(run(STORES, "--kind", "nps", "--by", "store"))["difference"]
    assert list(found) == ["value", "standard_error", "lower", "upper", "detectable"]
    assert found["value"] == pytest.approx(-116.667, abs=0.001)
    assert found["lower"] == pytest.approx(found["value"] - 1.959964 * found["standard_error"], abs=0.001)
    assert found["detectable"] is True


def test_only_two_groups_have_a_difference(run: RunFile) -> None:
    for text in ("g,answer\na,9\n", "g,answer\n北京,9\n上海,8\n广州,8\n"):
        found = done(run(text, "--kind", "nps", "--by", "g"))
        assert "difference" not in found
    assert [group["group"] for group in found["groups"]] == ["北京", "上海", "广州"]


def test_an_index_by_group_leaves_the_group_column_out(run: RunFile) -> None:
    found = done(run("q1,channel,q2\n1,web,10\n10,shop,10\n10,web,10\n5,shop,6\n", "--kind", "index", "--by", "Channel"))
    assert found["answered"] == {"q1": 4, "q2": 4}
    assert [group["n"] for group in found["groups"]] == [2, 2]
    assert found["difference"]["detectable"] is False


def test_too_few_answers_are_held_back(run: RunFile) -> None:
    found = done(run(STORES, "--kind", "nps", "--by", "store", "--smallest", 3))
    one, two = found["groups"]
    assert (one["suppressed"], one["n"], two["suppressed"], two["n"]) == (False, 3, True, 2)
    assert (two["value"], two["standard_error"], two["lower"], two["upper"]) == (None,) * 4
    assert found["difference"] == {
        "value": None, "standard_error": None, "lower": None, "upper": None, "detectable": False,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["nps", "share", "index"])
def test_without_an_answer_there_is_no_value_and_never_0(kind: str, run: RunFile) -> None:
    column = () if kind == "index" else ("--column", "b")
    found = done(run("a,b\n,\n,  \n", "--kind", kind, *column))
    assert (found["n"], found["missing"], found["value"], found["suppressed"]) == (0, 2, None, True)


@pytest.mark.parametrize(
    ("text", "missing"),
    [("answer\n9\n\n10\n", 1), ('answer\n9\n""\n10\n', 1), ("answer\n9\n10\n\n\n", 0), ("id,answer\n1,9\n\n2,8\n", 0)],
)
def test_an_empty_line_between_answers_of_a_single_column_is_a_blank_answer(text: str, missing: int, run: RunFile) -> None:
    found = done(run(text, "--kind", "nps"))
    assert (found["n"], found["missing"]) == (2, missing)


def test_a_byte_order_mark_capitals_blanks_and_whole_decimals_are_read(run: RunFile) -> None:
    assert done(run("\ufeffAnswer ,id\r\n 9.0 ,a\r\n10,b\r\n", "--kind", "nps"))["promoters"] == 2


@pytest.mark.parametrize(
    ("text", "options", "quoted"),
    [
        ("", [], "holds no observation"),
        ("\n\n", [], "holds no observation"),
        ("answer\n", [], "holds no observation"),
        ("score\n9\n", [], "Row 1 “score”: the header needs the column answer"),
        ("answer,answer\n9,9\n", [], "Row 1 “answer,answer”"),
        ("id;answer\n1;9\n", [], "Row 1 “id;answer”"),
        (answers(9), ["--column", "分数"], "the column 分数"),
        (answers(9), ["--by", "store"], "Row 1 “id,answer”: the header needs the column store"),
        (answers(9, 11), [], "Row 3 “1,11”: answer is “11”"),
        (answers(-1), [], "Row 2 “0,-1”"),
        (answers(9, "nine"), [], "Row 3 “1,nine”: answer is “nine”"),
        (answers("8.5"), [], "Row 2 “0,8.5”"),
        (answers("nan"), [], "Row 2 “0,nan”"),
        (answers("1e400"), [], "Row 2 “0,1e400”"),
        ("id,answer\n1,8,5\n", [], "Row 2 “1,8,5” has more values"),
        ("answer,id\n8\n", [], "Row 2 “8” has fewer values"),
        ('id,answer\n1,9\n2,"8\n', [], "Row 3 cannot be read"),
        ('id,answer\n"a\nb",12\n', [], "Row 3 “a b,12”"),
        ("store,answer\n,9\n", ["--by", "store"], "Row 2 “,9”: store is blank"),
    ],
)
def test_a_wrong_file_is_refused_with_its_row_and_text(text: str, options: list[str], quoted: str, run: RunFile) -> None:
    assert quoted in refused(run(text, "--kind", "nps", *options))


def test_an_index_refuses_columns_that_are_not_there_and_answers_off_its_scale(run: RunFile) -> None:
    assert "the column price" in refused(run("speed\n3\n", "--kind", "index", "--weights", "price=1"))
    assert "Row 2 “3,0”: care is “0”" in refused(run("speed,care\n3,0\n", "--kind", "index"))
    assert "names no column" in refused(run("store\nN1\n", "--kind", "index", "--by", "store"))
    assert "the column a" in refused(run("a,a\n3,4\n", "--kind", "index"))


def test_a_column_is_weighed_once_whatever_its_case(run: RunFile) -> None:
    text = refused(run("a,b\n1,2\n", "--kind", "index", "--weights", "a=1,A=2"))
    assert "Row 1 “a,b”: the header needs the column A exactly once" in text


def test_a_file_that_is_not_there_or_no_text_is_refused(run: RunFile, capsys: pytest.CaptureFixture[str]) -> None:
    assert "UTF-8" in refused(run(b"\xff\xfe\x00answer", "--kind", "nps"))
    assert main(["survey", "nowhere.csv", "--kind", "nps"]) == 1
    assert "nowhere.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--kind", "csat"],
        ["--kind", "share", "--top", "four"],
        ["--kind", "share", "--top", "6"],
        ["--kind", "share", "--scale", "5:1"],
        ["--kind", "share", "--scale", "1-5"],
        ["--kind", "nps", "--scale", "1:5"],
        ["--kind", "nps", "--top", "9"],
        ["--kind", "nps", "--top", "0"],
        ["--kind", "nps", "--smallest", "0"],
        ["--kind", "index", "--column", "answer"],
        ["--kind", "index", "--weights", "answer"],
        ["--kind", "index", "--weights", "answer=0"],
        ["--kind", "index", "--weights", "answer=1,answer=2"],
        ["--kind", "index", "--rounded"],
    ],
)
def test_a_wrong_option_ends_with_two(options: list[str], run: RunFile, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(answers(9), *options)
    assert left.value.code == 2
    assert capsys.readouterr().out == ""


def test_a_chinese_shell_is_told_in_chinese(monkeypatch: pytest.MonkeyPatch, run: RunFile) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "第2行“0,很好”：answer为“很好”。" in refused(run(answers("很好"), "--kind", "nps"))


def test_the_command_loads_little(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text(answers(9), encoding="utf-8")
    assert answered_without(DATABASE_AND_PAGES | NUMERICS, "survey", path, "--kind", "nps")["value"] == 100


@given(st.text(), st.sampled_from(ScoreKind))
def test_no_text_breaks_the_reader(text: str, kind: ScoreKind) -> None:
    asked = Asked(kind, (1, 10), by="store")
    for file in (text, "store,answer\n" + text, STORES.replace("3", "4") + text):
        with suppress(Refusal):
            json.dumps(survey_document(file, asked), allow_nan=False)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.one_of(st.none(), st.integers(1, 10))), min_size=1), st.sampled_from(ScoreKind)
)
def test_every_group_and_answer_is_counted_once(rows: list[tuple[str, int | None]], kind: ScoreKind) -> None:
    text = "store,answer\n" + "".join(f"{store},{'' if answer is None else answer}\n" for store, answer in rows)
    found = survey_document(text, Asked(kind, (1, 10), by="store"))
    json.dumps(found, allow_nan=False)
    assert found["n"] == sum(1 for _, answer in rows if answer is not None)
    for key in ("n", "missing"):
        assert found[key] == sum(group[key] for group in found["groups"])
    assert ("difference" in found) == (len({store for store, _ in rows}) == 2)
