"""What audits say, in words made from their numbers; the titles of their charts. Never more than chance allows."""

from collections.abc import Sequence
from datetime import date

from results.comparison.process_limits import Kind, ProcessChart
from results.comparison.queries.audits import (
    ChangedItem,
    ChannelGap,
    ChannelScore,
    Items,
    ItemTrend,
    Section,
    SectionMap,
    StoreSections,
    Visits,
    WaveScores,
)
from results.comparison.rules import rounded, since
from results.comparison.rules.audits import Change, Side
from results.readings.rules.survey import Difference, Score, change
from tracker.core.shares import Interval
from tracker.core.words import month, number, percent, say


def score_words(value: float) -> str:
    return number(rounded(value, 1), 1)


def mean_words(mean: Score) -> str:
    """78.2 (76.9 to 79.5), or that there are too few audits to say."""
    if mean.value is None:
        return say("comparison.too_few")
    if mean.lower is None or mean.upper is None:
        return score_words(mean.value)
    low, high = score_words(mean.lower), score_words(mean.upper)
    return say("agreement.with_interval", value=score_words(mean.value), low=low, high=high)


def gap_words(gap: Difference) -> str:
    """+2.1 (0.4 to 3.8), or that no difference can be told."""
    if not gap.detectable or gap.value is None or gap.lower is None or gap.upper is None:
        return say("auditresults.no_difference")
    low, high = score_words(gap.lower), score_words(gap.upper)
    return say("agreement.with_interval", value=score_words(gap.value), low=low, high=high)


def share_words(share: Interval) -> str:
    return say("comparison.too_few") if share.value is None else percent(rounded(100 * share.value, 0), 0)


def points_words(difference: Interval) -> str:
    """In percentage points, with the interval."""
    if difference.value is None or difference.low is None or difference.high is None:
        return say("comparison.too_few")
    value, low, high = (score_words(100 * each) for each in (difference.value, difference.low, difference.high))
    return say("agreement.with_interval", value=value, low=low, high=high)


def wave_words(wave: WaveScores) -> str:
    """Audits in no wave stand together by quarter."""
    if wave.name is not None:
        return str(wave.name)
    return say("auditresults.no_wave", quarter=quarter_words(wave.starts_on))


