"""A template as text, and what a person edits in a plan."""

from tracker.plan.forms.governing import (
    ConflictText,
    CriterionText,
    GateText,
    RecurrenceText,
    ResponsibilityText,
    WeightsText,
)
from tracker.plan.forms.references import Part, circles, codes_of, problem, twice, unknown
from tracker.plan.forms.settings import AreaForm, AreaValues, CalendarForm, DayForm, NewCode, RecurrenceForm, RecurrenceValues
from tracker.plan.forms.tasks import LinkForm, RoleForm, StepForm, TaskChanges, TaskEdit
from tracker.plan.forms.texts import (
    AreaText,
    CalendarText,
    LinkText,
    MilestoneText,
    PhaseText,
    PlacedText,
    PlanText,
    ProgrammeStart,
    TaskText,
    read_template,
)
from tracker.plan.forms.wordings import Day, LabelText, Source, label_of, unique

__all__ = [
    "AreaForm",
    "AreaText",
    "AreaValues",
    "CalendarForm",
    "CalendarText",
    "ConflictText",
    "CriterionText",
    "Day",
    "DayForm",
    "GateText",
    "LabelText",
    "LinkForm",
    "LinkText",
    "MilestoneText",
    "NewCode",
    "Part",
    "PhaseText",
    "PlacedText",
    "PlanText",
    "ProgrammeStart",
    "RecurrenceForm",
    "RecurrenceText",
    "RecurrenceValues",
    "ResponsibilityText",
    "RoleForm",
    "Source",
    "StepForm",
    "TaskChanges",
    "TaskEdit",
    "TaskText",
    "WeightsText",
    "circles",
    "codes_of",
    "label_of",
    "problem",
    "read_template",
    "twice",
    "unique",
    "unknown",
]
