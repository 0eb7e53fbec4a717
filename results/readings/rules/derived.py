"""What an indicator's `derived` says: a value that nobody types, because the tracker holds what it is made of."""

from dataclasses import dataclass
from enum import StrEnum

AUDIT_SCORE = "audit_score"  # the mean score of approved audits, whatever their rubric


class DerivedKind(StrEnum):
    AUDIT_SCORE = AUDIT_SCORE
    SCORE = "score"  # score:<rubric>, the mean score of its audits
    SECTION = "section"  # section:<rubric>.<section>, the mean percent of a section
    PASSED = "passed"  # passed:<rubric>, the share of audits that passed
    ITEM = "item"  # item:<rubric>.<item>, the share of audits that kept all the item's points
    COVERAGE = "coverage"  # visits due by the day that were made
    CLOSED_IN_TIME = "closed_in_time"  # corrective actions due in the month that were done by their day
    TASKS_DONE = "tasks_done"  # tasks due by the day that are done; tasks_done:<summary task> of those under it
    SPEND = "spend"  # spent of what is approved


LIVE = frozenset({DerivedKind.AUDIT_SCORE, DerivedKind.SCORE, DerivedKind.SECTION, DerivedKind.PASSED, DerivedKind.ITEM})
OF_A_RUBRIC = frozenset({DerivedKind.SCORE, DerivedKind.PASSED})
OF_A_PART = frozenset({DerivedKind.SECTION, DerivedKind.ITEM})
BETWEEN = ":"
WITHIN = "."


@dataclass(frozen=True)
class Derived:
    """`of` is a rubric's code, or a summary task's; `part` the code of a section or an item."""

    kind: DerivedKind
    of: str = ""
    part: str = ""

    @property
    def is_live(self) -> bool:
        """Whether its values are read from the tallies of approved audits; the other ones are stored as readings."""
        return self.kind in LIVE


def derived_of(text: str | None) -> Derived | None:
    """What the text means; None for a typed indicator, and for a text that means nothing."""
    word, has_more, rest = (text or "").partition(BETWEEN)
    if word not in {kind.value for kind in DerivedKind}:
        return None
    kind = DerivedKind(word)
    of, has_part, part = rest.partition(WITHIN) if kind in OF_A_PART else (rest, "", "")
    if kind in OF_A_PART:
        return Derived(kind, of, part) if of and part and has_part else None
    if kind in OF_A_RUBRIC or (kind is DerivedKind.TASKS_DONE and has_more):
        return Derived(kind, of) if of else None
    return None if has_more else Derived(kind)


def is_live(derived: str | None) -> bool:
    """`Derived.is_live` of what an indicator's text says; a typed indicator is not."""
    found = derived_of(derived)
    return found is not None and found.is_live
