"""Whatever stands in a row comes back from the workbook as it went out."""

from datetime import date
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.core.workbooks import read_workbook
from tracker.programmes.forms.nouns import BY_NAME
from tracker.programmes.forms.sheets import NounRows, ProgrammeRows, StoredRow
from tracker.programmes.workbook.reading import read_programme
from tracker.programmes.workbook.writing import programme_workbook

PROGRAMME = UUID(int=7)
NOUN = BY_NAME["phase"]
TEXTS = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=60).map(str.strip)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "code": st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,20}", fullmatch=True),
            "name_en": TEXTS.filter(bool),
            "name_zh": TEXTS,
            "position": st.integers(0, 2**31 - 1),
            "starts_on": DAYS,
            "ends_on": DAYS,
        }
    ),
    max_size=4,
)


@settings(max_examples=12)  # each reads a workbook in a process of its own
@given(ROWS, st.sampled_from(["en", "zh_CN"]))
def test_what_goes_out_is_what_comes_in(rows: list[dict[str, object]], language: str) -> None:
    stored = tuple(StoredRow(UUID(int=number), 1, row, {}) for number, row in enumerate(rows, start=1))  # type: ignore[arg-type]
    out = ProgrammeRows(PROGRAMME, "P", "Programme", (NounRows(NOUN, stored),), {})
    book = read_programme(read_workbook(programme_workbook(out, language), "programme.xlsx"))
    assert book.problems == ()
    came = [{**line.values} for line in book.lines]
    assert [{name: value or "" for name, value in row.items()} for row in came] == [
        {name: value or "" for name, value in row.items()} for row in rows
    ]
    assert [(line.id, line.version, line.remove) for line in book.lines] == [(row.id, 1, False) for row in stored]
