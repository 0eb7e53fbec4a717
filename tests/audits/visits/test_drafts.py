from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from audits.visits.actions.drafts import open_draft, store_answer, store_photo, take_lease, withdraw_photo
from audits.visits.actions.given import live_evidence
from audits.visits.models import Answer, Assignment, AuditState, Draft, Evidence
from audits.visits.queries import my_visits, visit_in_hand
from tests.factories.audits import FULL, LEASE, Visit, answer_all, answers_of, new_draft, new_submission, new_visit, state_of
from tests.factories.people import new_actor
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.rules import Role

Give = Callable[..., Any]
CLAIMED = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


@pytest.fixture
def draft_id(visit: Visit) -> UUID:
    with writing() as session:
        return new_draft(session, visit)


def give(visit: Visit, draft_id: UUID, item: str, value: Any, lease: str = LEASE) -> None:
    with writing() as session:
        store_answer(session, draft_id=draft_id, item_code=item, value=value, lease=lease, by=visit.shopper)


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


def add_photo(visit: Visit, draft_id: UUID, item: str, data: bytes) -> str:
    with writing() as session:
        return store_photo(session, draft_id=draft_id, item_code=item, data=data, lease=LEASE, by=visit.shopper)


def history(draft_id: UUID, item: str) -> list[Any]:
    with reading() as session:
        return list(
            session.scalars(select(Answer.value).where(Answer.draft_id == draft_id, Answer.item_code == item).order_by(Answer.id))
        )


def test_opening_twice_gives_the_same_draft_and_one_event(visit: Visit) -> None:
    with writing() as session:
        first = open_draft(session, assignment_id=visit.assignment_id, by=visit.shopper)
    with writing() as session:
        assert open_draft(session, assignment_id=visit.assignment_id, by=visit.shopper) == first
        assert len(session.scalars(select(Event).where(Event.verb == "visit.opened")).all()) == 1
        assert state_of(session, visit) == "in_progress"


def test_nobody_opens_or_sees_the_visit_of_another(visit: Visit) -> None:
    with writing() as session:
        other = new_actor(session, Role.MYSTERY_SHOPPER)
    for key in (visit.assignment_id, new_id()):
        with pytest.raises(NotFound), writing() as session:
            open_draft(session, assignment_id=key, by=other)
        with pytest.raises(NotFound), reading() as session:
            visit_in_hand(session, assignment_id=key, lease=LEASE, by=other)
    with pytest.raises(NotAllowed), writing() as session:
        open_draft(session, assignment_id=visit.assignment_id, by=visit.lead)
    with reading() as session:
        assert my_visits(session, by=other) == []


def test_nobody_answers_in_the_draft_of_another(visit: Visit, draft_id: UUID) -> None:
    with writing() as session:
        other = new_actor(session, Role.MYSTERY_SHOPPER)
    with pytest.raises(NotFound), writing() as session:
        store_answer(session, draft_id=draft_id, item_code="smile", value="yes", lease=LEASE, by=other)
    with pytest.raises(NotFound), writing() as session:
        take_lease(session, draft_id=draft_id, token="theirs", by=other, force=True)


@pytest.mark.parametrize(("item", "value"), [*FULL.items(), ("greeted.note", "nobody was there")])
def test_every_kind_of_answer_reads_back_as_given(visit: Visit, draft_id: UUID, item: str, value: Any) -> None:
    give(visit, draft_id, item, value)
    with reading() as session:
        assert answers_of(session, visit)[item] == value


def test_the_same_answer_again_adds_nothing_and_another_keeps_the_history(visit: Visit, draft_id: UUID) -> None:
    for value in ("yes", "yes", "no", "no", None, None, "yes"):
        give(visit, draft_id, "smile", value)
    assert history(draft_id, "smile") == ["yes", "no", None, "yes"]


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("smile", "maybe"),
        ("smile", 1),
        ("smile", ["yes"]),
        ("seconds", "12"),
        ("seconds", 601),
        ("seconds", -1),
        ("seconds", float("nan")),
        ("seconds", True),
        ("seen", ["price", "parrot"]),
        ("seen", "price"),
        ("remarks", "x" * 2001),
        ("remarks", 5),
        ("front", "a photo"),
        ("no_such_item", "yes"),
        ("smile.note.note", "x"),
        ("", "yes"),
    ],
)
def test_what_is_no_answer_to_the_item_is_refused_and_not_stored(visit: Visit, draft_id: UUID, item: str, value: Any) -> None:
    with pytest.raises(Refusal):
        give(visit, draft_id, item, value)
    assert history(draft_id, item) == []


def test_a_text_may_hold_anything_a_keyboard_can_send(visit: Visit, draft_id: UUID) -> None:
    give(visit, draft_id, "remarks", "很好 🙂 ‮ <b>&amp;</b> \x00 \ud800 '; DROP TABLE answer; --")
    [stored] = history(draft_id, "remarks")
    assert stored.startswith("很好 🙂")
    assert "\x00" not in stored


