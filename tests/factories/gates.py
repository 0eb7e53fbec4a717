"""A gate with its criteria, stored and ready to be used by a test."""

from datetime import date
from typing import Any
from uuid import UUID

from tracker.core.db import writing
from tracker.people.rules import Actor
from tracker.plan.actions import add_criterion, define_gate
from tracker.plan.queries.gates import gate
from tracker.plan.rules import CriterionKind


def new_gate(programme_id: UUID, after_phase_id: UUID, by: Actor, **given: Any) -> UUID:
    wanted: dict[str, Any] = {"name_en": "Gate", "name_zh": "评审", "after_phase_id": after_phase_id, "due_on": date(2026, 6, 30)}
    with writing() as session:
        return define_gate(session, programme_id=programme_id, by=by, **wanted | given)


def new_criterion(gate_id: UUID, by: Actor, kind: CriterionKind = CriterionKind.CHECKLIST, **given: Any) -> UUID:
    with writing() as session:
        seen = gate(session, gate_id=gate_id, by=by).version
        return add_criterion(
            session, gate_id=gate_id, seen=seen, kind=kind, by=by, **{"text_en": "Ready", "text_zh": "就绪"} | given
        )
