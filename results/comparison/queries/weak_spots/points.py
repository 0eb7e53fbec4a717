"""How much of a rubric's score hangs on each section and item."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.rubrics.forms import RubricText, to_scoring
from audits.rubrics.models import Rubric, RubricVersion
from audits.rubrics.queries import rubric_version
from audits.scoring.policy import Aggregation, MultipleMaximum, Policy
from audits.scoring.rules import least, most

Shares = Mapping[str, float]
MEANS = (Aggregation.SECTION_MEAN, Aggregation.SECTION_WEIGHTED_MEAN)


def newest_rubric(session: Session, code: str) -> RubricText | None:
    key = session.scalar(
        select(RubricVersion.id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(Rubric.code == code)
        .order_by(RubricVersion.number.desc())
        .limit(1)
    )
    return None if key is None else rubric_version(session, version_id=key).rubric


def shares_of(rubric: RubricText) -> tuple[Shares, Shares]:
    """By section and by item, each summing to 1: the points between the best and the worst answer, times their weight, of all of
    the rubric's; by section first where the score is a mean of sections. Bonus items are left out: nobody is held back by one."""
    policy = rubric.scoring_policy
    best_only = policy.multiple_maximum is MultipleMaximum.BEST
    worth: dict[str, dict[str, float]] = {}
    for section in to_scoring(rubric, {}):
        factor = _factor(policy, float(section.weight))
        items = [item for item in section.items if not item.bonus]
        points = {item.id: float((most(item, best_only) - least(item)) * item.weight) for item in items}
        whole = sum(points.values()) if policy.aggregation in MEANS else 1.0
        worth[section.name] = {code: factor * each / whole for code, each in points.items()} if whole else {}
    everything = sum(sum(items.values()) for items in worth.values()) or 1.0
    by_item = {code: each / everything for items in worth.values() for code, each in items.items() if each}
    return {code: sum(items.values()) / everything for code, items in worth.items() if any(items.values())}, by_item


def _factor(policy: Policy, weight: float) -> float:
    return 1.0 if policy.aggregation in (Aggregation.SECTION_MEAN, Aggregation.DEDUCTION) else weight
