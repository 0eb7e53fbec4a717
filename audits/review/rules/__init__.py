"""Days and names of an audit (`days`), what another rule would change (`rescoring`)."""

from audits.review.rules.days import month_of, pseudonym, visited_on, week_of
from audits.review.rules.rescoring import (
    CLASS_WIDTH,
    CLASSES,
    MOST_CHANGED,
    AuditSet,
    Distribution,
    OtherRules,
    Outcome,
    Rescored,
    WhatIf,
    class_of,
    distribution,
    what_if,
    with_preset,
)

__all__ = [
    "CLASSES",
    "CLASS_WIDTH",
    "MOST_CHANGED",
    "AuditSet",
    "Distribution",
    "OtherRules",
    "Outcome",
    "Rescored",
    "WhatIf",
    "class_of",
    "distribution",
    "month_of",
    "pseudonym",
    "visited_on",
    "week_of",
    "what_if",
    "with_preset",
]
