"""What the linter finds: where, what, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tracker.core.words import say

Facts = tuple[tuple[str, object], ...]


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class LintFinding:
    """`item` is the code of the item, or of the section, that it concerns; None for the whole rubric. `place` is the field
    in it, where no sentence names it."""

    severity: Severity
    item: str | None
    rule: str
    key: str
    facts: Facts = ()
    fix_key: str = ""
    place: str = ""

    @property
    def message(self) -> str:
        return self.said(say)[0]

    @property
    def fix(self) -> str:
        return self.said(say)[1]

    def said(self, speak: Callable[..., str]) -> tuple[str, str]:
        """Message and fix, by words.say in a page, by commands.sentence in a script."""
        what = speak(self.key, **dict(self.facts))
        message = speak("core.placed", place=self.place, what=what) if self.place else what
        return message, speak(self.fix_key, **dict(self.facts))


def error(item: str | None, rule: str, key: str, fix_key: str, **facts: object) -> LintFinding:
    return LintFinding(Severity.ERROR, item, rule, key, tuple(facts.items()), fix_key)


def warning(item: str | None, rule: str, key: str, fix_key: str, **facts: object) -> LintFinding:
    return LintFinding(Severity.WARNING, item, rule, key, tuple(facts.items()), fix_key)


def figure(value: Decimal | Fraction | None) -> str:
    """A number for a sentence: in its shortest form, a fraction with two decimals, an open side as dots."""
    if value is None:
        return "…"
    text = f"{value:f}" if isinstance(value, Decimal) else f"{float(value):.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
