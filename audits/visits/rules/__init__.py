"""What identifies a submission, who may save, and what a reviewer is told to look at."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

CLOCK_SKEW = timedelta(minutes=10)
SECONDS_PER_ITEM = 3  # nobody observes, decides and taps faster than this, over a whole checklist
RECEIPT_GROUPS = 3


class AuditState(StrEnum):
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    APPEALED = "appealed"
    AMENDED = "amended"
    UPHELD = "upheld"
    EXCLUDED = "excluded"  # kept and paid, not counted
    CANCELLED = "cancelled"


OPEN_STATES = frozenset({AuditState.ASSIGNED, AuditState.IN_PROGRESS, AuditState.RETURNED})  # the visitor's turn
WAITING_STATES = frozenset({AuditState.SUBMITTED, AuditState.IN_REVIEW})  # the reviewer's turn
SCORED_STATES = frozenset({AuditState.APPROVED, AuditState.APPEALED, AuditState.AMENDED, AuditState.UPHELD})  # the score counts


@dataclass(frozen=True)
class FieldRules:
    """How a programme does its field work, unless it says otherwise (`FieldPolicy`)."""

    rotation_days: int = 30  # a shopper who comes back within a month is recognised
    spacer_days: int = 3  # two visits in the same days see the same shift
    appeal_days: int = 10
    second_share: float = 0.1  # of audits that are scored twice: with 100 audits, ten pairs an item
    release_at_approval: bool = False


class Flag(StrEnum):
    """Something for the reviewer to look at; nothing is corrected in silence."""

    BEFORE_WINDOW = "before_window"
    AFTER_DUE = "after_due"
    CLOCK_SKEW = "clock_skew"
    VERY_FAST = "very_fast"


def new_lease() -> str:
    """A random token for the address of one tab; only its hash is stored."""
    return secrets.token_urlsafe(16)


def lease_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def payload_hash(submission_id: str, answers: Mapping[str, Any], evidence: Mapping[str, Sequence[str]]) -> str:
    """SHA-256 in hex over the canonical JSON of id, given answers and evidence: order and empty answers do not count."""
    content = {
        "id": submission_id,
        "answers": {code: plain_value(value) for code, value in answers.items() if not is_blank(value)},
        "evidence": {code: sorted(set(hashes)) for code, hashes in evidence.items() if hashes},
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def receipt_of(hash_of_payload: str) -> str:
    """The start of the payload's hash as a person can read it out: `3F2A-91BC-D07E`."""
    start = hash_of_payload[: 4 * RECEIPT_GROUPS].upper()
    return "-".join(start[at : at + 4] for at in range(0, len(start), 4))


def is_blank(value: Any) -> bool:
    """Whether a value says nothing: none, an empty text, no choice."""
    return value is None or value == "" or value == []


def plain_value(value: Any) -> Any:
    """A value that reads back the same from both databases: 5.0 is 5, blank is null."""
    if is_blank(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def filled_in_between(
    opened_at: datetime,
    received_at: datetime,
    first_claim: datetime | None,
    claimed_at: datetime | None,
    sent_at: datetime | None,
) -> tuple[datetime, datetime]:
    """From when to when a visit was filled in. On the server's clock, unless a phone kept the answers until it had a network:
    then by its own clock, provided that this agreed with ours when it sent. `first_claim` is when it says the first was given."""
    if sent_at is None or first_claim is None or claimed_at is None or abs(received_at - sent_at) > CLOCK_SKEW:
        return opened_at, received_at
    late = received_at - sent_at
    begun, ended = min(opened_at, first_claim + late), min(received_at, claimed_at + late)
    return begun, max(begun, ended)


def flags(
    *,
    opened_at: datetime,
    received_at: datetime,
    claimed_at: datetime | None,
    visit_from: date,
    due_on: date,
    zone: str,
    answered: int,
    first_claim: datetime | None = None,
    sent_at: datetime | None = None,
) -> list[Flag]:
    """What is odd about the times of a submission. The server's clock decides; the phone's is a claim.

    `zone` is the shopper's, in which the days of the assignment are meant; `answered` counts given answers. A phone that sends
    later than it was filled in says what its clock shows when it sends: that is held against ours, not when it was finished.
    """
    day = received_at.astimezone(ZoneInfo(zone)).date()
    found = []
    if day < visit_from:
        found.append(Flag.BEFORE_WINDOW)
    if day > due_on:
        found.append(Flag.AFTER_DUE)
    now_there = sent_at or claimed_at
    if now_there is not None and abs(received_at - now_there) > CLOCK_SKEW:
        found.append(Flag.CLOCK_SKEW)
    begun, ended = filled_in_between(opened_at, received_at, first_claim, claimed_at, sent_at)
    if ended - begun < timedelta(seconds=SECONDS_PER_ITEM * answered):
        found.append(Flag.VERY_FAST)
    return found
