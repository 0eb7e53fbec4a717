"""(d) Reading an XLSForm of 500 rows against pyxform's own conversion of it, by turns in one run."""

import time
from collections.abc import Callable
from io import BytesIO
from statistics import median

from pyxform.xls2xform import convert

from audits.rubrics.workbook.outline import read_form
from tests.bench.figures import Figure
from tracker.core.workbooks import SheetOut, write_workbook

ROWS = 500
QUESTIONS = 18  # in a group, which has a row at each of its ends
RATIO_AIM = "at most 2"
LISTS = ("yes_no", "parts", "reasons")
HEADER = ["type", "name", "label::English (en)", "label::中文 (zh)", "hint::English (en)", "required", "relevant", "weight"]
CHOICES_HEADER = ["list_name", "name", "label::English (en)", "label::中文 (zh)", "score", "na"]


def long_form(rows: int = ROWS) -> bytes:
    """Groups of questions of all common types; every second one depends on the one before its own."""
    survey: list[list[str | int | float | None]] = []
    while len(survey) < rows:
        group = f"g{len(survey)}"
        survey.append(["begin_group", group, f"Section {group}", f"维度 {group}", "", "", "", 2])
        for at in range(QUESTIONS):
            survey.append(_question(f"{group}_q{at}", at, f"{group}_q{at - 1}"))
        survey.append(["end_group"])
    choices = [[name, f"c{at}", f"Option {at}", f"选项 {at}", at, "yes" if at == 4 else ""] for name in LISTS for at in range(5)]
    return write_workbook([SheetOut("survey", HEADER, survey), SheetOut("choices", CHOICES_HEADER, [*choices])])


def _question(name: str, at: int, before: str) -> list[str | int | float | None]:
    kinds = ("select_one yes_no", "select_multiple parts", "integer", "text", "date", "note", "select_one reasons")
    condition = f"${{{before}}} != ''" if at % 2 else ""
    required = "" if kinds[at % len(kinds)] == "note" else "yes"
    texts = [f"What is seen at {name}?", f"在 {name} 看到了什么？", f"Look at {name} for a minute."]
    return [kinds[at % len(kinds)], name, *texts, required, condition, 1]


def reading_forms(times: int) -> list[Figure]:
    form = long_form()
    ours, theirs = [], []
    for _ in range(times + 1):
        theirs.append(_seconds(lambda: convert(BytesIO(form), file_type=".xlsx")))
        ours.append(_seconds(lambda: read_form(form, "form.xlsx")))
    read, converted = median(ours[1:]), median(theirs[1:])  # the first turn fills pyxform's caches
    more = {"read_ms": round(read * 1000, 1), "converted_ms": round(converted * 1000, 1), "rows": ROWS}
    return [Figure("reading a form against pyxform's conversion", round(read / converted, 2), "x", RATIO_AIM, more)]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
