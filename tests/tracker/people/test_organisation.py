"""Regions, stores, teams and channels: who may change what, and that nothing changes without a record."""

import pytest
from sqlalchemy import select

from tests.factories.people import new_actor, new_region, new_store, new_team
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, Refusal, Stale
from tracker.core.words import Label
from tracker.people.actions import organisation
from tracker.people.models import Channel, MarketPotential, Region
from tracker.people.queries.organisation import channels, regions, store_count, stores, teams
from tracker.people.rules import Actor, Role

HIGH = MarketPotential.HIGH
NORTH = Label("North", "北区")


@pytest.fixture
def lead(actor_of) -> Actor:
    return actor_of(Role.PROGRAMME_LEAD)


def added_region(by: Actor, code: str = "N", name: Label = NORTH):
    with writing() as session:
        return organisation.add_region(session, code=code, name=name, market_potential=HIGH, by=by)


def test_a_region_is_stored_with_its_potential_and_its_record(lead):
    key = added_region(lead)
    with reading() as session:
        (found,) = regions(session, by=lead)
        event = session.scalars(select(Event).where(Event.subject_id == key)).one()
        told = event.change["name"]
        assert (event.verb, event.by, told) == ("region.added", lead.person_id, {"en": "North", "zh_CN": "北区"})
    assert (found.code, found.name, found.market_potential, found.active) == ("N", NORTH, HIGH, True)


@pytest.mark.parametrize("code", ["", " ", "a b", "=SUM(1)", "-1", "x" * 41, "区"])
def test_a_code_that_no_sheet_could_hold_safely_is_refused(lead, code):
    with pytest.raises(Refusal) as refused:
        added_region(lead, code=code)
    assert refused.value.field == "code"


def test_a_code_is_used_once(lead):
    added_region(lead)
    with pytest.raises(Refusal, match="code_taken"):
        added_region(lead)


def test_a_name_in_one_language_is_enough_and_none_is_not(lead):
    added_region(lead, "A", Label("", "东区"))
    with pytest.raises(Refusal, match="name_missing"):
        added_region(lead, "B", Label("  ", ""))


def test_the_second_editor_is_told(lead):
    key = added_region(lead)
    with writing() as session:
        organisation.change_region(
            session, region_id=key, seen=1, name=Label("Far north", "北区"), market_potential=HIGH, active=True, by=lead
        )
    with pytest.raises(Stale), writing() as session:
        organisation.change_region(session, region_id=key, seen=1, name=NORTH, market_potential=HIGH, active=False, by=lead)


def test_what_changes_nothing_leaves_no_record(lead):
    key = added_region(lead)
    with writing() as session:
        organisation.change_region(session, region_id=key, seen=1, name=NORTH, market_potential=HIGH, active=True, by=lead)
    with reading() as session:
        assert session.scalars(select(Event.verb)).all() == ["region.added"]


def test_a_region_is_not_closed_over_active_stores_nor_a_store_over_active_teams(lead):
    with writing() as session:
        store = new_store(session, "S1")
        team, region_id = new_team(session, "T1", store=store), store.region_id
        store_id, team_id, name = store.id, team.id, store.name

    def close_region():
        with writing() as session:
            organisation.change_region(
                session, region_id=region_id, seen=1, name=name, market_potential=HIGH, active=False, by=lead
            )

    def close_store():
        with writing() as session:
            organisation.change_store(session, store_id=store_id, seen=1, name=name, region_id=region_id, active=False, by=lead)

    with pytest.raises(Refusal, match="region_has_stores"):
        close_region()
    with pytest.raises(Refusal, match="store_has_teams"):
        close_store()
    with writing() as session:
        organisation.change_team(session, team_id=team_id, seen=1, name=name, store_id=store_id, active=False, by=lead)
    close_store()
    close_region()
    with reading() as session:
        assert [row.active for row in regions(session, by=lead)] == [False]


