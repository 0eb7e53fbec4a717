"""Plans as rows."""

from tracker.plan.queries.plans import OWNER_ROLES, owners, plan, programmes, task

__all__ = [
    "OWNER_ROLES",
    "owners",
    "plan",
    "programmes",
    "task",
]
