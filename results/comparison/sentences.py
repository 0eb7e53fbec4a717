"""What the numbers say, in words made from them, the same in both languages. Never more than the limits allow."""

from collections.abc import Sequence

from results.comparison.process_limits import Assurance, Better, DatedAssurance, Kind, Limits, Rule
from results.comparison.rules import Line, aim_of, decimals_for, interval, rounded, since
from results.comparison.rules.happened import Happened
from results.comparison.rules.pace import last_segment
from results.comparison.rules.ranking import Estimated
from tracker.core.words import month, number, percent, say
from tracker.targets.rules import Direction, IndicatorRow, LimitsChart, TargetKind, Unit, is_met

NEARLY = 99


def value_words(unit: Unit, value: float, other: float | None = None) -> str:
    """A value with its unit; rounded half up, to so many decimals that it still differs from `other` if it does."""
    decimals = decimals_for(value, other)
    return say(f"comparison.value.{unit.value}", value=number(rounded(value, decimals), decimals))


def message(line: Line) -> str:
    """The one sentence: the last value, whether it is news, and what becomes of the target. Also the title of its chart."""
    if line.actual is None or line.actual.value is None:
        return standing_words(line)
    value = value_words(line.indicator.unit, line.actual.value, aim_of(line.indicator, line.actual.value))
    return say("comparison.sentence", name=line.indicator.name, value=value, finding=_found(line))


def finding(line: Line) -> str:
    """The same without name and value, where these stand beside it."""
    told = _found(line) if line.actual else standing_words(line)
    return told[:1].upper() + told[1:]


def _found(line: Line) -> str:
    outlook = outlook_words(line)
    return say("comparison.finding", chance=chance_words(line), outlook=outlook) if outlook else chance_words(line)


def standing_words(line: Line) -> str:
    """How much of the way from the baseline to the target is done."""
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
        return say("comparison.is.met_range" if met else "comparison.is.outside_range", **facts, target=target_words(indicator))
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


def target_words(indicator: IndicatorRow, level: float | None = None) -> str:
    """The target, or a dated step to it; of a range both ends."""
    low = indicator.level if level is None else level
    if low is None:
        return say("comparison.numbers.unknown")
    if indicator.direction is not Direction.RANGE or indicator.level_high is None:
        return value_words(indicator.unit, low)
    high = value_words(indicator.unit, indicator.level_high)
    return say("comparison.numbers.range", low=value_words(indicator.unit, low), high=high)


def chance_words(line: Line) -> str:
    """Whether the last value is more than chance. Says so too when nobody can know."""
    if line.chart is None or len(line.chart.points) == 1:
        return say("comparison.chance.one_value")
    segment, points = line.chart.segments[-1], last_segment(line.chart)
    last = points[-1]
    if not last.limits.defined:
        return say("comparison.chance.undefined")
    if line.pace and line.pace.beyond_chance and last.kind is not Kind.COMMON:
        moves = say("comparison.moves.rising" if line.pace.slope > 0 else "comparison.moves.falling")
        return say(f"comparison.chance.{Rule.TREND.value}.{last.kind.value}", moves=moves, month=month(line.pace.since))
    if last.rule is not None:
        return say(f"comparison.chance.{last.rule.value}.{last.kind.value}", month=month(since(points)))
    key = "comparison.chance.common_trial" if segment.trial else "comparison.chance.common"
    return say(key, n=segment.n, month=month(since(points)))


def outlook_words(line: Line) -> str:
    """What becomes of the target: by the pace of a trend, or by a process that stays as it is; else only how it stands."""
    indicator, actual = line.indicator, line.actual
    if indicator.level is None:
        waits = indicator.target is not None and indicator.target_kind in (TargetKind.ADDED, TargetKind.CHANGE)
        return say("comparison.outlook.waits" if waits else "comparison.outlook.no_target")
    met = is_met(indicator.direction, actual.value if actual else None, indicator.level, indicator.level_high)
    if met is None:
        return ""
    target = target_words(indicator)
    overdue = line.today > indicator.target_on
    if line.met_in_a_row and indicator.contract.consecutive > 1 and (overdue or _pace_key(line) is None):
        return _in_a_row_words(line, target)
    if overdue:
        key = "comparison.outlook.in_time" if met else "comparison.outlook.overdue"
        return say(key, target=target, day=indicator.target_on)
    if (pace := _pace_key(line)) and line.pace and line.pace.target:
        due = line.pace.target
        return say(pace, target=target_words(indicator, due.value), month=month(due.on))
    if line.chart and line.chart.variation is Kind.COMMON and line.chart.assurance:
        return say(f"comparison.outlook.{_lies(line.chart.assurance, indicator.direction)}", target=target)
    return say("comparison.outlook.met" if met else "comparison.outlook.not_met", target=target)


def _pace_key(line: Line) -> str | None:
    return f"comparison.outlook.pace_{line.pace.assurance.value}" if line.pace and line.pace.assurance else None


def _lies(found: Assurance, direction: Direction) -> str:
    """Where a target lies that the process misses; else what the process makes of it."""
    if found is not Assurance.FAIL:
        return found.value
    return {Direction.HIGHER: "above", Direction.LOWER: "below"}.get(direction, "outside")


