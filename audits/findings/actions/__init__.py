"""Findings follow their audit (`noting`); actions are planned and done (`correcting`), checked at the next visit (`checking`)."""

from audits.findings.actions.checking import store_check
from audits.findings.actions.correcting import (
    change_action,
    defer_action,
    give_evidence,
    move_action,
    open_actions,
)
from audits.findings.actions.noting import (
    approve_audit,
    exclude_audit,
    reinstate_audit,
    settle_appeal,
    withdraw_approval,
)

__all__ = [
    "approve_audit",
    "change_action",
    "defer_action",
    "exclude_audit",
    "give_evidence",
    "move_action",
    "open_actions",
    "reinstate_audit",
    "settle_appeal",
    "store_check",
    "withdraw_approval",
]
