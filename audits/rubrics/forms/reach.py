"""What some answers reach and what none do: items behind conditions, options behind filters.

A condition is written out as the cases in which it holds: for each item it asks for, directly or because that item is only
shown then, the answers that fit. Two demands on one item that no answer fits make a case impossible; without a case left, the
condition can never hold. Where the cases become too many, anything is taken as possible: what is said here to be out of
reach is so for certain, and a very tangled condition may be out of reach without being named.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise, product

from audits.rubrics.forms.text import CHOICE_KINDS, NUMBER_KINDS, ItemKind, ItemText, OptionText, RubricText
from audits.scoring.bounds import Reach
from audits.scoring.items import ONE, ZERO, Answer, Between, Condition, Every, Expression, Negated, Some, met

MOST_CASES = 200
MOST_TICKED = 8  # options of a multiple choice; 256 answers
OTHER = "\x00"  # a text that no condition names

Case = Mapping[str, frozenset[Answer]]  # the answers that fit; an item that is not named may have any
ANY: list[Case] = [{}]


class Reachability:
    def __init__(self, rubric: RubricText) -> None:
        self.items = rubric.items
        self._asked: dict[str, list[Expression]] = {}
        for text in (text for item in rubric.all_items() for text in item.condition_texts()):
            for leaf in text.leaves():
                self._asked.setdefault(leaf.item or "", []).append(leaf.expression)
        self._answers: dict[str, frozenset[Answer] | None] = {}
        self._shown: dict[str, list[Case]] = {}
        self._offered: dict[tuple[str, str], bool] = {}
        self._leaves: dict[tuple[Expression, bool], list[Case]] = {}

    def is_shown(self, item: ItemText) -> bool:
        """Whether some answers show it."""
        return bool(self._cases_shown(item))

    def is_offered(self, item: ItemText, option: OptionText) -> bool:
        """Whether some answers show the item with this option."""
        key = (item.code, option.code)
        if key not in self._offered:
            filtered = self._cases(option.condition.expression) if option.condition else ANY
            self._offered[key] = bool(_both(self._cases_shown(item), filtered))
        return self._offered[key]

    def reach(self, item: ItemText) -> Reach:
        """For the bounds of the score. An item that no answers show is not counted."""
        return Reach(
            shown=self.is_shown(item),
            hidden=item.condition is not None,
            offered=frozenset(option.code for option in item.options if option.condition is None),
            lowest=item.lowest,
            highest=item.highest,
        )

    def _cases_shown(self, item: ItemText) -> list[Case]:
        if item.code not in self._shown:
            self._shown[item.code] = ANY  # what asks for itself in a circle is reported as a contradiction
            self._shown[item.code] = self._cases(item.condition.expression) if item.condition else ANY
        return self._shown[item.code]

    def _cases(self, expression: Expression, holds: bool = True) -> list[Case]:
        """The cases in which it holds, or in which it does not."""
        if isinstance(expression, Negated):
            return self._cases(expression.part, not holds)
        if not isinstance(expression, Every | Some):
            key = (expression, holds)
            if key not in self._leaves:
                self._leaves[key] = self._asks(expression, holds)
            return self._leaves[key]
        found = [self._cases(part, holds) for part in expression.parts]
        if isinstance(expression, Every) != holds:
            return _either(found)
        whole = ANY
        for cases in found:
            whole = _both(whole, cases)
        return whole

    def _asks(self, leaf: Expression, holds: bool) -> list[Case]:
        code = leaf.item if not isinstance(leaf, Every | Some | Negated) else ""
        item = self.items.get(code)
        answers = self._answers_of(item) if item else None
        if item is None or answers is None:
            return self._cases_shown(item) if item and holds else ANY
        fitting = frozenset(answer for answer in answers if met(leaf, {code: answer}) == holds)
        if not holds:  # a hidden item has no answer, so this asks for nothing that must be shown
            return [{code: fitting}]
        free: set[Answer] = set(fitting)
        cases: list[list[Case]] = []
        for option in item.options if item.kind is not ItemKind.MULTIPLE else ():
            if option.condition and option.code in free:
                free.discard(option.code)
                cases.append(_both([{code: frozenset({option.code})}], self._cases(option.condition.expression)))
        if free:
            cases.append([{code: frozenset(free)}])
        return _both(self._cases_shown(item), _either(cases))

    def _answers_of(self, item: ItemText) -> frozenset[Answer] | None:
        """No answer and every other, as far as conditions tell them apart; None where they are too many."""
        if item.code not in self._answers:
            self._answers[item.code] = self._told_apart(item)
        return self._answers[item.code]

    def _told_apart(self, item: ItemText) -> frozenset[Answer] | None:
        if item.kind is ItemKind.MULTIPLE:
            return _ticks(item)
        if item.kind in CHOICE_KINDS:
            return frozenset({None, *(option.code for option in item.options)})
        asked = self._asked.get(item.code, [])
        named = {value for one in asked if isinstance(one, Condition) for value in one.equals}
        if item.kind not in NUMBER_KINDS:
            return frozenset({None, OTHER, *(value for value in named if isinstance(value, str))})
        limits = {limit for one in asked if isinstance(one, Between) for limit in (one.start, one.end)}
        numbers = {number for number in named | limits if number is not None and not isinstance(number, str)}
        edges = sorted(numbers | {limit for limit in (item.lowest, item.highest) if limit is not None}) or [ZERO]
        tried = [edges[0] - ONE, *edges, *((left + right) / 2 for left, right in pairwise(edges)), edges[-1] + ONE]
        return frozenset({None, *(number for number in tried if _is_accepted(item, number))})


def _is_accepted(item: ItemText, number: Decimal) -> bool:
    return (item.lowest is None or number >= item.lowest) and (item.highest is None or number <= item.highest)


def _ticks(item: ItemText) -> frozenset[Answer] | None:
    plain = [option.code for option in item.options if not option.not_applicable]
    if len(plain) > MOST_TICKED:
        return None
    ticked = (
        tuple(code for code, taken in zip(plain, chosen, strict=True) if taken) for chosen in product((0, 1), repeat=len(plain))
    )
    alone = ((option.code,) for option in item.options if option.not_applicable)
    return frozenset({None, *(one for one in ticked if one), *alone})


def _both(left: list[Case], right: list[Case]) -> list[Case]:
    if len(left) * len(right) > MOST_CASES:
        return ANY
    found: list[Case] = []
    for one, other in product(left, right):
        case = {**one, **{code: fitting & one.get(code, fitting) for code, fitting in other.items()}}
        if all(case.values()):
            found.append(case)
    return found


def _either(found: Iterable[list[Case]]) -> list[Case]:
    whole = [case for cases in found for case in cases if all(case.values())]
    return ANY if len(whole) > MOST_CASES or {} in whole else whole
