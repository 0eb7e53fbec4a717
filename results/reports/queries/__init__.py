"""Reports as documents, locked or drafted."""

from results.reports.queries.document import period_words, report_document
from results.reports.queries.snapshots import (
    Report,
    SettingRow,
    SnapshotRow,
    arranged,
    draft,
    latest,
    locked,
    locked_report,
    report_of,
)

__all__ = [
    "Report",
    "SettingRow",
    "SnapshotRow",
    "arranged",
    "draft",
    "latest",
    "locked",
    "locked_report",
    "period_words",
    "report_document",
    "report_of",
]
