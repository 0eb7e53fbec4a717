"""The one scoring function: sections with answers and a policy in, three numbers and their proof out.

Sums and products are exact decimals, quotients exact fractions; nothing is rounded but what is shown.
Sources and worked examples: docs/method.md, "Scoring a checklist".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Inexact, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from audits.scoring.items import CHOICES, ONE, ZERO, Item, Kind, Section, unanswered, visible
from audits.scoring.policy import Aggregation, Critical, MultipleMaximum, NotApplicable, Policy, Unanswered

# Input numbers have at most 15 digits before and 30 after the point (scoring.forms), so that points x weight x section
# weight, summed, fits in 200 digits; should it ever not, the trap says so instead of rounding.
EXACT = Context(prec=200, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])
HUNDRED = 100


class Reason(StrEnum):
    ANSWERED = "answered"
    NOT_ANSWERED = "not_answered"
    NOT_APPLICABLE = "not_applicable"
    HIDDEN = "hidden"
    NO_BAND = "no_band"
    START = "start"
    SECTION_ZEROED = "section_zeroed"
    AUDIT_ZEROED = "audit_zeroed"
    CAPPED = "capped"
    BONUS_CAPPED = "bonus_capped"
    FLOORED = "floored"


ANSWERED, NOT_ANSWERED, NOT_APPLICABLE = Reason.ANSWERED, Reason.NOT_ANSWERED, Reason.NOT_APPLICABLE
HIDDEN, NO_BAND = Reason.HIDDEN, Reason.NO_BAND


class Line(NamedTuple):
    """One line of the proof: points x weight = earned. `item` is None for what a rule does to the sum."""

    item: str | None
    points: Decimal
    weight: Decimal
    earned: Decimal
    possible: Decimal
    reason: Reason


@dataclass(frozen=True)
class SectionScore:
    """`percent` is None when nothing was possible, `passed` when there is no mark or no percent."""

    name: str
    weight: Decimal
    earned: Decimal
    possible: Decimal
    percent: Fraction | None
    passed: bool | None


@dataclass(frozen=True)
class Score:
    """`percent` in percent points, None when unavailable; `shown_percent` is it as text, rounded half up."""

    policy: Policy
    earned: Decimal
    possible: Decimal
    percent: Fraction | None
    shown_percent: str | None
    passed: bool | None
    band: str | None
    critical_failed: tuple[str, ...]
    sections: tuple[SectionScore, ...]
    trace: tuple[Line, ...]


class NotAnswered(ValueError):
    """The policy blocks a score while visible items have no answer: `items` names them all."""

    def __init__(self, items: list[str]) -> None:
        super().__init__(", ".join(items))
        self.items = items


@dataclass(frozen=True)
class _Sum:
    section: Section
    lines: tuple[Line, ...]
    earned: Decimal
    possible: Decimal
    failed: tuple[str, ...]


def score(sections: Sequence[Section], policy: Policy, *, shown: frozenset[str] | None = None) -> Score:
    """Earned, possible and percent of an audit, with one line of proof an item.

    `shown` are the items that no condition hides, for a caller whose conditions also ask for answers that are not scored; None
    leaves that to the items' own conditions. The answers must be answers to their items (scoring.forms refuses others).
    Raises NotAnswered under `block`.
    """
    items = [item for section in sections for item in section.items]
    if shown is None:
        shown = visible({item.id: item.condition for item in items}, {item.id: item.answer for item in items})
    if policy.unanswered is Unanswered.BLOCK and (open_items := unanswered(items, shown)):
        raise NotAnswered(open_items)
    with localcontext(EXACT):
        sums = [_zeroed(_sum(section, policy, shown), policy) for section in sections]
        rules = _audit_rules(sums, policy)
        earned = sum((part.earned for part in sums), ZERO) + sum((line.earned for line in rules), ZERO)
        possible = sum((part.possible for part in sums), ZERO) + sum((line.possible for line in rules), ZERO)
        failed = tuple(name for part in sums for name in part.failed)
        lowest = [ZERO if possible else _lowest(part, policy) for part in sums]
        judged = tuple(_judged(part, loss) for part, loss in zip(sums, lowest, strict=True))
        base = possible or -sum(lowest, ZERO)
        percent = _mean(judged, bool(failed), policy) if possible and _is_mean(policy) else _quotient(earned, base)
        percent, limits = _limited(percent, bool(failed), policy)
    return Score(
        policy=policy,
        earned=earned,
        possible=possible,
        percent=percent,
        shown_percent=None if percent is None else rounded(percent, policy.decimals),
        passed=_passed(percent, judged, bool(failed), policy),
        band=_band(percent, policy),
        critical_failed=failed,
        sections=judged,
        trace=(*(line for part in sums for line in part.lines), *rules, *limits),
    )


def rounded(value: Fraction, decimals: int) -> str:
    """The value with so many decimals as text, halves away from zero: 83.125 is "83.13"."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(decimals + 1, "0")
    sign = "-" if value < 0 and whole else ""
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def most(item: Item, best_only: bool) -> Decimal:
    """The most points an answer to this item can have, at least 0, before its weight; of a multiple choice the sum of its
    gains, or only the best."""
    if item.bands or item.kind not in CHOICES:
        return max((band.points for band in item.bands), default=ZERO).max(ZERO)
    best = gains = ZERO
    for option in item.options:
        points = option.points
        if points > 0 and not option.not_applicable:
            gains += points
            if points > best:
                best = points
    return gains if item.kind == Kind.MULTIPLE and not best_only else best


