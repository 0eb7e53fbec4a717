"""Teams, channels, phases and groups: what is added up from parts, and what never is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from results.readings.queries import (
    Area,
    Stretch,
    by_channel,
    by_group,
    by_phase,
    by_region,
    by_store,
    by_team,
    groups,
    panel,
    series,
)
from results.readings.rules import Group
from tests.conftest import Database
from tests.factories.people import new_actor, new_channel, new_region, new_store, new_team
from tests.factories.programmes import new_phase, new_programme
from tests.factories.results import new_indicator, new_reading
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.words import Label
from tracker.people.models import Region, Store, Team
from tracker.people.rules import Actor, Role
from tracker.plan.models import Area as PlanArea
from tracker.plan.models import AreaRegion, AreaStore, Phase, PhaseArea, Programme
from tracker.targets.models import Indicator
from tracker.targets.rules import AddsUp, Frequency, Measure, Timing, Unit

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
QUARTER = Stretch(date(2026, 1, 1), MARCH)


@dataclass(frozen=True)
class Setting:
    programme: Programme
    rate: Indicator
    north: Region
    one: Store
    two: Store
    south: Store
    sales: Team
    desk: Team
    lead: Actor
    regional: Actor


@pytest.fixture
def setting(database: Database) -> Iterator[Setting]:
    """Two stores in the north, one of them with two teams, and one in the south; a share of numerator and denominator."""
    with clock.standing_at(datetime(2026, 7, 1, 9, tzinfo=UTC)):
        with writing() as session:
            programme = new_programme(session, "PARTS", starts_on=date(2026, 1, 1))
            north, far = new_region(session, "NORTH"), new_region(session, "SOUTH")
            one, two = new_store(session, "N1", region=north), new_store(session, "N2", region=north)
            kinds = {"unit": Unit.PERCENT, "measure": Measure.SHARE, "adds_up": AddsUp.RECOMPUTED}
            for code in ("store", "phone"):
                new_channel(session, code)
            found = Setting(
                programme,
                new_indicator(session, programme, "rate", **kinds),
                north,
                one,
                two,
                new_store(session, "S9", region=far),
                new_team(session, "N1-S", store=one),
                new_team(session, "N1-D", store=one),
                new_actor(session, Role.PROGRAMME_LEAD),
                new_actor(session, Role.EXECUTIVE, regions=[north.id]),
            )
        yield found


def share(
    session: Session,
    setting: Setting,
    on: date,
    part: int,
    of: int,
    *,
    store: Store | None = None,
    team: Team | None = None,
    channel: str = "",
) -> None:
    given = {"team_id": team.id if team else None, "channel_code": channel, "numerator": part, "denominator": of}
    new_reading(session, setting.rate, on, 100 * part / of, n=of, store=store, **given)


def values(setting: Setting, by: Actor, area: Area | None = None) -> list[tuple[date, float | None, int | None]]:
    with reading() as session:
        found = series(session, programme_id=setting.programme.id, area=area or Area(), by=by)
    return [(point.on, point.value, point.n) for point in found.get(setting.rate.id, ())]


def test_sums_of_two_kinds_of_place_never_mix(setting: Setting) -> None:
    with writing() as session:
        for on in (JANUARY, FEBRUARY, MARCH):
            share(session, setting, on, 10, 100, store=setting.one, team=setting.sales)
            share(session, setting, on, 30, 300, store=setting.one, team=setting.desk, channel="phone")
        for on in (FEBRUARY, MARCH):
            share(session, setting, on, 80, 200, store=setting.two)
        share(session, setting, MARCH, 500, 1000)
        share(session, setting, MARCH, 90, 100, channel="phone")
    assert values(setting, setting.lead) == [(JANUARY, 10, 100), (FEBRUARY, 40, 200), (MARCH, 50, 1000)]
    assert values(setting, setting.regional) == [(JANUARY, 10, 100), (FEBRUARY, 40, 200), (MARCH, 40, 200)]
    assert [n for *_, n in values(setting, setting.lead, Area(team_id=setting.desk.id))] == [300] * 3
    assert values(setting, setting.lead, Area(channel_code="phone"))[-1] == (MARCH, 90, 100)
    with reading() as session:
        asked = {"indicator_id": setting.rate.id, "within": QUARTER}
        teams = by_team(session, **asked, by=setting.lead)
        assert [(place.code, place.value, place.n) for place in teams] == [("N1-D", 10, 900), ("N1-S", 10, 300)]
        assert [(place.code, place.n) for place in by_store(session, **asked, by=setting.lead)] == [("N1", 300), ("N2", 400)]
        assert [(place.code, place.n, place.stores) for place in by_region(session, **asked, by=setting.lead)] == [
            ("NORTH", 400, 1)
        ]
        assert [(place.code, place.n) for place in by_channel(session, **asked, by=setting.lead)] == [("phone", 100)]
        assert [(place.code, place.n) for place in by_channel(session, **asked, by=setting.regional)] == [("phone", 900)]
        [north] = by_region(session, **asked, by=setting.lead)
        assert north.standard_error == pytest.approx(100 * (0.4 * 0.6 / 400) ** 0.5)


def area(session: Session, setting: Setting, code: str, spans: dict[Phase, tuple[date, date]]) -> PlanArea:
    row = PlanArea(programme_id=setting.programme.id, code=code, name=Label(code, code), position=1)
    session.add(row)
    session.flush()
    for phase, (first, last) in spans.items():
        keys = {"programme_id": setting.programme.id, "phase_id": phase.id, "area_id": row.id}
        session.add(PhaseArea(**keys, starts_on=first, ends_on=last))
    return row


def test_pilot_stores_change_first_and_the_others_stand_against_them(setting: Setting) -> None:
    """The second store of the north is a pilot by its name, the rest of its region follows, the south has no days."""
    march = date(2026, 3, 1)
    with writing() as session:
        pilot = new_phase(session, setting.programme, "pilot")
        rollout = new_phase(session, setting.programme, "rollout", position=2)
        named = area(session, setting, "CITY", {pilot: (date(2026, 2, 1), FEBRUARY), rollout: (march, MARCH)})
        rest = area(session, setting, "REST", {rollout: (march, MARCH)})
        session.add_all(
            [AreaStore(area_id=named.id, store_id=setting.two.id), AreaRegion(area_id=rest.id, region_id=setting.north.id)]
        )
        for on in (JANUARY, FEBRUARY, MARCH):
            share(session, setting, on, 10, 100, store=setting.one)
            share(session, setting, on, 60, 100, store=setting.two)
            share(session, setting, on, 30, 100, store=setting.south)
    with reading() as session:
        found = groups(session, programme_id=setting.programme.id, by=setting.lead)
        assert found.started == {setting.one.id: march, setting.two.id: date(2026, 2, 1), setting.south.id: None}
        assert found.pilot == {setting.two.id}
        assert groups(session, programme_id=setting.programme.id, by=setting.regional).started.keys() == {
            setting.one.id,
            setting.two.id,
        }
        asked = {"indicator_id": setting.rate.id, "within": QUARTER, "by": setting.lead}
        assert [(one.code, one.value, one.n) for one in by_group(session, **asked)] == [("pilot", 60, 300), ("control", 20, 600)]
        phases = [(one.code, one.n) for one in by_phase(session, **asked)]
        assert phases == [("pilot", 700), ("rollout", 500)]  # who has no days of its own goes through a phase on the phase's
        rows = panel(session, indicator_id=setting.rate.id, by=setting.lead)
        assert [(row.code, row.month.month, row.value, row.pilot) for row in rows if row.code == "N2"] == [
            ("N2", month, 60, True) for month in (1, 2, 3)
        ]
        assert len(rows) == 9
    assert [n for *_, n in values(setting, setting.lead, Area(group=Group.CONTROL))] == [200] * 3


def test_each_contract_adds_up_in_its_own_way(setting: Setting) -> None:
    first, last = date(2026, 1, 10), JANUARY
    with writing() as session:
        made = {
            "count": {"unit": Unit.COUNT, "measure": Measure.COUNT, "adds_up": AddsUp.SUM, "frequency": Frequency.QUARTERLY},
            "staff": {"unit": Unit.COUNT, "measure": Measure.COUNT, "adds_up": AddsUp.SUM, "timing": Timing.SNAPSHOT},
            "rank": {"unit": Unit.INDEX, "adds_up": AddsUp.NOT_ADDITIVE},
            "year": {"unit": Unit.SCORE, "timing": Timing.ROLLING, "rolling_months": 2},
        }
        kinds = {code: new_indicator(session, setting.programme, code, **given) for code, given in made.items()}
        for indicator in kinds.values():
            for store, day, value in (
                (setting.one, first, 2),
                (setting.one, last, 4),
                (setting.two, first, 8),
                (setting.one, MARCH, 16),
            ):
                new_reading(session, indicator, day, value, n=10, store=store)
    with reading() as session:
        found = series(session, programme_id=setting.programme.id, by=setting.lead)
        until = series(session, programme_id=setting.programme.id, until=first, by=setting.lead)
        told = {code: [(point.on, point.value) for point in found[row.id]] for code, row in kinds.items()}
        ranks = by_store(session, indicator_id=kinds["rank"].id, within=QUARTER, by=setting.lead)
        assert by_region(session, indicator_id=kinds["rank"].id, within=QUARTER, by=setting.lead) == []
    assert told == {
        "count": [(MARCH, 30)],
        "staff": [(last, 12), (MARCH, 16)],
        "rank": [(MARCH, 16)],
        "year": [(MARCH, 16)],
    }
    assert [(place.code, place.value) for place in ranks] == [("N1", 16), ("N2", 8)]
    assert [(point.on, point.value) for point in until[kinds["count"].id]] == [(first, 10)]
