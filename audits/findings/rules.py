"""What an action may become and who decides it, what is put right first, and what a correction changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.core.shares import Interval, difference, wilson
from tracker.people.rules import Action, Actor, Place, can

FEWEST = 5  # audits before and after: with fewer, one visit moves the rate by more than 20 points
MOST_WHYS = 5
REDO_DAYS = 14  # what is opened again is not late from the start, and no deferral either


class FindingKind(StrEnum):
    FAILED_ITEM = "failed_item"
    CRITICAL_ITEM = "critical_item"
    LOW_SECTION = "low_section"  # below the section's own pass mark; item_code is the section's code
    LOW_AUDIT = "low_audit"  # below the pass mark; item_code is the rubric's code


class Level(StrEnum):
    """What a finding's or an action's code names."""

    ITEM = "item"
    SECTION = "section"
    AUDIT = "audit"


class Cause(StrEnum):
    PRODUCT = "product"
    PROCESS = "process"
    SYSTEM = "system"
    ENVIRONMENT = "environment"
    PEOPLE = "people"


class ActionState(StrEnum):
    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    VERIFIED = "verified"
    REOPENED = "reopened"
    DROPPED = "dropped"


class CheckOutcome(StrEnum):
    FIXED = "fixed"
    NOT_FIXED = "not_fixed"
    NOT_SEEN = "not_seen"


LIVE_STATES = frozenset({ActionState.OPEN, ActionState.DOING, ActionState.REOPENED})  # the owner's turn
UNVERIFIED_STATES = frozenset({*LIVE_STATES, ActionState.DONE})  # shown at the next visit
LEVELS = {
    FindingKind.FAILED_ITEM: Level.ITEM,
    FindingKind.CRITICAL_ITEM: Level.ITEM,
    FindingKind.LOW_SECTION: Level.SECTION,
    FindingKind.LOW_AUDIT: Level.AUDIT,
}


@dataclass(frozen=True)
class Step:
    """A change of state that a person may make: the right it takes, and whether the reason must be said."""

    right: Action
    wants_reason: bool = False


_PLAN, _DECIDE = Step(Action.PLAN_ACTION), Step(Action.MANAGE_ACTIONS, wants_reason=True)
_OPEN, _DOING, _DONE = ActionState.OPEN, ActionState.DOING, ActionState.DONE
_VERIFIED, _REOPENED, _DROPPED = ActionState.VERIFIED, ActionState.REOPENED, ActionState.DROPPED

STEPS: Mapping[tuple[ActionState, ActionState], Step] = {
    (_OPEN, _DOING): _PLAN,
    (_OPEN, _DONE): _PLAN,
    (_DOING, _DONE): _PLAN,
    (_REOPENED, _DOING): _PLAN,
    (_REOPENED, _DONE): _PLAN,
    (_DONE, _DOING): _PLAN,
    (_OPEN, _DROPPED): _DECIDE,
    (_DOING, _DROPPED): _DECIDE,
    (_REOPENED, _DROPPED): _DECIDE,
    (_DONE, _DROPPED): _DECIDE,
    (_DONE, _VERIFIED): _DECIDE,
    (_DONE, _REOPENED): _DECIDE,
    (_VERIFIED, _REOPENED): _DECIDE,
    (_DROPPED, _REOPENED): _DECIDE,
}


def steps_from(state: ActionState, actor: Actor, place: Place) -> list[ActionState]:
    """The states to which this person may bring an action of that place, in the order of the enum."""
    return [to for to in ActionState if (step := STEPS.get((state, to))) and can(actor, step.right, place)]


def after_visit(state: ActionState, outcome: CheckOutcome | None, *, failed: bool) -> ActionState:
    """The state once the audit of a later visit is approved. What the answers say outweighs the visitor's word for it."""
    if failed:
        return _REOPENED if state in (_DONE, _VERIFIED) else state
    if outcome is CheckOutcome.FIXED and state in UNVERIFIED_STATES:
        return _VERIFIED
    return _REOPENED if outcome is CheckOutcome.NOT_FIXED and state is _DONE else state


def due_again(due_on: date, today: date) -> date:
    """The due day of an action that is opened again."""
    return max(due_on, today + timedelta(days=REDO_DAYS))


def days_late(state: ActionState, due_on: date, today: date) -> int:
    """0 where it is not late, or no longer the owner's turn."""
    return max((today - due_on).days, 0) if state in LIVE_STATES else 0


GRAVITY: Mapping[FindingKind, int] = {
    FindingKind.CRITICAL_ITEM: 3,
    FindingKind.LOW_AUDIT: 2,
    FindingKind.LOW_SECTION: 2,
    FindingKind.FAILED_ITEM: 1,
}


@dataclass(frozen=True)
class Priority:
    """Severity x reach, each part kept so that anybody can see why one comes before another.

    `kind` is the gravest of the group, `weight` the item's over the mean weight of its rubric, `stores` those affected."""

    kind: FindingKind
    weight: float
    stores: int

    @property
    def gravity(self) -> int:
        return GRAVITY[self.kind]

    @property
    def severity(self) -> float:
        return self.gravity * self.weight

    @property
    def product(self) -> float:
        return self.severity * self.stores


def relative_weight(weight: float, weights: Collection[float]) -> float:
    """Over the mean of `weights`, so that rubrics that weigh in points and in percent compare; 1 where all weigh nothing."""
    whole = sum(weights)
    return weight * len(weights) / whole if whole else 1.0


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    NO_CHANGE = "no_change"  # none that can be told from chance
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Effect:
    """Pass rates of an item before and after its actions were done, and after minus before, at 95 %."""

    before: Interval
    after: Interval
    change: Interval
    verdict: Verdict


@dataclass(frozen=True)
class Passed:
    """One counted audit in which the item was answered. `done_on`: when the action of its store was done."""

    visited_on: date
    done_on: date
    passed: bool


def effect_of(audits: Sequence[Passed]) -> Effect:
    """Observed, not attributed. An audit of the very day on which an action was done belongs to neither side."""
    before = [audit.passed for audit in audits if audit.visited_on < audit.done_on]
    after = [audit.passed for audit in audits if audit.visited_on > audit.done_on]
    change = difference(sum(after), len(after), sum(before), len(before))
    return Effect(wilson(sum(before), len(before)), wilson(sum(after), len(after)), change, _verdict(change, before, after))


def _verdict(change: Interval, before: Sequence[bool], after: Sequence[bool]) -> Verdict:
    if min(len(before), len(after)) < FEWEST:
        return Verdict.TOO_FEW
    if change.spans_zero:
        return Verdict.NO_CHANGE
    return Verdict.BETTER if (change.value or 0) > 0 else Verdict.WORSE