def least(item: Item) -> Decimal:
    """The fewest points an answer to this item can have, at most 0, before its weight."""
    if item.kind not in CHOICES:
        return min((band.points for band in item.bands), default=ZERO).min(ZERO)
    losses = [option.points for option in item.options if option.points < 0 and not option.not_applicable]
    return sum(losses, ZERO) if item.kind is Kind.MULTIPLE else min(losses, default=ZERO)


def _sum(section: Section, policy: Policy, shown: frozenset[str]) -> _Sum:
    multiplies = policy.aggregation in (Aggregation.POOLED, Aggregation.SUM)
    factor = section.weight if multiplies else ONE
    left_out = _left_out(policy)
    best_only = policy.multiple_maximum is MultipleMaximum.BEST
    from_start = policy.aggregation is Aggregation.DEDUCTION
    earned = possible = ZERO
    lines, failed = [], []
    for item in section.items:
        weight = item.weight * factor
        points, reason, marked = _points(item) if item.id in shown else (ZERO, HIDDEN, False)
        if reason in left_out:
            lines.append(Line(item.id, ZERO, weight, ZERO, ZERO, reason))
            continue
        gained = points * weight
        maximum = ZERO if item.bonus or from_start else most(item, best_only) * weight
        lines.append(Line(item.id, points, weight, gained, maximum, reason))
        earned += gained
        possible += maximum
        if marked and item.critical:
            failed.append(item.id)
    return _Sum(section, tuple(lines), earned, possible, tuple(failed))


def _left_out(policy: Policy) -> tuple[Reason, ...]:
    """The reasons for which an item is neither earned nor possible."""
    not_applicable = (NOT_APPLICABLE,) if policy.not_applicable is NotApplicable.EXCLUDE else ()
    not_answered = (NOT_ANSWERED,) if policy.unanswered is Unanswered.EXCLUDE else ()
    return (HIDDEN, *not_applicable, *not_answered)


def _points(item: Item) -> tuple[Decimal, Reason, bool]:
    """Points of the answer before its weight, why, and whether an option marked as failure was chosen."""
    answer = item.answer
    if answer is None or answer == ():
        return ZERO, NOT_ANSWERED, False
    if isinstance(answer, Decimal):
        for band in item.bands:
            if band.holds(answer):
                return band.points, ANSWERED, False
        return ZERO, NO_BAND, False
    if isinstance(answer, tuple):
        return _ticked(item, answer)
    for option in item.options:
        if option.name == answer:
            return (ZERO, NOT_APPLICABLE, False) if option.not_applicable else (option.points, ANSWERED, option.fail)
    raise ValueError(f"{answer!r} is no answer to {item.id}")


def _ticked(item: Item, answer: tuple[str, ...]) -> tuple[Decimal, Reason, bool]:
    chosen = [option for option in item.options if option.name in answer]
    if len(chosen) != len(set(answer)):
        raise ValueError(f"{answer!r} is no answer to {item.id}")
    if any(option.not_applicable for option in chosen):
        return ZERO, NOT_APPLICABLE, False
    return sum((option.points for option in chosen), ZERO), ANSWERED, any(option.fail for option in chosen)


