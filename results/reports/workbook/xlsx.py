"""The report as a workbook: a sheet a section, numbers as numbers, charts that Excel edits as its own."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.marker import DataPoint, Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname

from results.reports.forms import Cell, Chart, Day, Document, Number, Series, Table, Told
from results.reports.rules import Role, Stamp
from results.reports.workbook.look import (
    BARS,
    DASHED,
    LINES,
    Tell,
    charts_in,
    colour_of,
    footer_words,
    front_words,
    hash_words,
    shown,
    silent,
)
from tracker.core.words import say
from tracker.core.workbooks.writing import guarded, sheet_name

TALL, WIDE = 9.0, 24.0  # cm of a chart
CHART_ROWS = 19  # that a chart covers
WIDTHS = (34, 14, 12, 14, 14, 14, 18, 14)
DECIMALS = re.compile(r"\.(\d+)")
DATE = "yyyy-mm-dd"
POINT = 12_700  # English metric units
HEADING = Font(bold=True, size=14)
GREY = Font(color="005D6A73")


def xlsx_report(document: Document, told: Told, stamp: Stamp, tell: Tell = silent) -> bytes:
    """In the language of this run, which is that of `told`. `tell` is called before each chart and after the last."""
    book = Workbook()
    names: set[str] = set()
    front: Any = book.active
    front.title = sheet_name(say("reports.sheet.report"), names)
    _front(front, document, told, stamp)
    sheets = [(book.create_sheet(sheet_name(part.subject, names)), part) for part in told.parts]
    numbers = book.create_sheet(sheet_name(say("reports.sheet.numbers"), names))
    drawn, of = 0, charts_in(told)
    for page, part in sheets:
        _lines(page, [part.finding, *part.sentences, *part.money_sentences])
        for chart in part.charts:
            tell(drawn, of)
            _chart(page, numbers, chart)
            drawn += 1
        for table in part.tables:
            _table(page, table)
    for page in book.worksheets:
        _set_up(page, told, stamp)
    tell(of, of)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _front(page: Any, document: Document, told: Told, stamp: Stamp) -> None:
    _lines(page, [told.title, told.programme, told.period, *front_words(document, told, stamp), hash_words(stamp)])
    if told.differences:
        page.append([])
        _lines(page, [say("reports.differences"), *told.differences])


def _set_up(page: Any, told: Told, stamp: Stamp) -> None:
    """Widths, and what a printed page says at its foot; `&` begins a code there."""
    for at, width in enumerate(WIDTHS, 1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.oddFooter.left.text = footer_words(told, stamp).replace("&", "&&")
    page.oddFooter.left.size = page.oddFooter.center.size = 7
    page.oddFooter.center.text = hash_words(stamp)
    page.oddFooter.right.text = "&P"
    page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight = "landscape", 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _lines(page: Any, lines: Sequence[str]) -> None:
    """The first is a heading."""
    for at, text in enumerate(lines):
        page.append([guarded(page, text, bold=at == 0)])
        if at == 0:
            page.cell(page.max_row, 1).font = HEADING
    page.append([])


def _chart(page: Any, numbers: Any, chart: Chart) -> None:
    """Its numbers stand on a sheet of their own, beside those of the others; below the chart is its table."""
    page.append([])
    _lines(page, [chart.finding])
    place = page.max_row + 1
    drawn: Any = _line_chart(numbers, chart) if chart.dates else _bar_chart(numbers, chart)
    drawn.height, drawn.width = TALL, WIDE
    drawn.legend.position = "b"
    drawn.x_axis.delete = drawn.y_axis.delete = False  # else Excel shows no axis
    drawn.y_axis.title = chart.axis
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="E6EAED"))
    page.add_chart(drawn, f"A{place}")
    for _ in range(CHART_ROWS):
        page.append([" "])
    for note in chart.notes:
        page.append([guarded(page, note)])
        page.cell(page.max_row, 1).font = GREY
    _table(page, chart.table)


def _table(page: Any, table: Table) -> None:
    page.append([])
    page.append([guarded(page, table.title, bold=True)])
    page.append([guarded(page, title, bold=True) for title in table.header])
    for row in table.rows:
        page.append([guarded(page, _value(cell)) for cell in row])
        for at, cell in enumerate(row, 1):
            if not isinstance(cell, str):
                page.cell(page.max_row, at).number_format = _format(cell)
            elif at > 1:
                page.cell(page.max_row, at).alignment = Alignment(wrap_text=True, vertical="top")


def _value(cell: Cell) -> Any:
    return cell if isinstance(cell, str) else cell.on if isinstance(cell, Day) else cell.value


def _format(cell: Number | Day) -> str:
    """As many decimals as the pages show; the cell holds the whole number."""
    if isinstance(cell, Day):
        return DATE
    found = DECIMALS.search(shown(cell))
    return "#,##0" + ("." + "0" * len(found.group(1)) if found else "")


def _filled(numbers: Any, chart: Chart) -> Mapping[str, Any]:
    """The chart's numbers as a block below those that are there: the dates or labels, then a column a series."""
    if numbers.max_row > 1 or numbers["A1"].value:
        numbers.append([])
    numbers.append([guarded(numbers, chart.finding, bold=True)])
    numbers.append([guarded(numbers, text, bold=True) for text in ("", *(series.name for series in chart.series))])
    head = numbers.max_row
    firsts: Sequence[date | str] = chart.dates or chart.labels
    for at, first in enumerate(firsts):
        numbers.append([guarded(numbers, first), *(series.values[at] for series in chart.series)])
        if chart.dates:
            numbers.cell(numbers.max_row, 1).number_format = DATE
    last = numbers.max_row
    columns = range(2, len(chart.series) + 2)
    return {
        "labels": Reference(numbers, min_col=1, min_row=head + 1, max_row=last),
        "values": [Reference(numbers, min_col=column, min_row=head + 1, max_row=last) for column in columns],
        "names": [f"{quote_sheetname(numbers.title)}!${get_column_letter(column)}${head}" for column in columns],
    }


