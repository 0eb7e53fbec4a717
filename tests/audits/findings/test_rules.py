from collections import deque
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.findings.rules import (
    FEWEST,
    LIVE_STATES,
    STEPS,
    UNVERIFIED_STATES,
    ActionState,
    CheckOutcome,
    FindingKind,
    Passed,
    Priority,
    Verdict,
    after_visit,
    days_late,
    effect_of,
    relative_weight,
    steps_from,
)
from tracker.core.ids import new_id
from tracker.people.rules import Action, Actor, Place, Role

OPEN, DOING, DONE = ActionState.OPEN, ActionState.DOING, ActionState.DONE
VERIFIED, REOPENED, DROPPED = ActionState.VERIFIED, ActionState.REOPENED, ActionState.DROPPED
ANYWHERE = Place(new_id(), new_id(), new_id())
DAY = date(2026, 3, 2)


def may(role: Role) -> Actor:
    return Actor(new_id(), role, stores=frozenset({ANYWHERE.store_id}))


# Steps


def test_every_pair_of_states_is_a_step_or_refused_as_this_table_says() -> None:
    """Rows: from; columns: to. `.` no step, `p` whoever plans, `m` whoever manages, who then says why."""
    states = list(ActionState)
    table = {
        #          open  doing done verified reopened dropped
        OPEN: "     .     p     p     .        .        m",
        DOING: "    .     .     p     .        .        m",
        DONE: "     .     p     .     m        m        m",
        VERIFIED: " .     .     .     .        m        .",
        REOPENED: " .     p     p     .        .        m",
        DROPPED: "  .     .     .     .        m        .",
    }
    letters = {Action.PLAN_ACTION: "p", Action.MANAGE_ACTIONS: "m"}
    for before, line in table.items():
        steps = [STEPS.get((before, to)) for to in states]
        assert [letters[step.right] if step else "." for step in steps] == line.split(), before
        assert all(step.wants_reason == (step.right is Action.MANAGE_ACTIONS) for step in steps if step)


def test_a_lead_walks_from_open_to_every_state_and_out_of_every_state() -> None:
    lead = may(Role.PROGRAMME_LEAD)
    reached, waiting = {OPEN}, deque([OPEN])
    while waiting:
        onward = steps_from(waiting.popleft(), lead, ANYWHERE)
        assert onward
        waiting.extend(to for to in onward if to not in reached)
        reached.update(onward)
    assert reached == set(ActionState)


def test_a_store_manager_works_on_an_action_and_decides_nothing_about_it() -> None:
    manager = may(Role.STORE_MANAGER)
    assert steps_from(OPEN, manager, ANYWHERE) == [DOING, DONE]
    assert steps_from(DONE, manager, ANYWHERE) == [DOING]
    assert steps_from(VERIFIED, manager, ANYWHERE) == []
    elsewhere = Place(ANYWHERE.programme_id, new_id(), new_id())
    assert steps_from(OPEN, manager, elsewhere) == []


@pytest.mark.parametrize("role", [Role.MYSTERY_SHOPPER, Role.REVIEWER, Role.EXECUTIVE])
def test_who_plans_nothing_takes_no_step(role: Role) -> None:
    assert [steps_from(state, may(role), ANYWHERE) for state in ActionState] == [[]] * len(ActionState)


# The next visit


@pytest.mark.parametrize(
    ("state", "outcome", "failed", "after"),
    [
        (OPEN, CheckOutcome.FIXED, False, VERIFIED),
        (DONE, CheckOutcome.FIXED, False, VERIFIED),
        (REOPENED, CheckOutcome.FIXED, False, VERIFIED),
        (DONE, CheckOutcome.FIXED, True, REOPENED),  # the answers outweigh the visitor's word
        (OPEN, CheckOutcome.FIXED, True, OPEN),
        (DONE, CheckOutcome.NOT_FIXED, False, REOPENED),
        (DOING, CheckOutcome.NOT_FIXED, False, DOING),
        (DONE, CheckOutcome.NOT_SEEN, False, DONE),
        (DONE, None, False, DONE),
        (DONE, None, True, REOPENED),
        (VERIFIED, None, True, REOPENED),
        (VERIFIED, None, False, VERIFIED),
    ],
)
def test_what_a_visit_makes_of_an_action(
    state: ActionState, outcome: CheckOutcome | None, failed: bool, after: ActionState
) -> None:
    assert after_visit(state, outcome, failed=failed) is after


