"""Reports as documents, locked or drafted."""

from results.reports.queries.document import document_of, period_words
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
    "document_of",
    "draft",
    "latest",
    "locked",
    "locked_report",
    "period_words",
    "report_of",
]
