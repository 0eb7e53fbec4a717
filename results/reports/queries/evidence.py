"""What lies behind the indicators: audits, weak spots, benefits, and what changed since the period before."""

from dataclasses import replace
from datetime import timedelta

from results.comparison.audit_sentences import (
    channel_words,
    channels_finding,
    coverage_finding,
    items_finding,
    map_finding,
    mean_words,
    period_words,
    points_words,
    score_words,
    section_words,
    share_words,
    spread_finding,
    visits_words,
    wave_words,
)
from results.comparison.effects.ledger import totals
from results.comparison.effects.telling import finding as effect_finding
from results.comparison.effects.telling import label_words
from results.comparison.news import change_sentences
from results.comparison.queries import audits as queries
from results.comparison.queries import changes_between
from results.comparison.queries.benefits import BenefitRow, benefits
from results.comparison.queries.weak_spots import WeakSpot, weaknesses
from results.comparison.rules import rounded
from results.comparison.rules.changes import ChangeKind
from results.comparison.sentences import value_words
from results.readings.queries import EVERYWHERE
from results.readings.rules.survey import Score
from results.reports.forms import Cell, Chart, Number, Part, Series, Table
from results.reports.queries.asked import Asked, amount, counted, measured
from results.reports.rules import Role, Section
from tracker.core.words import money, number, say
from tracker.plan.rules import add_months
from tracker.targets.rules import Unit

MONTHS = queries.PERIODS[-1]
MOST_SPOTS = 15


def changes_part(asked: Asked) -> Part:
    """From the end of the period before to the last day of this one."""
    first = asked.period_on - timedelta(days=1)
    found = changes_between(asked.session, programme_id=asked.programme_id, first=first, second=asked.ends_on, by=asked.by)
    told = change_sentences([change for change in found if change.kind is not ChangeKind.MONEY])
    spent = change_sentences([change for change in found if change.kind is ChangeKind.MONEY])
    key = "reports.finding.changes" if told or spent else "board.change.nothing"
    return Part(
        section=Section.CHANGES,
        subject=say("reports.section.changes"),
        finding=say(key, first=first, second=asked.ends_on),
        sentences=tuple(told),
        money_sentences=tuple(spent),
    )


def audits_part(asked: Asked) -> Part:
    """Of the rubric with most audits, in the year that ends with the period; all channels side by side."""
    rubrics = queries.audited_rubrics(asked.session, programme_id=asked.programme_id, by=asked.by)
    subject = say("reports.section.audits")
    if not rubrics:
        return Part(section=Section.AUDITS, subject=subject, finding=say("auditresults.none_yet"))
    of = queries.asked_of(asked.session, programme_id=asked.programme_id, rubric=rubrics[0], months=MONTHS, area=EVERYWHERE)
    last = min(of.last, asked.ends_on.replace(day=1))
    of = replace(of, last=last, first=add_months(last, 1 - MONTHS))
    waves = queries.scores_by_wave(asked.session, asked=of, by=asked.by)
    items = queries.items_changed(asked.session, asked=of, by=asked.by)
    coverage = queries.visit_coverage(asked.session, asked=of, by=asked.by)
    charts = (_waves(waves), _sections(queries.section_map(asked.session, asked=of, by=asked.by)), _channels(asked, of))
    return Part(
        section=Section.AUDITS,
        subject=subject,
        finding=spread_finding(waves),
        sentences=(
            say("reports.sentence.rubric", rubric=rubrics[0].name, months=period_words(of.first, of.last)),
            items_finding(items),
            *((coverage_finding(coverage.waves or coverage.months),) if coverage else ()),
        ),
        charts=tuple(chart for chart in charts if chart.labels),
        tables=(*_items(items), *(_visits(coverage) if coverage else ())),
    )


def _waves(waves: list[queries.WaveScores]) -> Chart:
    return _scores(
        spread_finding(waves),
        say("reports.table.waves"),
        say("reports.column.wave"),
        [(wave_words(wave), wave.mean) for wave in waves],
    )


def _channels(asked: Asked, of: queries.Asked) -> Chart:
    scores = queries.scores_by_channel(asked.session, asked=of, by=asked.by)
    named = [(channel_words(score), score.mean) for score in scores]
    finding = channels_finding(scores, queries.gaps(scores))
    return _scores(finding, say("reports.table.channels"), say("reports.column.channel"), named)


def _scores(finding: str, title: str, column: str, means: list[tuple[str, Score]]) -> Chart:
    """Means with their intervals and n; one that is held back has no bar, and says so."""
    shown = [(name, mean) for name, mean in means if mean.value is not None]
    return Chart(
        finding=finding,
        axis=say("comparison.axis.score"),
        labels=tuple(name for name, _ in shown),
        series=(Series(role=Role.VALUE, name=say("reports.column.mean"), values=tuple(mean.value for _, mean in shown)),),
        notes=(say("reports.note.means"),),
        table=Table(
            title=title,
            header=(column, say("reports.column.n"), say("reports.column.mean"), say("reports.column.interval")),
            rows=tuple((name, counted(mean.n), _mean(mean), _interval(mean)) for name, mean in means),
        ),
    )


def _mean(mean: Score) -> Cell:
    return say("comparison.too_few") if mean.value is None else Number(value=mean.value, shown=score_words(mean.value))


def _interval(mean: Score) -> str:
    return "" if mean.lower is None else mean_words(mean)


