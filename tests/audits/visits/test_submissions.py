from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from audits.visits.actions.drafts import open_draft, store_answer, take_lease
from audits.visits.actions.submissions import AlreadySubmitted, Incomplete, Receipt, submit, submit_payload
from audits.visits.forms import SubmissionPayload
from audits.visits.models import Answer, Assignment, AuditState, Submission
from audits.visits.queries import visit_in_hand
from tests.audits.visits.test_drafts import add_photo, picture
from tests.factories.audits import FULL, LEASE, Visit, answer_all, answers_of, new_draft, new_submission, new_visit, state_of
from tests.factories.people import new_actor
from tracker.core import events
from tracker.core.db import doors, reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotFound, Refusal, Stale
from tracker.people.rules import Role

THREADS = 32


@pytest.fixture
def draft_id(visit: Visit) -> UUID:
    with writing() as session:
        return new_draft(session, visit)


def put(visit: Visit, draft_id: UUID, answers: dict[str, Any] | None = None, **more: Any) -> Receipt:
    payload = SubmissionPayload(answers=FULL if answers is None else answers, **more)
    with writing() as session:
        return submit_payload(session, submission_id=draft_id, payload=payload, by=visit.shopper)


def fill_and_submit(visit: Visit, draft_id: UUID, answers: dict[str, Any] | None = None) -> Receipt:
    with writing() as session:
        answer_all(session, visit, draft_id, answers)
    with writing() as session:
        return submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=visit.shopper)


def count(kind: type[Any]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def test_submitting_twice_gives_one_submission_one_event_and_the_same_receipt(visit: Visit, draft_id: UUID) -> None:
    first = fill_and_submit(visit, draft_id)
    with writing() as session:
        again = submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=visit.shopper)
    assert (first.is_new, again.is_new) == (True, False)
    assert (first.code, first.received_at) == (again.code, again.received_at)
    assert count(Submission) == 1
    with reading() as session:
        event = session.scalars(select(Event).where(Event.verb == "visit.submitted")).one()
        assert event.change["payload"] == first.payload_hash
        assert first.payload_hash.upper().startswith(first.code.replace("-", ""))
        assert state_of(session, visit) == "submitted"
        assert events.verify(session).broken_at is None
        seen = visit_in_hand(session, assignment_id=visit.assignment_id, lease=LEASE, by=visit.shopper)
        assert seen is not None
        assert seen.receipt == first.code


def test_what_is_missing_is_named_and_nothing_is_submitted(visit: Visit, draft_id: UUID) -> None:
    with pytest.raises(Incomplete) as refusal:
        fill_and_submit(visit, draft_id, {"greeted": "no", "clean": "no"})
    assert refusal.value.items == ["greeted", "smile", "clean"]  # a note, an answer and a photo
    assert "A smile?" in str(refusal.value.facts["items"])
    assert count(Submission) == 0
    with reading() as session:
        assert state_of(session, visit) == "in_progress"


def test_demanded_evidence_given_completes_the_visit(visit: Visit, draft_id: UUID) -> None:
    add_photo(visit, draft_id, "clean", picture("red"))
    assert fill_and_submit(visit, draft_id, {"greeted": "no", "greeted.note": "Nobody came", "smile": "na", "clean": "no"}).is_new


def test_only_the_holder_submits(visit: Visit, draft_id: UUID) -> None:
    with writing() as session:
        answer_all(session, visit, draft_id)
    with pytest.raises(Stale), writing() as session:
        submit(session, draft_id=draft_id, lease="second-tab", claimed_at=None, by=visit.shopper)


def test_an_old_answer_below_a_condition_is_not_part_of_the_submission(visit: Visit, draft_id: UUID) -> None:
    hidden = {**FULL, "greeted": "no", "greeted.note": "Nobody"}
    assert fill_and_submit(visit, draft_id, hidden).payload_hash == _again(visit, draft_id, hidden, without="seconds")


def _again(visit: Visit, draft_id: UUID, answers: dict[str, Any], *, without: str) -> str:
    receipt = put(visit, draft_id, {code: value for code, value in answers.items() if code != without})
    assert not receipt.is_new
    return receipt.payload_hash


def test_a_cancelled_visit_is_not_submitted(visit: Visit, draft_id: UUID) -> None:
    with writing() as session:
        answer_all(session, visit, draft_id)
        session.get_one(Assignment, visit.assignment_id).state = AuditState.CANCELLED
    with pytest.raises(Refusal, match="not_in_progress"):
        put(visit, draft_id)


def test_a_payload_is_the_whole_content(visit: Visit, draft_id: UUID) -> None:
    with writing() as session:
        store_answer(session, draft_id=draft_id, item_code="remarks", value="old", lease=LEASE, by=visit.shopper)
        store_answer(session, draft_id=draft_id, item_code="smile", value="yes", lease=LEASE, by=visit.shopper)
    answers = {code: value for code, value in FULL.items() if code != "remarks"}
    assert put(visit, draft_id, answers).is_new
    with reading() as session:
        assert answers_of(session, visit) == {**answers, "remarks": None}
    assert count(Answer) == 2 + 5  # `smile` was given before and the remark is taken back


def test_a_payload_is_stored_once_and_other_content_is_refused(visit: Visit, draft_id: UUID) -> None:
    first = put(visit, draft_id, claimed_at=datetime(2026, 3, 2, tzinfo=UTC))
    again = put(visit, draft_id, dict(reversed(FULL.items())), claimed_at=datetime(2026, 3, 3, tzinfo=UTC))
    assert (first.is_new, again.is_new, again.code) == (True, False, first.code)
    with pytest.raises(AlreadySubmitted):
        put(visit, draft_id, {**FULL, "smile": "no"})
    with reading() as session:
        assert answers_of(session, visit) == FULL