def _line_chart(numbers: Any, chart: Chart) -> LineChart:
    drawn = LineChart()
    _add_series(drawn, numbers, chart)
    for given, series in zip(chart.series, drawn.series, strict=True):
        _style_line(chart, given, series)
    drawn.x_axis.number_format = "yyyy-mm"
    drawn.x_axis.tickLblPos = "low"
    values = [value for series in chart.series for value in series.values if value is not None]
    room = (max(values) - min(values)) * 0.1 or 1
    drawn.y_axis.scaling.min, drawn.y_axis.scaling.max = round(min(values) - room, 1), round(max(values) + room, 1)
    return drawn


def _bar_chart(numbers: Any, chart: Chart) -> BarChart:
    drawn = BarChart()
    drawn.type, drawn.gapWidth = "bar", 60
    _add_series(drawn, numbers, chart)
    for given, series in zip(chart.series, drawn.series, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=BARS[given.role].removeprefix("#"))
    drawn.x_axis.scaling.orientation = "maxMin"  # the first at the top
    drawn.x_axis.tickLblPos = "low"
    return drawn


def _add_series(drawn: Any, numbers: Any, chart: Chart) -> None:
    block = _filled(numbers, chart)
    for values, name in zip(block["values"], block["names"], strict=True):
        drawn.add_data(values)
        drawn.series[-1].tx = SeriesLabel(strRef=StrRef(name))
    drawn.set_categories(block["labels"])


def _style_line(chart: Chart, given: Series, series: Any) -> None:
    colour = LINES[given.role].removeprefix("#")
    width = int(POINT * (2.25 if given.role is Role.TARGET else 1.25))
    line = LineProperties(solidFill=colour, w=width)
    if given.role in DASHED:
        line.prstDash = "dash"
    series.graphicalProperties = GraphicalProperties(ln=line)
    series.smooth, series.marker = False, Marker("none")
    if given.role is Role.DATED:
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        series.marker = _marker("diamond", colour)
    if given.role is Role.VALUE:
        series.marker = _marker("circle", colour_of(chart, len(chart.kinds)).removeprefix("#"))
        shapes = {"concern": "square", "improvement": "triangle", "high": "triangle", "low": "triangle"}
        for at, kind in enumerate(chart.kinds):
            if kind:
                point = DataPoint(idx=at, marker=_marker(shapes[kind], colour_of(chart, at).removeprefix("#")))
                series.dPt.append(point)


def _marker(symbol: Any, colour: str) -> Marker:
    look = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour))
    return Marker(symbol, size=8, spPr=look)
