"""What was promised and what was seen: the overview, and a chart for each indicator."""

from datetime import date

from results.comparison.headlines import against_rest_words, headline, news_first
from results.comparison.rules import Line, rounded, targets_of
from results.comparison.rules.groups import AgainstRest
from results.comparison.sentences import assurance_words, limits_notes, limits_words, mark_words, message, value_words
from results.reports.forms import Cell, Chart, Part, Series, Table
from results.reports.queries.asked import Asked, counted, measured, on_day, share
from results.reports.rules import Role, Section
from tracker.core.words import number, percent, say
from tracker.targets.rules import IndicatorRow


def summary(asked: Asked) -> Part:
    lines = asked.board.lines
    found = headline(lines) if lines else say("reports.finding.no_indicator")
    worst = asked.board.furthest_behind
    if worst is None:
        finding = say("reports.finding.none_behind")
    elif worst.share is None:
        finding = say("reports.finding.behind", name=worst.indicator.name)
    else:
        finding = say("reports.finding.furthest_behind", name=worst.indicator.name, share=percent(worst.share, 0))
    shares = [line for line in lines if line.share is not None]
    chart = Chart(
        finding=finding,
        axis=say("reports.axis.share"),
        labels=tuple(line.indicator.name for line in shares),
        series=(Series(role=Role.VALUE, name=say("comparison.numbers.share"), values=tuple(_share(line) for line in shares)),),
        notes=(say("reports.note.share"),),
        table=_overview(lines),
    )
    return Part(
        section=Section.SUMMARY,
        subject=say("reports.section.summary"),
        finding=found,
        charts=(chart,) if shares else (),
        tables=() if shares or not lines else (_overview(lines),),
    )


def _share(line: Line) -> float:
    return (line.share or 0.0) + 0.0


def _overview(lines: tuple[Line, ...]) -> Table:
    header = ("indicator", "value", "n", "baseline", "target", "share", "standing")
    return Table(
        title=say("reports.table.indicators"),
        header=tuple(say(f"reports.column.{name}") for name in header),
        rows=tuple(_overview_row(line) for line in lines),
    )


def _overview_row(line: Line) -> tuple[Cell, ...]:
    indicator, actual = line.indicator, line.actual
    return (
        indicator.name,
        measured(indicator.unit, actual.value if actual else None, indicator.level),
        counted(actual.n) if actual and actual.n is not None else "",
        measured(indicator.unit, indicator.baseline, indicator.level),
        _target(indicator),
        share(line.share),
        say(f"comparison.standing.{line.standing.value}"),
    )


def _target(indicator: IndicatorRow) -> Cell:
    if indicator.level is None or indicator.level_high is None:
        return measured(indicator.unit, indicator.level)
    low, high = (value_words(indicator.unit, level) for level in (indicator.level, indicator.level_high))
    return say("comparison.numbers.range", low=low, high=high)


def indicators(asked: Asked) -> Part:
    """A chart for each with a value, the news first as on the board; the others in a sentence each."""
    shown = [line for line in news_first(asked.board.lines) if line.chart]
    count = {"shown": number(len(shown)), "n": number(len(asked.board.lines))}
    return Part(
        section=Section.INDICATORS,
        subject=say("reports.section.indicators"),
        finding=say("reports.finding.indicators", **count),
        sentences=tuple(message(line) for line in asked.board.lines if not line.chart),
        charts=tuple(_over_time(line, asked.board.against_rest.get(line.indicator.id)) for line in shown),
    )


def _over_time(line: Line, rest: AgainstRest | None) -> Chart:
    indicator = line.indicator
    points = line.chart.points if line.chart else ()
    dated = {step.on: step.value for step in targets_of(indicator)}
    dates = tuple(sorted({point.on for point in points} | set(dated)))
    values = {point.on: point.value + 0.0 for point in points}
    levels = [level for level in (indicator.level, indicator.level_high) if level is not None]
    series = [
        Series(role=Role.VALUE, name=indicator.name, values=_on(dates, values)),
        *(
            Series(role=role, name=say(f"reports.series.{role.value}"), values=_on(dates, limits))
            for role, limits in _limits(line).items()
            if limits
        ),
        *(
            Series(role=Role.TARGET, name=say("reports.series.target"), values=tuple(level for _ in dates))
            for level in dict.fromkeys(levels)
        ),
    ]
    if len(dated) > 1:
        series.append(Series(role=Role.DATED, name=say("reports.series.dated"), values=_on(dates, dated)))
    kinds = {point.on: point.kind.value for point in points if point.rule}
    return Chart(
        finding=message(line),
        axis=say(f"comparison.axis.{indicator.unit.value}"),
        dates=dates,
        series=tuple(series),
        kinds=tuple(kinds.get(on, "") for on in dates),
        notes=tuple(words for words in (*definition(line), *_told(line, rest)) if words),
        table=_values(line),
    )


def definition(line: Line) -> list[str]:
    """What is counted, and how many the last value rests on."""
    indicator = line.indicator
    told = [indicator.contract.question or indicator.note, indicator.contract.formula]
    if line.actual and line.actual.n is not None:
        told.append(say("reports.note.n", n=line.actual.n, least=indicator.smallest_n))
    return told


def _told(line: Line, rest: AgainstRest | None) -> list[str]:
    """Limits, what becomes of the targets, and the pilot against the rest."""
    told = [limits_words(line), *limits_notes(line), *assurance_words(line)]
    return told if rest is None else [*told, against_rest_words(line.indicator.unit, rest)]


def _limits(line: Line) -> dict[Role, dict[date, float]]:
    points = line.chart.points if line.chart else ()
    return {
        Role.CENTRE: {point.on: point.limits.centre for point in points},
        Role.LOWER: {point.on: point.limits.lower for point in points if point.limits.lower is not None},
        Role.UPPER: {point.on: point.limits.upper for point in points if point.limits.upper is not None},
    }


def _on(dates: tuple[date, ...], values: dict[date, float]) -> tuple[float | None, ...]:
    return tuple(values.get(on) for on in dates)


def _values(line: Line) -> Table:
    """Each value with what it rests on and what chance explains; one that is held back says so. The latest first."""
    marks = {point.on: point for point in line.chart.points} if line.chart else {}
    unit, level = line.indicator.unit, line.indicator.level
    rows: list[tuple[Cell, ...]] = []
    for point in reversed(line.points):
        mark = marks.get(point.on)
        rows.append(
            (
                on_day(point.on),
                say("comparison.too_few") if point.value is None else measured(unit, point.value, level),
                "" if point.n is None else counted(point.n),
                "" if mark is None or mark.limits.lower is None else measured(unit, rounded(mark.limits.lower, 1)),
                "" if mark is None or mark.limits.upper is None else measured(unit, rounded(mark.limits.upper, 1)),
                mark_words(mark.kind) if mark else "",
            )
        )
    header = ("date", "value", "n", "lower", "upper", "kind")
    return Table(title=line.indicator.name, header=tuple(say(f"reports.column.{name}") for name in header), rows=tuple(rows))
