"""What the three formats share: colours, the line that every page carries, and progress."""

from collections.abc import Callable, Sequence

from results.comparison.charts.style import BLUE, COLOURS, GREY
from results.comparison.process_limits import Kind
from results.reports.forms import Cell, Chart, Document, Series, Told
from results.reports.rules import Role, Stamp
from tracker.core.words import moment, say

INK, PALE = "#1F2A33", "#D8DEE3"
LINES = {Role.VALUE: INK, Role.CENTRE: GREY, Role.LOWER: GREY, Role.UPPER: GREY, Role.TARGET: BLUE, Role.DATED: BLUE}
BARS = {Role.VALUE: BLUE, Role.TARGET: PALE, Role.CENTRE: GREY}
DASHED = frozenset({Role.LOWER, Role.UPPER})
MOST_ROWS = 4  # of a table of values on paper: two indicators a page; the workbook has them all
Tell = Callable[[int, int], None]  # how many charts are drawn, and of how many


def silent(_done: int, _of: int) -> None:
    pass


def standing_words(stamp: Stamp) -> str:
    """Whether this is locked, as which number, when and by whom."""
    if stamp.number is None or stamp.locked_at is None:
        return say("reports.stamp.own_stores" if stamp.own_stores else "reports.stamp.draft")
    return say("reports.stamp.locked", number=stamp.number, moment=moment(stamp.locked_at), who=stamp.locked_by)


def footer_words(told: Told, stamp: Stamp) -> str:
    state = say("reports.stamp.short_draft") if stamp.number is None else say("reports.stamp.short", number=stamp.number)
    return say("reports.footer", programme=told.programme, title=told.title, period=told.period, state=state)


def hash_words(stamp: Stamp) -> str:
    return say("reports.stamp.sha256", sha256=stamp.sha256)


def front_words(document: Document, told: Told, stamp: Stamp) -> list[str]:
    words = [told.as_of, standing_words(stamp)]
    return [*words, say("reports.stamp.reason", reason=document.reason)] if document.reason else words


def charts_in(told: Told) -> int:
    return sum(len(part.charts) for part in told.parts)


def colour_of(chart: Chart, at: int) -> str:
    """Of a value: what is no news is grey."""
    kind = chart.kinds[at] if at < len(chart.kinds) else ""
    return COLOURS[Kind(kind)] if kind else GREY


def shown(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.shown


def known(series: Sequence[Series]) -> list[float]:
    return [value for one in series for value in one.values if value is not None]