def quarter_words(first: date) -> str:
    return say("auditresults.quarter", year=str(first.year), quarter=(first.month - 1) // 3 + 1)


def spread_finding(waves: Sequence[WaveScores]) -> str:
    """The latest wave with enough audits against the one before it."""
    shown = [wave for wave in waves if wave.mean.value is not None]
    if not shown:
        return say("auditresults.spread.few", n=sum(wave.n for wave in waves))
    last = shown[-1]
    facts = {"last": wave_words(last), "value": score_words(last.mean.value or 0.0), "n": last.n}
    if len(shown) == 1:
        return say("auditresults.spread.one", **facts)
    moved = change(shown[-2].mean, last.mean)
    facts["before"] = wave_words(shown[-2])
    if not moved.detectable:
        return say("auditresults.spread.same", **facts)
    way = "up" if (moved.value or 0.0) > 0 else "down"
    return say(f"auditresults.spread.{way}", gap=score_words(abs(moved.value or 0.0)), **facts)


def section_words(section: Section) -> str:
    return str(section.name) if section.name is not None else say("auditresults.whole_audit")


def store_words(store: StoreSections) -> str:
    return f"{store.code} · {store.name}"


def map_finding(found: SectionMap) -> str:
    """Where stores stand apart: the section with most of them, below the mean before above it."""
    if not found.compared:
        return say("auditresults.map.few", least=found.asked.smallest)
    parts = [section for section in found.sections if section.name is not None]
    facts = {"apart": found.apart, "n": found.total}
    low = max(parts, key=lambda section: section.below, default=None)
    if low is not None and low.below:
        return say("auditresults.map.below", section=section_words(low), stores=low.below, **facts)
    if found.apart:
        return say("auditresults.map.apart", **facts)
    return say("auditresults.map.none", n=found.total)


def store_finding(found: SectionMap, store: StoreSections) -> str:
    """Of one store alone: its sections that stand apart from the others' mean, else its lowest."""
    shown = [
        (section, cell) for section in found.sections if (cell := store.cells.get(section.code)) and cell.mean.value is not None
    ]
    parts = [(section, cell) for section, cell in shown if section.name is not None] or shown
    if not parts:
        return say("auditresults.map.few", least=found.asked.smallest)
    section, cell = min(parts, key=lambda each: each[1].mean.value or 0.0)
    facts = {
        "store": store.name,
        "section": section_words(section),
        "mean": score_words(cell.mean.value or 0.0),
        "n": cell.mean.n,
    }
    low = [each for each in parts if each[1].side is Side.BELOW]
    return say("auditresults.store.below" if low else "auditresults.store.lowest", **facts)


def items_finding(found: Items) -> str:
    if not found.compared:
        return say("auditresults.items.few", least=found.asked.smallest)
    if not found.changed:
        return say("auditresults.items.none", n=found.compared)
    first = found.changed[0]
    facts = {"item": first.item.name, "before": share_words(first.change.before), "after": share_words(first.change.after)}
    return say("auditresults.items.changed", changed=len(found.changed), n=found.compared, **facts)


def change_kind(moved: Change) -> Kind:
    """Only what is beyond chance has a colour."""
    if moved.difference.spans_zero:
        return Kind.COMMON
    return Kind.IMPROVEMENT if (moved.difference.value or 0.0) > 0 else Kind.CONCERN


def changed_words(found: ChangedItem) -> str:
    facts = {"before": share_words(found.change.before), "after": share_words(found.change.after)}
    return say("auditresults.changed", n=found.change.after.n, **facts)


def trend_finding(found: ItemTrend) -> str:
    if found.chart is None:
        return say("auditresults.trend.few", item=found.item.name, least=found.smallest)
    last = found.chart.points[-1]
    asked = {each.month: each.asked for each in found.months}
    return say(
        "auditresults.trend.is",
        item=found.item.name,
        value=percent(rounded(100 * last.value, 0), 0),
        month=month(last.on),
        n=asked[last.on],
        chance=_chance(found.chart),
    )


def _chance(chart: ProcessChart) -> str:
    """A share's limits come from its audits, so they are never undefined."""
    segment, last = chart.segments[-1], chart.points[-1]
    if segment.n == 1:
        return say("comparison.chance.one_value")
    since_when = month(since(chart.points))
    if last.rule is None:
        key = "comparison.chance.common_trial" if segment.trial else "comparison.chance.common"
        return say(key, n=segment.n, month=since_when)
    moves = say("comparison.moves.rising" if last.kind is Kind.IMPROVEMENT else "comparison.moves.falling")
    return say(f"comparison.chance.{last.rule.value}.{last.kind.value}", month=since_when, moves=moves)


def channel_words(score: ChannelScore) -> str:
    return say("auditresults.channel", channel=score.channel, rubric=score.rubric)


def channels_finding(scores: Sequence[ChannelScore], gaps: Sequence[ChannelGap]) -> str:
    shown = [each for each in scores if each.mean.value is not None]
    if not shown:
        return say("auditresults.channels.few", n=sum(each.mean.n for each in scores))
    if len(shown) == 1:
        facts = {"channel": channel_words(shown[0]), "n": shown[0].mean.n}
        return say("auditresults.channels.one", value=score_words(shown[0].mean.value or 0.0), **facts)
    clear = [gap for gap in gaps if gap.difference.detectable]
    if not clear:
        return say("auditresults.channels.same", n=len(shown))
    widest = max(clear, key=lambda gap: abs(gap.difference.value or 0.0))
    facts = {"first": channel_words(widest.first), "second": channel_words(widest.second)}
    return say("auditresults.channels.apart", gap=score_words(abs(widest.difference.value or 0.0)), **facts)


def visits_words(visits: Visits) -> str:
    return month(visits.starts_on) if visits.name is None else str(visits.name)


def coverage_finding(part: Sequence[Visits]) -> str:
    """Of waves or of months."""
    planned, done = sum(each.planned for each in part), sum(each.done for each in part)
    if not planned:
        return say("auditresults.coverage.none")
    lacking = max(part, key=lambda each: each.planned - each.done)
    if planned == done:
        return say("auditresults.coverage.all", n=planned)
    facts = {"done": done, "planned": planned, "open": lacking.planned - lacking.done}
    return say("auditresults.coverage.open", where=visits_words(lacking), **facts)


def period_words(first: date, last: date) -> str:
    return say("auditresults.months", first=month(first), last=month(last))