def test_only_the_holder_of_the_lease_saves(visit: Visit, draft_id: UUID) -> None:
    give(visit, draft_id, "smile", "yes")
    for stranger in ("second-tab", ""):
        with pytest.raises(Stale):
            give(visit, draft_id, "smile", "no", lease=stranger)
    assert history(draft_id, "smile") == ["yes"]


def lease(visit: Visit, draft_id: UUID, token: str, **how: Any) -> bool:
    with writing() as session:
        return take_lease(session, draft_id=draft_id, token=token, by=visit.shopper, **how)


def test_a_second_tab_takes_over_only_when_told_and_both_histories_stay(visit: Visit, draft_id: UUID) -> None:
    give(visit, draft_id, "smile", "yes")
    assert not lease(visit, draft_id, "second-tab")
    assert lease(visit, draft_id, "second-tab", force=True)
    give(visit, draft_id, "smile", "no", lease="second-tab")
    with pytest.raises(Stale):
        give(visit, draft_id, "smile", "yes")
    assert history(draft_id, "smile") == ["yes", "no"]
    with reading() as session:
        assert session.scalars(select(Event).where(Event.verb == "visit.taken_over")).one().subject_id == draft_id


def test_the_holder_changes_its_token_and_a_copy_of_the_old_address_is_out(visit: Visit, draft_id: UUID) -> None:
    assert lease(visit, draft_id, "new", give_up=LEASE)
    assert not lease(visit, draft_id, "copy", give_up=LEASE)
    give(visit, draft_id, "smile", "yes", lease="new")
    with pytest.raises(Stale):
        give(visit, draft_id, "smile", "no", lease=LEASE)


def test_the_token_itself_is_nowhere_stored(visit: Visit, draft_id: UUID) -> None:
    with reading() as session:
        stored = session.get_one(Draft, draft_id).lease_hash
    assert stored
    assert LEASE not in stored


def test_nothing_is_answered_after_submission(visit: Visit) -> None:
    with writing() as session:
        new_submission(session, visit)
        draft_id = open_draft(session, assignment_id=visit.assignment_id, by=visit.shopper)
    with pytest.raises(Refusal, match="already_submitted"):
        give(visit, draft_id, "smile", "no")
    with pytest.raises(Refusal, match="already_submitted"), writing() as session:
        withdraw_photo(session, draft_id=draft_id, item_code="front", file_hash="0" * 64, lease=LEASE, by=visit.shopper)
    with pytest.raises(Refusal, match="already_submitted"):
        lease(visit, draft_id, "late", force=True)


def test_a_returned_audit_opens_its_next_attempt_with_the_last_answers(visit: Visit, draft_id: UUID) -> None:
    photo = add_photo(visit, draft_id, "front", picture("red"))
    gone = add_photo(visit, draft_id, "front", picture("blue"))
    with writing() as session:
        withdraw_photo(session, draft_id=draft_id, item_code="front", file_hash=gone, lease=LEASE, by=visit.shopper)
        answer_all(session, visit, draft_id)
        store_answer(session, draft_id=draft_id, item_code="remarks", value=None, lease=LEASE, by=visit.shopper)
        session.get_one(Assignment, visit.assignment_id).state = AuditState.RETURNED
    with writing() as session:
        second = open_draft(session, assignment_id=visit.assignment_id, by=visit.shopper)
    with reading() as session:
        seen = visit_in_hand(session, assignment_id=visit.assignment_id, lease=LEASE, by=visit.shopper)
        assert seen is not None
        assert (seen.draft_id, seen.attempt, seen.holds) == (second, 2, False)
        assert seen.answers == {code: value for code, value in FULL.items() if code != "remarks"}
        assert seen.evidence == {"front": [photo]}
    assert second != draft_id
    assert history(draft_id, "smile") == ["yes"]


def test_a_photo_counts_once_until_it_is_withdrawn(visit: Visit, draft_id: UUID) -> None:
    first = add_photo(visit, draft_id, "clean", picture("red"))
    assert add_photo(visit, draft_id, "clean", picture("red")) == first
    second = add_photo(visit, draft_id, "clean", picture("blue"))
    with writing() as session:
        withdraw_photo(session, draft_id=draft_id, item_code="clean", file_hash=first, lease=LEASE, by=visit.shopper)
        withdraw_photo(session, draft_id=draft_id, item_code="clean", file_hash=first, lease=LEASE, by=visit.shopper)
    with reading() as session:
        seen = visit_in_hand(session, assignment_id=visit.assignment_id, lease=LEASE, by=visit.shopper)
        assert seen is not None
        assert seen.evidence["clean"] == [second]
        assert len(session.scalars(select(Evidence).where(Evidence.draft_id == draft_id)).all()) == 3
    assert add_photo(visit, draft_id, "clean", picture("red")) == first


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\xff\xd8\xff\xe0 cut", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused(visit: Visit, draft_id: UUID, data: bytes) -> None:
    with pytest.raises(Refusal):
        add_photo(visit, draft_id, "clean", data)


