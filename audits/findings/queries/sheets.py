"""What goes into a workbook: all actions, findings and evidence of a programme that a person may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.findings.models import ActionEvidence, CorrectiveAction, Finding
from audits.findings.queries.corrective import ActionFilter, ActionRow, action_rows
from audits.findings.queries.found import FindingRow, finding_rows
from tracker.people.access import demand, programme_condition, store_condition
from tracker.people.models import Identity, Store
from tracker.people.rules import Action, Actor

MOST_IN_SHEET = 5_000


@dataclass(frozen=True)
class EvidenceLine:
    action_id: UUID
    store_code: str
    note: str
    has_picture: bool
    who: str
    given_at: datetime


@dataclass(frozen=True)
class ActionBookRows:
    actions: list[ActionRow]
    findings: list[FindingRow]
    evidence: list[EvidenceLine]


def action_book(session: Session, *, programme_id: UUID, by: Actor) -> ActionBookRows:
    """At most 5,000 of each, the latest findings and what is due first."""
    demand(by, Action.SEE_ACTIONS)
    where = ActionFilter(programme_id=programme_id)
    evidence = session.execute(
        select(
            ActionEvidence.action_id,
            Store.code,
            ActionEvidence.note,
            ActionEvidence.file_hash.is_not(None).label("has_picture"),
            Identity.display_name,
            ActionEvidence.given_at,
        )
        .join(CorrectiveAction, CorrectiveAction.id == ActionEvidence.action_id)
        .join(Store, Store.id == CorrectiveAction.store_id)
        .join(Identity, Identity.person_id == ActionEvidence.given_by)
        .where(
            CorrectiveAction.programme_id == programme_id,
            store_condition(by),
            programme_condition(by, CorrectiveAction.programme_id),
        )
        .order_by(ActionEvidence.id)
        .limit(MOST_IN_SHEET)
    )
    return ActionBookRows(
        action_rows(session, by=by, where=where, limit=MOST_IN_SHEET),
        finding_rows(session, by, Finding.programme_id == programme_id, limit=MOST_IN_SHEET),
        [EvidenceLine(*row) for row in evidence],
    )
