"""A gate, its criteria and their findings in words, from facts that read in every language."""

from datetime import date
from typing import Literal

from tracker.core.words import Label, day, money, number, say
from tracker.plan.queries.gates import CriterionRow, Evaluation, GateRow
from tracker.plan.rules.gates import CriterionState, Finding, Measure, Named, Sum

Colour = Literal["green", "blue", "orange", "gray", "red"]
COLOURS: dict[CriterionState, Colour] = {
    CriterionState.MET: "green",
    CriterionState.WAIVED: "blue",
    CriterionState.OPEN: "red",
    CriterionState.UNKNOWN: "orange",
}


def finding_words(finding: Finding) -> str:
    return say(finding.key, **{name: _fact(fact) for name, fact in finding.facts})


def _fact(fact: object) -> object:
    if isinstance(fact, Named):
        return str(Label(fact.en, fact.zh_CN))
    if isinstance(fact, Measure):
        return say(f"comparison.value.{fact.unit}", value=number(fact.value, fact.decimals))
    return money(fact.minor, fact.currency) if isinstance(fact, Sum) else fact


def sentence(found: Evaluation) -> str:
    """`Pilot review on 30 June: 5 of 7 criteria met, 1 waived, 1 open.`"""
    counted, gate = found.tally, found.gate
    if not counted.all:
        return say("gates.sentence.empty", name=gate.name, day=gate.due_on)
    parts = [say("gates.sentence.met", met=counted.met, all=counted.all)]
    more = {"waived": counted.waived, "open": counted.open, "unknown": counted.unknown}
    parts += [say(f"gates.sentence.{name}", n=n) for name, n in more.items() if n]
    what = say("files.list_separator").join(parts)
    return say("gates.sentence", name=gate.name, day=gate.due_on, what=what)


def decided_words(gate: GateRow, today: date) -> str:
    """How the gate stands, for its place on the path."""
    if gate.outcome is not None and gate.decided_on is not None:
        return say("gates.decided", outcome=say(f"gates.outcome.{gate.outcome.value}"), day=day(gate.decided_on))
    if gate.late:
        return say("gates.late", day=gate.due_on)
    return say("gates.due", day=gate.due_on, n=(gate.due_on - today).days)


def between(gate: GateRow) -> str:
    if not gate.before_phase:
        return say("gates.closes", phase=gate.after_phase)
    return say("gates.between", after=gate.after_phase, before=gate.before_phase)


def asked(row: GateRow | CriterionRow) -> str:
    """Who is asked: the person, else the role; empty where nobody is."""
    return row.owner or row.owner_role
