"""Verbs of risks: note, change, review and move them; say that one happened; lay out a template's; take in a workbook's."""

from tracker.risks.actions.importing import PlannedRisk, import_risks, planned_risks
from tracker.risks.actions.issues import change_issue, report_issue, resolve_issue
from tracker.risks.actions.noting import change_risk, lay_out_risks, note_risk
from tracker.risks.actions.reviewing import move_risk, review_risk

__all__ = [
    "PlannedRisk",
    "change_issue",
    "change_risk",
    "import_risks",
    "lay_out_risks",
    "move_risk",
    "note_risk",
    "planned_risks",
    "report_issue",
    "resolve_issue",
    "review_risk",
]