def test_a_payload_for_no_draft_or_for_anothers_is_not_found(visit: Visit, draft_id: UUID) -> None:
    with pytest.raises(NotFound):
        put(visit, new_id())
    with writing() as session:
        other = new_actor(session, Role.MYSTERY_SHOPPER)
    with pytest.raises(NotFound), writing() as session:
        submit_payload(session, submission_id=draft_id, payload=SubmissionPayload(answers=FULL), by=other)


def test_a_payload_names_only_photos_that_were_stored_and_drops_the_others(visit: Visit, draft_id: UUID) -> None:
    kept = add_photo(visit, draft_id, "clean", picture("red"))
    add_photo(visit, draft_id, "front", picture("blue"))
    with pytest.raises(Refusal, match="unknown_photo"):
        put(visit, draft_id, evidence={"clean": ["0" * 64]})
    assert put(visit, draft_id, evidence={"clean": [kept]}).is_new
    assert not put(visit, draft_id, evidence={"clean": [kept, kept], "front": []}).is_new
    with reading() as session:
        seen = visit_in_hand(session, assignment_id=visit.assignment_id, lease=LEASE, by=visit.shopper)
        assert seen is not None
        assert seen.evidence == {"clean": [kept], "front": []}


def test_a_second_attempt_is_a_submission_of_its_own(visit: Visit, draft_id: UUID) -> None:
    first = fill_and_submit(visit, draft_id)
    with writing() as session:
        session.get_one(Assignment, visit.assignment_id).state = AuditState.RETURNED
    with writing() as session:
        second_id = open_draft(session, assignment_id=visit.assignment_id, by=visit.shopper)
        take_lease(session, draft_id=second_id, token=LEASE, by=visit.shopper)
    second = fill_and_submit(visit, second_id, {"smile": "no"})
    assert second.code != first.code
    assert count(Submission) == 2
    assert put(visit, draft_id).code == first.code


def race(visit: Visit, draft_id: UUID, contents: list[dict[str, Any]]) -> list[Receipt | Refusal]:
    """Each content from a thread of its own, all at once, past the process's gate as if from many processes."""
    barrier, opened = Barrier(len(contents)), doors()

    def one(answers: dict[str, Any]) -> Receipt | Refusal:
        barrier.wait()
        try:
            with opened.write() as session, session.begin():
                payload = SubmissionPayload(answers=answers)
                return submit_payload(session, submission_id=draft_id, payload=payload, by=visit.shopper)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(contents)) as pool:
        return list(pool.map(one, contents))


def test_thirty_two_at_once_give_one_row_and_one_receipt(visit: Visit, draft_id: UUID) -> None:
    receipts = race(visit, draft_id, [FULL] * THREADS)
    assert len({receipt.code for receipt in receipts if isinstance(receipt, Receipt)}) == 1
    assert [receipt.is_new for receipt in receipts if isinstance(receipt, Receipt)].count(True) == 1
    assert sum(isinstance(receipt, Receipt) for receipt in receipts) == THREADS
    assert (count(Submission), count(Answer)) == (1, len(FULL))


def test_of_different_contents_at_once_one_is_stored_and_the_others_are_told(visit: Visit, draft_id: UUID) -> None:
    contents = [{**FULL, "remarks": f"version {number % 4}"} for number in range(THREADS)]
    results = race(visit, draft_id, contents)
    stored = {result.code for result in results if isinstance(result, Receipt)}
    assert len(stored) == 1
    assert all(isinstance(result, Receipt | AlreadySubmitted) for result in results)
    assert sum(isinstance(result, Receipt) for result in results) == THREADS // 4
    with reading() as session:
        assert answers_of(session, visit)["remarks"] in {content["remarks"] for content in contents}
    assert (count(Submission), count(Answer)) == (1, len(FULL))


def test_answers_racing_a_submission_are_in_it_or_refused(visit: Visit, draft_id: UUID) -> None:
    with writing() as session:
        answer_all(session, visit, draft_id)
    opened, barrier = doors(), Barrier(THREADS)

    def one(number: int) -> str:
        barrier.wait()
        try:
            with opened.write() as session, session.begin():
                if number == THREADS // 2:
                    return submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=visit.shopper).code
                store_answer(session, draft_id=draft_id, item_code="seconds", value=number, lease=LEASE, by=visit.shopper)
                return "stored"
        except Refusal as refusal:
            return refusal.key

    with ThreadPoolExecutor(THREADS) as pool:
        told = set(pool.map(one, range(THREADS)))
    assert told <= {"stored", "visits.already_submitted"} | {code for code in told if "-" in code}
    with writing() as session:  # the receipt still fits what is stored
        assert not submit(session, draft_id=draft_id, lease=LEASE, claimed_at=None, by=visit.shopper).is_new


def test_opening_at_once_gives_one_draft(visit: Visit) -> None:
    opened, barrier = doors(), Barrier(8)

    def one(_: int) -> UUID:
        barrier.wait()
        with opened.write() as session, session.begin():
            return open_draft(session, assignment_id=visit.assignment_id, by=visit.shopper)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(one, range(8)))) == 1


def test_the_moment_of_receipt_is_the_servers(visit: Visit, draft_id: UUID) -> None:
    claimed = datetime(2020, 1, 1, tzinfo=UTC)
    put(visit, draft_id, claimed_at=claimed)
    with reading() as session:
        stored = session.get_one(Submission, draft_id)
        assert stored.claimed_at == claimed
        assert abs(stored.received_at - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251


def test_a_visit_of_another_store_keeps_its_own_receipt(visit: Visit) -> None:
    with writing() as session:
        other = new_visit(session, shopper=visit.shopper)
        assert new_submission(session, visit).code != new_submission(session, other).code
