"""What the example tells about field work beyond the visits: second scorings, money, places."""

from collections import Counter

from sqlalchemy import func, select

from audits.review.models import ReviewDecision, ScoringDraw, SecondScoring
from audits.review.queries.agreement import agreement, compared_rubrics
from audits.review.queries.integrity import signals_of
from audits.review.queries.statements import statements
from audits.review.rules.integrity import SignalKind
from audits.visits.models import WAITING_STATES, Assignment, Purpose, Submission, VisitCost
from audits.visits.queries.costs import open_costs
from results.example.rules import SECOND_WAITING, ZONE
from tests.results.example.conftest import NOW, Example
from tracker.core.db import reading
from tracker.people.models import Store
from tracker.plan.models import Programme


def test_some_audits_were_scored_twice_by_people_who_had_no_part_in_them(example: Example) -> None:
    with reading() as session:
        draw = session.scalars(select(ScoringDraw)).one()
        rows = session.execute(
            select(SecondScoring, Submission.submitted_by).join(Submission, Submission.id == SecondScoring.submission_id)
        ).all()
        decisions = session.execute(select(ReviewDecision.submission_id, ReviewDecision.decided_by))
        deciders = {(row.submission_id, row.decided_by) for row in decisions}
        assert draw.drawn == len(rows)
        assert sum(row.SecondScoring.done_at is None for row in rows) == SECOND_WAITING
        assert not any(row.SecondScoring.rater_id == row.submitted_by for row in rows)
        assert not any((row.SecondScoring.submission_id, row.SecondScoring.rater_id) in deciders for row in rows)


def test_the_scorers_agree_on_most_items_and_one_is_to_be_reworded(example: Example) -> None:
    with reading() as session:
        programme_id = session.scalars(select(Programme.id)).one()
        where = {"programme_id": programme_id, "by": example.administrator}
        first, *_ = compared_rubrics(session, purpose=Purpose.COUNTED, **where)
        found = agreement(session, rubric_code=first.code, **where)
    assert first.n == found.scorings > 50
    assert 0 < len(found.low) < len(found.items) / 4


def test_visitors_are_owed_fees_and_costs_and_some_costs_wait(example: Example) -> None:
    with reading() as session:
        programme_id = session.scalars(select(Programme.id)).one()
        days = {"first": NOW.date().replace(month=5, day=1), "last": NOW.date()}
        owed = statements(session, programme_id=programme_id, by=example.administrator, **days)
        assert sum(1 for statement in owed if statement.fees_minor) == 14  # supervisors are employed, and have costs only
        assert sum(statement.repaid_minor for statement in owed) > 0
        waiting = open_costs(session, programme_id=programme_id, by=example.administrator)
        assert 0 < len(waiting) < session.scalar(select(func.count()).select_from(VisitCost))


def test_every_store_has_its_place_and_few_waiting_visits_have_a_signal(example: Example) -> None:
    with reading() as session:
        placed = [Store.latitude.is_not(None), Store.opens_at.is_not(None), Store.time_zone == ZONE]
        assert session.scalar(select(func.count()).select_from(Store).where(*placed)) == 120
        keys = session.scalars(
            select(Submission.id)
            .join(Assignment, Assignment.id == Submission.assignment_id)
            .where(Assignment.state.in_(WAITING_STATES))
        ).all()
        kinds = Counter(signal.kind for signals in signals_of(session, keys).values() for signal in signals)
    assert kinds[SignalKind.DISTANCE] == 1
    assert kinds.total() < len(keys)
