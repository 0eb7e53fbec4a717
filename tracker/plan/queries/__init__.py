"""Plans as rows."""

from tracker.plan.queries.baselines import BaselineRow, baselines, slippage
from tracker.plan.queries.decisions import decisions, verify_decision
from tracker.plan.queries.gates import evaluate, gates, next_gate
from tracker.plan.queries.looking import PlanLook, plan_look
from tracker.plan.queries.minutes import minutes, own_minutes, responsibilities
from tracker.plan.queries.plans import OWNER_ROLES, owners, plan, programmes, task

__all__ = [
    "OWNER_ROLES",
    "BaselineRow",
    "PlanLook",
    "baselines",
    "decisions",
    "evaluate",
    "gates",
    "minutes",
    "next_gate",
    "own_minutes",
    "owners",
    "plan",
    "plan_look",
    "programmes",
    "responsibilities",
    "slippage",
    "task",
    "verify_decision",
]
