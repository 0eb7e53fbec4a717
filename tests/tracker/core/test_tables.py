import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.refusals import Refusal
from tracker.core.tables import read_number, read_table

cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1).filter(
    lambda text: text.strip() == text != ""
)


def refused(text: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refusal) as found:
        read_table(text)
    return found.value.key, found.value.facts


def test_a_column_is_found_by_its_name_and_else_whatever_its_case() -> None:
    table = read_table("Q1,q1,Date,分数\n1,2,3,4\n")
    assert [table.place(name) for name in ("q1", "Q1", "date", "分数")] == [1, 0, 2, 3]
    with pytest.raises(Refusal):
        read_table("DATE,Date\n1,2\n").place("date")


def test_rows_keep_their_number_in_the_file_beside_blank_lines_and_quoted_breaks() -> None:
    table = read_table('\n\na,b\n\n1,"x\ny"\n,\n2,z\n')
    assert [(row.number, row.cells) for row in table.rows] == [(6, ("1", "x\ny")), (8, ("2", "z"))]
    assert [row.number for row in read_table("a,b\n,\n1,2\n", blank_rows=True).rows] == [2, 3]


def test_blank_rows_of_one_column_are_empty_lines_with_a_row_below() -> None:
    assert [row.cells for row in read_table("a\n\n1\n\n\n2\n\n", blank_rows=True).rows] == [("",), ("1",), ("",), ("",), ("2",)]
    assert [row.cells for row in read_table("a\n\n1\n").rows] == [("1",)]


@pytest.mark.parametrize(
    ("text", "key", "n"),
    [
        ("a,b\n1\n", "core.csv_short", 2),
        ("a,b\n1,2,3\n", "core.csv_long", 2),
        ('a\n1\n"2\n', "core.csv_unreadable", 3),
        ('a,b\n1,2\n1,"2\n3",4\n', "core.csv_long", 4),
    ],
)
def test_a_broken_row_is_refused_by_its_number(text: str, key: str, n: int) -> None:
    found, facts = refused(text)
    assert (found, facts["n"]) == (key, n)


def test_a_refusal_quotes_its_row_on_one_line_and_not_without_end() -> None:
    _, facts = refused('a\n"x\ny\u2028z",' + "9" * 500 + "\n")
    assert facts["text"] == ("x y z," + "9" * 500)[:200]


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1))
def test_what_is_written_as_csv_is_read(rows: list[list[str]]) -> None:
    file = StringIO(newline="")
    csv.writer(file).writerows([["a", "b"], *rows])
    assert [list(row.cells) for row in read_table(file.getvalue()).rows] == rows


@pytest.mark.parametrize("text", ["", "1,5", "1_000", "nan", "inf", "1e400", "2e15", "0x1", "--1", "1 000", "12%"])
def test_what_is_no_plain_number_is_none(text: str) -> None:
    assert read_number(text) is None


@given(st.floats(-1e15, 1e15))
def test_numbers_are_read_as_python_writes_them(value: float) -> None:
    assert read_number(repr(value)) == value
