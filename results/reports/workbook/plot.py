"""A chart drawn as vectors on paper."""

import math
from collections.abc import Callable, Sequence
from datetime import date

from fpdf import FPDF

from results.reports.forms import Chart, Series
from results.reports.rules import Role
from results.reports.workbook.look import BARS, DASHED, INK, LINES, colour_of, known
from tracker.core.words import month, number

AXIS, LEGEND, LABEL = 14.0, 6.0, 0.32  # mm left of a line chart, mm below it; share of a bar chart's width for its labels
SMALL = 7  # points
BAR, BETWEEN = 3.6, 2.2  # mm
TICKS = 5
LINE_CHART = 56.0  # mm high
NICE = (1, 2, 2.5, 5, 10)
MARK = 1.1  # mm, half a mark's width
LABEL_WIDTH = 17.0  # mm


def height_of(chart: Chart) -> float:
    if chart.dates:
        return LINE_CHART
    return LEGEND + 4 + len(chart.labels) * (BAR * len(chart.series) + BETWEEN)


def plot(pdf: FPDF, chart: Chart, x: float, y: float, width: float) -> None:
    pdf.set_font_size(SMALL)
    (_over_time if chart.dates else _bars)(pdf, chart, x, y, width, height_of(chart))
    pdf.set_draw_color(INK)
    pdf.set_text_color(INK)
    pdf.set_line_width(0.2)
    pdf.set_dash_pattern()


def ticks(low: float, high: float) -> list[float]:
    """Round levels that span the values, few of them."""
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / (TICKS - 1)
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * nice for nice in NICE if size * nice >= rough * 0.999)
    first = math.floor(low / step)
    return [level * step for level in range(first, math.ceil(high / step - 1e-9) + 1)]


def _over_time(pdf: FPDF, chart: Chart, x: float, y: float, width: float, height: float) -> None:
    levels = ticks(min(known(chart.series)), max(known(chart.series)))
    left, right, top, bottom = x + AXIS, x + width - 4, y + 5, y + height - LEGEND - 6
    first, days = chart.dates[0], max((chart.dates[-1] - chart.dates[0]).days, 1)

    def across(on: date) -> float:
        return left + (on - first).days / days * (right - left)

    def up(value: float) -> float:
        return bottom - (value - levels[0]) / (levels[-1] - levels[0]) * (bottom - top)

    _write(pdf, chart.axis, x, y, width, "L")
    pdf.set_draw_color("#E6EAED")
    pdf.set_line_width(0.15)
    for level in levels:
        pdf.line(left, up(level), right, up(level))
        _write(pdf, number(round(level, 6)), x, up(level) - 1.5, AXIS - 1.5, "R")
    for on in _apart(chart.dates, LABEL_WIDTH, across):
        _write(pdf, month(on), across(on) - LABEL_WIDTH / 2, bottom + 1, LABEL_WIDTH, "C")
    for series in chart.series:
        places = [
            (at, across(on), up(value))
            for at, (on, value) in enumerate(zip(chart.dates, series.values, strict=True))
            if value is not None
        ]
        _line(pdf, chart, series, places)
    _legend(pdf, [(one.name, one.role, LINES[one.role]) for one in chart.series], left, y + height - LEGEND)


def _line(pdf: FPDF, chart: Chart, series: Series, places: Sequence[tuple[int, float, float]]) -> None:
    pdf.set_draw_color(LINES[series.role])
    pdf.set_fill_color(LINES[series.role])
    if series.role is Role.DATED:
        for _, across, up in places:
            pdf.polygon([(across, up - 1.6), (across + 1.3, up), (across, up + 1.6), (across - 1.3, up)], style="F")
        return
    pdf.set_line_width(0.5 if series.role is Role.TARGET else 0.25)
    if series.role in DASHED:
        pdf.set_dash_pattern(dash=1.2, gap=0.9)
    if len(places) > 1:
        pdf.polyline([(across, up) for _, across, up in places])
    pdf.set_dash_pattern()
    if series.role is Role.VALUE:
        for at, across, up in places:
            pdf.set_fill_color(colour_of(chart, at))
            _mark(pdf, chart.kinds[at] if chart.kinds else "", across, up)


