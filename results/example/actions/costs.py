"""Fees of the example's shoppers, and what some visits cost them: most of it decided, the latest waiting for the lead."""

from datetime import timedelta

from audits.review.models import ReviewDecision
from audits.visits.models import OPEN_STATES, Assignment, AuditState, CostKind, Submission, VisitCost
from results.example.actions.organisation import Cast
from results.example.actions.visits import Rows, Setting
from results.example.places import dice
from results.example.rules import COST_NOTES, FEES, REFUSED_COST
from tracker.core.ids import new_id
from tracker.people.rules import Role

WITH_COST = 0.3  # of the visits to a store
RECENT = timedelta(days=9)  # what was given since waits for a decision
REFUSED = 0.08


def fees_and_costs(rows: Rows, cast: Cast, setting: Setting) -> None:
    """Supervisors are employed: they are paid no fee."""
    random, shoppers = dice("costs"), set(cast.with_role(Role.MYSTERY_SHOPPER))
    sent = {row["assignment_id"]: row for row in rows.of[Submission]}
    decided = {row["submission_id"]: row["decided_at"] for row in rows.of[ReviewDecision]}
    newest = max(decided.values())
    for visit in rows.of[Assignment]:
        paid = visit["assignee_id"] in shoppers
        visit["fee_minor"] = FEES[visit["channel_code"]] if paid else 0
        spends = visit["channel_code"] == "store" and visit["id"] in sent and random.random() < WITH_COST
        if not spends:
            continue
        kind = random.choice(list(CostKind))
        amount = 100 * random.randint(8, 90) + random.choice((0, 50, 90))
        sent_at = sent[visit["id"]]["received_at"]
        decided_at = decided.get(sent[visit["id"]]["id"])
        waits = visit["state"] in OPEN_STATES | {AuditState.SUBMITTED} or decided_at is None or newest - decided_at < RECENT
        refused = random.random() < REFUSED
        rows.add(
            VisitCost,
            id=new_id(),
            programme_id=setting.programme_id,
            assignment_id=visit["id"],
            kind=kind,
            amount_minor=amount,
            note=random.choice(COST_NOTES[kind.value]),
            receipt_hash=random.choice(setting.pictures) if kind is CostKind.PURCHASE else None,
            given_at=sent_at + timedelta(minutes=random.randint(5, 300)),
            given_by=visit["assignee_id"],
            withdrawn_at=None,
            accepted_minor=None if waits else 0 if refused else amount,
            decided_at=None if waits or decided_at is None else decided_at + timedelta(hours=6),
            decided_by=None if waits else cast.lead.person_id,
            decision_note="" if waits or not refused else REFUSED_COST,
            version=1 if waits else 2,
        )