def _lowest(part: _Sum, policy: Policy) -> Decimal:
    """The least the counted items of a section can earn together: 0, or a loss."""
    left_out = _left_out(policy)
    counted = zip(part.section.items, part.lines, strict=False)  # a rule's line stands after those of the items
    losses = [least(item) * line.weight for item, line in counted if line.reason not in left_out and not item.bonus]
    return sum(losses, ZERO)


def _zeroed(part: _Sum, policy: Policy) -> _Sum:
    """A failed critical item may zero what its section earned (never lift it: a loss stays a loss)."""
    if policy.critical is not Critical.ZERO_SECTION or not part.failed or part.earned <= 0:
        return part
    line = Line(None, -part.earned, ONE, -part.earned, ZERO, Reason.SECTION_ZEROED)
    return replace(part, earned=ZERO, lines=(*part.lines, line))


def _audit_rules(sums: Sequence[_Sum], policy: Policy) -> list[Line]:
    lines = []
    if policy.aggregation is Aggregation.DEDUCTION:
        lines.append(Line(None, policy.start, ONE, policy.start, policy.start, Reason.START))
    earned = sum((part.earned for part in sums), ZERO) + sum((line.earned for line in lines), ZERO)
    if policy.critical is Critical.ZERO_AUDIT and any(part.failed for part in sums) and earned > 0:
        lines.append(Line(None, -earned, ONE, -earned, ZERO, Reason.AUDIT_ZEROED))
    return lines


def _judged(part: _Sum, lowest: Decimal) -> SectionScore:
    """`lowest` is the section's possible loss where the whole audit has nothing to gain, else 0."""
    percent = _quotient(part.earned, part.possible or -lowest)
    mark = part.section.pass_mark
    passed = None if mark is None or percent is None else percent >= Fraction(mark)
    return SectionScore(part.section.name, part.section.weight, part.earned, part.possible, percent, passed)


def _quotient(earned: Decimal, possible: Decimal) -> Fraction | None:
    if not possible:
        return None
    (above, above_unit), (below, below_unit) = earned.as_integer_ratio(), possible.as_integer_ratio()
    return Fraction(HUNDRED * above * below_unit, below * above_unit)


def _is_mean(policy: Policy) -> bool:
    return policy.aggregation in (Aggregation.SECTION_MEAN, Aggregation.SECTION_WEIGHTED_MEAN)


def _mean(judged: Sequence[SectionScore], failed: bool, policy: Policy) -> Fraction | None:
    """Of the sections that have a percent; None where their weights sum to 0."""
    weighted = policy.aggregation is Aggregation.SECTION_WEIGHTED_MEAN
    known = [(Fraction(one.weight) if weighted else Fraction(1), one.percent) for one in judged if one.percent is not None]
    whole = sum((weight for weight, _ in known), Fraction(0))
    if not whole:
        return None
    mean = sum((weight * percent for weight, percent in known), Fraction(0)) / whole
    return min(mean, Fraction(0)) if failed and policy.critical is Critical.ZERO_AUDIT else mean


def _limited(percent: Fraction | None, failed: bool, policy: Policy) -> tuple[Fraction | None, list[Line]]:
    """The limits that act once, on the audit's percent; each that bites leaves a line that adds nothing to the sums."""
    lines: list[Line] = []
    if percent is None:
        return None, lines

    def limit(to: Decimal | int, reason: Reason) -> Fraction:
        lines.append(Line(None, ZERO, ONE, ZERO, ZERO, reason))
        return Fraction(to)

    if policy.bonus_cap and percent > HUNDRED:
        percent = limit(HUNDRED, Reason.BONUS_CAPPED)
    if failed and policy.critical is Critical.CAP and policy.critical_cap is not None and percent > policy.critical_cap:
        percent = limit(policy.critical_cap, Reason.CAPPED)
    if policy.floor_zero and percent < 0:
        percent = limit(0, Reason.FLOORED)
    return percent, lines


def _passed(percent: Fraction | None, judged: Sequence[SectionScore], failed: bool, policy: Policy) -> bool | None:
    if failed and policy.critical is Critical.FAIL:
        return False
    sections = [section.passed for section in judged if section.passed is not None]
    if percent is None or (policy.pass_mark is None and not sections):
        return None
    return all(sections) and (policy.pass_mark is None or percent >= Fraction(policy.pass_mark))


def _band(percent: Fraction | None, policy: Policy) -> str | None:
    if percent is None:
        return None
    reached = [band for band in policy.bands if percent >= Fraction(band.start)]
    return max(reached, key=lambda band: band.start).name if reached else None
