"""What a reviewer should look at before deciding, and why. A sign orders the queue; it proves nothing and rejects nobody."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from statistics import median
from typing import Any

FAR_M = 1000  # Chinese maps shift a place by up to 700 m, and a mall is some 300 m wide
SHARE_OF_MEDIAN = 1 / 3  # Greszki, Meyer and Schoen 2015 call a third of the median and less too fast with certainty
MEDIAN_FROM = 10  # audits; the median of fewer says little
STRAIGHT_ITEMS = 10  # shorter runs happen in good stores
STRAIGHT_SHARE = 0.5  # of all choices: Curran 2016 takes half of the scale's items in one run
MOST_NAMED = 3


class SignalKind(StrEnum):
    """In the order in which they are told: what weighs most comes first."""

    SAME_PHOTO = "same_photo"
    SAME_TEXT = "same_text"
    TRAP = "trap"
    DISTANCE = "distance"
    CLOSED = "closed"
    QUICK = "quick"
    VERY_FAST = "very_fast"
    STRAIGHT = "straight"
    BEFORE_WINDOW = "before_window"
    AFTER_DUE = "after_due"
    CLOCK_SKEW = "clock_skew"


# What two visits cannot share, or what everybody who was there knows, weighs three; what has an innocent explanation as often as
# not weighs two; what happens to honest visitors every week weighs one.
WEIGHTS = {SignalKind.SAME_PHOTO: 3, SignalKind.SAME_TEXT: 3, SignalKind.TRAP: 3} | dict.fromkeys(
    (SignalKind.DISTANCE, SignalKind.CLOSED, SignalKind.QUICK, SignalKind.VERY_FAST), 2
)


@dataclass(frozen=True)
class Sign:
    """One thing to look at, with the facts its sentence names."""

    kind: SignalKind
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        return WEIGHTS.get(self.kind, 1)


def weight(signs: Sequence[Sign]) -> int:
    """How early an audit is to be looked at: the sum of what its signs weigh."""
    return sum(sign.weight for sign in signs)


def told(signs: Sequence[Sign]) -> list[Sign]:
    """The heaviest first."""
    order = list(SignalKind)
    return sorted(signs, key=lambda sign: order.index(sign.kind))


def far_away(distance_m: float, accuracy_m: float) -> list[Sign]:
    """Farther from the store than maps, buildings and the phone's own doubt explain."""
    far = distance_m - accuracy_m > FAR_M
    return [Sign(SignalKind.DISTANCE, {"distance": round(distance_m), "accuracy": round(accuracy_m)})] if far else []


def quick(took: timedelta, others: Sequence[timedelta]) -> list[Sign]:
    """In less than a third of the median of the other audits on the same version of the rubric."""
    if len(others) < MEDIAN_FROM:
        return []
    usual = timedelta(seconds=median(other.total_seconds() for other in others))
    if took >= usual * SHARE_OF_MEDIAN:
        return []
    facts = {"minutes": _minutes(took), "usual": _minutes(usual), "n": len(others)}
    return [Sign(SignalKind.QUICK, facts)]


def straight(choices: Sequence[tuple[Hashable, Hashable]]) -> list[Sign]:
    """The same answer all along: `choices` are (scale, answer) in the rubric's order, and a run stays on one scale."""
    longest = run = 0
    for at, choice in enumerate(choices):
        run = run + 1 if at and choice == choices[at - 1] else 1
        longest = max(longest, run)
    if longest < max(STRAIGHT_ITEMS, STRAIGHT_SHARE * len(choices)):
        return []
    return [Sign(SignalKind.STRAIGHT, {"run": longest, "n": len(choices)})]


@dataclass(frozen=True)
class Elsewhere:
    """In how many other visits a picture or a text is found, and the code of one of their stores."""

    visits: int
    store: str


def same_photos(elsewhere: Sequence[Elsewhere]) -> list[Sign]:
    """One for each picture of the audit that other visits have too."""
    return _shared(SignalKind.SAME_PHOTO, elsewhere)


def same_texts(elsewhere: Sequence[Elsewhere]) -> list[Sign]:
    return _shared(SignalKind.SAME_TEXT, elsewhere)


def trapped(expected: Mapping[str, Any], answers: Mapping[str, Any], names: Mapping[str, str]) -> list[Sign]:
    """Items whose answer is known to everybody who was there, answered otherwise. What was not answered is no contradiction."""
    wrong = [code for code, value in expected.items() if answers.get(code) is not None and answers[code] != value]
    if not wrong:
        return []
    return [Sign(SignalKind.TRAP, {"n": len(wrong), "items": "; ".join(names.get(code, code) for code in wrong[:MOST_NAMED])})]


def _shared(kind: SignalKind, elsewhere: Sequence[Elsewhere]) -> list[Sign]:
    if not elsewhere:
        return []
    most = max(elsewhere, key=lambda found: found.visits)
    return [Sign(kind, {"n": len(elsewhere), "visits": most.visits, "store": most.store})]


def _minutes(span: timedelta) -> float:
    return round(span.total_seconds() / 60, 1)
