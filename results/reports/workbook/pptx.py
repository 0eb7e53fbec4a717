"""The report as slides: wide, a finding a slide, charts that PowerPoint edits as its own."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from results.reports.forms import Chart, Document, Number, Part, Series, Table, Told
from results.reports.rules import Role, Stamp
from results.reports.workbook.look import (
    BARS,
    DASHED,
    INK,
    LINES,
    PALE,
    Tell,
    charts_in,
    colour_of,
    footer_words,
    front_words,
    hash_words,
    shown,
    silent,
)
from tracker.core.chart_titles import letters, wrapped
from tracker.core.words import html_language, say
from tracker.core.workbooks.separated import neutral
from tracker.core.workbooks.writing import legal_text

CHINESE = "Microsoft YaHei"  # with Office on Windows and macOS; another machine takes its own for it
LATIN = "Calibri"
WIDE, HIGH = Inches(13.333), Inches(7.5)
SIDE = Inches(0.6)
ROWS, SENTENCES = 9, 7  # of a slide
LETTERS = 34  # in a line of a slide's table, over which a row is taller
TITLE_ONLY = 5  # the layout of python-pptx's own template
GREY = "#5D6A73"
MARKERS = {
    "improvement": XL_MARKER_STYLE.TRIANGLE,
    "high": XL_MARKER_STYLE.TRIANGLE,
    "low": XL_MARKER_STYLE.TRIANGLE,
    "concern": XL_MARKER_STYLE.SQUARE,
}


def pptx_report(document: Document, told: Told, stamp: Stamp, tell: Tell = silent) -> bytes:
    """In the language of this run, which is that of `told`. `tell` is called before each chart and after the last."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    _set_fonts(deck)
    deck.core_properties.title = f"{told.title} · {told.programme} · {told.period}"
    deck.core_properties.author, deck.core_properties.created = "", document.made_at.replace(tzinfo=None)
    foot = (footer_words(told, stamp), hash_words(stamp))
    _front(deck, document, told, stamp, foot)
    drawn, of = 0, charts_in(told)
    for part in told.parts:
        _text_slides(deck, part.subject, part.finding, (*part.sentences, *part.money_sentences), foot)
        for chart in part.charts:
            tell(drawn, of)
            _chart_slide(deck, part, chart, foot)
            drawn += 1
            if not chart.dates:
                _table_slides(deck, part.subject, chart.table, foot)
        for table in part.tables:
            _table_slides(deck, part.subject, table, foot)
    if told.differences:
        _text_slides(deck, say("reports.differences"), say("reports.differences"), told.differences, foot)
    tell(of, of)
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def _set_fonts(deck: Any) -> None:
    """Of slides and of notes: without an East Asian typeface a viewer may take one that has no Chinese signs."""
    for master in (deck.slide_masters[0], deck.notes_master):
        theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        theme._blob = theme.blob.replace(b'<a:ea typeface=""', f'<a:ea typeface="{CHINESE}"'.encode())


def _front(deck: Any, document: Document, told: Told, stamp: Stamp, foot: Sequence[str]) -> None:
    slide = _slide(deck, told.title, foot)
    box = slide.shapes.add_textbox(SIDE, Inches(2.2), WIDE - 2 * SIDE, Inches(4))
    sizes = [(told.programme, 28, INK), (told.period, 24, INK)]
    sizes += [(words, 16, GREY) for words in front_words(document, told, stamp)]
    for words, size, colour in sizes:
        _paragraph(box.text_frame, words, size, colour)


def _slide(deck: Any, title: str, foot: Sequence[str], notes: Sequence[str] = ()) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = SIDE, Inches(0.3), WIDE - 2 * SIDE, Inches(1.05)
    lines = len(wrapped(title, 86))
    shape.text_frame.word_wrap, shape.text_frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    _paragraph(shape.text_frame, title, 26 if lines == 1 else 22 if lines == 2 else 17, INK, bold=True)
    for row, words in enumerate(foot):
        box = slide.shapes.add_textbox(SIDE, HIGH - Inches(0.48 - 0.2 * row), WIDE - 2 * SIDE, Inches(0.2))
        _paragraph(box.text_frame, words, 8, GREY)
    if notes:
        frame = slide.notes_slide.notes_text_frame
        for words in notes:
            _paragraph(frame, words, 12, "#000000")
    return slide


def _paragraph(frame: Any, text: str, size: float, colour: str, *, bold: bool = False, right: bool = False) -> None:
    """Into the frame's first paragraph while that is empty, else below the last."""
    first = frame.paragraphs[0]
    paragraph = first if len(frame.paragraphs) == 1 and not first.runs else frame.add_paragraph()
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = legal_text(text)
    _font(run.font, size, colour, bold=bold)
    run.font._element.set("lang", html_language())


def _font(font: Any, size: float, colour: str, *, bold: bool = False) -> None:
    font.size, font.bold, font.name = Pt(size), bold, LATIN
    font.color.rgb = _rgb(colour)
    latin = font._element.find(qn("a:latin"))
    east_asian = latin.makeelement(qn("a:ea"), {"typeface": CHINESE})
    latin.addnext(east_asian)  # the schema wants them in this order