def _mark(pdf: FPDF, kind: str, across: float, up: float) -> None:
    """The shapes of the pages: their form says the same as their colour."""
    if kind in ("improvement", "high"):
        pdf.polygon([(across, up - 1.4), (across + 1.3, up + 1), (across - 1.3, up + 1)], style="F")
    elif kind == "low":
        pdf.polygon([(across, up + 1.4), (across + 1.3, up - 1), (across - 1.3, up - 1)], style="F")
    elif kind == "concern":
        pdf.rect(across - MARK, up - MARK, 2 * MARK, 2 * MARK, style="F")
    else:
        pdf.circle(across, up, MARK * 0.85, style="F")


def _bars(pdf: FPDF, chart: Chart, x: float, y: float, width: float, height: float) -> None:
    values = known(chart.series)
    low, high = min([0.0, *values]), max([0.0, *values]) or 1.0
    left, right = x + width * LABEL + 2, x + width - 22
    scale = (right - left) / (high - low)
    zero = left - low * scale
    at = y + 2
    for place, label in enumerate(chart.labels):
        tall = BAR * len(chart.series)
        _write(pdf, _cut(pdf, label, width * LABEL), x, at + tall / 2 - 1.6, width * LABEL, "R")
        for row, series in enumerate(chart.series):
            value = series.values[place]
            if value is None:
                continue
            pdf.set_fill_color(BARS[series.role])
            long = abs(value) * scale
            pdf.rect(zero if value >= 0 else zero - long, at + row * BAR, max(long, 0.2), BAR - 0.5, style="F")
            _write(pdf, number(round(value, 1)), max(zero, zero + value * scale) + 1, at + row * BAR - 0.1, 24, "L")
        at += tall + BETWEEN
    pdf.set_draw_color(INK)
    pdf.line(zero, y + 1, zero, at)
    _legend(pdf, [(one.name, Role.VALUE, BARS[one.role]) for one in chart.series] if len(chart.series) > 1 else [], left, at)
    if len(chart.series) == 1:
        _write(pdf, chart.axis, left, at, right - left, "L")


def _legend(pdf: FPDF, entries: Sequence[tuple[str, Role, str]], x: float, y: float) -> None:
    """Each name once, with a piece of its line."""
    told: set[str] = set()
    for name, role, colour in entries:
        if name in told:
            continue
        told.add(name)
        pdf.set_draw_color(colour)
        pdf.set_line_width(0.8)
        pdf.set_dash_pattern(**({"dash": 1.0, "gap": 0.7} if role in DASHED else {}))
        pdf.line(x, y + 2, x + 5, y + 2)
        words = _cut(pdf, name, 50)
        wide = pdf.get_string_width(words) + 2
        _write(pdf, words, x + 6, y + 0.4, wide, "L")
        x += 9 + wide


def _apart(dates: Sequence[date], least: float, across: Callable[[date], float]) -> list[date]:
    """Of the days with a value those to write on the axis: so many millimetres apart at least."""
    found = [dates[0]]
    for on in dates[1:]:
        if across(on) - across(found[-1]) >= least:
            found.append(on)
    return found


def _cut(pdf: FPDF, text: str, width: float) -> str:
    if pdf.get_string_width(text) <= width - 1:
        return text
    while text and pdf.get_string_width(text + "…") > width - 1:
        text = text[:-1]
    return text + "…"


def _write(pdf: FPDF, text: str, x: float, y: float, width: float, align: str) -> None:
    pdf.set_text_color(INK)
    pdf.set_xy(x, y)
    pdf.cell(width, 3.2, text, align=align)
