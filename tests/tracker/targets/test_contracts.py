"""Restating a contract: who changed what, from which number on, and why; and what nobody may change."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_interim
from tracker.core import events
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.core.words import Label, speaking
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme
from tracker.targets.actions import (
    define_indicator,
    lock_baseline,
    restate,
    set_baseline,
    set_interim,
    set_target,
    unlock_baseline,
)
from tracker.targets.models import Indicator
from tracker.targets.queries import indicators, people_of, versions
from tracker.targets.rules import Direction, IndicatorRow, LimitsChart, Measure, TargetKind, Timing, Unit
from tracker.targets.rules.contracts import VersionRow, differing


class Promise:
    """An indicator from 82 to 90 by the end of 2026, and whoever leads its programme."""

    def __init__(self, actor_of: Callable[..., Actor]) -> None:
        self.lead = actor_of(Role.PROGRAMME_LEAD)
        with writing() as session:
            programme = new_programme(session, "P", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
            self.programme_id, self.key = programme.id, new_indicator(session, programme, "csi").id

    def does(self, verb: Callable[..., Any], by: Actor | None = None, **given: Any) -> None:
        wanted = {"seen": self.row.version} | given
        with writing() as session:
            verb(session, indicator_id=self.key, by=by or self.lead, **wanted)

    def refuses(self, verb: Callable[..., Any], **given: Any) -> str:
        before = self.row, self.versions
        with pytest.raises(Refusal) as refused:
            self.does(verb, **given)
        assert (self.row, self.versions) == before
        return refused.value.key

    @property
    def row(self) -> IndicatorRow:
        with reading() as session:
            return next(row for row in indicators(session, programme_id=self.programme_id, by=self.lead) if row.id == self.key)

    @property
    def versions(self) -> list[VersionRow]:
        with reading() as session:
            return versions(session, indicator_id=self.key, by=self.lead)


@pytest.fixture
def promise(database: Database, actor_of: Callable[..., Actor]) -> Promise:
    return Promise(actor_of)


def test_every_change_leaves_the_whole_contract_with_its_reason(promise: Promise) -> None:
    with standing_at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        promise.does(set_baseline, baseline=80.5, reason="Counted again", first=date(2025, 10, 1), last=date(2025, 12, 31), n=900)
        promise.does(set_target, kind=TargetKind.ADDED, value=8.0, high=None, reason="Points are clearer")
        promise.does(set_interim, due_on=date(2026, 6, 30), value=4.0)
        changes = {"measure": Measure.SHARE, "chart": LimitsChart.P, "question": "Are they content?", "smallest_n": 30}
        with speaking("zh_CN"):
            promise.does(restate, changes=changes | {"formula": "满意答卷占比"}, reason="  Another survey ")
    found = promise.versions
    assert [version.number for version in found] == [1, 2, 3, 4, 5]
    assert [version.reason for version in found] == [
        "",
        "Counted again",
        "Points are clearer",
        "Set for the first time",
        "Another survey",
    ]
    told = [[one.field for one in differing(*pair)] for pair in pairwise(version.contract for version in found)]
    assert told == [
        ["baseline", "baseline_from", "baseline_to", "baseline_n"],
        ["target_kind", "target"],
        ["interim"],
        ["question", "formula", "measure", "smallest_n", "chart"],
    ]
    assert found[3].contract["interim"] == [["2026-06-30", 4.0]]
    assert found[4].contract["formula"] == {"en": "", "zh_CN": "满意答卷占比"}
    assert (promise.row.contract.number, promise.row.level, promise.row.contract.formula) == (5, 88.5, "满意答卷占比")
    with reading() as session:
        assert events.verify(session).broken_at is None


def test_what_replaces_nothing_needs_no_reason_and_what_replaces_something_does(promise: Promise) -> None:
    assert promise.refuses(set_baseline, baseline=81.0) == "contracts.reason_needed"
    assert promise.refuses(set_target, kind=TargetKind.UNSET, value=None, high=None, reason=" ") == "contracts.reason_needed"
    assert promise.refuses(restate, changes={"smallest_n": 5}, reason="") == "contracts.reason_needed"
    promise.does(set_baseline, baseline=82.0)  # the same is no change
    assert promise.versions == []
    promise.does(set_interim, due_on=date(2026, 6, 30), value=86.0)
    assert promise.refuses(set_interim, due_on=date(2026, 6, 30), value=87.0) == "contracts.reason_needed"
    promise.does(set_interim, due_on=date(2026, 6, 30), value=None, reason="Only the year counts")
    promise.does(set_target, kind=TargetKind.UNSET, value=None, high=None, reason="Nobody stands by it")
    promise.does(set_target, kind=TargetKind.LEVEL, value=89.0, high=None)
    assert [version.number for version in promise.versions] == [1, 2, 3, 4, 5]


def test_a_locked_baseline_is_changed_by_nobody_until_it_is_unlocked_with_a_reason(promise: Promise) -> None:
    with standing_at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        promise.does(lock_baseline)
    contract = promise.row.contract
    assert (contract.baseline_locked_at, contract.baseline_locked_by) == (
        datetime(2026, 3, 1, 9, tzinfo=UTC),
        promise.lead.person_id,
    )
    with reading() as session:
        named = people_of(session, indicator=promise.row, versions=promise.versions, by=promise.lead)
    assert list(named) == [str(promise.lead.person_id)]
    assert promise.refuses(set_baseline, baseline=70.0, reason="Kinder") == "contracts.baseline_locked"
    assert promise.refuses(restate, changes={"baseline_n": 12}, reason="More") == "contracts.baseline_locked"
    assert promise.refuses(restate, changes={"baseline": None}, reason="Unknown") == "contracts.baseline_locked"
    assert promise.refuses(lock_baseline) == "contracts.baseline_locked"
    assert promise.refuses(unlock_baseline, reason=" ") == "contracts.reason_needed"
    promise.does(set_target, kind=TargetKind.LEVEL, value=91.0, high=None, reason="More is asked")  # the target is not locked
    promise.does(unlock_baseline, reason="A store was counted twice")
    promise.does(set_baseline, baseline=None, reason="Measured anew next month")
    assert promise.refuses(lock_baseline) == "contracts.nothing_to_lock"
    assert promise.refuses(unlock_baseline, reason="Again") == "contracts.not_locked"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": Label(" ", "")}, "contracts.needs_a_name"),
    ({"name": "x" * 201}, "contracts.too_long"),
    ({"note": Label("", "x" * 2001)}, "contracts.too_long"),
    ({"timing": Timing.ROLLING}, "contracts.rolling_months"),
    ({"rolling_months": 3}, "contracts.rolling_months"),
    ({"timing": Timing.ROLLING, "rolling_months": 37}, "core.field_wrong"),
    ({"chart": LimitsChart.P}, "contracts.p_is_of_shares"),
    ({"chart": LimitsChart.U}, "contracts.u_is_of_rates"),
    ({"alert_below": 9.0, "alert_above": 9.0}, "contracts.alerts_in_order"),
    ({"alert_below": float("nan")}, "core.field_wrong"),
    ({"direction": Direction.RANGE}, "targets.range_both"),
    ({"target": None}, "targets.value_by_kind"),
    ({"target_kind": TargetKind.CHANGE}, "targets.interim_reads_otherwise"),
    ({"target_on": date(2026, 5, 31)}, "contracts.step_after_target"),
    ({"target_on": date(2040, 1, 1)}, "plan.day_out_of_range"),
    ({"baseline_from": date(2025, 1, 1)}, "contracts.window_whole"),
    ({"baseline_from": date(2025, 2, 1), "baseline_to": date(2025, 1, 1)}, "contracts.window_order"),
    ({"consecutive": 0}, "core.field_wrong"),
    ({"smallest_n": 1.5}, "core.field_wrong"),
    ({"code": "other"}, "core.field_wrong"),
    ({"derived": "drop table"}, "core.field_wrong"),
    ({"owner_id": UUID(int=9)}, "plan.unknown_owner"),
]


@on_one_database
def test_a_contract_that_does_not_hang_together_is_refused(promise: Promise) -> None:
    with writing() as session:
        new_interim(session, session.get_one(Indicator, promise.key), date(2026, 6, 30), 86.0)
    assert [promise.refuses(restate, changes=changes, reason="Because") for changes, _ in WRONG] == [key for _, key in WRONG]


def test_two_who_restate_at_once_do_not_overwrite_each_other(promise: Promise) -> None:
    promise.does(restate, changes={"unit": Unit.INDEX}, reason="An index since 2024")
    with pytest.raises(Stale) as refused:
        promise.does(restate, changes={"unit": Unit.PERCENT}, reason="A share", seen=1)
    assert refused.value.changed == (("unit", "index", "score"),)


def test_what_stood_before_versions_were_kept_becomes_number_one_of_whoever_defined_it(promise: Promise) -> None:
    with writing() as session:
        founder = new_actor(session, Role.ADMINISTRATOR, display_name="Zhao")
    defined_at = datetime(2025, 12, 1, tzinfo=UTC)
    with standing_at(defined_at), writing() as session:
        events.record(session, by=founder.person_id, verb="indicators.defined", on="programme", key=promise.programme_id)
    promise.does(restate, changes={"smallest_n": 5}, reason="Few answers")
    first, second = promise.versions
    assert (first.made_at, first.made_by_name, first.contract["smallest_n"]) == (defined_at, "Zhao", 1)
    assert second.made_by_name != "Zhao"


def test_an_indicator_is_defined_while_the_programme_runs(promise: Promise, actor_of: Callable[..., Actor]) -> None:
    given: dict[str, Any] = {"programme_id": promise.programme_id, "name": "等候时间", "question": "Do they wait?"}
    defined: dict[str, Any] = {"unit": Unit.MINUTES, "direction": Direction.LOWER, "smallest_n": 10}
    with writing() as session, speaking("zh_CN"):
        promise.key = define_indicator(session, code="waiting", by=promise.lead, **given, **defined)
    row = promise.row
    assert (row.name, row.target_kind, row.baseline, row.target_on) == ("等候时间", TargetKind.UNSET, None, date(2026, 12, 31))
    assert [(version.number, version.reason) for version in promise.versions] == [(1, "")]
    for code, key in (("waiting", "contracts.code_taken"), ("Not small", "core.field_wrong")):
        with pytest.raises(Refusal) as refused, writing() as session:
            define_indicator(session, code=code, by=promise.lead, **given, **defined)
        assert refused.value.key == key
    executive = actor_of(Role.EXECUTIVE)
    with pytest.raises(NotAllowed), writing() as session:
        define_indicator(session, code="mine", by=executive, **given, **defined)


def test_nobody_reads_or_changes_a_contract_of_a_programme_that_is_not_theirs(promise: Promise) -> None:
    promise.does(restate, changes={"smallest_n": 5}, reason="Few answers")
    with writing() as session:
        elsewhere = new_programme(session, "Q").id
        stranger = new_actor(session, Role.PROGRAMME_LEAD, programmes=(elsewhere,))
        executive = new_actor(session, Role.EXECUTIVE)
    with reading() as session:
        assert versions(session, indicator_id=promise.key, by=stranger) == []
        assert len(versions(session, indicator_id=promise.key, by=executive)) == 2
    with pytest.raises(NotFound):
        promise.does(restate, by=stranger, changes={"smallest_n": 1}, reason="Mine")
    with pytest.raises(NotAllowed):
        promise.does(lock_baseline, by=executive)
    with writing() as session:
        session.get_one(Programme, promise.programme_id).status = "closed"  # type: ignore[assignment]
    assert promise.refuses(lock_baseline) == "plan.programme_closed"
