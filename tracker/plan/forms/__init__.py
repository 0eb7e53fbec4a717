"""A template as text, and what a person edits in a plan."""

from tracker.plan.forms.texts import (
    Day,
    LabelText,
    PhaseText,
    PlanText,
    ProgrammeStart,
    TaskChanges,
    TaskEdit,
    read_template,
    unique,
)

__all__ = [
    "Day",
    "LabelText",
    "PhaseText",
    "PlanText",
    "ProgrammeStart",
    "TaskChanges",
    "TaskEdit",
    "read_template",
    "unique",
]