def test_a_photo_needs_an_item_and_the_lease_and_there_are_ten_at_most(visit: Visit, draft_id: UUID) -> None:
    with pytest.raises(Refusal, match="unknown_item"):
        add_photo(visit, draft_id, "no_such_item", picture("red"))
    with pytest.raises(Stale), writing() as session:
        store_photo(session, draft_id=draft_id, item_code="clean", data=picture("red"), lease="second-tab", by=visit.shopper)
    for number in range(10):
        add_photo(visit, draft_id, "clean", picture(f"#0000{25 * number:02x}"))
    with pytest.raises(Refusal, match="too_many_photos"):
        add_photo(visit, draft_id, "clean", picture("red"))


def test_answers_and_evidence_cannot_be_edited_or_deleted_in_the_database(visit: Visit, draft_id: UUID) -> None:
    give(visit, draft_id, "smile", "yes")
    with reading() as session:
        key = session.scalars(select(Answer.id)).one()
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.get_one(Answer, key).value = "no"
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.delete(session.get_one(Answer, key))


def test_my_visits_show_what_is_to_do_first_with_its_progress(visit: Visit, draft_id: UUID) -> None:
    give(visit, draft_id, "greeted", "yes")
    with writing() as session:
        done = new_visit(session, shopper=visit.shopper)
        receipt = new_submission(session, done)
        new_visit(session)
    with reading() as session:
        cards = my_visits(session, by=visit.shopper)
    assert [card.assignment_id for card in cards] == [visit.assignment_id, done.assignment_id]
    assert (cards[0].answered, cards[0].items, cards[0].receipt) == (1, 7, None)
    assert (cards[1].state, cards[1].receipt) == (AuditState.SUBMITTED, receipt.code)


def test_items_below_a_condition_come_and_go(visit: Visit, draft_id: UUID) -> None:
    shown = []
    for value in (None, "yes", "no"):
        give(visit, draft_id, "greeted", value)
        with reading() as session:
            seen = visit_in_hand(session, assignment_id=visit.assignment_id, lease=LEASE, by=visit.shopper)
            assert seen is not None
            shown.append("seconds" in seen.shown)
    assert shown == [False, True, False]


def counted(visit: Visit, draft_id: UUID, value: Any, sequence: int, device: str = "phone-1") -> None:
    with writing() as session:
        store_answer(
            session,
            draft_id=draft_id,
            item_code="smile",
            value=value,
            lease=LEASE,
            by=visit.shopper,
            claimed_at=CLAIMED,
            device=device,
            sequence=sequence,
        )


def test_an_answer_that_a_phone_sends_again_or_late_is_acknowledged_and_does_not_count(visit: Visit, draft_id: UUID) -> None:
    for value, sequence in (("yes", 1), ("yes", 1), ("no", 4), ("na", 3), ("yes", 2)):
        counted(visit, draft_id, value, sequence)
    assert history(draft_id, "smile") == ["yes", "no"]
    with reading() as session:
        given = session.execute(select(Answer.claimed_at, Answer.device, Answer.sequence).order_by(Answer.id.desc())).first()
    assert given == (CLAIMED, "phone-1", 4)


def test_what_repeats_the_last_answer_still_moves_the_count(visit: Visit, draft_id: UUID) -> None:
    """Else the answer in between, delayed on its way, would come out as the newest."""
    counted(visit, draft_id, "yes", 1)
    counted(visit, draft_id, "yes", 3)
    counted(visit, draft_id, "no", 2)
    assert history(draft_id, "smile")[-1] == "yes"


def test_each_device_counts_for_itself(visit: Visit, draft_id: UUID) -> None:
    counted(visit, draft_id, "yes", 7)
    counted(visit, draft_id, "no", 1, device="phone-2")
    give(visit, draft_id, "smile", "na")
    assert history(draft_id, "smile") == ["yes", "no", "na"]


def test_a_picture_that_was_withdrawn_does_not_come_back_late(visit: Visit, draft_id: UUID) -> None:
    def add(sequence: int) -> str:
        with writing() as session:
            given = {"draft_id": draft_id, "item_code": "front", "lease": LEASE, "by": visit.shopper}
            return store_photo(session, data=picture("red"), device="phone-1", sequence=sequence, **given)

    def withdraw(file_hash: str, sequence: int) -> None:
        with writing() as session:
            given = {"draft_id": draft_id, "item_code": "front", "lease": LEASE, "by": visit.shopper}
            withdraw_photo(session, file_hash=file_hash, device="phone-1", sequence=sequence, **given)

    def live() -> list[str]:
        with reading() as session:
            return live_evidence(session, draft_id).get("front", [])

    stored = add(1)
    assert add(1) == stored
    withdraw(stored, 2)
    assert add(1) == stored
    assert live() == []
    add(3)
    withdraw(stored, 2)
    assert live() == [stored]
