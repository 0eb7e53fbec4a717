"""An indicator's values, contract and events as sheets: what stands on its page, to be worked on elsewhere."""

from collections.abc import Sequence

from results.comparison.process_limits import PROFILES
from results.comparison.rules import Line
from results.comparison.rules.happened import Happened
from results.comparison.rules.intervals import interval_of
from results.comparison.sentences import (
    assurance_words,
    happened_words,
    limits_notes,
    limits_words,
    mark_words,
    message,
    rule_words,
    standing_words,
    target_words,
)
from tracker.core.words import say
from tracker.core.workbooks import Cell, SheetOut, write_csv, write_workbook

COLUMNS = (
    "date",
    "value",
    "n",
    "numerator",
    "denominator",
    "interval_lower",
    "interval_upper",
    "mean",
    "limit_lower",
    "limit_upper",
    "kind",
    "why",
)


def indicator_csv(line: Line, happened: Sequence[Happened]) -> bytes:
    """The values alone."""
    return write_csv(_values(line))


def indicator_workbook(line: Line, happened: Sequence[Happened]) -> bytes:
    return write_workbook([_values(line), _facts(line), _happened(happened)])


def _values(line: Line) -> SheetOut:
    """A value that is held back is empty, with its n."""
    run = PROFILES[line.indicator.contract.profile].run
    marked = {point.on: point for point in line.chart.points} if line.chart else {}
    rows: list[list[Cell]] = []
    for point in line.points:
        mark, interval = marked.get(point.on), interval_of(line.indicator, point) or (None, None)
        limits = (mark.limits.centre, mark.limits.lower, mark.limits.upper) if mark else (None, None, None)
        words = (mark_words(mark.kind), rule_words(mark.rule, run) if mark.rule else "") if mark else ("", "")
        rows.append([point.on, point.value, point.n, point.numerator, point.denominator, *interval, *limits, *words])
    return SheetOut(say("comparison.sheet.values"), [say(f"comparison.sheet.{name}") for name in COLUMNS], rows)


def _facts(line: Line) -> SheetOut:
    indicator = line.indicator
    facts: list[list[Cell]] = [
        [say("comparison.sheet.name"), indicator.name],
        [say("comparison.sheet.code"), indicator.code],
        [say("comparison.sheet.finding"), message(line)],
        [say("comparison.sheet.standing"), standing_words(line)],
        [say("comparison.numbers.baseline"), indicator.baseline],
        [say("comparison.numbers.target"), target_words(indicator)],
        [say("comparison.sheet.due"), indicator.target_on],
        [say("comparison.sheet.version"), indicator.contract.number],
    ]
    told = [limits_words(line), *limits_notes(line), *assurance_words(line)]
    facts += [[say("comparison.sheet.limits"), words] for words in told if words]
    header = [say("comparison.sheet.fact"), say("comparison.chart.value")]
    return SheetOut(say("comparison.sheet.facts"), header, facts, wrapped=True)


def _happened(happened: Sequence[Happened]) -> SheetOut:
    header = [say(f"comparison.happened.{name}") for name in ("when", "kind", "what")]
    rows: list[list[Cell]] = [[each.on, say(f"comparison.happened.{each.kind.value}"), happened_words(each)] for each in happened]
    return SheetOut(say("comparison.view.happened"), header, rows)
