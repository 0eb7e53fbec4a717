"""Findings, ranked findings, actions and what they changed. Nothing here knows who the visitor was."""

from audits.findings.queries.corrective import (
    ActionFilter,
    ActionRow,
    ActionView,
    ChangeRow,
    EvidenceRow,
    FormAction,
    action_rows,
    action_view,
    actions_on_form,
    count_actions,
    due_actions,
    overdue_actions,
)
from audits.findings.queries.effects import ItemEffect, effect_of_action
from audits.findings.queries.found import FindingCount, FindingRow, findings, most_frequent
from audits.findings.queries.owners import OwnerChoice, owner_choices
from audits.findings.queries.ranking import Ranked, findings_beside, group_findings, ranked_findings

__all__ = [
    "ActionFilter",
    "ActionRow",
    "ActionView",
    "ChangeRow",
    "EvidenceRow",
    "FindingCount",
    "FindingRow",
    "FormAction",
    "ItemEffect",
    "OwnerChoice",
    "Ranked",
    "action_rows",
    "action_view",
    "actions_on_form",
    "count_actions",
    "due_actions",
    "effect_of_action",
    "findings",
    "findings_beside",
    "group_findings",
    "most_frequent",
    "overdue_actions",
    "owner_choices",
    "ranked_findings",
]
