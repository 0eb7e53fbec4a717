"""Publishing and reading rubrics, on both databases."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from audits.rubrics.actions.publishing import publish, publish_template
from audits.rubrics.forms import load_template, read_template
from audits.rubrics.models import RubricVersion
from audits.rubrics.queries import published_rubrics, rubric_version
from tests.factories.rubrics import SMALL, small_rubric
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound
from tracker.people.rules import Actor, Role

ActorOf = Callable[..., Actor]


def test_a_template_is_published_as_version_1_and_read_back_whole(actor_of: ActorOf) -> None:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        version_id = publish_template(session, code="store_visit", by=lead).id
    with reading() as session:
        version = rubric_version(session, version_id=version_id, by=lead)
        stored_hash = session.get_one(RubricVersion, version_id).snapshot_hash
        event = session.scalars(select(Event).where(Event.verb == "rubric.published")).one()
        recorded = (event.by, event.subject_id, event.change["number"])
    assert version.number == 1
    assert version.rubric == load_template("store_visit")
    assert stored_hash == version.rubric.snapshot_hash() == version.snapshot_hash
    assert recorded == (lead.person_id, version_id, [None, 1])


def test_publishing_the_same_text_again_gives_the_same_version_and_no_event(actor_of: ActorOf) -> None:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        first = publish_template(session, code="store_visit", by=lead).id
    with writing() as session:
        assert publish_template(session, code="store_visit", by=lead).id == first
    with reading() as session:
        assert len(session.scalars(select(Event).where(Event.verb == "rubric.published")).all()) == 1


def test_another_text_is_the_next_version_and_the_newest_is_listed(actor_of: ActorOf) -> None:
    lead = actor_of(Role.ADMINISTRATOR)
    with writing() as session:
        first = publish(session, rubric=small_rubric(), by=lead).id
        second = publish(session, rubric=read_template(SMALL.replace("highest: 60", "highest: 61"), "x"), by=lead)
        assert second.number == 2
        again = publish(session, rubric=small_rubric(), by=lead)
        assert again.id == first
    with reading() as session:
        assert [(row.code, row.number) for row in published_rubrics(session, by=lead)] == [("small", 2)]
        assert rubric_version(session, version_id=first, by=lead).number == 1


@pytest.mark.parametrize("change", [update(RubricVersion).values(number=9), delete(RubricVersion)])
def test_the_database_itself_refuses_to_change_a_version(actor_of: ActorOf, change: object) -> None:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with writing() as session:
        publish(session, rubric=small_rubric(), by=lead)
    with pytest.raises(DatabaseError, match="append-only"), writing() as session:
        session.execute(change)  # type: ignore[call-overload]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MYSTERY_SHOPPER, Role.STORE_MANAGER, Role.EXECUTIVE, Role.SUPERVISOR])
def test_only_a_lead_publishes(actor_of: ActorOf, role: Role) -> None:
    actor = actor_of(role)
    with pytest.raises(NotAllowed), writing() as session:
        publish_template(session, code="store_visit", by=actor)


def test_a_store_does_not_see_what_a_visit_looks_at(actor_of: ActorOf) -> None:
    lead, manager = actor_of(Role.PROGRAMME_LEAD), actor_of(Role.STORE_MANAGER)
    with writing() as session:
        version_id = publish(session, rubric=small_rubric(), by=lead).id
    with reading() as session:
        with pytest.raises(NotAllowed):
            published_rubrics(session, by=manager)
        with pytest.raises(NotAllowed):
            rubric_version(session, version_id=version_id, by=manager)


def test_a_version_that_does_not_exist_is_not_found(actor_of: ActorOf) -> None:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with reading() as session, pytest.raises(NotFound):
        rubric_version(session, version_id=new_id(), by=lead)
