from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from results.example.actions import remove_example
from results.example.queries import is_example
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.results.example.conftest import Example
from tracker.core import events
from tracker.core.db import reading, writing
from tracker.core.files import erase_file, read_file
from tracker.core.models import Base, Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal
from tracker.people.actions.sign_in import open_session
from tracker.people.models import Identity
from tracker.people.queries import actor_of_session, live_session
from tracker.people.rules import Actor, Role

KEPT = {"person", "identity", "credential", "sign_in_session", "installation", "channel", "event"}


def test_everything_is_gone_but_the_real_accounts(example: Example) -> None:
    with writing() as session:
        new_actor(session, Role.PROGRAMME_LEAD, user_name="real.colleague")
    with writing() as session:
        remove_example(session, by=example.administrator)
    with reading() as session:
        left = {table.name for table in Base.metadata.sorted_tables if session.scalar(select(func.count()).select_from(table))}
        assert left <= KEPT
        assert set(session.scalars(select(Identity.user_name))) == {"chief", "real.colleague"}
        assert not is_example(session)


def test_who_removes_it_stays_signed_in(example: Example) -> None:
    with writing() as session:
        token = open_session(session, person_id=example.administrator.person_id).token
    with writing() as session:
        remove_example(session, by=example.administrator)
    with reading() as session:
        session_id = live_session(session, token=token)
        assert session_id is not None
        found = actor_of_session(session, session_id=session_id)
    assert found is not None
    assert found[0].person_id == example.administrator.person_id


def test_the_log_begins_anew_and_says_what_was_before(example: Example) -> None:
    with reading() as session:
        before = events.verify(session)
    with writing() as session:
        remove_example(session, by=example.administrator)
    with reading() as session:
        first = session.scalars(select(Event).order_by(Event.position)).first()
        assert first is not None
        assert (first.position, first.verb, first.by) == (1, "example.removed", example.administrator.person_id)
        assert first.change == {"entries_before": before.entries, "head_before": before.head}
        assert events.verify(session).broken_at is None


def test_the_new_tables_still_refuse_to_change_history(example: Example) -> None:
    with writing() as session:
        remove_example(session, by=example.administrator)
    with pytest.raises(Exception, match="append-only"), writing() as session:
        session.execute(Event.__table__.delete())  # type: ignore[attr-defined]


def test_its_pictures_can_be_erased(example: Example) -> None:
    with writing() as session:
        pictures = remove_example(session, by=example.administrator)
    assert read_file(pictures[0])
    for name in pictures:
        erase_file(name)
    with pytest.raises(NotFound):
        read_file(pictures[0])


def test_a_removal_that_fails_leaves_all_as_it_was(example: Example) -> None:
    def remove_and_fail() -> None:
        with writing() as session:
            remove_example(session, by=example.administrator)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="power"):
        remove_and_fail()
    with reading() as session:
        assert is_example(session)
        assert session.scalar(select(func.count()).select_from(Identity)) == 31
        assert events.verify(session).broken_at is None


def test_real_data_is_never_removed(database: Database, actor_of: Callable[..., Actor]) -> None:
    administrator = actor_of(Role.ADMINISTRATOR)
    with pytest.raises(Refusal) as refused, writing() as session:
        remove_example(session, by=administrator)
    assert refused.value.key == "example.not_filled"


def test_only_an_administrator_removes_it(example: Example) -> None:
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD)
    with pytest.raises(NotAllowed), writing() as session:
        remove_example(session, by=lead)


def test_erasing_takes_no_other_file(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("stays")
    erase_file(str(other))
    erase_file("../other")
    assert other.exists()
