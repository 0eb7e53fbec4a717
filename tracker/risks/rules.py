"""What a risk weighs, where it may go next and when it is looked at again; and the rows of a register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tracker.plan.rules import add_months, is_late


class RiskKind(StrEnum):
    PEOPLE = "people"
    TECHNICAL = "technical"
    OPERATIONAL = "operational"
    COMPLIANCE = "compliance"
    CUSTOMER = "customer"
    EXTERNAL = "external"


class Proximity(StrEnum):
    """When it would strike."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    LATER = "later"


class Response(StrEnum):
    AVOID = "avoid"
    REDUCE = "reduce"
    TRANSFER = "transfer"
    ACCEPT = "accept"


class RiskState(StrEnum):
    OPEN = "open"
    WATCHED = "watched"  # the response is in place; nothing to do but look
    HAPPENED = "happened"  # it has an issue
    CLOSED = "closed"


class Band(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Trend(StrEnum):
    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"  # its score was never changed


NEXT: dict[RiskState, frozenset[RiskState]] = {
    RiskState.OPEN: frozenset({RiskState.WATCHED, RiskState.HAPPENED, RiskState.CLOSED}),
    RiskState.WATCHED: frozenset({RiskState.OPEN, RiskState.HAPPENED, RiskState.CLOSED}),
    RiskState.HAPPENED: frozenset({RiskState.OPEN, RiskState.WATCHED, RiskState.CLOSED}),  # once its issue is resolved
    RiskState.CLOSED: frozenset({RiskState.OPEN}),
}
REVIEWED_STATES = frozenset({RiskState.OPEN, RiskState.WATCHED})
LIVE_STATES = frozenset({*REVIEWED_STATES, RiskState.HAPPENED})

SCALE = range(1, 6)  # of probability and of impact: 1 is the least
MEDIUM_FROM = 5  # two scores of at most 2 make 4: from 5 on at least one of the two is 3 or more
HIGH_FROM = 15  # at least a 3 with a 5: the top band of the five-by-five matrix of the NHS (NPSA, 2008)
REVIEW_MONTHS = 3  # source G reviews risks every quarter


def score(probability: int, impact: int) -> int:
    """1 to 25."""
    return probability * impact


def band(points: int) -> Band:
    if points >= HIGH_FROM:
        return Band.HIGH
    return Band.MEDIUM if points >= MEDIUM_FROM else Band.LOW


def trend(before: int | None, now: int) -> Trend:
    """`before` is the score that the present one replaced; None: there was no other."""
    if before is None or before == now:
        return Trend.STEADY
    return Trend.RISING if now > before else Trend.FALLING


def next_review(last: date) -> date:
    return add_months(last, REVIEW_MONTHS)


def may_move(before: RiskState, after: RiskState) -> bool:
    return after in NEXT[before]


@dataclass(frozen=True)
class LinkRow:
    """A phase or an indicator that a risk is linked to."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True)
class IssueRow:
    """`resolution` is empty and `resolved_on` None while it is open."""

    id: UUID
    version: int
    risk_id: UUID
    happened_on: date
    effect: str
    due_on: date
    resolution: str
    resolved_on: date | None
    late: bool


@dataclass(frozen=True)
class RiskRow:
    """Texts in the reader's language. `score_before` is what the score was before it was last changed; `issue` the latest."""

    id: UUID
    version: int
    programme_id: UUID
    code: str
    kind: RiskKind
    title: str
    description: str
    probability: int
    impact: int
    score_before: int | None
    proximity: Proximity
    response: Response
    response_text: str
    owner_id: UUID | None
    owner: str
    owner_role: str
    state: RiskState
    reviewed_on: date | None
    review_on: date | None
    overdue: bool
    phases: tuple[LinkRow, ...]
    indicators: tuple[LinkRow, ...]
    issue: IssueRow | None
    source: str

    @property
    def score(self) -> int:
        return score(self.probability, self.impact)

    @property
    def band(self) -> Band:
        return band(self.score)

    @property
    def trend(self) -> Trend:
        return trend(self.score_before, self.score)

    @property
    def live(self) -> bool:
        return self.state in LIVE_STATES

    @property
    def open_issue(self) -> IssueRow | None:
        return self.issue if self.issue and self.issue.resolved_on is None else None


@dataclass(frozen=True)
class ChangeRow:
    """One entry of a risk's history: {field: (before, after)} as stored, names of people in place of their keys."""

    at: datetime
    who: str
    state: RiskState
    score: int
    reason: str
    change: tuple[tuple[str, object, object], ...]


@dataclass(frozen=True)
class Register:
    """All risks of a programme, the gravest first, closed ones last."""

    programme_id: UUID
    today: date
    risks: tuple[RiskRow, ...]

    @property
    def live(self) -> tuple[RiskRow, ...]:
        return tuple(risk for risk in self.risks if risk.live)

    @property
    def high(self) -> tuple[RiskRow, ...]:
        return tuple(risk for risk in self.live if risk.band is Band.HIGH)

    @property
    def overdue(self) -> tuple[RiskRow, ...]:
        return tuple(sorted((risk for risk in self.risks if risk.overdue), key=lambda risk: risk.review_on or self.today))

    @property
    def issues(self) -> tuple[IssueRow, ...]:
        return tuple(risk.open_issue for risk in self.risks if risk.open_issue)


def in_order(risks: Sequence[RiskRow]) -> tuple[RiskRow, ...]:
    """Live ones first, then by score, then by code."""
    return tuple(sorted(risks, key=lambda risk: (not risk.live, -risk.score, risk.code)))


def review_is_overdue(review_on: date | None, today: date) -> bool:
    return review_on is not None and is_late(review_on, False, today)


def next_code(taken: Sequence[str], letter: str = "R") -> str:
    """R01, R02, ...: the number after the highest that is in use."""
    numbers = [int(code[1:]) for code in taken if code[:1] == letter and code[1:].isascii() and code[1:].isdigit()]
    return f"{letter}{max(numbers, default=0) + 1:02d}"
