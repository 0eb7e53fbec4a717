"""The refusal of a visit that rules stand against: all of them, in words, each with until when."""

from collections.abc import Sequence
from dataclasses import dataclass

from audits.visits.rules.waves import Blocked, Rule
from tracker.core.refusals import Refusal
from tracker.core.words import say

WORDS_OF = {Rule.DAY_PART_QUOTA: "waves.day_part.", Rule.WEEKDAY_QUOTA: "waves.weekday."}


def reason_words(blocked: Blocked) -> str:
    """The rule and the last day it stands against the visit."""
    facts = dict(blocked.facts)
    if blocked.rule in WORDS_OF:
        facts["what"] = say(WORDS_OF[blocked.rule] + str(facts["what"]))
    text = say(f"waves.blocked.{blocked.rule.value}", **facts)
    return say("waves.blocked_until", reason=text, until=blocked.until) if blocked.until else text


@dataclass(frozen=True)
class Reasons:
    """Said in the language of whoever reads it."""

    blocked: tuple[Blocked, ...]

    def __str__(self) -> str:
        return say("waves.reason_separator").join(reason_words(one) for one in self.blocked)


class Barred(Refusal):
    status = 409

    def __init__(self, blocked: Sequence[Blocked]) -> None:
        super().__init__("waves.barred", reasons=Reasons(tuple(blocked)))
        self.blocked = tuple(blocked)
