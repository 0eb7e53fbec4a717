"""Tables of plans."""

from tracker.plan.models.gates import (
    Criterion,
    CriterionMark,
    CriterionWaiver,
    Gate,
    GateCondition,
    GateDecision,
    Minute,
    Responsibility,
)
from tracker.plan.models.programmes import (
    Area,
    AreaRegion,
    AreaStore,
    CalendarDay,
    Phase,
    PhaseArea,
    Programme,
    ProgrammeTemplate,
    WorkingCalendar,
)
from tracker.plan.models.tasks import Baseline, BaselineTask, Recurrence, SavedView, Task, TaskLink, TaskRole, TaskStep
from tracker.plan.rules import ProgrammeStatus, TaskKind, TaskStatus  # also columns, so known here too

__all__ = [
    "Area",
    "AreaRegion",
    "AreaStore",
    "Baseline",
    "BaselineTask",
    "CalendarDay",
    "Criterion",
    "CriterionMark",
    "CriterionWaiver",
    "Gate",
    "GateCondition",
    "GateDecision",
    "Minute",
    "Phase",
    "PhaseArea",
    "Programme",
    "ProgrammeStatus",
    "ProgrammeTemplate",
    "Recurrence",
    "Responsibility",
    "SavedView",
    "Task",
    "TaskKind",
    "TaskLink",
    "TaskRole",
    "TaskStatus",
    "TaskStep",
    "WorkingCalendar",
]
