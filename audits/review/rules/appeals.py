"""A store's appeal: until when it can be opened, who may decide, and how many of them are usual."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

# Of released mystery visits, the trade counts 3 to 5 in 100 queried and 1 in 100 changed. Far more queries speak for a rubric
# or a reviewer whom stores do not follow, far fewer for stores that do not dare to.
USUALLY_QUERIED = (0.03, 0.05)
USUALLY_CHANGED = 0.01
FEW = 30  # released audits; of fewer, one appeal alone is more than 3 in 100


class AppealState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class AppealCategory(StrEnum):
    FACT = "fact"  # it was not so
    STANDARD = "standard"  # the rule asks for something else
    CIRCUMSTANCE = "circumstance"  # a power cut, a refit, an emergency
    MISTAKEN = "mistaken"  # another store, another day
    OTHER = "other"


class Ruling(StrEnum):
    UPHELD = "upheld"
    AMENDED = "amended"


def appeal_until(released_at: datetime, days: int, zone: str) -> date:
    """The last day on which an appeal is possible, in the person's zone: so many days after the day of the release."""
    return released_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)


@dataclass(frozen=True)
class Involved:
    """Whose work an appeal is about."""

    visitors: Collection[UUID]
    approver: UUID | None
    correctors: Collection[UUID]

    def includes(self, person_id: UUID) -> bool:
        return person_id == self.approver or person_id in self.visitors or person_id in self.correctors


@dataclass(frozen=True)
class Appealed:
    """Counts of audits: released, of those queried by the store, of those changed."""

    released: int
    queried: int
    changed: int

    @property
    def is_few(self) -> bool:
        return self.released < FEW
