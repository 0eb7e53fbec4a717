"""The report as PDF: A4, charts as vectors, the signs it uses embedded, so that it is drawn alike wherever it is opened."""

from collections.abc import Sequence

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, TableCellFillMode
from fpdf.fonts import FontFace
from fpdf.outline import OutlineSection
from pylopdf_fonts_zh_cn import sans_path

from results.reports.forms import Chart, Document, Number, Part, Table, Told
from results.reports.rules import Stamp
from results.reports.workbook.look import (
    INK,
    MOST_ROWS,
    Tell,
    charts_in,
    footer_words,
    front_words,
    hash_words,
    shown,
    silent,
)
from results.reports.workbook.plot import height_of, plot
from tracker.core.chart_titles import letters, wrapped
from tracker.core.words import html_language, language, say

FONT = "sans"
MARGIN, FOOT = 16.0, 20.0  # mm
TITLE, HEADING, FINDING, TEXT, SMALL = 24, 15, 11, 9, 7.5  # points
PALE, GREY = "#EEF2F4", "#5D6A73"
HEAD, NOTE, ROW = 14.0, 4.2, 5.6  # mm: a chart's title, a line below it, a row of its table
LETTER = 0.19  # mm a point of size: a little more than half of a Chinese sign, which is as wide as high


class Paper(FPDF):
    """A4 pages that say at their foot what they are."""

    def __init__(self, told: Told, stamp: Stamp) -> None:
        super().__init__(format="A4")
        self.words, self.hash = footer_words(told, stamp), hash_words(stamp)
        self.add_font(FONT, "", sans_path())
        self.set_font(FONT, size=TEXT)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, FOOT)
        self.set_title(f"{told.title} · {told.programme} · {told.period}")
        self.set_lang(html_language())
        self.set_text_color(INK)

    def normalize_text(self, text: str) -> str:
        """The font has no narrow blank, which times in English hold."""
        return super().normalize_text(text.replace("\u202f", "\u00a0"))

    def footer(self) -> None:
        self.set_text_color(GREY)
        self.set_font(FONT, size=6.5)
        self.set_y(-FOOT + 6)
        self.cell(0, 3.4, self.words, new_x="LMARGIN", new_y="NEXT")
        self.cell(self.epw - 16, 3.4, self.hash)
        self.cell(16, 3.4, str(self.page_no()), align="R")
        self.set_text_color(INK)
        self.set_font(FONT, size=TEXT)

    def say(self, text: str, size: float = TEXT, *, colour: str = INK, after: float = 1.5) -> None:
        self.set_font(FONT, size=size)
        self.set_text_color(colour)
        most = int(self.epw / (size * LETTER))
        lines = [line for part in text.split("\n") for line in wrapped(part, most)]
        self.multi_cell(0, size * 0.5, "\n".join(lines), align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(INK)
        self.ln(after)

    def room(self, height: float) -> None:
        """A new page, unless so many millimetres are left on this one."""
        if self.get_y() + height > self.h - FOOT:
            self.add_page()


def pdf_report(document: Document, told: Told, stamp: Stamp, tell: Tell = silent) -> bytes:
    """In the language of this run, which is that of `told`. `tell` is called before each chart and after the last."""
    paper = Paper(told, stamp)
    paper.set_creation_date(document.made_at)  # two copies of a locked report are the same bytes
    _front(paper, document, told, stamp)
    drawn, of = 0, charts_in(told)
    for part in told.parts:
        _begin(paper, part)
        for chart in part.charts:
            tell(drawn, of)
            _chart(paper, chart)
            drawn += 1
        for table in part.tables:
            _table(paper, table, len(table.rows))
    if told.differences:
        _differences(paper, told)
    tell(of, of)
    return bytes(paper.output())


def _front(paper: Paper, document: Document, told: Told, stamp: Stamp) -> None:
    paper.add_page()
    paper.set_y(40)
    paper.say(told.title, TITLE, after=4)
    paper.say(told.programme, HEADING)
    paper.say(told.period, HEADING, after=5)
    for words in front_words(document, told, stamp):
        paper.say(words, FINDING, colour=GREY)
    paper.ln(6)
    paper.say(say("reports.contents"), HEADING)
    paper.insert_toc_placeholder(_contents)


def _contents(paper: FPDF, outline: Sequence[OutlineSection]) -> None:
    paper.set_font(FONT, size=FINDING)
    paper.set_x(paper.l_margin)
    for entry in outline:
        if entry.level == 0:
            link = paper.add_link(page=entry.page_number)
            paper.cell(paper.epw - 16, 8, entry.name, link=link, border="B")
            paper.cell(16, 8, str(entry.page_number), align="R", link=link, border="B", new_x="LMARGIN", new_y="NEXT")


def _begin(paper: Paper, part: Part) -> None:
    """A section begins on the same page where there is room for its first chart."""
    if paper.page_no() > 2 or paper.get_y() > MARGIN + 1:
        paper.ln(6)
    paper.room(110 if part.charts or part.tables else 45)
    paper.start_section(part.subject)
    paper.say(part.subject, SMALL + 1.5, colour=GREY, after=0.5)
    paper.say(part.finding, HEADING, after=3)
    for sentence in (*part.sentences, *part.money_sentences):
        paper.say(sentence)
    paper.ln(2)


def _chart(paper: Paper, chart: Chart) -> None:
    rows = MOST_ROWS if chart.dates else 0
    paper.room(height_of(chart) + HEAD + NOTE * len(chart.notes) + ROW * (rows + 2))
    paper.start_section(chart.finding, level=1)
    paper.say(chart.finding, FINDING, after=1)
    top = paper.get_y()
    plot(paper, chart, paper.l_margin, top, paper.epw)
    paper.set_xy(paper.l_margin, top + height_of(chart) + 1)
    for note in chart.notes:
        paper.say(note, SMALL, colour=GREY, after=0.3)
    paper.ln(1.5)
    _table(paper, chart.table, MOST_ROWS if chart.dates else len(chart.table.rows))
    paper.ln(4)


def _table(paper: Paper, table: Table, most: int) -> None:
    paper.room(30)
    paper.set_font(FONT, size=SMALL)
    paper.set_draw_color("#C9D2D8")
    paper.set_fill_color("#FFFFFF")
    look = FontFace(emphasis="", fill_color=PALE)
    with paper.table(
        line_height=4.2,
        padding=(0.6, 1.4),
        headings_style=look,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        cell_fill_mode=TableCellFillMode.NONE,
        col_widths=_widths(table),
        wrapmode="CHAR" if language() == "zh_CN" else "WORD",
        text_align=tuple("R" if right else "L" for right in _to_the_right(table)),
    ) as grid:
        for row in [table.header, *(tuple(shown(cell) for cell in row) for row in table.rows[:most])]:
            line = grid.row()
            for cell in row:
                line.cell(cell)
    if len(table.rows) > most:
        paper.say(say("reports.note.first_rows", most=most, n=len(table.rows)), SMALL, colour=GREY)
    paper.ln(2)


def _to_the_right(table: Table) -> list[bool]:
    """Columns of numbers."""
    columns = range(len(table.header))
    return [any(isinstance(row[at], Number) for row in table.rows) for at in columns]


def _widths(table: Table) -> list[int]:
    """Shares of the width by what the columns hold, so that a long text has room and a number is not broken."""
    columns = range(len(table.header))
    longest = [max(letters(text) for text in (table.header[at], *(shown(row[at]) for row in table.rows))) for at in columns]
    return [min(max(wide + 3, 9), 40) for wide in longest]


def _differences(paper: Paper, told: Told) -> None:
    paper.add_page()
    paper.start_section(say("reports.differences"))
    paper.say(say("reports.differences"), HEADING, after=3)
    for words in told.differences:
        paper.say(words)
