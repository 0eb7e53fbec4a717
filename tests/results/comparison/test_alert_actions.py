"""Alerts as they are raised once, owned, explained; and who learns of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from results.comparison.actions.alerts import raise_alerts, settle_alert
from results.comparison.headlines import alert_sentence
from results.comparison.lookout import raise_all_alerts
from results.comparison.models import Alert, AlertKind, AlertState
from results.comparison.queries import AlertRow, closed_alerts, expected, open_alerts
from tests.conftest import Database
from tests.factories.people import new_actor, new_region, new_store, new_team
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_reading
from tests.tracker.messages.letters import PERSONAL, new_target, stored, with_email
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.rules import Actor, Role
from tracker.plan.rules import add_months
from tracker.targets.models import Indicator
from tracker.targets.rules import Direction, Measure, Unit

NOW = datetime(2026, 6, 5, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Stage:
    programme_id: UUID
    owner: Actor
    lead: Actor
    manager: Actor
    other_manager: Actor
    regional: Actor

    def look(self, by: Actor | None = None) -> int:
        with writing() as session:
            return raise_alerts(session, programme_id=self.programme_id, by=by or self.lead)

    def rows(self, by: Actor | None = None) -> list[AlertRow]:
        with reading() as session:
            return open_alerts(session, programme_id=self.programme_id, by=by or self.lead)

    def settle(self, alert: AlertRow, by: Actor | None = None, **given: object) -> None:
        wanted = {"state": AlertState.IN_HAND, "owner_id": self.lead.person_id, "note": ""} | given
        with writing() as session:
            settle_alert(session, alert_id=alert.id, seen=alert.version, by=by or self.lead, **wanted)


@pytest.fixture
def stage(database: Database):
    """A year in which one store's last month falls out of its limits, and a team's complaints jump by half."""
    with clock.standing_at(NOW), writing() as session:
        programme = new_programme(session)
        new_target(session, PERSONAL)
        owner, lead = with_email(session, Role.PROGRAMME_LEAD), new_actor(session, Role.PROGRAMME_LEAD, language="en")
        north, south = new_region(session), new_region(session)
        stores = [new_store(session, "N-1", region=north), new_store(session, "S-1", region=south)]
        csi = new_indicator(session, programme, "csi", target=99.0, owner_id=owner.person_id)
        for place, store in enumerate(stores):
            for month in range(14):
                value = 60.0 if place == 0 and month == 13 else 84.0 + month % 3
                new_reading(session, csi, add_months(date(2025, 4, 30), month), value, n=40, store=store)
        complaints = new_indicator(
            session,
            programme,
            "complaints",
            direction=Direction.LOWER,
            unit=Unit.PERCENT,
            measure=Measure.SHARE,
            baseline=4.0,
            target=1.0,
        )
        team = new_team(session, "TEAM-N", store=stores[0])
        for month in range(13):
            on, value = add_months(date(2025, 5, 31), month), 9.0 if month == 12 else 4.0
            new_reading(session, complaints, on, value, n=900, store=stores[0], team_id=team.id)
        managers = [new_actor(session, Role.STORE_MANAGER, stores=[store.id]) for store in stores]
        regional = new_actor(session, Role.EXECUTIVE, regions=[south.id])
        found = Stage(programme.id, owner, lead, managers[0], managers[1], regional)
    with clock.standing_at(NOW):
        yield found


def kinds(rows: list[AlertRow]) -> set[AlertKind]:
    return {row.kind for row in rows}


def test_what_is_found_is_raised_once_told_to_its_owner_and_noted(stage: Stage) -> None:
    raised = stage.look()
    assert raised == len(stage.rows()) > 0
    assert {AlertKind.STORE_OUTSIDE, AlertKind.TEAM_RATE} <= kinds(stage.rows())
    assert stage.look() == 0
    assert raise_all_alerts() == 0
    with reading() as session:
        assert session.scalars(select(Event.verb).where(Event.verb == "alerts.raised")).all() == ["alerts.raised"]
        told = {message.person_id for message in stored(session)}
    assert told == {stage.owner.person_id}
    [store] = [row for row in stage.rows() if row.kind is AlertKind.STORE_OUTSIDE]
    assert alert_sentence(store).startswith("N-1 · Store N-1: Indicator csi was 60 in May 2026, outside the store's own limits")
    [team] = [row for row in stage.rows() if row.kind is AlertKind.TEAM_RATE]
    assert alert_sentence(team).startswith("N-1 · Store N-1 · ")  # many stores have a team of this name


def test_the_service_raises_what_nobody_looked_for(stage: Stage) -> None:
    assert raise_all_alerts() == len(stage.rows()) > 0


def test_each_learns_of_the_own_stores_only_and_of_the_whole_who_sees_all(stage: Stage) -> None:
    stage.look()
    assert kinds(stage.rows(stage.manager)) == {AlertKind.STORE_OUTSIDE, AlertKind.TEAM_RATE}
    assert stage.rows(stage.other_manager) == stage.rows(stage.regional) == []
    with pytest.raises(NotAllowed):
        stage.look(stage.manager)
    with pytest.raises(NotAllowed):
        stage.settle(stage.rows()[0], stage.manager)


def test_an_alert_that_rests_on_audits_is_not_told_to_a_store(stage: Stage) -> None:
    stage.look()
    with writing() as session:
        for alert in session.scalars(select(Alert)):
            session.get_one(Indicator, alert.indicator_id).derived = "audit_score"
    assert stage.rows(stage.manager) == []
    assert stage.rows()


def test_an_alert_is_taken_in_hand_and_explained_with_a_reason(stage: Stage) -> None:
    stage.look()
    alert = stage.rows()[0]
    for wrong, key in (
        ({"state": AlertState.DISMISSED}, "alerts.needs_reason"),
        ({"owner_id": None}, "alerts.needs_owner"),
        ({"owner_id": stage.programme_id}, "alerts.unknown_owner"),
    ):
        with pytest.raises(Refusal) as refused:
            stage.settle(alert, **wrong)
        assert refused.value.key == key
    stage.settle(alert)
    with pytest.raises(Stale):
        stage.settle(alert, state=AlertState.EXPLAINED, note="A fair in town")
    [taken] = [row for row in stage.rows() if row.id == alert.id]
    assert (taken.state, taken.owner) == (AlertState.IN_HAND, stage.lead.display_name)
    stage.settle(taken, state=AlertState.EXPLAINED, note="A fair in town")
    with reading() as session:
        [closed] = closed_alerts(session, programme_id=stage.programme_id, by=stage.lead)
    assert (closed.note, closed.closed_at is None) == ("A fair in town", False)
    assert stage.look() == 0  # explained is not raised again for the same month


def test_somebody_of_another_programme_cannot_touch_it(stage: Stage) -> None:
    stage.look()
    with writing() as session:
        stranger = new_actor(session, Role.PROGRAMME_LEAD, programmes=[new_programme(session).id])
    with pytest.raises(NotFound):
        stage.settle(stage.rows()[0], stranger)
    with pytest.raises(NotAllowed):
        stage.look(stranger)


def test_the_page_can_say_how_many_false_ones_to_expect(stage: Stage) -> None:
    with reading() as session:
        found = expected(session, programme_id=stage.programme_id, by=stage.lead)
    assert (found.wholes, found.stores, found.teams) == (2, 3, 1)
    assert 0 < found.false_alerts < 0.1
