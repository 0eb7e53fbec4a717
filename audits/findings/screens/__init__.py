"""Findings of an audit (`found`), actions on the visitor's form (`checking`), lists (`listing`), one action (`one`), planning one
(`planning`), the workbook (`sheet`)."""

from audits.findings.screens.checking import below_item, checks_left
from audits.findings.screens.found import show_findings
from audits.findings.screens.listing import overdue

__all__ = ["below_item", "checks_left", "overdue", "show_findings"]
