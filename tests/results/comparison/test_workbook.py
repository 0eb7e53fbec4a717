"""An indicator taken along: its values as CSV, with contract and events as a workbook, its chart as a picture."""

from datetime import date

import pytest

from results.comparison.charts import line_chart
from results.comparison.rules import Measured, line_of
from results.comparison.rules.happened import Happened, HappenedKind
from results.comparison.workbook import indicator_csv, indicator_workbook
from tests.results.comparison.lines import END, START, TODAY, indicator, line
from tracker.core.pictures import Picture, picture
from tracker.core.words import LANGUAGES, speaking
from tracker.core.workbooks import read_workbook

HAPPENED = (Happened(date(2026, 2, 1), HappenedKind.EVENT, "=cmd|' /C calc'!A0"),)


def test_the_values_go_out_with_their_limits_and_what_is_held_back_stays_so() -> None:
    points = [Measured(date(2026, 1, 28), 84.25, 100), Measured(date(2026, 2, 28), None, 3), Measured(date(2026, 3, 28), 86, 100)]
    found = line_of(indicator(), points, starts_on=START, today=TODAY)
    first, second, *_ = indicator_csv(found, ()).decode("utf-8-sig").splitlines()[1:]
    assert first.startswith('"2026-01-28",84.25,100,')
    assert second.startswith('"2026-02-28","",3,')


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_tells_the_finding_and_what_people_typed_stays_text(language: str) -> None:
    with speaking(language):
        sheets = read_workbook(indicator_workbook(line([84, 86, 83, 85]), HAPPENED), "indicator.xlsx")
    values, facts, happened = (sheet.rows for sheet in sheets)
    assert len(values) == 5
    assert any("Satisfaction" in str(cell) for row in facts for cell in row)
    assert happened[1][2].endswith("=cmd|' /C calc'!A0")
    assert "comparison." not in str(sheets)


def test_the_picture_shows_the_chart_of_the_page() -> None:
    with speaking("zh_CN"):
        svg = picture(line_chart(line([84, 86, 83, 85], name="客户满意度"), (), START, END, HAPPENED), Picture.SVG).decode()
    assert "客户满意度" in svg
    assert "#FFFFFF" in svg
