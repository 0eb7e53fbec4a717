"""What changed between two days, in words made from the numbers: the same numbers give the same words."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from results.comparison.process_limits import Kind
from results.comparison.rules.changes import Change, ChangeKind, Course, Funds, Reported, Threat
from results.comparison.sentences import mark_words, value_words
from tracker.core.words import money, month, say

MOST_CORRECTIONS = 3  # of one indicator are told one by one


def change_sentences(changes: Sequence[Change]) -> list[str]:
    """One a change, in their order; of many corrections of one indicator the first few and how many more."""
    told: list[str] = []
    corrected: Counter[str] = Counter()
    for change in changes:
        if change.kind is ChangeKind.CORRECTION:
            corrected[change.after.name] += 1
            if corrected[change.after.name] > MOST_CORRECTIONS:
                continue
        told.append(SENTENCES[change.kind](change.before, change.after))
    more = {name: count - MOST_CORRECTIONS for name, count in corrected.items() if count > MOST_CORRECTIONS}
    return told + [say("board.change.more_corrections", name=name, n=count) for name, count in more.items()]


def _cause(before: Course, after: Course) -> str:
    return say("board.change.cause", name=after.name, after=_course(after), before=_course(before))


def _course(course: Course) -> str:
    if course.value is None:
        return say("board.change.unknown")
    value = value_words(course.unit, course.value)
    if course.kind is Kind.COMMON or course.since is None:
        return say("board.change.kind", kind=mark_words(course.kind), value=value)
    return say("board.change.kind_since", kind=mark_words(course.kind), value=value, month=month(course.since))


def _target(before: Course, after: Course) -> str:
    key = "met" if after.met else "lost"
    return say(f"board.change.{key}", name=after.name, after=_value(after), before=_value(before))


def _value(course: Course) -> str:
    return say("board.change.unknown") if course.value is None else value_words(course.unit, course.value)


def _due(before: tuple[Course, date] | None, after: tuple[Course, date] | None) -> str:
    course, on = after or before or (None, None)
    if course is None or on is None:
        return ""
    due = course.due[on]
    key = ("due_met" if due.met else "due_missed") if after else "not_due_yet"
    target, value = value_words(course.unit, due.level, due.value), value_words(course.unit, due.value, due.level)
    return say(f"board.change.{key}", name=course.name, day=on, target=target, value=value)


def _assurance(before: Course, after: Course) -> str:
    was, now = (say(f"board.assurance.{course.assurance.value}") if course.assurance else "" for course in (before, after))
    return say("board.change.assurance", name=after.name, before=was, after=now)


def _correction(before: Reported, after: Reported) -> str:
    where = say("board.change.of_store", store=after.store) if after.store else ""
    was, now = value_words(before.unit, before.value, after.value), value_words(after.unit, after.value, before.value)
    return say("board.change.correction", name=after.name, day=after.on, where=where, before=was, after=now)


def _gate(before: tuple[str, str | None], after: tuple[str, str | None]) -> str:
    was, now = (say(f"gates.outcome.{outcome}") if outcome else say("board.change.undecided") for _, outcome in (before, after))
    return say("board.change.gate", name=after[0], before=was, after=now)


def _money(before: Funds, after: Funds) -> str:
    was, now = (_sum(funds.forecast_minor, funds.currency) for funds in (before, after))
    spent_before, spent = (_sum(funds.spent_minor, funds.currency) for funds in (before, after))
    if before.forecast_minor == after.forecast_minor:
        return say("board.change.spent", before=spent_before, after=spent, forecast=now)
    return say("board.change.forecast", before=was, after=now, spent_before=spent_before, spent=spent)


def _sum(minor: int | None, currency: str) -> str:
    return say("board.change.unknown") if minor is None else money(minor, currency)


def _risk(before: Threat | None, after: Threat | None) -> str:
    title = (after or before or Threat("", 0, high=False, live=False)).title
    return say("board.change.risk", title=title, before=_threat(before), after=_threat(after))


def _threat(threat: Threat | None) -> str:
    if threat is None:
        return say("board.change.not_noted")
    if not threat.live:
        return say("board.change.closed")
    return say("board.change.high" if threat.high else "board.change.not_high", score=threat.score)


def _actions(before: int, after: int) -> str:
    return say("board.change.actions", before=before, after=after)


SENTENCES: dict[ChangeKind, Callable[[Any, Any], str]] = {
    ChangeKind.CAUSE: _cause,
    ChangeKind.TARGET: _target,
    ChangeKind.DUE: _due,
    ChangeKind.ASSURANCE: _assurance,
    ChangeKind.CORRECTION: _correction,
    ChangeKind.GATE: _gate,
    ChangeKind.MONEY: _money,
    ChangeKind.RISK: _risk,
    ChangeKind.ACTIONS: _actions,
}
