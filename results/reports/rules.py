"""Which reports there are, what they hold, and which days they speak of."""

from enum import StrEnum


class ReportKind(StrEnum):
    MONTHLY = "monthly"  # the service-quality report
    QUARTERLY = "quarterly"  # the board pack


class Section(StrEnum):
    """In the order of a report that was not arranged otherwise."""

    SUMMARY = "summary"
    INDICATORS = "indicators"
    WEAK_SPOTS = "weak_spots"
    AUDITS = "audits"
    PLAN = "plan"
    MONEY = "money"
    RISKS = "risks"
    BENEFITS = "benefits"
    CHANGES = "changes"
    METHOD = "method"
