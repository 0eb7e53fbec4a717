"""Plans as rows."""

from tracker.plan.queries.baselines import BaselineRow, baselines, slippage
from tracker.plan.queries.plans import OWNER_ROLES, owners, plan, programmes, task

__all__ = [
    "OWNER_ROLES",
    "BaselineRow",
    "baselines",
    "owners",
    "plan",
    "programmes",
    "slippage",
    "task",
]
