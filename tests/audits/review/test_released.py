"""What a store may know: nothing before the release, and after it nothing of who came and when within the week."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import event, select

from audits.review.actions import approve, exclude_audit, release_audits
from audits.review.models import AuditRelease, AuditScore
from audits.review.queries import audit, tallies
from audits.review.queries.appeals import appeals
from audits.review.queries.approved import audit_table
from audits.review.queries.released import count_released, released_audit, released_audits
from audits.review.rules import pseudonym
from audits.visits.models import Assignment, AuditState, FieldPolicy, Purpose, Submission
from results.readings.queries import Stretch, by_channel, by_region, by_store, series
from tests.audits.review.approved import asked
from tests.conftest import Database
from tests.factories.audits import FULL, Visit, new_visit, state_of
from tests.factories.people import new_actor, new_region
from tests.factories.results import new_indicator
from tests.factories.reviews import appealed, approved, manager_of, public_id_of, released, submitted
from tracker.core import clock
from tracker.core.db import doors, reading, writing
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.models import Store
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme

CANARY, CANARY_LOGIN = "Canary Shopper 7731", "canary7731"
DAY = datetime(2026, 3, 5, 14, 37, 11, tzinfo=UTC)  # a Thursday
MONDAY = date(2026, 3, 2)
YEAR = Stretch(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def visit(database: Database) -> Iterator[Visit]:
    with clock.standing_at(DAY):
        with writing() as session:
            shopper = new_actor(session, Role.MYSTERY_SHOPPER, user_name=CANARY_LOGIN, display_name=CANARY)
            made = new_visit(session, shopper=shopper)
        yield made


def manager(visit: Visit) -> Actor:
    with writing() as session:
        return manager_of(session, visit)


def another(visit: Visit) -> Visit:
    """One more visit to the store in the same programme, on the same rubric."""
    with writing() as session:
        made = new_visit(session, store=session.get_one(Store, visit.store_id), shopper=visit.shopper)
        assignment = session.get_one(Assignment, made.assignment_id)
        assignment.programme_id, assignment.rubric_version_id = visit.programme_id, visit.version_id
    return dataclasses.replace(made, programme_id=visit.programme_id)


def test_a_store_sees_an_audit_from_its_release_on_and_by_another_key(visit: Visit) -> None:
    store = manager(visit)
    with writing() as session:
        key = approved(session, visit)
    with reading() as session:
        assert (released_audits(session, by=store), count_released(session, by=store)) == ([], 0)
    with writing() as session:
        assert release_audits(session, submission_ids=[key], by=visit.lead) == 1
    with reading() as session:
        [row] = released_audits(session, by=store)
        seen = released_audit(session, public_id=row.public_id, by=store)
        assert row.public_id == public_id_of(session, key) != key
    assert (row.percent, row.passed, row.band, row.week, row.pseudonym) == (87.5, True, "good", MONDAY, pseudonym(row.public_id))
    assert (row.public_id.version, seen.answers, seen.head) == (4, FULL, row)


@pytest.mark.parametrize("known", ["submission", "assignment"])
def test_its_own_keys_open_nothing_to_a_store(visit: Visit, known: str) -> None:
    store = manager(visit)
    with writing() as session:
        key = {"submission": released(session, visit), "assignment": visit.assignment_id}[known]
    with pytest.raises(NotFound), reading() as session:
        released_audit(session, public_id=key, by=store)
    with pytest.raises(NotAllowed), reading() as session:
        audit(session, submission_id=key, by=store)


def test_a_store_sees_no_other_store(visit: Visit) -> None:
    with writing() as session:
        key = public_id_of(session, released(session, visit))
        elsewhere = new_actor(session, Role.STORE_MANAGER, stores=[new_visit(session).store_id])
        unscoped = new_actor(session, Role.STORE_MANAGER)
        far = new_actor(session, Role.STORE_MANAGER, regions=[new_region(session).id])
    for stranger in (elsewhere, unscoped, far):
        with reading() as session:
            assert (released_audits(session, by=stranger), count_released(session, by=stranger)) == ([], 0)
        with pytest.raises(NotFound), reading() as session:
            released_audit(session, public_id=key, by=stranger)


@pytest.mark.parametrize("role", [Role.MYSTERY_SHOPPER, Role.SUPERVISOR, Role.EXECUTIVE])
def test_others_read_no_released_audit(visit: Visit, role: Role) -> None:
    with writing() as session:
        key = public_id_of(session, released(session, visit))
        somebody = new_actor(session, role, stores=[visit.store_id])
    with pytest.raises(NotAllowed), reading() as session:
        released_audits(session, by=somebody)
    with pytest.raises(NotAllowed), reading() as session:
        released_audit(session, public_id=key, by=somebody)
    with pytest.raises(NotAllowed), writing() as session:
        release_audits(session, submission_ids=[key], by=somebody)


def test_nothing_a_store_reads_tells_who_came_or_when_within_the_week(visit: Visit) -> None:
    """Canaries: names, keys that hold a moment, and moments, in every value of every row; and no query asks for names."""
    with writing() as session:
        key = released(session, visit, {**FULL, "smile": "no"})
        appealed(session, visit, key)
    store, statements = manager(visit), []
    listen = ("before_cursor_execute", lambda *call: statements.append(call[2]))
    event.listen(doors().read_engine, *listen)
    try:
        with reading() as session:
            rows = released_audits(session, by=store)
            seen = released_audit(session, public_id=rows[0].public_id, by=store)
            told = appeals(session, by=store)
    finally:
        event.remove(doors().read_engine, *listen)
    with reading() as session:
        submission = session.get_one(Submission, key)
        secrets = {
            *(CANARY, CANARY_LOGIN, "14:37", "2026-03-05", "2026, 3, 5", submission.payload_hash[:12]),
            *(str(one) for one in (key, visit.assignment_id, visit.shopper.person_id)),
            *(one.hex for one in (key, visit.assignment_id, visit.shopper.person_id)),
        }
    own = [dataclasses.replace(one, opened_at=MONDAY) for one in told]  # when the store itself wrote its appeal
    text = repr([*rows, *own, dataclasses.replace(seen, appeals=own)])
    assert [secret for secret in secrets if secret in text] == []
    assert not any("identity" in statement for statement in statements)
    assert [row.submission_id for row in told] == [None]


def test_only_what_is_approved_and_not_yet_released_is_released_and_all_or_none(visit: Visit) -> None:
    other = another(visit)
    with writing() as session:
        good, waiting = approved(session, visit), submitted(session, other)
    with pytest.raises(Stale, match="not_to_release"), writing() as session:
        release_audits(session, submission_ids=[good, waiting], by=visit.lead)
    with reading() as session:
        assert session.scalars(select(AuditRelease)).all() == []
    with writing() as session:
        release_audits(session, submission_ids=[good], by=visit.lead)
    with pytest.raises(Refusal, match="already_released"), writing() as session:
        release_audits(session, submission_ids=[good], by=visit.lead)
    with pytest.raises(Refusal, match="nothing_to_release"), writing() as session:
        release_audits(session, submission_ids=[], by=visit.lead)


def test_an_audit_is_released_at_its_approval_where_the_programme_says_so(visit: Visit) -> None:
    with writing() as session:
        rules = {"rotation_days": 30, "spacer_days": 3, "appeal_days": 10, "second_share": 0.1, "release_at_approval": True}
        session.add(FieldPolicy(programme_id=visit.programme_id, **rules))
        session.flush()
        approved(session, visit)
    with reading() as session:
        assert count_released(session, by=manager(visit)) == 1


def test_a_calibration_audit_counts_nowhere_and_is_never_released(visit: Visit) -> None:
    with writing() as session:
        session.get_one(Assignment, visit.assignment_id).purpose = Purpose.CALIBRATION
        session.flush()
        key = approved(session, visit)
        assert session.execute(select(tallies(visit.lead).c.n)).scalars().all() == [0]
    with pytest.raises(Refusal, match="calibration_stays"), writing() as session:
        release_audits(session, submission_ids=[key], by=visit.lead)
    with reading() as session:
        assert session.scalars(select(AuditScore.percent)).all() == [87.5]
        assert audit_table(session, asked=asked(visit), by=visit.lead).total == 0


def test_an_excluded_audit_stays_with_its_store_and_says_so(visit: Visit) -> None:
    with writing() as session:
        key = released(session, visit)
        exclude_audit(session, submission_id=key, reason="Wrong store", by=visit.lead)
        assert state_of(session, visit) == "excluded"
    with reading() as session:
        [row] = released_audits(session, by=manager(visit))
    assert (row.state, row.appeal_until) == (AuditState.EXCLUDED, None)


def test_the_results_of_a_store_tell_nothing_of_what_was_not_released(visit: Visit) -> None:
    """A score of 87.5 released, one of 75 not: the store's numbers are those of the first, everybody else's of both."""
    store = manager(visit)
    with writing() as session:
        indicator = new_indicator(session, session.get_one(Programme, visit.programme_id), derived="audit_score").id
        released(session, visit)
    other = another(visit)
    with writing() as session:
        approved(session, other, {**FULL, "smile": "no"})

    def read(by: Actor) -> list[tuple[float | None, int | None]]:
        with reading() as session:
            found = series(session, programme_id=visit.programme_id, by=by)[indicator]
            places = [
                *by_region(session, indicator_id=indicator, within=YEAR, by=by),
                *by_store(session, indicator_id=indicator, within=YEAR, by=by),
                *by_channel(session, indicator_id=indicator, within=YEAR, by=by),
            ]
        return [(one.value, one.n) for one in [*found, *places]]

    assert read(store) == [(87.5, 1)] * 4
    assert read(visit.lead) == [(81.25, 2)] * 4


def test_a_store_finds_no_table_of_unreleased_audits(visit: Visit) -> None:
    store, other = manager(visit), another(visit)
    with writing() as session:
        released(session, visit)
        key = submitted(session, other)
        approve(session, submission_id=key, by=new_actor(session, Role.REVIEWER))
    with reading() as session:
        assert audit_table(session, asked=asked(visit), by=store).total == 1
        assert audit_table(session, asked=asked(visit), by=visit.lead).total == 2


def test_the_pseudonym_says_nothing_of_the_key(visit: Visit) -> None:
    key = UUID(int=1)
    assert pseudonym(key) == pseudonym(UUID(int=1)) != pseudonym(UUID(int=2))
    assert pseudonym(key).removeprefix("V-").lower() not in key.hex
