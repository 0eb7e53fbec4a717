"""Which decisions a gate's criteria allow, and evidence that reads back as it was frozen."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.rules import GateOutcome
from tracker.plan.rules.gates import (
    NOTED,
    CriterionState,
    Finding,
    Measure,
    Named,
    Sum,
    against,
    evidence_hash,
    frozen_finding,
    state_of,
    tally,
    thawed_finding,
)

MANDATORY_OPEN = tally([(True, CriterionState.OPEN)])
ALL_MET = tally([(True, CriterionState.MET), (True, CriterionState.WAIVED), (False, CriterionState.OPEN)])

letters = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.floats(allow_nan=False, allow_infinity=False)
facts = st.one_of(
    letters,
    st.integers(-(2**53), 2**53),
    numbers,
    st.dates(),
    st.builds(Named, letters, letters),
    st.builds(Measure, numbers, letters, st.integers(0, 3)),
    st.builds(Sum, st.integers(-(2**53), 2**53), letters),
)
findings = st.builds(
    Finding,
    st.sampled_from([True, False, None]),
    letters,
    st.dictionaries(letters, facts).map(lambda found: tuple(sorted(found.items(), key=lambda pair: pair[0]))),
)
judged = st.lists(st.tuples(st.booleans(), st.sampled_from(CriterionState)))


@pytest.mark.parametrize(
    ("met", "waived", "state"),
    [
        (True, False, CriterionState.MET),
        (True, True, CriterionState.MET),
        (False, True, CriterionState.WAIVED),
        (None, True, CriterionState.WAIVED),
        (False, False, CriterionState.OPEN),
        (None, False, CriterionState.UNKNOWN),
    ],
)
def test_a_criterion_is_met_or_waived_or_open(met: bool | None, waived: bool, state: CriterionState) -> None:
    assert state_of(met, waived) is state


@pytest.mark.parametrize(
    ("outcome", "found", "conditions", "note", "refused"),
    [
        (GateOutcome.GO, ALL_MET, 0, "", None),
        (GateOutcome.GO, MANDATORY_OPEN, 0, "Go all the same", "gates.not_all_met"),
        (GateOutcome.GO, tally([(True, CriterionState.UNKNOWN)]), 0, "", "gates.not_all_met"),
        (GateOutcome.GO, ALL_MET, 1, "", "gates.conditions_without_need"),
        (GateOutcome.CONDITIONAL_GO, MANDATORY_OPEN, 1, "", None),
        (GateOutcome.CONDITIONAL_GO, ALL_MET, 0, "", "gates.no_condition"),
        (GateOutcome.HOLD, ALL_MET, 0, " ", "gates.note_missing"),
        (GateOutcome.STOP, MANDATORY_OPEN, 0, "No money", None),
        (GateOutcome.RECYCLE, MANDATORY_OPEN, 2, "Again", "gates.conditions_without_need"),
    ],
)
def test_a_decision_keeps_the_rules(outcome: GateOutcome, found: Any, conditions: int, note: str, refused: str | None) -> None:
    assert against(outcome, found, conditions, note) == refused


@given(judged, st.sampled_from(GateOutcome), st.integers(0, 3), st.sampled_from(["", "why"]))
def test_nothing_mandatory_is_left_open_by_a_go_and_no_stop_is_silent(
    lines: list[tuple[bool, CriterionState]], outcome: GateOutcome, conditions: int, note: str
) -> None:
    found = tally(lines)
    assert found.met + found.waived + found.open + found.unknown == found.all == len(lines)
    if against(outcome, found, conditions, note) is None:
        assert outcome is not GateOutcome.GO or not found.missing
        assert (outcome is GateOutcome.CONDITIONAL_GO) == (conditions > 0)
        assert outcome not in NOTED or note


@given(findings)
def test_a_finding_reads_back_as_it_was_frozen(finding: Finding) -> None:
    kept = frozen_finding(finding)
    through_json = json.loads(json.dumps(kept))
    assert thawed_finding(through_json) == finding
    assert evidence_hash(through_json) == evidence_hash(kept)


def test_the_hash_is_that_of_sorted_json_whatever_the_order() -> None:
    finding = Finding(False, "gates.finding.indicator.not_met", (("value", Measure(84.2, "score")), ("on", date(2026, 6, 30))))
    kept = frozen_finding(finding)
    assert kept["facts"]["value"] == {"measure": "84.2", "unit": "score", "decimals": 1}
    assert evidence_hash({"b": kept, "a": 1}) == evidence_hash({"a": 1, "b": kept})
    assert evidence_hash({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
    assert evidence_hash({"a": 2}) != evidence_hash({"a": 1})
