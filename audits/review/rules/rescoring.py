"""What another rule would change about a set of audits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from audits.scoring.policy import Policy, preset

CLASS_WIDTH = 10  # percent points of one bar
CLASSES = range(0, 100, CLASS_WIDTH)  # 100 belongs to the last
MOST_CHANGED = 10


@dataclass(frozen=True)
class AuditSet:
    """Approved audits of one rubric, whatever its version; None does not limit. Both days are included."""

    programme_id: UUID
    rubric_code: str
    first: date | None = None
    last: date | None = None
    channel_code: str | None = None


@dataclass(frozen=True)
class OtherRules:
    """A version to score by (None: each audit's own) and a policy (None: the version's own)."""

    version_id: UUID | None = None
    policy: Policy | None = None


def with_preset(name: str, base: Policy) -> Policy:
    """The rules of a known system; pass mark, bands, decimals and what a critical item does stay the rubric's own."""
    own = {field: getattr(base, field) for field in ("pass_mark", "bands", "decimals", "critical", "critical_cap")}
    return replace(preset(name), **own)


@dataclass(frozen=True)
class Outcome:
    """What a score says of an audit. `percent` is None where nothing could be scored."""

    percent: Decimal | None
    passed: bool | None
    band: str | None


@dataclass(frozen=True)
class Rescored:
    """One audit as it was scored, and as another rule would score it."""

    key: UUID
    before: Outcome
    after: Outcome

    @property
    def moved(self) -> Decimal | None:
        """Percent points up or down; None where one of the two has no percent."""
        if self.before.percent is None or self.after.percent is None:
            return None
        return self.after.percent - self.before.percent

    @property
    def is_the_same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class Distribution:
    """`n` counts audits with a percent, `judged` those that pass or fail. `classes` counts by the lower end of each class;
    scores below 0 and above 100 have classes of their own. `mean` and `pass_rate` (percent) are None without audits."""

    n: int
    unscored: int
    mean: float | None
    judged: int
    passed: int
    pass_rate: float | None
    classes: dict[int, int]


@dataclass(frozen=True)
class WhatIf:
    before: Distribution
    after: Distribution
    changed_percent: int
    changed_band: int
    now_pass: int
    now_fail: int
    most: tuple[Rescored, ...]


def what_if(audits: Sequence[Rescored]) -> WhatIf:
    """Both distributions, how many audits change, and those whose percent changes most."""
    moved = [audit for audit in audits if not audit.is_the_same]
    ordered = sorted(
        moved, key=lambda audit: (-abs(audit.moved or Decimal(0)), audit.before.passed == audit.after.passed, audit.key)
    )
    return WhatIf(
        before=distribution([audit.before for audit in audits]),
        after=distribution([audit.after for audit in audits]),
        changed_percent=sum(audit.before.percent != audit.after.percent for audit in audits),
        changed_band=sum(audit.before.band != audit.after.band for audit in audits),
        now_pass=sum(audit.after.passed is True and audit.before.passed is not True for audit in audits),
        now_fail=sum(audit.after.passed is False and audit.before.passed is not False for audit in audits),
        most=tuple(ordered[:MOST_CHANGED]),
    )


def distribution(outcomes: Sequence[Outcome]) -> Distribution:
    percents = [outcome.percent for outcome in outcomes if outcome.percent is not None]
    judged = [outcome.passed for outcome in outcomes if outcome.passed is not None]
    counts = Counter(class_of(percent) for percent in percents)
    return Distribution(
        n=len(percents),
        unscored=len(outcomes) - len(percents),
        mean=float(sum(percents, Decimal(0)) / len(percents)) if percents else None,
        judged=len(judged),
        passed=sum(judged),
        pass_rate=100 * sum(judged) / len(judged) if judged else None,
        classes={start: counts[start] for start in sorted({*CLASSES, *counts})},
    )


def class_of(percent: Decimal) -> int:
    """The lower end of the class: 85 and 89.99 are in 80, 100 in 90, 103 in 100, -1 in -10."""
    return CLASSES[-1] if percent == CLASSES.stop else int(percent // CLASS_WIDTH - (percent % CLASS_WIDTH < 0)) * CLASS_WIDTH