def test_nothing_is_verified_while_its_item_fails_and_a_visit_drops_nothing() -> None:
    for state, outcome, failed in product(set(ActionState) - {DROPPED}, [None, *CheckOutcome], (False, True)):
        after = after_visit(state, outcome, failed=failed)
        assert after is not DROPPED
        assert not (failed and after is VERIFIED)
        assert after is state or after in (VERIFIED, REOPENED)


# Late


def test_an_action_is_late_only_while_it_is_the_owners_turn() -> None:
    for state in ActionState:
        assert days_late(state, date(2026, 3, 1), date(2026, 3, 4)) == (3 if state in LIVE_STATES else 0)
    assert days_late(OPEN, date(2026, 3, 4), date(2026, 3, 4)) == 0
    assert LIVE_STATES < UNVERIFIED_STATES


# Priority


def test_priority_is_gravity_times_weight_times_stores() -> None:
    priority = Priority(FindingKind.CRITICAL_ITEM, 1.5, 4)
    assert (priority.gravity, priority.severity, priority.product) == (3, 4.5, 18)


@given(st.sampled_from(FindingKind), st.floats(0, 100), st.integers(1, 10_000))
def test_more_stores_more_weight_or_a_critical_item_never_come_later(kind: FindingKind, weight: float, stores: int) -> None:
    base = Priority(kind, weight, stores).product
    assert Priority(kind, weight, stores + 1).product >= base
    assert Priority(kind, weight + 1, stores).product >= base
    assert Priority(FindingKind.CRITICAL_ITEM, weight, stores).product >= base


def test_weights_are_compared_within_their_rubric() -> None:
    assert relative_weight(2, [1, 2, 3]) == 1
    assert relative_weight(30, [10, 20, 30]) == relative_weight(3, [1, 2, 3]) == 1.5
    assert relative_weight(0, [0, 0]) == 1


# Effect


def audits(before: tuple[int, int], after: tuple[int, int]) -> list[Passed]:
    def some(month: int, passed: int, n: int) -> list[Passed]:
        return [Passed(date(2026, month, 1 + at % 28), date(2026, 2, 15), at < passed) for at in range(n)]

    return some(1, *before) + some(3, *after)


def test_a_change_beyond_chance_is_said_with_both_rates() -> None:
    found = effect_of(audits((48, 80), (56, 70)))
    assert (found.before.value, found.after.value) == (0.6, 0.8)
    assert (found.change.low, found.change.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))
    assert found.verdict is Verdict.BETTER
    assert effect_of(audits((56, 70), (48, 80))).verdict is Verdict.WORSE


def test_a_change_whose_interval_spans_zero_is_none_that_can_be_told() -> None:
    assert effect_of(audits((5, 10), (7, 10))).verdict is Verdict.NO_CHANGE


def test_too_few_audits_on_either_side_say_nothing() -> None:
    assert effect_of(audits((0, 100), (FEWEST - 1, FEWEST - 1))).verdict is Verdict.TOO_FEW
    assert effect_of(audits((0, FEWEST - 1), (100, 100))).verdict is Verdict.TOO_FEW
    assert effect_of([]).verdict is Verdict.TOO_FEW


def test_the_day_it_was_done_belongs_to_neither_side() -> None:
    found = effect_of([Passed(DAY, DAY, True)])
    assert (found.before.n, found.after.n) == (0, 0)


@given(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.booleans())))
def test_every_audit_is_counted_once_at_most(seen: list[tuple[date, bool]]) -> None:
    done = date(2026, 2, 1)
    found = effect_of([Passed(day, done, passed) for day, passed in seen])
    assert found.before.n + found.after.n == sum(day != done for day, _ in seen)
    assert found.change.n == found.before.n + found.after.n
