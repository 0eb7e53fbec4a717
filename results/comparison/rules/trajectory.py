"""What was promised by when: the planned line, its dated targets, and whether a process that stays as it is keeps them."""

from collections.abc import Sequence
from datetime import date

from results.comparison.process_limits import Assurance, Better, DatedAssurance, DatedTarget, Limits, assurance
from tracker.targets.rules import Direction, IndicatorRow, Path


def better_of(direction: Direction) -> Better:
    """A range has no better side: a special cause in it is high or low, not good or bad."""
    return {Direction.HIGHER: Better.HIGHER, Direction.LOWER: Better.LOWER}.get(direction, Better.NEUTRAL)


def targets_of(indicator: IndicatorRow) -> list[DatedTarget]:
    """The interim targets and the target, by date, as levels; those without a level are left out."""
    steps = [DatedTarget(step.due_on, step.level) for step in indicator.interim if step.level is not None]
    if indicator.level is not None:
        steps.append(DatedTarget(indicator.target_on, indicator.level))
    return sorted(steps, key=lambda step: step.on)


def next_target(indicator: IndicatorRow, after: date, today: date) -> DatedTarget | None:
    """The first dated target still ahead, both of today and of the last value."""
    return next((step for step in targets_of(indicator) if step.on > after and step.on >= today), None)


def expected_level(
    on: date, starts_on: date, baseline: float | None, steps: Sequence[DatedTarget], path: Path = Path.LINE
) -> float | None:
    """The planned level on a day: from the baseline through the dated targets, and level after the last.

    A line runs straight from one to the next; by steps each level holds until the day of the next. Without a baseline there is
    no plan up to the first dated target, so None until then.
    """
    marks = [DatedTarget(starts_on, baseline)] if baseline is not None else []
    marks += [step for step in steps if not marks or step.on > marks[-1].on]
    before = [mark for mark in marks if mark.on <= on]
    after = [mark for mark in marks if mark.on > on]
    if not before:
        return None
    if not after or path is Path.STEPS:
        return before[-1].value
    start, end = before[-1], after[0]
    return start.value + (end.value - start.value) * ((on - start.on).days / (end.on - start.on).days)


def held_against(limits: Limits, level: float | None, indicator: IndicatorRow) -> Assurance | None:
    """What a process that stays as it is makes of a level; for a range, of all from that level to the range's upper end.

    None without level, direction or limits.
    """
    if indicator.direction is not Direction.RANGE:
        return assurance(limits, level, better_of(indicator.direction))
    if level is None or limits.lower is None or limits.upper is None:
        return None
    high = level if indicator.level_high is None else indicator.level_high
    if level <= limits.lower and limits.upper <= high:
        return Assurance.PASS
    return Assurance.FAIL if limits.upper < level or limits.lower > high else Assurance.HIT_OR_MISS


def trajectory_of(limits: Limits, indicator: IndicatorRow) -> tuple[DatedAssurance, ...]:
    """Each dated target held against the limits as they stand. Source: docs/method.md, "One indicator"; ours."""
    return tuple(
        DatedAssurance(step.on, step.value, held_against(limits, step.value, indicator)) for step in targets_of(indicator)
    )
