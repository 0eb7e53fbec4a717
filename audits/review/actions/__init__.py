"""Verbs of the review: take up, return, approve, exclude and their undoing; correct, release, appeal, score by other rules."""

from audits.review.actions.appeals import AppealDecided, decide_appeal, open_appeal, withdraw_appeal
from audits.review.actions.correcting import correct_answer
from audits.review.actions.deciding import (
    Approved,
    approve,
    exclude_audit,
    reinstate_audit,
    return_audit,
    take_up,
    withdraw_approval,
    withdraw_return,
)
from audits.review.actions.releasing import release_audits
from audits.review.actions.rescoring import RescoredAudits, rescore_audits
from audits.review.actions.taking import LONGEST_REASON

__all__ = [
    "LONGEST_REASON",
    "AppealDecided",
    "Approved",
    "RescoredAudits",
    "approve",
    "correct_answer",
    "decide_appeal",
    "exclude_audit",
    "open_appeal",
    "reinstate_audit",
    "release_audits",
    "rescore_audits",
    "return_audit",
    "take_up",
    "withdraw_appeal",
    "withdraw_approval",
    "withdraw_return",
]
