"""What happened beside the values: it explains them, and proves nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.plan.rules import GateOutcome


class HappenedKind(StrEnum):
    GATE = "gate"
    ACTIONS = "actions"
    EVENT = "event"
    ACTION = "action"
    DECISION = "decision"


@dataclass(frozen=True)
class Happened:
    """A gate's decision (`outcome`), corrective actions done in the month that begins `on` (`n`), or a note."""

    on: date
    kind: HappenedKind
    text: str
    n: int | None = None
    outcome: GateOutcome | None = None


def numbered(happened: Sequence[Happened]) -> list[Happened]:
    """Those that stand on a day, in the order of their numbers on the chart, from 1 on."""
    return [each for each in happened if each.kind is not HappenedKind.ACTIONS]
