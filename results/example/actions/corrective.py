"""Corrective actions over the example's findings: campaigns against the items that fail most, and what the later visits said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from audits.findings.models import ActionChange, ActionCheck, ActionEvidence, ActionFinding, CorrectiveAction, Finding
from audits.findings.rules import LEVELS, UNVERIFIED_STATES, ActionState, Cause, CheckOutcome, Level, after_visit, due_again
from audits.review.models import AuditScore
from audits.visits.models import Draft
from results.example.actions.organisation import Cast
from results.example.actions.visits import Rows, Setting
from results.example.places import dice
from results.example.rules import CAMPAIGNS, Campaign, moment
from tracker.core.ids import new_id

CHANNEL = "store"
LOOK_BACK = timedelta(days=75)  # findings that a campaign answers
STORES = 12  # of a campaign
REPEATS = 2  # stores among them whose last visit finds it wanting again, where there are some
LATEST_DONE = timedelta(days=30)  # after the beginning of a campaign
ANSWERED = frozenset({"answered", "no_band"})
AGAIN_AFTER = timedelta(days=12)  # until what was opened again is done once more


@dataclass(frozen=True)
class Seen:
    """One approved audit of a store, as far as actions care."""

    submission_id: UUID
    store_id: UUID
    visitor: UUID
    opened_at: datetime
    decided_at: datetime
    asked: frozenset[str]
    failed: frozenset[str]


@dataclass
class Story:
    """An action while it is told: its row, and its state so far."""

    rows: Rows
    row: dict[str, Any]
    owner: UUID

    def turn(self, to: ActionState, at: datetime, *, audit: UUID | None = None, **change: list[Any]) -> None:
        before, self.row["state"] = self.row["state"], to
        self.row["version"] += 1
        if to is ActionState.DONE:
            self.row["done_at"] = at
        if to is ActionState.VERIFIED:
            self.row |= {"verified_at": at, "done_at": self.row["done_at"] or at}
        if to is ActionState.REOPENED:
            due = due_again(self.row["due_on"], at.date())
            change = {"state": [before.value, to.value], "due_on": [self.row["due_on"].isoformat(), due.isoformat()]}
            self.row["due_on"] = due
        self.note(at, change or {"state": [before.value, to.value]}, audit=audit)

    def note(self, at: datetime, change: dict[str, Any], *, audit: UUID | None = None, reason: str = "", by: Any = None) -> None:
        self.rows.add(
            ActionChange,
            id=new_id(),
            action_id=self.row["id"],
            state=self.row["state"],
            change=change,
            reason=reason,
            submission_id=audit,
            changed_at=at,
            changed_by=None if audit else by or self.owner,
        )


def corrective_actions(rows: Rows, cast: Cast, setting: Setting) -> None:
    """In every state: most done and verified, some opened again, some on their way, one late, one dropped."""
    audits = _audits(rows)
    for number, campaign in enumerate(CAMPAIGNS):
        random = dice(f"campaign {number}")
        day = setting.today - timedelta(days=campaign.days_ago)
        chosen = _stores(rows, audits, cast, campaign.item, day, random)
        for place, (store_id, findings) in enumerate(chosen):
            story = _opened(rows, cast, setting, campaign, store_id, findings, day)
            _done(story, campaign, setting, place, day, random)
            own = [audit for audit in audits if audit.store_id == store_id]
            _visited(story, own, campaign.item, setting)
            rows.add(CorrectiveAction, **story.row)


def _audits(rows: Rows) -> list[Seen]:
    drafts = {row["id"]: row for row in rows.of[Draft]}
    items = [kind for kind, level in LEVELS.items() if level is Level.ITEM]
    failed: dict[UUID, set[str]] = {}
    for row in rows.of[Finding]:
        if row["kind"] in items:
            failed.setdefault(row["submission_id"], set()).add(row["item_code"])
    found = [
        Seen(
            submission_id=row["submission_id"],
            store_id=row["store_id"],
            visitor=drafts[row["submission_id"]]["opened_by"],
            opened_at=drafts[row["submission_id"]]["opened_at"],
            decided_at=row["scored_at"],
            asked=frozenset(line["item"] for line in row["result"]["trace"] if line["reason"] in ANSWERED),
            failed=frozenset(failed.get(row["submission_id"], ())),
        )
        for row in rows.of[AuditScore]
        if row["channel_code"] == CHANNEL
    ]
    return sorted(found, key=lambda audit: audit.decided_at)


def _stores(
    rows: Rows, audits: Sequence[Seen], cast: Cast, code: str, day: date, random: Random
) -> list[tuple[UUID, list[UUID]]]:
    """Stores in which the item failed lately, those with a manager of their own first, with the keys of these findings."""
    lately = {
        audit.submission_id for audit in audits if code in audit.failed and day - LOOK_BACK <= audit.decided_at.date() < day
    }
    findings: dict[UUID, list[UUID]] = {}
    for row in rows.of[Finding]:
        if row["submission_id"] in lately and row["item_code"] == code and LEVELS[row["kind"]] is Level.ITEM:
            findings.setdefault(row["store_id"], []).append(row["id"])
    known = [(text.code, key) for key, text in cast.stores.values() if key in findings]
    managed = [pair for pair in sorted(known) if pair[1] in cast.managers]
    last = {audit.store_id: audit for audit in audits}
    repeats = [pair for pair in sorted(known) if _fails_again(last[pair[1]], code, day) and pair not in managed][:REPEATS]
    others = [pair for pair in sorted(known) if pair not in managed and pair not in repeats]
    chosen = [*managed, *repeats, *random.sample(others, min(len(others), STORES))][:STORES]
    return [(key, findings[key]) for _, key in chosen]


def _fails_again(last: Seen, code: str, day: date) -> bool:
    return code in last.failed and last.opened_at.date() > day + LATEST_DONE


def _opened(
    rows: Rows, cast: Cast, setting: Setting, campaign: Campaign, store_id: UUID, findings: Sequence[UUID], day: date
) -> Story:
    opened_at = moment(day, 10)
    owner = cast.managers.get(store_id, cast.lead.person_id)
    row = {
        "id": new_id(),
        "version": 1,
        "programme_id": setting.programme_id,
        "store_id": store_id,
        "rubric_code": setting.rubrics[CHANNEL][1].code,
        "level": Level.ITEM,
        "item_code": campaign.item,
        "what": campaign.what,
        "cause": Cause(campaign.cause),
        "whys": list(campaign.whys),
        "owner_id": owner,
        "due_on": day + timedelta(days=campaign.days_to_do),
        "expected": campaign.expected,
        "state": ActionState.OPEN,
        "deferrals": 0,
        "opened_at": opened_at,
        "opened_by": cast.lead.person_id,
        "done_at": None,
        "verified_at": None,
    }
    story = Story(rows, row, owner)
    story.note(opened_at, {}, by=cast.lead.person_id)
    for finding_id in findings:
        rows.add(ActionFinding, action_id=row["id"], finding_id=finding_id)
    return story


def _done(story: Story, campaign: Campaign, setting: Setting, place: int, day: date, random: Random) -> None:
    """Begun and done by its owner as far as the days allow; the first of a campaign is late, the second was deferred."""
    begins, takes = random.randint(1, 6), random.randint(7, campaign.days_to_do)
    if place == campaign.dropped:
        story.turn(ActionState.DROPPED, moment(day + timedelta(days=2), 15))
        return
    if place == 1:
        before = story.row["due_on"]
        story.row |= {"due_on": before + timedelta(days=14), "deferrals": 1, "version": story.row["version"] + 1}
        moved = {"due_on": [before.isoformat(), story.row["due_on"].isoformat()], "deferrals": [0, 1]}
        story.note(moment(day + timedelta(days=1), 16), moved, reason=campaign.deferred, by=story.row["opened_by"])
    if day + timedelta(days=begins) >= setting.today:
        return
    story.turn(ActionState.DOING, moment(day + timedelta(days=begins), 9, 30))
    done_on = day + timedelta(days=takes)
    if (place == 0 and campaign.first_is_late) or done_on >= setting.today:
        return
    story.turn(ActionState.DONE, moment(done_on, 18))
    given = {"note": campaign.evidence, "file_hash": random.choice(setting.pictures) if place % 3 == 0 else None}
    at = {"given_at": moment(done_on, 17, 55), "given_by": story.owner}
    story.rows.add(ActionEvidence, id=new_id(), action_id=story.row["id"], **given, **at)


def _visited(story: Story, audits: Sequence[Seen], code: str, setting: Setting) -> None:
    """What each later visit of the store said, by the same rule as for a real one. Opened again by the last, it stays so."""
    for audit in audits:
        done_at, state = story.row["done_at"], story.row["state"]
        if code not in audit.asked or done_at is None or audit.opened_at <= done_at:
            continue
        failed = code in audit.failed
        outcome = CheckOutcome.NOT_FIXED if failed else CheckOutcome.FIXED
        if state in UNVERIFIED_STATES:
            found = {"outcome": outcome, "note": "", "checked_at": audit.opened_at, "checked_by": audit.visitor}
            story.rows.add(ActionCheck, id=new_id(), action_id=story.row["id"], draft_id=audit.submission_id, **found)
        to = after_visit(state, outcome if state in UNVERIFIED_STATES else None, failed=failed)
        if to is not state:
            story.turn(to, audit.decided_at, audit=audit.submission_id)
        again = audit.decided_at + AGAIN_AFTER
        if audit is not audits[-1] and to is ActionState.REOPENED and state is not to and again.date() < setting.today:
            story.turn(ActionState.DOING, audit.decided_at + timedelta(days=2))
            story.turn(ActionState.DONE, again)
