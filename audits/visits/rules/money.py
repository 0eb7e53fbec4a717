"""What a visit pays."""

from enum import StrEnum

from audits.visits.rules import SCORED_STATES, AuditState

PAID_STATES = SCORED_STATES | {AuditState.EXCLUDED}  # the work was done and decided about; an excluded audit is paid too


class CostKind(StrEnum):
    PURCHASE = "purchase"
    TRAVEL = "travel"
    OTHER = "other"
