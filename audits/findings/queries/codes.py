"""Which items an action is about."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audits.findings.models import ActionFinding, CorrectiveAction, Finding
from audits.findings.rules import LEVELS, Level

ITEM_KINDS = tuple(kind for kind, level in LEVELS.items() if level is Level.ITEM)
AT_ONCE = 500


def item_codes_of(session: Session, action_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """By action: the codes of the items it answers, also those of further findings; none for a section's or an audit's."""
    codes: dict[UUID, set[str]] = {key: set() for key in action_ids}
    keys = list(codes)
    for at in range(0, len(keys), AT_ONCE):
        part = keys[at : at + AT_ONCE]
        own = select(CorrectiveAction.id, CorrectiveAction.item_code).where(
            CorrectiveAction.id.in_(part), CorrectiveAction.level == Level.ITEM
        )
        linked = (
            select(ActionFinding.action_id, Finding.item_code)
            .join(Finding, Finding.id == ActionFinding.finding_id)
            .where(ActionFinding.action_id.in_(part), Finding.kind.in_(ITEM_KINDS))
        )
        for key, code in [*session.execute(own), *session.execute(linked)]:
            codes[key].add(code)
    return codes
