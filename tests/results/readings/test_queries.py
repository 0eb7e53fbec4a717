"""Series and places: what is added up, what is held back, and who sees which stores."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from results.readings.queries import Area, Stretch, by_channel, by_region, by_store, series
from tests.conftest import Database
from tests.factories.people import new_actor, new_channel, new_region, new_store
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_reading, new_tally
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed
from tracker.people.models import Region, Store
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme
from tracker.targets.models import Indicator

JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)
YEAR = Stretch(date(2026, 1, 1), date(2026, 12, 31))


@dataclass(frozen=True)
class Setting:
    programme: Programme
    csi: Indicator
    visits: Indicator
    north: Region
    one: Store
    two: Store
    south: Store
    lead: Actor
    regional: Actor
    manager: Actor


@pytest.fixture
def setting(database: Database) -> Iterator[Setting]:
    """Two stores in the north and one in the south."""
    with clock.standing_at(datetime(2026, 7, 1, 9, tzinfo=UTC)):
        with writing() as session:
            programme = new_programme(session, "P")
            north, far = new_region(session, "NORTH"), new_region(session, "SOUTH")
            one, two = new_store(session, "N1", region=north), new_store(session, "N2", region=north)
            south = new_store(session, "S1", region=far)
            found = Setting(
                programme,
                new_indicator(session, programme, "csi", smallest_n=10),
                new_indicator(session, programme, "visits", derived="audit_score"),
                north,
                one,
                two,
                south,
                new_actor(session, Role.PROGRAMME_LEAD),
                new_actor(session, Role.EXECUTIVE, regions=[north.id]),
                new_actor(session, Role.STORE_MANAGER, stores=[two.id]),
            )
        yield found


def values(
    setting: Setting, indicator: Indicator, by: Actor, area: Area | None = None
) -> list[tuple[date, float | None, int | None]]:
    with reading() as session:
        found = series(session, programme_id=setting.programme.id, area=area or Area(), by=by)
    return [(point.on, point.value, point.n) for point in found.get(indicator.id, ())]


def test_stores_are_weighted_by_n_within_a_month(setting: Setting) -> None:
    with writing() as session:
        new_reading(session, setting.csi, JANUARY, 80, n=30, store=setting.one)
        new_reading(session, setting.csi, date(2026, 1, 15), 90, n=10, store=setting.two)
        new_reading(session, setting.csi, FEBRUARY, 70, n=20, store=setting.one)
    assert values(setting, setting.csi, setting.lead) == [(JANUARY, 82.5, 40), (FEBRUARY, 70, 20)]


def test_a_value_of_the_whole_programme_counts_before_one_added_up_in_its_month(setting: Setting) -> None:
    with writing() as session:
        new_reading(session, setting.csi, JANUARY, 80, n=30, store=setting.one)
        new_reading(session, setting.csi, JANUARY, 85, n=300)
        new_reading(session, setting.csi, FEBRUARY, 70, n=20, store=setting.one)
    assert values(setting, setting.csi, setting.lead) == [(JANUARY, 85, 300), (FEBRUARY, 70, 20)]


def test_only_the_latest_revision_counts(setting: Setting) -> None:
    with writing() as session:
        for revision, value in ((1, 80), (2, 60), (3, 75)):
            new_reading(session, setting.csi, JANUARY, value, n=30, store=setting.one, revision=revision)
            new_reading(session, setting.csi, FEBRUARY, value, n=300, revision=revision)
    assert values(setting, setting.csi, setting.lead) == [(JANUARY, 75, 30), (FEBRUARY, 75, 300)]


def test_a_value_of_too_few_observations_keeps_its_n_and_loses_its_value(setting: Setting) -> None:
    with writing() as session:
        new_reading(session, setting.csi, JANUARY, 80, n=9, store=setting.one)
    assert values(setting, setting.csi, setting.lead) == [(JANUARY, None, 9)]


def test_a_store_manager_sees_the_own_store_only(setting: Setting) -> None:
    with writing() as session:
        new_reading(session, setting.csi, JANUARY, 80, n=30, store=setting.one)
        new_reading(session, setting.csi, JANUARY, 90, n=30, store=setting.two)
        new_reading(session, setting.csi, FEBRUARY, 85, n=300)
        new_tally(session, setting.programme, setting.one, date(2026, 1, 1), [50])
        new_tally(session, setting.programme, setting.two, date(2026, 1, 1), [70, 80])
    assert values(setting, setting.csi, setting.manager) == [(JANUARY, 90, 30)]
    assert values(setting, setting.csi, setting.manager, Area(store_id=setting.one.id)) == []
    assert values(setting, setting.visits, setting.manager) == []  # tallies alone: no audit was released to the store
    with reading() as session:
        found = by_store(session, indicator_id=setting.csi.id, within=YEAR, by=setting.manager)
        assert [place.code for place in found] == ["N2"]


def test_a_store_manager_without_a_store_sees_nothing(setting: Setting) -> None:
    with writing() as session:
        new_reading(session, setting.csi, JANUARY, 80, n=30, store=setting.one)
        new_reading(session, setting.csi, FEBRUARY, 80, n=300)
        nobody = new_actor(session, Role.STORE_MANAGER)
    assert values(setting, setting.csi, nobody) == []


def test_somebody_of_a_region_sees_its_stores_and_no_value_of_the_whole(setting: Setting) -> None:
    with writing() as session:
        new_reading(session, setting.csi, JANUARY, 80, n=30, store=setting.one)
        new_reading(session, setting.csi, JANUARY, 10, n=30, store=setting.south)
        new_reading(session, setting.csi, FEBRUARY, 85, n=300)
    assert values(setting, setting.csi, setting.regional) == [(JANUARY, 80, 30)]
    with reading() as session:
        found = by_region(session, indicator_id=setting.csi.id, within=YEAR, by=setting.regional)
        assert [place.code for place in found] == ["NORTH"]


def test_the_audit_score_is_the_mean_of_approved_audits_by_month(setting: Setting) -> None:
    with writing() as session:
        new_tally(session, setting.programme, setting.one, date(2026, 1, 1), [60, 80])
        new_tally(session, setting.programme, setting.south, date(2026, 1, 1), [100])
        new_tally(session, setting.programme, setting.one, date(2026, 2, 1), [90], channel_code="phone")
        new_tally(session, setting.programme, setting.two, date(2026, 2, 1), [])
    assert values(setting, setting.visits, setting.lead) == [(JANUARY, 80, 3), (FEBRUARY, 90, 1)]
    assert values(setting, setting.visits, setting.lead, Area(region_id=setting.north.id)) == [
        (JANUARY, 70, 2),
        (FEBRUARY, 90, 1),
    ]


def test_audits_of_a_running_month_are_shown_today(setting: Setting) -> None:
    with writing() as session:
        new_tally(session, setting.programme, setting.one, date(2026, 7, 1), [60])
    assert values(setting, setting.visits, setting.lead) == [(date(2026, 7, 1), 60, 1)]


def test_places_add_up_what_lies_within_the_stretch(setting: Setting) -> None:
    with writing() as session:
        new_reading(session, setting.csi, JANUARY, 80, n=30, store=setting.one)
        new_reading(session, setting.csi, FEBRUARY, 90, n=30, store=setting.one)
        new_reading(session, setting.csi, FEBRUARY, 60, n=60, store=setting.two)
        new_reading(session, setting.csi, FEBRUARY, 70, n=9, store=setting.south)
    with reading() as session:
        regions = by_region(session, indicator_id=setting.csi.id, within=YEAR, by=setting.lead)
        assert [(place.code, place.value, place.n, place.stores) for place in regions] == [
            ("NORTH", 72.5, 120, 2),
            ("SOUTH", None, 9, 1),
        ]
        in_february = Stretch(date(2026, 2, 1), FEBRUARY)
        stores = by_store(
            session, indicator_id=setting.csi.id, within=in_february, area=Area(region_id=setting.north.id), by=setting.lead
        )
        assert [(place.code, place.value, place.n) for place in stores] == [("N1", 90, 30), ("N2", 60, 60)]


def test_audits_are_told_apart_by_channel_and_typed_values_are_not(setting: Setting) -> None:
    with writing() as session:
        new_channel(session, "store")
        new_channel(session, "phone")
        new_tally(session, setting.programme, setting.one, date(2026, 1, 1), [60, 80])
        new_tally(session, setting.programme, setting.one, date(2026, 1, 1), [90], channel_code="phone")
        new_reading(session, setting.csi, JANUARY, 80, n=30, store=setting.one)
    with reading() as session:
        found = by_channel(session, indicator_id=setting.visits.id, within=YEAR, by=setting.lead)
        assert [(place.code, place.value, place.n) for place in found] == [("phone", 90, 1), ("store", 70, 2)]
        assert by_channel(session, indicator_id=setting.csi.id, within=YEAR, by=setting.lead) == []


def test_somebody_of_another_programme_sees_nothing(setting: Setting) -> None:
    with writing() as session:
        new_reading(session, setting.csi, JANUARY, 80, n=30, store=setting.one)
        stranger = new_actor(session, Role.EXECUTIVE, programmes=[new_programme(session).id])
    with pytest.raises(NotAllowed):
        values(setting, setting.csi, stranger)
    with reading() as session:
        assert by_region(session, indicator_id=setting.csi.id, within=YEAR, by=stranger) == []


def test_a_shopper_sees_no_results(setting: Setting) -> None:
    with writing() as session:
        shopper = new_actor(session, Role.MYSTERY_SHOPPER)
    with pytest.raises(NotAllowed):
        values(setting, setting.csi, shopper)
