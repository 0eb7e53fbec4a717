"""What the numbers say, in words made from them, the same in both languages. Never more than the limits allow."""

from results.comparison.process_limits import DatedAssurance, Kind
from results.comparison.rules import Line, aim_of, decimals_for, rounded, since
from tracker.core.words import month, number, percent, say
from tracker.targets.rules import Direction, IndicatorRow, Unit, is_met

NEARLY = 99


def value_words(unit: Unit, value: float, other: float | None = None) -> str:
    """A value with its unit; rounded half up, to so many decimals that it still differs from `other` if it does."""
    decimals = decimals_for(value, other)
    return say(f"comparison.value.{unit.value}", value=number(rounded(value, decimals), decimals))


def message(line: Line) -> str:
    """The title of an indicator's chart: where it stands, and whether that is news."""
    what = standing_words(line)
    return say("comparison.sentence", what=what, chance=chance_words(line)) if line.chart else what


def standing_words(line: Line) -> str:
    indicator = line.indicator
    if line.actual is None or line.actual.value is None:
        if line.points:
            return say("comparison.is.too_few", name=indicator.name, least=indicator.smallest_n, n=line.points[-1].n or 0)
        return say("comparison.is.no_data", name=indicator.name)
    aim = aim_of(indicator, line.actual.value)
    facts = {"name": indicator.name, "value": value_words(indicator.unit, line.actual.value, aim)}
    if aim is None or indicator.level is None:
        return say("comparison.is.without_target", **facts)
    met = is_met(indicator.direction, line.actual.value, indicator.level, indicator.level_high)
    if indicator.direction is Direction.RANGE:
        return say("comparison.is.met_range" if met else "comparison.is.outside_range", **facts, **_ends(indicator))
    facts["target"] = value_words(indicator.unit, aim)
    if met:
        return say("comparison.is.met", **facts)
    if line.share is None or indicator.baseline is None:
        return say("comparison.is.with_target", **facts)
    facts["baseline"] = value_words(indicator.unit, indicator.baseline)
    if line.share <= 0:
        return say("comparison.is.not_moved", **facts)
    share = min(rounded(line.share, 0), NEARLY) if line.share < 100 else line.share  # 99.6% of the way is not all of it
    return say("comparison.is.on_way", **facts, share=percent(share, 0))


def _ends(indicator: IndicatorRow) -> dict[str, str]:
    low, high = indicator.level or 0.0, indicator.level_high
    return {
        "low": value_words(indicator.unit, low),
        "high": value_words(indicator.unit, low if high is None else high),
    }


def chance_words(line: Line) -> str:
    """Whether the last value is more than chance. Says so too when nobody can know."""
    if line.chart is None or len(line.chart.points) == 1:
        return say("comparison.chance.one_value")
    segment, last = line.chart.segments[-1], line.chart.points[-1]
    if not segment.limits.defined:
        return say("comparison.chance.undefined")
    if last.rule is None:
        return say("comparison.chance.common_trial", n=segment.n) if segment.trial else say("comparison.chance.common")
    return say(f"comparison.chance.{last.rule.value}.{last.kind.value}", month=month(since(line.chart.points)))


def limits_words(line: Line) -> str:
    if line.chart is None:
        return ""
    segment = line.chart.segments[-1]
    limits = segment.limits
    if limits.lower is None or limits.upper is None:
        return say("comparison.limits.undefined")
    lower, upper = (value_words(line.indicator.unit, rounded(value, 1)) for value in (limits.lower, limits.upper))
    key = "comparison.limits.firm" if line.limits_from == segment.n else "comparison.limits.before"
    firm = say(key, n=line.limits_from, lower=lower, upper=upper)
    return f"{firm} {say('comparison.limits.trial', n=segment.n)}" if segment.trial else firm


def assurance_words(line: Line) -> list[str]:
    """What the process as it stands will make of the target and of each interim target still ahead.

    After a change beyond chance the limits mix what was with what is, so they foretell nothing until they are rebased.
    """
    if line.chart is None or line.chart.assurance is None or line.actual is None:
        return []
    if line.chart.variation is not Kind.COMMON:
        return [say("comparison.assurance.changed")]
    told = [say(f"comparison.assurance.{line.chart.assurance.value}")]
    ahead = [dated for dated in line.chart.trajectory if line.actual.on < dated.on < line.indicator.target_on]
    return told + [_interim_words(line.indicator.unit, dated) for dated in ahead if dated.assurance]


def _interim_words(unit: Unit, dated: DatedAssurance) -> str:
    key = dated.assurance.value if dated.assurance else "hit_or_miss"
    return say(f"comparison.interim.{key}", target=value_words(unit, dated.value), day=dated.on)


def mark_words(kind: Kind) -> str:
    return say(f"comparison.kind.{kind.value}")
