"""Items, sections and scores in the fewest words, for tests of the scoring."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from audits.scoring.items import YES_NO, Answer, Item, Kind, Option, Section
from audits.scoring.policy import Policy
from audits.scoring.rules import Score, score


def options(*points: object, **named: object) -> tuple[Option, ...]:
    """`options(0, 1)` are named "0" and "1"; `options(good=1, bad=0)` by their words."""
    pairs = [(str(value), value) for value in points] + list(named.items())
    return tuple(Option(name, Decimal(str(value))) for name, value in pairs)


NA = Option("na", not_applicable=True)
FAIL = Option("bad", fail=True)


def yes_no(name: str, answer: Answer, **given: Any) -> Item:
    return Item(name, Kind.YESNO, YES_NO, answer=answer, **given)


def pick(name: str, answer: Answer, *points: object, **given: Any) -> Item:
    """A single choice whose options are named by their points, and n.a."""
    return Item(name, Kind.SINGLE, (*options(*points), NA), answer=answer, **given)


def section(*items: Item, name: str = "section", **given: Any) -> Section:
    return Section(name, items, **given)


def score_of(*parts: Section | Item, **switches: Any) -> Score:
    """The score of these sections, or of one section with these items, under the defaults and these switches."""
    sections: Sequence[Section]
    sections = [part for part in parts if isinstance(part, Section)] or [section(*(p for p in parts if isinstance(p, Item)))]
    return score(sections, Policy(**switches))