def _in_a_row_words(line: Line, target: str) -> str:
    count, wanted = line.met_in_a_row or 0, line.indicator.contract.consecutive
    periods = say(f"comparison.periods.{line.indicator.contract.frequency.value}")
    key = "comparison.outlook.in_a_row_done" if count >= wanted else "comparison.outlook.in_a_row"
    return say(key, target=target, count=count, wanted=wanted, periods=periods)


def limits_words(line: Line) -> str:
    """The limits of the last value, and what they rest on."""
    limits = line.limits
    if line.chart is None or limits is None:
        return ""
    if limits.lower is None or limits.upper is None:
        return say("comparison.limits.undefined")
    segment = line.chart.segments[-1]
    lower, upper = _ends(line.indicator.unit, limits)
    key = "firm" if line.limits_from == segment.n else "before"
    key = key if line.charted is LimitsChart.XMR else f"{key}_own"
    profile, chart = line.indicator.contract.profile.value, say(f"comparison.charted.{line.charted.value}")
    firm = say(f"comparison.limits.{key}", n=line.limits_from, lower=lower, upper=upper, profile=profile, chart=chart)
    return f"{firm} {say('comparison.limits.trial', n=segment.n)}" if segment.trial else firm


def limits_notes(line: Line) -> list[str]:
    """Why the chart is not the one that was asked for, and which rebases are not applied."""
    wanted = line.indicator.contract.chart
    told = []
    if line.chart and wanted is not line.charted:
        told.append(say("comparison.limits.fell_back", chart=say(f"comparison.charted.{wanted.value}")))
    return told + [say("comparison.limits.unapplied", day=rebase.on, reason=rebase.reason) for rebase in line.unapplied]


def assurance_words(line: Line) -> list[str]:
    """What becomes of each dated target still ahead, with the reason.

    After a change beyond chance the limits mix what was with what is, so they foretell nothing until they are rebased.
    """
    limits = line.limits
    if line.chart is None or line.actual is None or limits is None or not limits.defined:
        return []
    ahead = [dated for dated in line.trajectory if line.actual.on < dated.on and dated.assurance]
    if not ahead:
        return []
    if line.chart.variation is Kind.COMMON:
        return [_dated_words(line.indicator, dated, limits) for dated in ahead]
    pace = line.pace
    if pace is None or pace.foreseen is None or pace.target is None or pace.assurance is None:
        return [say("comparison.assurance.changed")]
    foreseen = value_words(line.indicator.unit, rounded(pace.foreseen, 1))
    target = target_words(line.indicator, pace.target.value)
    told = say(f"comparison.dated.pace_{pace.assurance.value}", day=pace.target.on, target=target, foreseen=foreseen)
    return [told, say("comparison.assurance.changed")]


def _dated_words(indicator: IndicatorRow, dated: DatedAssurance, limits: Limits) -> str:
    found = dated.assurance or Assurance.HIT_OR_MISS
    kind = {Direction.HIGHER: "higher", Direction.LOWER: "lower"}.get(indicator.direction, "range")
    key = "hit_or_miss" if found is Assurance.HIT_OR_MISS else f"{found.value}_{kind}"
    lower, upper = _ends(indicator.unit, limits)
    return say(f"comparison.dated.{key}", day=dated.on, target=target_words(indicator, dated.value), lower=lower, upper=upper)


def _ends(unit: Unit, limits: Limits) -> tuple[str, str]:
    low, high = limits.lower or 0.0, limits.upper or 0.0
    return value_words(unit, rounded(low, 1)), value_words(unit, rounded(high, 1))


def interval_words(unit: Unit, ends: tuple[float, float] | None) -> str:
    """Nothing where nothing is known."""
    if ends is None:
        return ""
    low, high = (value_words(unit, rounded(end, 1)) for end in ends)
    return say("comparison.numbers.range", low=low, high=high)


def ranking_words(groups: Sequence[Sequence[Estimated]], better: Better) -> str:
    """Whether places have an order beyond chance; `groups` as `ranked` gives them."""
    spans = [[span for place in group if (span := interval(place)) is not None] for group in groups]
    known = [group for group in spans if group]
    if not known:
        return say("comparison.ranking.unknown")
    if better is Better.NEUTRAL:
        return say("comparison.ranking.neutral")
    if len(known) > 1:
        return say("comparison.ranking.groups", n=len(known))
    alike = max(low for low, _ in known[0]) <= min(high for _, high in known[0])
    return say("comparison.ranking.alike" if alike else "comparison.ranking.chain")


def mark_words(kind: Kind) -> str:
    return say(f"comparison.kind.{kind.value}")


def happened_words(happened: Happened) -> str:
    if happened.outcome is not None:
        outcome = say(f"gates.outcome.{happened.outcome.value}")
        return say("comparison.happened.gate_decided", gate=happened.text, outcome=outcome)
    if happened.n is not None:
        return say("comparison.happened.actions_done", n=happened.n)
    return happened.text


def rule_words(rule: Rule, run: int) -> str:
    """`run` is how many points make a trend or a shift in the indicator's profile."""
    return say(f"comparison.rule.{rule.value}", run=run)
