"""What a gate's criteria come to, which decisions that allows, and the evidence under a decision as JSON that reads back."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.plan.rules.dates import CriterionKind, GateOutcome

BY_HAND = frozenset({CriterionKind.CHECKLIST, CriterionKind.EVIDENCE})  # a person says whether they are met
OF_TASKS = frozenset({CriterionKind.MILESTONE_MET, CriterionKind.TASK_DONE})
WITH_THRESHOLD = frozenset({CriterionKind.AUDIT_SCORE, CriterionKind.BUDGET_WITHIN})
PASSING = frozenset({GateOutcome.GO, GateOutcome.CONDITIONAL_GO})
NOTED = frozenset({GateOutcome.HOLD, GateOutcome.STOP, GateOutcome.RECYCLE})  # never without a word why


@dataclass(frozen=True)
class Named:
    """A name in both languages, so that evidence reads in the reader's."""

    en: str
    zh_CN: str = ""  # noqa: N815 - the language's own code


@dataclass(frozen=True)
class Measure:
    """`unit` as indicators have it: score, percent, minutes, ..."""

    value: float
    unit: str
    decimals: int = 1


@dataclass(frozen=True)
class Sum:
    """Hundredths of a currency."""

    minor: int
    currency: str


Fact = str | int | float | date | Named | Measure | Sum


@dataclass(frozen=True)
class Finding:
    """Whether a criterion is met (None: that cannot be told yet), and the sentence for it: its key and its facts, which are
    `Fact`s so that they can be frozen."""

    met: bool | None
    key: str
    facts: tuple[tuple[str, object], ...] = ()


class CriterionState(StrEnum):
    MET = "met"
    WAIVED = "waived"
    OPEN = "open"
    UNKNOWN = "unknown"


def state_of(met: bool | None, waived: bool) -> CriterionState:
    """A criterion that is met needs no waiver."""
    if met:
        return CriterionState.MET
    if waived:
        return CriterionState.WAIVED
    return CriterionState.UNKNOWN if met is None else CriterionState.OPEN


@dataclass(frozen=True)
class Tally:
    """How many of a gate's criteria stand how. `missing` counts the mandatory ones that are neither met nor waived."""

    all: int
    met: int
    waived: int
    open: int
    unknown: int
    missing: int


def tally(judged: Sequence[tuple[bool, CriterionState]]) -> Tally:
    """`judged`: whether a criterion is mandatory, and how it stands."""
    states = [state for _, state in judged]
    unmet = (CriterionState.OPEN, CriterionState.UNKNOWN)
    return Tally(
        all=len(states),
        met=states.count(CriterionState.MET),
        waived=states.count(CriterionState.WAIVED),
        open=states.count(CriterionState.OPEN),
        unknown=states.count(CriterionState.UNKNOWN),
        missing=sum(mandatory and state in unmet for mandatory, state in judged),
    )


def against(outcome: GateOutcome, found: Tally, conditions: int, note: str) -> str | None:
    """Why this cannot be decided, as a refusal's key; None when nothing stands against it.

    A go needs every mandatory criterion met or waived; a conditional go at least one condition, and no other outcome has any;
    hold, stop and recycle say why.
    """
    if outcome is GateOutcome.GO and found.missing:
        return "gates.not_all_met"
    if outcome is GateOutcome.CONDITIONAL_GO and not conditions:
        return "gates.no_condition"
    if outcome is not GateOutcome.CONDITIONAL_GO and conditions:
        return "gates.conditions_without_need"
    if outcome in NOTED and not note.strip():
        return "gates.note_missing"
    return None


def frozen(fact: object) -> Any:
    """A fact as JSON. A float is written as text: a database of JSON may write 1.0 as 1, and the hash would differ."""
    if isinstance(fact, Named):
        return {"en": fact.en, "zh_CN": fact.zh_CN}
    if isinstance(fact, Measure):
        return {"measure": repr(float(fact.value)), "unit": fact.unit, "decimals": fact.decimals}
    if isinstance(fact, Sum):
        return {"minor": fact.minor, "currency": fact.currency}
    if isinstance(fact, date):
        return {"day": fact.isoformat()}
    if isinstance(fact, float):
        return {"number": repr(fact)}
    return fact


def thawed(kept: Any) -> Any:
    """The fact that was frozen."""
    if not isinstance(kept, Mapping):
        return kept
    if "measure" in kept:
        return Measure(float(kept["measure"]), kept["unit"], kept["decimals"])
    if "minor" in kept:
        return Sum(kept["minor"], kept["currency"])
    if "day" in kept:
        return date.fromisoformat(kept["day"])
    return float(kept["number"]) if "number" in kept else Named(kept["en"], kept["zh_CN"])


def frozen_finding(finding: Finding) -> dict[str, Any]:
    return {"met": finding.met, "key": finding.key, "facts": {name: frozen(fact) for name, fact in finding.facts}}


def thawed_finding(kept: Mapping[str, Any]) -> Finding:
    return Finding(kept["met"], kept["key"], tuple((name, thawed(fact)) for name, fact in sorted(kept["facts"].items())))


def evidence_hash(evidence: Mapping[str, Any]) -> str:
    """SHA-256 over the evidence as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(evidence, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