def test_a_lead_of_one_region_sees_and_changes_that_region_only(database):
    with writing() as session:
        own, other = new_region(session, "OWN"), new_region(session, "OTHER")
        store, foreign = new_store(session, "S1", region=own), new_store(session, "S2", region=other)
        new_team(session, "T1", store=store), new_team(session, "T2", store=foreign)
        lead = new_actor(session, Role.PROGRAMME_LEAD, regions=[own.id])
    with reading() as session:
        assert [row.code for row in regions(session, by=lead)] == ["OWN"]
        assert [row.code for row in stores(session, by=lead)] == ["S1"]
        assert [row.code for row in teams(session, by=lead)] == ["T1"]
        assert store_count(session, by=lead) == 1
    with writing() as session:
        organisation.add_store(session, code="S3", name=NORTH, region_id=own.id, by=lead)
    with pytest.raises(NotAllowed), writing() as session:
        organisation.add_store(session, code="S4", name=NORTH, region_id=other.id, by=lead)
    with pytest.raises(NotAllowed), writing() as session:
        organisation.change_store(session, store_id=store.id, seen=1, name=NORTH, region_id=other.id, active=True, by=lead)
    with pytest.raises(NotAllowed), writing() as session:
        organisation.change_store(session, store_id=foreign.id, seen=1, name=NORTH, region_id=own.id, active=True, by=lead)
    with pytest.raises(NotAllowed), writing() as session:
        organisation.add_team(session, code="T3", name=NORTH, store_id=foreign.id, by=lead)
    with pytest.raises(NotAllowed):
        added_region(lead)


def test_a_store_is_found_by_part_of_its_code_or_either_name_and_a_wildcard_is_a_letter(lead):
    with writing() as session:
        region = new_region(session)
        for code, name in (("A1", Label("River gate", "江门店")), ("B1", Label("Hill 100%", "山店"))):
            organisation.add_store(session, code=code, name=name, region_id=region.id, by=lead)
    with reading() as session:
        found = {text: [row.code for row in stores(session, by=lead, text=text)] for text in ("a1", "RIVER", "江", "%", "_", "z")}
    assert found == {"a1": ["A1"], "RIVER": ["A1"], "江": ["A1"], "%": ["B1"], "_": [], "z": []}


@pytest.mark.parametrize("role", [Role.MYSTERY_SHOPPER, Role.STORE_MANAGER])
def test_shoppers_and_store_managers_do_not_see_the_organisation(actor_of, role):
    with pytest.raises(NotAllowed), reading() as session:
        stores(session, by=actor_of(role))


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EXECUTIVE, Role.SUPERVISOR, Role.STORE_MANAGER, Role.MYSTERY_SHOPPER])
def test_who_does_not_manage_the_organisation_changes_nothing(actor_of, role):
    with pytest.raises(NotAllowed):
        added_region(actor_of(role))
    with reading() as session:
        assert session.scalars(select(Region)).all() == []


def test_the_shipped_channels_come_once_and_keep_what_was_changed(lead):
    with writing() as session:
        organisation.ship_channels(session, by=None)
    with reading() as session:
        first = channels(session, by=lead)
    phone = next(row for row in first if row.code == "phone")
    with writing() as session:
        organisation.change_channel(session, channel_id=phone.id, seen=1, name=Label("Hotline", "热线"), active=False, by=lead)
        organisation.ship_channels(session, by=None)
    with reading() as session:
        again = channels(session, by=lead)
        assert len(session.scalars(select(Channel)).all()) == 4
    assert [row.code for row in first] == ["chat", "phone", "social", "store"]
    assert [(row.name.en, row.active) for row in again if row.code == "phone"] == [("Hotline", False)]


def test_a_store_keeps_its_facts_until_they_are_given_again(lead):
    region_id = added_region(lead)
    facts = {"latitude": 31.23, "longitude": 121.47, "opens_at": "9:00", "closes_at": "22:00", "time_zone": "Asia/Shanghai"}
    with writing() as session:
        key = organisation.add_store(session, code="S1", name=NORTH, region_id=region_id, by=lead, facts=facts)
    given = {"store_id": key, "name": Label("South", "南店"), "region_id": region_id, "active": True, "by": lead}
    with writing() as session:
        organisation.change_store(session, seen=1, **given)
    with reading() as session:
        (kept,) = stores(session, by=lead)
    assert (kept.latitude, kept.opens_at, kept.time_zone) == (31.23, "09:00", "Asia/Shanghai")
    with writing() as session:
        organisation.change_store(session, seen=2, facts={"opens_at": "10:00", "closes_at": "22:00"}, **given)
    with reading() as session:
        (left,) = stores(session, by=lead)
    assert (left.latitude, left.opens_at, left.time_zone) == (None, "10:00", None)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"latitude": 1.0}, "one_coordinate"),
        ({"opens_at": "09:00"}, "one_hour"),
        ({"opens_at": "25:00", "closes_at": "26:00"}, "not_a_time"),
        ({"latitude": 91.0, "longitude": 0.0}, "field_wrong"),
        ({"time_zone": "Mars/Base"}, "field_wrong"),
    ],
)
def test_facts_that_cannot_be_are_refused(lead, facts, key):
    region_id = added_region(lead)
    with pytest.raises(Refusal, match=key), writing() as session:
        organisation.add_store(session, code="S1", name=NORTH, region_id=region_id, by=lead, facts=facts)
