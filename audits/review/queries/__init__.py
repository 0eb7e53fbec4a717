"""Audits as those see them who decide about them, and as stores see them: without a trace of who the shopper was."""

from audits.review.queries.answers import answers_in_effect, answers_in_effect_of
from audits.review.queries.audits import Attempt, AuditView, audit
from audits.review.queries.counting import counts, is_current, may_see, tallies
from audits.review.queries.lists import ApprovedRow, QueueRow, approved_audits, count_approved, excluded_audits, queue
from audits.review.queries.parts import item_tallies, section_tallies, spreads
from audits.review.queries.remarks import last_return, return_remarks

__all__ = [
    "ApprovedRow",
    "Attempt",
    "AuditView",
    "QueueRow",
    "answers_in_effect",
    "answers_in_effect_of",
    "approved_audits",
    "audit",
    "count_approved",
    "counts",
    "excluded_audits",
    "is_current",
    "item_tallies",
    "last_return",
    "may_see",
    "queue",
    "return_remarks",
    "section_tallies",
    "spreads",
    "tallies",
]
