"""What the criteria that look at indicators, audits, money and risks come to. `EVALUATORS` is given to `evaluate`."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.models import AuditScore
from audits.review.queries import counts
from audits.rubrics.models import Rubric, RubricVersion
from audits.visits.models import Assignment, Submission
from results.comparison.rules import Measured, aim_of, decimals_for, met_in_a_row, rounded
from results.readings.queries import series
from tracker.core.refusals import NotFound
from tracker.money.queries import standing
from tracker.people.access import programme_condition
from tracker.people.rules import Actor
from tracker.plan.queries.gates import CriterionRow, Evaluator
from tracker.plan.rules import CriterionKind
from tracker.plan.rules.gates import Finding, Measure, Named, Sum
from tracker.risks.queries import open_high
from tracker.targets.models import Indicator
from tracker.targets.queries import indicators
from tracker.targets.rules import Direction, IndicatorRow, InterimRow, is_met

PERCENT = "percent"
Facts = tuple[tuple[str, object], ...]


def indicator_at_target(session: Session, criterion: CriterionRow, by: Actor) -> Finding:
    """Its latest value that rests on enough observations, against the target that is due by the gate's day."""
    found = indicators(session, programme_id=criterion.programme_id, by=by)
    indicator = next((row for row in found if row.code == criterion.indicator_code), None)
    if indicator is None:
        return Finding(None, "gates.finding.indicator.gone", (("code", criterion.indicator_code or ""),))
    label = session.scalars(select(Indicator.name).where(Indicator.id == indicator.id)).one()
    name = ("name", Named(label.en, label.zh_CN))
    points = series(session, programme_id=criterion.programme_id, by=by).get(indicator.id, ())
    last = next((point for point in reversed(points) if point.value is not None), None)
    if last is None or last.value is None:
        return Finding(None, "gates.finding.indicator.no_value", (name,))
    said: Facts = (name, ("on", last.on))
    if indicator.contract.consecutive > 1 and due_by(indicator, criterion.due_on) is None:
        shown = [Measured(point.on, point.value, point.n) for point in points if point.value is not None]
        return _in_a_row(indicator, last.value, said, met_in_a_row(indicator, shown))
    return _compared(indicator, last.value, said, criterion.due_on)


def _in_a_row(indicator: IndicatorRow, value: float, said: Facts, count: int | None) -> Finding:
    """A target that must be met in several periods in a row, of which the last count."""
    shown = ("value", _measure(indicator, value, indicator.level))
    if count is None:
        return Finding(None, "gates.finding.indicator.no_target", (*said, shown))
    wanted = indicator.contract.consecutive
    met = count >= wanted
    facts = (("count", count), ("wanted", wanted))
    return Finding(met, "gates.finding.in_a_row.met" if met else "gates.finding.in_a_row.not_met", (*said, shown, *facts))


def _compared(indicator: IndicatorRow, value: float, said: Facts, due_on: date) -> Finding:
    if indicator.direction is Direction.RANGE and indicator.level is not None:
        high = indicator.level if indicator.level_high is None else indicator.level_high
        met = indicator.level <= value <= high
        shown = ("value", _measure(indicator, value, aim_of(indicator, value)))
        ends = (("low", _measure(indicator, indicator.level)), ("high", _measure(indicator, high)))
        return Finding(met, "gates.finding.range.met" if met else "gates.finding.range.not_met", (*said, shown, *ends))
    step = due_by(indicator, due_on)
    level = step.level if step else indicator.level
    reached = is_met(indicator.direction, value, level)
    shown = ("value", _measure(indicator, value, level))
    if reached is None or level is None:
        return Finding(None, "gates.finding.indicator.no_target", (*said, shown))
    kind, facts = ("interim", (("due", step.due_on),)) if step else ("indicator", ())
    target = ("target", _measure(indicator, level, value))
    return Finding(reached, f"gates.finding.{kind}.{'met' if reached else 'not_met'}", (*said, shown, target, *facts))


