"""Drafts: stored at each change, never over somebody else's, published when nothing is wrong, and all of it in the log."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from audits.rubrics.actions.drafts import begin_draft, discard_draft, publish_draft, save_draft
from audits.rubrics.actions.publishing import publish
from audits.rubrics.forms import editing as edits
from audits.rubrics.models import DraftState, Rubric, RubricDraft, RubricVersion
from audits.rubrics.queries import DraftInHand, draft_version, open_drafts, rubric_draft, versions_of
from tests.conftest import Database
from tests.factories.rubrics import small_rubric
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.rules import Actor, Role

RUBRIC = small_rubric()
MakeActor = Callable[..., Actor]


@pytest.fixture
def lead(database: Database, actor_of: MakeActor) -> Actor:
    return actor_of(Role.PROGRAMME_LEAD)


@pytest.fixture
def draft(lead: Actor) -> DraftInHand:
    """Begun from version 1 of the small rubric."""
    with writing() as session:
        version = publish(session, rubric=RUBRIC, by=lead)
        begun = begin_draft(session, document=RUBRIC.snapshot(), based_on=version.id, by=lead).id
    return look(begun, lead)


def look(draft_id: UUID, lead: Actor) -> DraftInHand:
    with reading() as session:
        return rubric_draft(session, draft_id=draft_id, by=lead)


def save(draft: DraftInHand, lead: Actor, document: edits.Document) -> DraftInHand:
    with writing() as session:
        save_draft(session, draft_id=draft.id, seen=draft.version, document=document, by=lead)
    return look(draft.id, lead)


def last_event() -> tuple[str, UUID | None, dict[str, Any]]:
    with reading() as session:
        found = session.scalars(select(Event).order_by(Event.position.desc())).first()
        assert found is not None
        return found.verb, found.by, found.change


def test_a_change_is_stored_and_the_log_keeps_only_that_change(draft: DraftInHand, lead: Actor) -> None:
    saved = save(draft, lead, edits.set_item(draft.document, "clean", "weight", 4))
    assert saved.version == draft.version + 1
    assert last_event() == ("rubric.draft_changed", lead.person_id, {"item clean.weight": ["1", 4]})


def test_saving_what_is_stored_already_is_no_change(draft: DraftInHand, lead: Actor) -> None:
    assert save(draft, lead, draft.document).version == draft.version
    assert last_event()[0] == "rubric.draft_begun"


def test_a_draft_may_be_unfinished_and_holds_what_both_databases_take(draft: DraftInHand, lead: Actor) -> None:
    label = {"en": "With\x00 a NUL and \ud800 half a letter", "zh_CN": ""}
    saved = save(draft, lead, edits.set_item(draft.document, "clean", "label", label))
    stored = edits.item_of(saved.document, "clean")
    assert stored
    assert stored["label"] == {"en": "With a NUL and  half a letter", "zh_CN": ""}


def test_who_saves_after_somebody_else_is_refused_and_overwrites_nothing(draft: DraftInHand, lead: Actor) -> None:
    save(draft, lead, edits.set_item(draft.document, "clean", "weight", 4))
    with pytest.raises(Stale):
        save(draft, lead, edits.set_item(draft.document, "clean", "weight", 5))
    stored = edits.item_of(look(draft.id, lead).document, "clean")
    assert stored
    assert stored["weight"] == 4


def test_publishing_makes_the_next_version_and_closes_the_draft(draft: DraftInHand, lead: Actor) -> None:
    name = {"en": "Small and new", "zh_CN": "全新小型"}
    saved = save(draft, lead, edits.set_rubric(edits.set_item(draft.document, "clean", "weight", 4), "name", name))
    with writing() as session:
        version = publish_draft(session, draft_id=draft.id, seen=saved.version, by=lead)
        assert version.number == 2
        assert version.snapshot["sections"][0]["items"][0]["weight"] == "4"
    with reading() as session:
        stored = session.get_one(RubricDraft, draft.id)
        assert (stored.state, stored.published_as) == (DraftState.PUBLISHED, version.id)
        assert [one.number for one in versions_of(session, code="small", by=lead)] == [2, 1]
        assert open_drafts(session, by=lead) == []
        assert draft_version(session, draft_id=draft.id) is None
        assert session.scalars(select(Rubric.name)).one().en == "Small and new"
    assert last_event()[0] == "rubric.draft_published"


def test_an_error_of_the_linter_refuses_publication(draft: DraftInHand, lead: Actor) -> None:
    saved = save(draft, lead, edits.remove_item(draft.document, "clean"))
    with pytest.raises(Refusal) as refused, writing() as session:
        publish_draft(session, draft_id=draft.id, seen=saved.version, by=lead)
    assert refused.value.key == "rubrics.draft_has_errors"
    unfinished = save(saved, lead, edits.set_item(draft.document, "clean", "label", edits.no_label()))
    with pytest.raises(Refusal) as refused, writing() as session:
        publish_draft(session, draft_id=draft.id, seen=unfinished.version, by=lead)
    assert refused.value.key == "rubrics.draft_has_errors"
    with reading() as session:
        assert len(session.scalars(select(RubricVersion)).all()) == 1


def test_a_rubric_has_one_draft_at_a_time(draft: DraftInHand, lead: Actor) -> None:
    with pytest.raises(Refusal) as refused, writing() as session:
        begin_draft(session, document=RUBRIC.snapshot(), based_on=None, by=lead)
    assert refused.value.key == "rubrics.draft_exists"
    with writing() as session:
        discard_draft(session, draft_id=draft.id, seen=draft.version, by=lead)
    with writing() as session:
        begin_draft(session, document=RUBRIC.snapshot(), based_on=None, by=lead)


def test_nobody_goes_on_with_a_discarded_draft(draft: DraftInHand, lead: Actor) -> None:
    with writing() as session:
        discard_draft(session, draft_id=draft.id, seen=draft.version, by=lead)
    assert last_event()[0] == "rubric.draft_discarded"
    with pytest.raises(NotFound):
        look(draft.id, lead)
    with pytest.raises(Refusal) as refused, writing() as session:
        save_draft(session, draft_id=draft.id, seen=draft.version + 1, document=draft.document, by=lead)
    assert refused.value.key == "rubrics.draft_closed"


def test_the_list_says_which_version_a_draft_was_begun_from(draft: DraftInHand, lead: Actor) -> None:
    with reading() as session:
        [row] = open_drafts(session, by=lead)
    assert (row.code, row.name.en, row.based_on) == ("small", "Small", 1)


def test_a_version_that_is_not_there_begins_no_draft(database: Database, lead: Actor) -> None:
    with pytest.raises(NotFound), writing() as session:
        begin_draft(session, document=RUBRIC.snapshot(), based_on=new_id(), by=lead)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MYSTERY_SHOPPER, Role.EXECUTIVE])
def test_only_who_may_publish_sees_and_edits_drafts(role: Role, draft: DraftInHand, actor_of: MakeActor) -> None:
    other = actor_of(role)
    with pytest.raises(NotAllowed):
        look(draft.id, other)
    with pytest.raises(NotAllowed):
        save(draft, other, draft.document)