def _sections(found: queries.SectionMap) -> Chart:
    parts = [section for section in found.sections if section.name is not None]
    header = ("audit_section", "n", "mean", "below", "above", "compared")
    return Chart(
        finding=map_finding(found),
        axis=say("comparison.axis.score"),
        labels=tuple(section_words(section) for section in parts),
        series=(
            Series(
                role=Role.VALUE,
                name=say("reports.column.mean"),
                values=tuple(section.reference.mean for section in parts),
            ),
        ),
        notes=(say("reports.note.sections", n=number(rounded(found.by_chance, 1))),),
        table=Table(
            title=say("reports.table.sections"),
            header=tuple(say(f"reports.column.{name}") for name in header),
            rows=tuple(
                (
                    section_words(section),
                    counted(section.reference.n),
                    Number(value=section.reference.mean, shown=score_words(section.reference.mean)),
                    *(counted(count) for count in (section.below, section.above, section.compared)),
                )
                for section in parts
            ),
        ),
    )


def _items(found: queries.Items) -> tuple[Table, ...]:
    header = ("item", "before", "after", "difference", "n")
    rows = tuple(
        (
            str(each.item.name),
            share_words(each.change.before),
            share_words(each.change.after),
            points_words(each.change.difference),
            counted(each.change.after.n),
        )
        for each in found.changed
    )
    if not rows:
        return ()
    return (Table(title=items_finding(found), header=tuple(say(f"reports.column.{name}") for name in header), rows=rows),)


def _visits(coverage: queries.VisitCoverage) -> tuple[Table, ...]:
    part = coverage.waves or coverage.months
    if not part:
        return ()
    header = ("wave", "planned_visits", "done_visits")
    rows = tuple((visits_words(each), counted(each.planned), counted(each.done)) for each in part)
    return (Table(title=coverage_finding(part), header=tuple(say(f"reports.column.{name}") for name in header), rows=rows),)


def weak_spots_part(asked: Asked) -> Part:
    """In the latest months that have values, with what chance alone would name."""
    found = weaknesses(asked.session, programme_id=asked.programme_id, by=asked.by)
    weak = found.weak[:MOST_SPOTS]
    subject = say("reports.section.weak_spots")
    if not weak or found.within is None:
        return Part(section=Section.WEAK_SPOTS, subject=subject, finding=say("reports.finding.no_weak_spot"))
    header = ("spot", "kind_of_spot", "n", "value", "interval", "whole", "lift")
    worst, stretch = weak[0], {"first": found.within.first, "last": found.within.last}
    lift = value_words(worst.unit, rounded(worst.lift, 2))
    return Part(
        section=Section.WEAK_SPOTS,
        subject=subject,
        finding=say("reports.finding.weak_spots", n=len(found.weak), name=worst.name, lift=lift),
        sentences=(say("reports.sentence.weak_spots", chance=number(rounded(found.by_chance, 1)), **stretch),),
        tables=(
            Table(
                title=say("reports.table.weak_spots"),
                header=tuple(say(f"reports.column.{name}") for name in header),
                rows=tuple(_spot(spot) for spot in weak),
            ),
        ),
    )


def _spot(spot: WeakSpot) -> tuple[Cell, ...]:
    ends = {name: _one_decimal(spot.unit, value) for name, value in (("low", spot.lower), ("high", spot.upper))}
    return (
        spot.name,
        say(f"reports.spot.{spot.kind.value}"),
        counted(spot.n),
        measured(spot.unit, spot.value, spot.level),
        say("agreement.with_interval", value=_one_decimal(spot.unit, spot.value), **ends),
        measured(spot.unit, spot.level, spot.value),
        Number(value=spot.lift, shown=value_words(spot.unit, rounded(spot.lift, 2))),
    )


def _one_decimal(unit: Unit, value: float) -> str:
    return value_words(unit, rounded(value, 1))


def benefits_part(asked: Asked) -> Part:
    """What is put down to the programme stands apart from what was only observed; amounts are money."""
    found = benefits(asked.session, programme_id=asked.programme_id, by=asked.by)
    sums = totals(row.worth for row in found if row.worth)
    spoken = [
        say(
            "reports.sentence.attributed" if each.attributed else "reports.sentence.observed",
            n=each.benefits,
            planned=money(each.planned_minor, each.currency),
            actual=money(each.actual_minor, each.currency),
        )
        for each in sums
    ]
    attributed = sum(row.attributed for row in found)
    return Part(
        section=Section.BENEFITS,
        subject=say("reports.section.benefits"),
        finding=say("reports.finding.benefits" if found else "reports.finding.no_benefit", n=len(found), attributed=attributed),
        money_sentences=tuple(spoken),
        tables=_ledger(found),
    )


def _ledger(found: list[BenefitRow]) -> tuple[Table, ...]:
    if not found:
        return ()
    about = ("benefit", "code", "observable", "put_down_to", "found")
    worth = ("benefit", "planned", "realised")
    valued = [row for row in found if row.currency]
    return (
        Table(
            title=say("reports.table.benefits"),
            header=tuple(say(f"reports.column.{name}") for name in about),
            rows=tuple((row.description, row.code, row.observable, label_words(row.attribution), _found(row)) for row in found),
        ),
        *(
            (
                Table(
                    title=say("reports.table.worth"),
                    header=tuple(say(f"reports.column.{name}") for name in worth),
                    rows=tuple(
                        (
                            row.description,
                            amount(row.planned_minor, row.currency or ""),
                            amount(row.actual_minor, row.currency or ""),
                        )
                        for row in valued
                    ),
                    money=True,
                ),
            )
            if valued
            else ()
        ),
    )


def _found(row: BenefitRow) -> str:
    """The latest assessment in its sentence."""
    if not row.assessments:
        return say("reports.not_assessed")
    last = row.assessments[0]
    return effect_finding(last.indicator, last.unit, last.better, last.found)
