"""Submissions collected elsewhere become audits that wait for review: once, all or none, and only by those who assign."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from uuid import UUID

import pytest
from sqlalchemy import func, select

from audits.review.actions import approve
from audits.review.models import AuditScore
from audits.review.queries import audit, queue
from audits.review.queries.integrity import signals_of
from audits.rubrics.queries import rubric_version
from audits.visits.actions.collected import CollectedPlan, import_collected, plan_collected
from audits.visits.forms import CollectedAs, CollectedFile
from audits.visits.models import Answer, Assignment, AuditState, Draft, Submission
from audits.visits.workbook import given_file, read_collected
from tests.audits.app import opened, sound, texts
from tests.audits.visits.test_collected import BARE, FIRST, KOBO, SECOND
from tests.conftest import Database
from tests.factories.audits import Visit, long_snapshot, new_visit
from tests.factories.people import new_actor, new_region, new_store
from tracker.core import events
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, Problems, Refusal
from tracker.core.words import problem_sentence
from tracker.people.models import Store
from tracker.people.rules import Role


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        made = new_visit(session)
        session.get_one(Store, made.store_id).code = "S1"
    return made


def into(visit: Visit) -> CollectedAs:
    return CollectedAs(visit.programme_id, visit.version_id, "store", visit.shopper.person_id)


def file_of(visit: Visit, text: str = KOBO) -> CollectedFile:
    with reading() as session:
        rubric = rubric_version(session, version_id=visit.version_id).rubric
    return read_collected(given_file(text.encode(), "export.csv"), rubric, store_column="store")


def take_in(visit: Visit, text: str = KOBO) -> CollectedPlan:
    with writing() as session:
        return import_collected(session, file=file_of(visit, text), into=into(visit), by=visit.lead)


def counted() -> dict[str, int]:
    with reading() as session:
        kinds = (Assignment, Draft, Submission, Answer)
        return {kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds}


def test_each_submission_waits_for_review_on_the_day_it_was_made(visit: Visit) -> None:
    before = counted()
    assert len(take_in(visit).new) == 2
    after = counted()
    assert {name: after[name] - before[name] for name in after} == {"assignment": 2, "draft": 2, "submission": 2, "answer": 9}
    with reading() as session:
        stored = session.get_one(Submission, UUID(FIRST))
        assignment = session.get_one(Assignment, stored.assignment_id)
        assert assignment.state is AuditState.SUBMITTED
        assert (assignment.visit_from, assignment.due_on) == (date(2026, 3, 2), date(2026, 3, 2))
        assert stored.received_at == datetime(2026, 3, 2, 2, 20, tzinfo=UTC)
        assert events.verify(session).broken_at is None
        assert session.scalars(select(Event.verb).order_by(Event.position.desc()).limit(1)).one() == "visit.collected"


def test_a_reviewer_sees_and_approves_it_like_any_other(visit: Visit) -> None:
    take_in(visit)
    with writing() as session:
        reviewer = new_actor(session, Role.REVIEWER)
    with reading() as session:
        assert [row.submission_id for row in queue(session, by=reviewer)] == [UUID(FIRST), UUID(SECOND)]
        seen = audit(session, submission_id=UUID(FIRST), by=reviewer)
        signals = signals_of(session, [seen.submission_id])
    assert seen.may_decide
    assert signals == {UUID(FIRST): []}
    assert seen.score is not None
    with writing() as session:
        approve(session, submission_id=UUID(FIRST), by=reviewer)
    with reading() as session:
        frozen = session.scalars(select(AuditScore)).one()
        assert frozen.visited_on == date(2026, 3, 2)
        assert frozen.result["percent"] == seen.score["percent"]


def test_the_same_file_twice_stores_nothing_twice(visit: Visit) -> None:
    take_in(visit)
    after_first = counted()
    again = take_in(visit)
    assert (len(again.new), again.same, again.other) == (0, 2, ())
    assert counted() == after_first
    grown = KOBO + KOBO.splitlines()[1].replace(FIRST, FIRST.replace("3c11", "3c33")) + "\n"
    assert [row.number for row in take_in(visit, grown).new] == [4]


def test_what_was_changed_elsewhere_afterwards_is_said_and_what_was_submitted_stays(visit: Visit) -> None:
    take_in(visit)
    before = counted()
    plan = take_in(visit, KOBO.replace("S1,yes,12", "S1,yes,40"))
    assert [row.submission_id for row in plan.other] == [UUID(FIRST)]
    assert counted() == before


def test_a_file_with_problems_stores_nothing_and_says_all_of_them(visit: Visit) -> None:
    with writing() as session:
        new_store(session, "ELSEWHERE", region=new_region(session))
    text = KOBO.replace("S1,yes,12", "S9,yes,12") + KOBO.splitlines()[1].replace("S1,yes,12", "S1,perhaps,12") + "\n"
    before = counted()
    with pytest.raises(Problems) as refused, writing() as session:
        import_collected(session, file=file_of(visit, text), into=into(visit), by=visit.lead)
    assert [problem_sentence(problem).split(":")[0] for problem in refused.value.problems] == [
        "export, row 2, store",
        "export, row 4, greeting/greeted",
    ]
    assert counted() == before


def test_nobody_takes_in_what_they_could_not_assign(visit: Visit) -> None:
    with writing() as session:
        elsewhere = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
        reviewer = new_actor(session, Role.REVIEWER)
        bound = new_actor(session, Role.MYSTERY_SHOPPER, regions=[new_region(session).id])
    file = file_of(visit)
    with reading() as session:
        with pytest.raises(NotAllowed):
            plan_collected(session, file=file, into=into(visit), by=reviewer)
        with pytest.raises(Problems):
            plan_collected(session, file=file, into=into(visit), by=elsewhere)
        with pytest.raises(Problems) as wrong:
            plan_collected(session, file=file, into=replace(into(visit), assignee_id=bound.person_id), by=visit.lead)
        with pytest.raises(Refusal, match="assignee_role"):
            plan_collected(session, file=file, into=replace(into(visit), assignee_id=reviewer.person_id), by=visit.lead)
        with pytest.raises(Refusal, match="channel_unknown"):
            plan_collected(session, file=file, into=replace(into(visit), channel_code="fax"), by=visit.lead)
    assert "may not visit the store 'S1'" in problem_sentence(wrong.value.problems[0])


def test_a_day_without_a_time_is_that_day_for_the_one_who_went(visit: Visit) -> None:
    with writing() as session:
        far = new_actor(session, Role.MYSTERY_SHOPPER, time_zone="Pacific/Auckland")
        import_collected(session, file=file_of(visit, BARE), into=replace(into(visit), assignee_id=far.person_id), by=visit.lead)
    with reading() as session:
        stored = session.get_one(Submission, UUID(FIRST))
        assert session.get_one(Assignment, stored.assignment_id).visit_from == date(2026, 3, 2)
        opened_at = session.get_one(Draft, UUID(FIRST)).opened_at
        assert timedelta(hours=11) < stored.received_at - opened_at < timedelta(hours=13)


def test_a_thousand_submissions_of_forty_answers_are_stored_in_seconds(database: Database) -> None:
    with writing() as session:
        visit = new_visit(session, snapshot=long_snapshot(40))
        session.get_one(Store, visit.store_id).code = "S1"
    head = "instanceID,today,store," + ",".join(f"greeting/q{n}" for n in range(1, 41))
    lines = [f"row-{n},2026-03-02,S1," + ",".join(["yes"] * 40) for n in range(1000)]
    began = monotonic()
    assert len(take_in(visit, "\n".join([head, *lines])).new) == 1000
    assert monotonic() - began < 30
    assert counted()["answer"] == 40_000


def test_the_page_shows_what_a_file_would_store_and_stores_it(visit: Visit) -> None:
    page = opened(visit.lead, "audits/collected")
    page.file_uploader[0].set_value(("export.csv", KOBO.encode(), "text/csv")).run()
    sound(page)
    assert {metric.label: metric.value for metric in page.metric} == {
        "New": "2",
        "Stored already": "0",
        "Stored with other answers": "0",
    }
    assert "_submission_time" in texts(page)
    page.button(key="import_collected").click().run()
    sound(page)
    assert counted()["submission"] == 2
    page.file_uploader[0].set_value(("export.csv", KOBO.replace(",S1,", ",S9,").encode(), "text/csv")).run()
    sound(page)
    assert "No store of yours has the code 'S9'" in texts(page)
    assert not [button for button in page.button if button.key == "import_collected"]