def _text_slides(deck: Any, subject: str, finding: str, sentences: Sequence[str], foot: Sequence[str]) -> None:
    """The section begins: its subject, what was found, and its sentences."""
    for at in range(0, max(len(sentences), 1), SENTENCES):
        slide = _slide(deck, finding, foot, [subject])
        box = slide.shapes.add_textbox(SIDE, Inches(1.45), WIDE - 2 * SIDE, Inches(5))
        box.text_frame.word_wrap = True
        _paragraph(box.text_frame, subject, 14, GREY)
        for sentence in sentences[at : at + SENTENCES]:
            _paragraph(box.text_frame, sentence, 16, INK)
            box.text_frame.paragraphs[-1].space_before = Pt(8)


def _chart_slide(deck: Any, part: Part, chart: Chart, foot: Sequence[str]) -> None:
    slide = _slide(deck, chart.finding, foot, [part.subject, *chart.notes])
    kind = XL_CHART_TYPE.LINE_MARKERS if chart.dates else XL_CHART_TYPE.BAR_CLUSTERED
    place = (SIDE, Inches(1.4), WIDE - 2 * SIDE, Inches(4.85))
    frame = slide.shapes.add_chart(kind, *place, _filled(chart))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.finding)  # what a screen reader says
    drawn = frame.chart
    _font(drawn.font, 11, GREY)
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    drawn.value_axis.major_gridlines.format.line.color.rgb = _rgb(PALE)
    drawn.value_axis.has_title = True
    _paragraph(drawn.value_axis.axis_title.text_frame, chart.axis, 11, GREY)
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    for given, series in zip(chart.series, drawn.plots[0].series, strict=True):
        _line(chart, given, series) if chart.dates else _bar(given, series)
    if not chart.dates:
        drawn.category_axis.reverse_order = True  # the first at the top
        drawn.plots[0].gap_width = 60
    if chart.notes:
        box = slide.shapes.add_textbox(SIDE, Inches(6.28), WIDE - 2 * SIDE, Inches(0.6))
        box.text_frame.word_wrap = True
        _paragraph(box.text_frame, chart.notes[0], 11, GREY)


def _filled(chart: Chart) -> Any:
    """PowerPoint keeps the numbers in a workbook of its own, where a name must not become a formula."""
    data: Any = CategoryChartData(number_format="General")  # type: ignore[no-untyped-call]
    data.categories = chart.dates or [neutral(legal_text(label)) for label in chart.labels]
    if chart.dates:
        data.categories.number_format = "yyyy-mm"
    for series in chart.series:
        data.add_series(neutral(legal_text(series.name)), series.values)
    return data


def _line(chart: Chart, given: Series, series: Any) -> None:
    series.smooth = False
    line, marker = series.format.line, series.marker
    marker.style = XL_MARKER_STYLE.NONE
    line.width, line.color.rgb = Pt(2.25 if given.role is Role.TARGET else 1.25), _rgb(LINES[given.role])
    if given.role in DASHED:
        line.dash_style = MSO_LINE.DASH
    if given.role is Role.DATED:
        line.fill.background()
        _mark(marker, XL_MARKER_STYLE.DIAMOND, 9, LINES[given.role])
    if given.role is Role.VALUE:
        _mark(marker, XL_MARKER_STYLE.CIRCLE, 7, colour_of(chart, len(chart.kinds)))
        for at, kind in enumerate(chart.kinds):
            if kind:
                _mark(series.points[at].marker, MARKERS.get(kind, XL_MARKER_STYLE.CIRCLE), 9, colour_of(chart, at))


def _mark(marker: Any, style: Any, size: int, colour: str) -> None:
    marker.style, marker.size = style, size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = _rgb(colour)
    marker.format.line.color.rgb = _rgb(colour)


def _bar(given: Series, series: Any) -> None:
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = _rgb(BARS[given.role])
    series.invert_if_negative = False
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, "#,##0", False
    _font(labels.font, 10, GREY)


def _table_slides(deck: Any, subject: str, table: Table, foot: Sequence[str]) -> None:
    for few in _fitting(table):
        slide = _slide(deck, table.title, foot, [subject])
        size = (SIDE, Inches(1.4), WIDE - 2 * SIDE, Inches(0.4) * (len(few) + 1))
        grid = slide.shapes.add_table(len(few) + 1, len(table.header), *size).table
        for column, width in zip(grid.columns, _widths(table), strict=True):
            column.width = width
        for at, row in enumerate([table.header, *few]):
            for column, cell in enumerate(row):
                number = any(isinstance(each[column], Number) for each in table.rows)
                _cell(grid.cell(at, column), shown(cell), head=at == 0, right=number)


def _fitting(table: Table) -> Iterator[list[Any]]:
    """So many rows a slide as have room: one with a long text is taller."""
    few: list[Any] = []
    taken = 0
    for row in table.rows:
        lines = max(len(wrapped(shown(cell), LETTERS)) for cell in row)
        if few and taken + lines > ROWS * 1.4:
            yield few
            few, taken = [], 0
        few.append(row)
        taken += lines
    if few:
        yield few


def _cell(cell: Any, text: str, *, head: bool, right: bool) -> None:
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.fill.solid()
    cell.fill.fore_color.rgb = _rgb(PALE if head else "#FFFFFF")
    _paragraph(cell.text_frame, text, 12, INK, bold=head, right=right)


def _widths(table: Table) -> list[Emu]:
    columns = range(len(table.header))
    longest = [max(letters(text) for text in (table.header[at], *(shown(row[at]) for row in table.rows))) for at in columns]
    shares = [min(max(wide + 2, 8), LETTERS) for wide in longest]
    return [Emu(int((WIDE - 2 * SIDE) * share / sum(shares))) for share in shares]


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))  # type: ignore[no-untyped-call]
