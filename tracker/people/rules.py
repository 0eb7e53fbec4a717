"""Who may do what: one table, one function."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    PROGRAMME_LEAD = "programme_lead"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    MYSTERY_SHOPPER = "mystery_shopper"
    STORE_MANAGER = "store_manager"
    EXECUTIVE = "executive"


class MarketPotential(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ScopeKind(StrEnum):
    PROGRAMME = "programme"
    REGION = "region"
    STORE = "store"


class Action(StrEnum):
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ORGANISATION = "manage_organisation"
    SEE_ORGANISATION = "see_organisation"
    START_PROGRAMME = "start_programme"
    EDIT_PLAN = "edit_plan"
    SEE_PLAN = "see_plan"
    REPORT_PROGRESS = "report_progress"
    DECIDE_GATE = "decide_gate"
    SEE_MONEY = "see_money"
    MANAGE_MONEY = "manage_money"
    SEE_RISKS = "see_risks"
    IMPORT_READINGS = "import_readings"
    SEE_RESULTS = "see_results"
    MANAGE_RESULTS = "manage_results"  # alerts, notes, rebases, benefits, locked reports
    SEE_REPORTS = "see_reports"
    PUBLISH_RUBRIC = "publish_rubric"
    SEE_RUBRIC = "see_rubric"
    ASSIGN_VISIT = "assign_visit"
    FILL_IN_VISIT = "fill_in_visit"
    REVIEW_AUDIT = "review_audit"
    SEE_AUDIT_SCORE = "see_audit_score"
    SEE_SHOPPER_IDENTITY = "see_shopper_identity"
    RELEASE_AUDIT = "release_audit"
    APPEAL_AUDIT = "appeal_audit"
    DECIDE_APPEAL = "decide_appeal"
    DRAW_SCORINGS = "draw_scorings"
    SCORE_AGAIN = "score_again"
    SEE_AGREEMENT = "see_agreement"
    MANAGE_FIELD = "manage_field"
    SETTLE_COSTS = "settle_costs"
    SEE_ACTIONS = "see_actions"
    PLAN_ACTION = "plan_action"
    MANAGE_ACTIONS = "manage_actions"
    MANAGE_MESSAGES = "manage_messages"
    SEE_EVENT_LOG = "see_event_log"
    FILL_EXAMPLE = "fill_example"


_LEAD = {
    Action.MANAGE_ORGANISATION,
    Action.SEE_ORGANISATION,
    Action.START_PROGRAMME,
    Action.EDIT_PLAN,
    Action.SEE_PLAN,
    Action.REPORT_PROGRESS,
    Action.DECIDE_GATE,
    Action.SEE_MONEY,
    Action.MANAGE_MONEY,
    Action.SEE_RISKS,
    Action.IMPORT_READINGS,
    Action.SEE_RESULTS,
    Action.MANAGE_RESULTS,
    Action.SEE_REPORTS,
    Action.PUBLISH_RUBRIC,
    Action.SEE_RUBRIC,
    Action.ASSIGN_VISIT,
    Action.SEE_AUDIT_SCORE,
    Action.SEE_SHOPPER_IDENTITY,
    Action.RELEASE_AUDIT,
    Action.DRAW_SCORINGS,
    Action.SEE_AGREEMENT,
    Action.MANAGE_FIELD,
    Action.SETTLE_COSTS,
    Action.SEE_ACTIONS,
    Action.PLAN_ACTION,
    Action.MANAGE_ACTIONS,
}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(
        _LEAD | {Action.MANAGE_PEOPLE, Action.MANAGE_MESSAGES, Action.SEE_EVENT_LOG, Action.FILL_EXAMPLE}
    ),
    Role.PROGRAMME_LEAD: frozenset(_LEAD),
    Role.REVIEWER: frozenset(
        {
            Action.SEE_ORGANISATION,
            Action.SEE_PLAN,
            Action.REPORT_PROGRESS,
            Action.SEE_RISKS,
            Action.SEE_RESULTS,
            Action.SEE_RUBRIC,
            Action.REVIEW_AUDIT,
            Action.SEE_AUDIT_SCORE,
            Action.SEE_SHOPPER_IDENTITY,
            Action.RELEASE_AUDIT,
            Action.DECIDE_APPEAL,
            Action.SCORE_AGAIN,
            Action.SEE_AGREEMENT,
            Action.SEE_ACTIONS,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Action.SEE_ORGANISATION,
            Action.SEE_PLAN,
            Action.REPORT_PROGRESS,
            Action.SEE_RISKS,
            Action.SEE_RUBRIC,
            Action.FILL_IN_VISIT,
            Action.SCORE_AGAIN,
            Action.SEE_ACTIONS,
            Action.PLAN_ACTION,
        }
    ),
    Role.MYSTERY_SHOPPER: frozenset({Action.SEE_RUBRIC, Action.FILL_IN_VISIT}),
    Role.STORE_MANAGER: frozenset(
        {
            Action.SEE_PLAN,
            Action.REPORT_PROGRESS,
            Action.SEE_RESULTS,
            Action.SEE_AUDIT_SCORE,
            Action.APPEAL_AUDIT,
            Action.SEE_ACTIONS,
            Action.PLAN_ACTION,
        }
    ),
    Role.EXECUTIVE: frozenset(
        {
            Action.SEE_ORGANISATION,
            Action.SEE_PLAN,
            Action.REPORT_PROGRESS,
            Action.DECIDE_GATE,
            Action.SEE_MONEY,
            Action.SEE_RISKS,
            Action.SEE_RESULTS,
            Action.SEE_REPORTS,
        }
    ),
}

NEEDS_SCOPE = frozenset({Role.STORE_MANAGER})  # without a store of their own they see none, not all


@dataclass(frozen=True)
class Actor:
    """The signed-in person, as every action and query knows them. Empty scopes mean: not limited (see NEEDS_SCOPE)."""

    person_id: UUID
    role: Role
    session_id: UUID | None = None
    display_name: str = ""
    language: str | None = None
    time_zone: str | None = None
    programmes: frozenset[UUID] = field(default_factory=frozenset)
    regions: frozenset[UUID] = field(default_factory=frozenset)
    stores: frozenset[UUID] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Account:
    """A local account as it was when its password was checked."""

    person_id: UUID
    user_name: str
    password_hash: str


@dataclass(frozen=True)
class Place:
    """Where the object of an action belongs; None where it belongs nowhere in particular."""

    programme_id: UUID | None = None
    region_id: UUID | None = None
    store_id: UUID | None = None
    person_id: UUID | None = None


ANYWHERE = Place()
OWN_ONLY = {(Role.MYSTERY_SHOPPER, Action.FILL_IN_VISIT), (Role.SUPERVISOR, Action.FILL_IN_VISIT)}


def can(actor: Actor, action: Action, place: Place = ANYWHERE) -> bool:
    """Whether this person may do this there. The one place that decides."""
    if action not in ALLOWED[actor.role]:
        return False
    if (actor.role, action) in OWN_ONLY and place.person_id not in (None, actor.person_id):
        return False
    if actor.programmes and place.programme_id and place.programme_id not in actor.programmes:
        return False
    return _within_area(actor, place)


def _within_area(actor: Actor, place: Place) -> bool:
    limited = bool(actor.regions or actor.stores) or actor.role in NEEDS_SCOPE
    if not limited or (place.region_id is None and place.store_id is None):
        return True
    return place.store_id in actor.stores or place.region_id in actor.regions


FREE_FAILURES = 3
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: nothing for three, then a second, doubling up to 15 minutes."""
    over = failures - FREE_FAILURES
    return min(timedelta(seconds=2 ** min(over, 20)), LONGEST_WAIT) if over >= 0 else timedelta(0)


def failures_now(before: int, since_last: timedelta) -> int:
    """The count with this failure; those of the day before no longer make anybody wait."""
    return 1 if since_last > FORGOTTEN_AFTER else before + 1


FIELD_ROLES = frozenset({Role.MYSTERY_SHOPPER, Role.SUPERVISOR})  # a visit takes hours, and a phone sleeps


def token_hash(token: str) -> str:
    """What is stored of a random token of 256 bits: its SHA-256, which nobody can turn back."""
    return hashlib.sha256(token.encode()).hexdigest()


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("MicroMessenger", "WeChat"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> tuple[str, str]:
    """Browser and system in words that their owner knows, as far as the browser says; the first mark found counts."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    return browser, next((name for mark, name in SYSTEMS if mark in user_agent), "")