def due_by(indicator: IndicatorRow, day: date) -> InterimRow | None:
    """The latest interim target due by this day, unless the target itself is; None where none is due yet."""
    due = [step for step in indicator.interim if step.due_on <= day and step.level is not None]
    return max(due, key=lambda step: step.due_on, default=None) if day < indicator.target_on else None


def _measure(indicator: IndicatorRow, value: float, other: float | None = None) -> Measure:
    """Rounded as the results page says it, so that what misses its target by little still differs from it."""
    decimals = decimals_for(value, other)
    return Measure(rounded(value, decimals), indicator.unit.value, decimals)


def audit_score(session: Session, criterion: CriterionRow, by: Actor) -> Finding:
    """The mean score of the programme's approved audits that count, of one rubric where the criterion names one."""
    query = (
        select(func.count(AuditScore.percent), func.avg(AuditScore.percent))
        .join(Submission, Submission.id == AuditScore.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(
            AuditScore.programme_id == criterion.programme_id,
            programme_condition(by, AuditScore.programme_id),
            AuditScore.percent.is_not(None),
            counts(),
        )
    )
    if criterion.rubric_code:
        query = query.join(RubricVersion, RubricVersion.id == Assignment.rubric_version_id)
        query = query.join(Rubric, Rubric.id == RubricVersion.rubric_id).where(Rubric.code == criterion.rubric_code)
    n, mean = session.execute(query).one()
    wanted = criterion.threshold or 0.0
    if not n:
        return Finding(None, "gates.finding.audits.none", (("wanted", _percent(wanted)),))
    met = mean >= wanted
    facts = (("value", _percent(mean, wanted)), ("wanted", _percent(wanted, mean)), ("n", n))
    return Finding(met, "gates.finding.audits.met" if met else "gates.finding.audits.not_met", facts)


def budget_within(session: Session, criterion: CriterionRow, by: Actor) -> Finding:
    """The forecast at completion (what is spent and committed, where there is none) as percent of what is approved."""
    try:
        found = standing(session, programme_id=criterion.programme_id, by=by)
    except NotFound:
        return Finding(None, "gates.finding.budget.none")
    if not found.approved_minor:
        return Finding(None, "gates.finding.budget.none")
    wanted = 100.0 if criterion.threshold is None else criterion.threshold
    will_be = found.actual_minor + found.committed_minor if found.forecast_minor is None else found.forecast_minor
    share = 100 * will_be / found.approved_minor
    met = share <= wanted
    facts = (
        ("forecast", Sum(will_be, found.currency)),
        ("approved", Sum(found.approved_minor, found.currency)),
        ("share", _percent(share, wanted)),
        ("wanted", _percent(wanted, share)),
    )
    known = "spent" if found.forecast_minor is None else "forecast"
    return Finding(met, f"gates.finding.budget.{known}_met" if met else f"gates.finding.budget.{known}_not_met", facts)


def _percent(value: float, other: float | None = None) -> Measure:
    decimals = decimals_for(value, other)
    return Measure(rounded(value, decimals), PERCENT, decimals)


def no_open_high_risk(session: Session, criterion: CriterionRow, by: Actor) -> Finding:
    found = open_high(session, programme_id=criterion.programme_id, by=by)
    if not found:
        return Finding(True, "gates.finding.risks.met")
    return Finding(False, "gates.finding.risks.not_met", (("n", len(found)), ("codes", " ".join(row.code for row in found))))


EVALUATORS: Mapping[CriterionKind, Evaluator] = {
    CriterionKind.INDICATOR_AT_TARGET: indicator_at_target,
    CriterionKind.AUDIT_SCORE: audit_score,
    CriterionKind.BUDGET_WITHIN: budget_within,
    CriterionKind.NO_OPEN_HIGH_RISK: no_open_high_risk,
}
