"""Starting a programme, and setting its baselines and targets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.conftest import Database
from tracker.core import events
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.money.actions import set_budget_total
from tracker.money.queries import budget
from tracker.money.rules import BudgetRow
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme
from tracker.targets.actions import set_baseline, set_interim, set_target, start_programme
from tracker.targets.queries import indicators
from tracker.targets.rules import IndicatorRow, TargetKind

START = date(2026, 1, 1)
GIVEN: dict[str, Any] = {
    "template": "service_quality",
    "starts_on": START,
    "code": None,
    "currency": "CNY",
    "budget_total_minor": 100_000_001,
}


@dataclass(frozen=True)
class Started:
    programme_id: UUID
    lead: Actor

    def indicator(self, code: str) -> IndicatorRow:
        with reading() as session:
            return next(row for row in indicators(session, programme_id=self.programme_id, by=self.lead) if row.code == code)

    def budget(self) -> BudgetRow:
        with reading() as session:
            return budget(session, programme_id=self.programme_id, by=self.lead)


@pytest.fixture
def started(database: Database, actor_of: Callable[..., Actor]) -> Started:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        return Started(start_programme(session, **GIVEN, by=lead), lead)


def test_a_started_programme_has_its_seventeen_indicators(started: Started) -> None:
    with reading() as session:
        rows = indicators(session, programme_id=started.programme_id, by=started.lead)
        assert events.verify(session).broken_at is None
        assert session.scalar(select(func.count()).where(Event.verb == "programme.started")) == 1
    assert len(rows) == 17
    assert all(row.target_on == date(2026, 12, 31) for row in rows)
    assert [row.code for row in rows if row.derived == "audit_score"] == ["mystery_visit_score"]


@pytest.mark.parametrize(
    ("code", "level", "high"),
    [
        ("customer_satisfaction", 90, None),
        ("net_promoter_score", None, None),
        ("new_services", 3, 5),
        ("site_visits", 70, None),
        ("handovers", None, None),
    ],
)
def test_a_target_reads_as_a_level_once_its_baseline_is_known(
    started: Started, code: str, level: float | None, high: float | None
) -> None:
    row = started.indicator(code)
    assert (row.level, row.level_high) == (level, high)


def test_a_baseline_turns_relative_targets_into_levels(started: Started) -> None:
    row = started.indicator("response_time")
    assert [(step.due_on, step.value, step.level) for step in row.interim] == [(date(2026, 10, 31), -30, None)]
    with writing() as session:
        set_baseline(session, indicator_id=row.id, seen=row.version, baseline=20.0, by=started.lead)
    row = started.indicator("response_time")
    assert (row.level, row.interim[0].level) == (12, 14)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"template": "nonsense"}, "plan.unknown_template"),
        ({"currency": "XYZ"}, "money.unknown_currency"),
        ({"currency": "cny"}, "money.unknown_currency"),
        ({"currency": ""}, "money.unknown_currency"),
        ({"budget_total_minor": -1}, "core.field_wrong"),
        ({"budget_total_minor": 2**53}, "core.field_wrong"),
        ({"budget_total_minor": 1.5}, "core.field_wrong"),
        ({"starts_on": date(2200, 1, 1)}, "plan.start_out_of_range"),
        ({"code": "../etc"}, "core.field_wrong"),
    ],
)
def test_a_bad_start_is_refused_and_leaves_nothing(
    database: Database, actor_of: Callable[..., Actor], given: dict[str, Any], key: str
) -> None:
    lead = actor_of(Role.ADMINISTRATOR)
    with pytest.raises(Refusal) as refused, writing() as session:
        start_programme(session, **{**GIVEN, **given}, by=lead)
    assert refused.value.key == key
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Programme)) == 0


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MYSTERY_SHOPPER, Role.EXECUTIVE, Role.STORE_MANAGER])
def test_only_administrators_and_leads_start_a_programme(database: Database, actor_of: Callable[..., Actor], role: Role) -> None:
    person = actor_of(role)
    with pytest.raises(NotAllowed), writing() as session:
        start_programme(session, **GIVEN, by=person)


def test_amounts_sum_to_the_total_exactly(started: Started) -> None:
    lines = started.budget().lines
    assert [line.amount_minor for line in lines] == [40_000_001, 30_000_000, 20_000_000, 10_000_000]


def test_a_budget_without_a_total_knows_its_shares_only(started: Started) -> None:
    with writing() as session:
        set_budget_total(session, programme_id=started.programme_id, seen=1, total_minor=None, by=started.lead)
    found = started.budget()
    assert (found.total_minor, found.currency) == (None, "CNY")
    assert [(line.share_percent, line.amount_minor) for line in found.lines] == [(40, None), (30, None), (20, None), (10, None)]


def test_two_people_do_not_overwrite_each_others_total(started: Started) -> None:
    with writing() as session:
        set_budget_total(session, programme_id=started.programme_id, seen=1, total_minor=5_00, by=started.lead, currency="EUR")
    with pytest.raises(Stale) as refused, writing() as session:
        set_budget_total(session, programme_id=started.programme_id, seen=1, total_minor=7_00, by=started.lead)
    assert set(refused.value.changed) == {("total_minor", 500, 100_000_001), ("currency", "EUR", "CNY")}
    assert started.budget().total_minor == 500


@pytest.mark.parametrize("total", [-1, 2**53, 0.5, "1", True])
def test_a_total_that_is_no_amount_is_refused(started: Started, total: Any) -> None:
    with pytest.raises(Refusal) as refused, writing() as session:
        set_budget_total(session, programme_id=started.programme_id, seen=1, total_minor=total, by=started.lead)
    assert refused.value.field == "total_minor"


def test_there_is_no_budget_where_there_is_no_programme(started: Started) -> None:
    nowhere = started.lead.person_id
    with pytest.raises(NotFound), reading() as session:
        budget(session, programme_id=nowhere, by=started.lead)
    with pytest.raises(NotFound), writing() as session:
        set_budget_total(session, programme_id=nowhere, seen=1, total_minor=1, by=started.lead)


def test_a_target_is_set_where_the_source_left_it_open(started: Started) -> None:
    row = started.indicator("handovers")
    with writing() as session:
        set_target(session, indicator_id=row.id, seen=1, kind=TargetKind.LEVEL, value=1.5, high=None, by=started.lead)
        set_interim(session, indicator_id=row.id, seen=2, due_on=date(2026, 10, 31), value=2.0, by=started.lead)
    row = started.indicator("handovers")
    assert (row.level, row.interim[0].level, row.version) == (1.5, 2.0, 3)


def test_an_interim_target_is_changed_and_taken_away(started: Started) -> None:
    row, day = started.indicator("response_time"), date(2026, 10, 31)
    with writing() as session:
        set_interim(session, indicator_id=row.id, seen=1, due_on=day, value=-25.0, by=started.lead, reason="Too fast")
        set_interim(session, indicator_id=row.id, seen=2, due_on=day, value=None, by=started.lead, reason="Not needed")
    assert started.indicator("response_time").interim == ()
    with pytest.raises(Stale) as refused, writing() as session:
        set_interim(session, indicator_id=row.id, seen=1, due_on=day, value=-20.0, by=started.lead)
    assert refused.value.changed == (("interim 2026-10-31", None, "-30.0"),)


@pytest.mark.parametrize(
    ("code", "kind", "value", "high", "key"),
    [
        ("handovers", TargetKind.LEVEL, None, None, "targets.value_by_kind"),
        ("handovers", TargetKind.UNSET, 1.0, None, "targets.value_by_kind"),
        ("handovers", TargetKind.LEVEL, 1.0, 2.0, "targets.range_two_ends"),
        ("handovers", TargetKind.RANGE, 1.0, 2.0, "targets.range_both"),
        ("new_services", TargetKind.RANGE, 5.0, 3.0, "targets.range_order"),
        ("new_services", TargetKind.RANGE, 5.0, None, "targets.range_two_ends"),
        ("new_services", TargetKind.LEVEL, 5.0, None, "targets.range_both"),
        ("response_time", TargetKind.LEVEL, 10.0, None, "targets.interim_reads_otherwise"),
        ("handovers", TargetKind.LEVEL, float("nan"), None, "core.field_wrong"),
        ("handovers", TargetKind.LEVEL, float("inf"), None, "core.field_wrong"),
        ("handovers", TargetKind.LEVEL, 1e16, None, "core.field_wrong"),
        ("handovers", "sideways", 1.0, None, "core.field_wrong"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(started: Started, code: str, kind: Any, value: Any, high: Any, key: str) -> None:
    row = started.indicator(code)
    with pytest.raises(Refusal) as refused, writing() as session:
        set_target(session, indicator_id=row.id, seen=1, kind=kind, value=value, high=high, by=started.lead)
    assert refused.value.key == key
    assert started.indicator(code) == row


@pytest.mark.parametrize(
    ("code", "day", "key"),
    [
        ("handovers", date(2026, 6, 30), "targets.interim_needs_target"),
        ("new_services", date(2026, 6, 30), "targets.interim_needs_target"),
        ("response_time", date(2027, 1, 1), "targets.interim_day"),
        ("response_time", date(2020, 1, 1), "targets.interim_day"),
    ],
)
def test_an_interim_target_that_makes_no_sense_is_refused(started: Started, code: str, day: date, key: str) -> None:
    row = started.indicator(code)
    with pytest.raises(Refusal) as refused, writing() as session:
        set_interim(session, indicator_id=row.id, seen=1, due_on=day, value=1.0, by=started.lead)
    assert refused.value.key == key


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), "82", 1e16, True])
def test_a_baseline_that_is_no_number_is_refused(started: Started, value: Any) -> None:
    row = started.indicator("customer_satisfaction")
    with pytest.raises(Refusal) as refused, writing() as session:
        set_baseline(session, indicator_id=row.id, seen=1, baseline=value, by=started.lead)
    assert refused.value.field == "baseline"


def test_a_reviewer_sees_indicators_and_sets_none(started: Started, actor_of: Callable[..., Actor]) -> None:
    reviewer = actor_of(Role.REVIEWER)
    with reading() as session:
        rows = indicators(session, programme_id=started.programme_id, by=reviewer)
    with pytest.raises(NotAllowed), writing() as session:
        set_baseline(session, indicator_id=rows[0].id, seen=1, baseline=80.0, by=reviewer)


def test_nothing_is_set_in_a_closed_programme(started: Started) -> None:
    row = started.indicator("handovers")
    with writing() as session:
        session.get_one(Programme, started.programme_id).status = "closed"  # type: ignore[assignment]
    with pytest.raises(Refusal) as refused, writing() as session:
        set_baseline(session, indicator_id=row.id, seen=1, baseline=3.0, by=started.lead)
    assert refused.value.key == "plan.programme_closed"
