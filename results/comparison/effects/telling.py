"""Effects in words, the same on pages, in the ledger of benefits and in reports. Never more than the interval allows."""

from datetime import date

from results.comparison.effects.designs import NEVER, WHOLE, Found, Scale, is_detectable, kind_of
from results.comparison.effects.rules import Attribution, Effect
from results.comparison.process_limits import Better, Kind
from results.comparison.rules import rounded
from tracker.core.words import month, number, say
from tracker.targets.rules import Unit

MINUS = "\N{MINUS SIGN}"
ONE = 1.0


def change_words(unit: Unit, value: float, scale: Scale = Scale.DIFFERENCE) -> str:
    """With its sign, in the unit of a difference: two percents differ by percentage points. A ratio as percent of change."""
    key = "ratio" if scale is Scale.RATIO else unit.value
    return say(f"effects.change.{key}", value=_signed(value, scale))


def range_words(unit: Unit, lower: float, upper: float, scale: Scale = Scale.DIFFERENCE) -> str:
    """From one change to another, the unit once."""
    return say("effects.interval", lower=_signed(lower, scale), upper=change_words(unit, upper, scale))


def _signed(value: float, scale: Scale) -> str:
    shown = 100 * (value - ONE) if scale is Scale.RATIO else value
    decimals = 1 if abs(shown) >= ONE else 2
    size = rounded(abs(shown), decimals)
    sign = "" if not size else MINUS if shown < 0 else "+"
    return sign + number(size, decimals)


def interval_words(unit: Unit, effect: Effect, scale: Scale = Scale.DIFFERENCE) -> str:
    if effect.lower is None or effect.upper is None:
        return say("effects.no_interval")
    return range_words(unit, effect.lower, effect.upper, scale)


def finding(name: str, unit: Unit, better: Better, found: Found) -> str:
    """One sentence: what changed, by how much, and whether that is more than chance."""
    effect = found.effect
    if effect.estimate is None:
        return say("effects.finding.unknown", name=name)
    facts = {
        "name": name,
        "change": change_words(unit, effect.estimate, found.scale),
        "interval": interval_words(unit, effect, found.scale),
    }
    if effect.lower is None:
        return say("effects.finding.no_interval", **facts)
    return say(f"effects.finding.{kind_of(effect, found.scale, better).value}", **facts)


def label_words(design: Attribution) -> str:
    return say(f"effects.label.{design.value}")


def basis_words(found: Found) -> str:
    """What the number rests on, and what was left out."""
    since: object = found.since or found.until
    if found.design in (Attribution.CONTROL, Attribution.WAVES):
        since = month(found.since or found.until)
    facts = {**found.counts, "since": since, "until": month(found.until)}
    told = [say(f"effects.basis.{found.design.value}", **facts)]
    for name in ("left_out", "waves_left_out"):
        if found.counts.get(name):
            told.append(say(f"effects.without.{name}", n=found.counts[name]))
    if found.dispersion is not None:
        told.append(say("effects.dispersion", value=number(rounded(found.dispersion, 1), 1)))
    return " ".join(told)


def slope_words(unit: Unit, found: Found) -> str:
    """The change of slope, where it was asked for."""
    if found.slope is None:
        return ""
    if found.slope.estimate is None or not is_detectable(found.slope, found.scale):
        return say("effects.slope.none")
    change = change_words(unit, found.slope.estimate, found.scale)
    return say("effects.slope.found", change=change, interval=interval_words(unit, found.slope, found.scale))


def before_words(unit: Unit, found: Found) -> str:
    """Whether pilot and control went apart before anything was done: said of that design alone."""
    if found.design is not Attribution.CONTROL:
        return ""
    before = found.before_start
    if before is None or before.estimate is None or before.lower is None:
        return say("effects.before.unknown")
    facts = {"change": change_words(unit, before.estimate), "interval": interval_words(unit, before)}
    return say("effects.before.apart" if is_detectable(before) else "effects.before.alike", **facts)


def side_words(side: str) -> str:
    if side in (NEVER, WHOLE) or not side[:1].isdigit():
        return say(f"effects.side.{side}")
    return say("effects.side.started", month=month(date.fromisoformat(side)))


def kind_words(kind: Kind) -> str:
    return say(f"effects.kind.{kind.value}")
