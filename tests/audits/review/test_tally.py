"""Whatever is done with audits, in whatever order: the tally is the sum over the scores that count."""

from collections import defaultdict
from datetime import UTC, date, datetime
from math import fsum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from audits.review.actions.tallying import rebuild_tallies
from audits.review.models import AuditScore, AuditTally
from audits.review.rules import Step
from audits.visits.models import Assignment, AuditState, Purpose, Submission
from tests.audits.review.stage import ANSWERS, Stage
from tests.conftest import Database
from tests.factories.audits import FULL
from tests.factories.tallies import made_anew, stored
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.refusals import Refusal

COUNTING = {"approved", "appealed", "amended", "upheld"}
AGAIN = "submitted again"
GIVEN: tuple[tuple[datetime, dict[str, Any], Purpose], ...] = (
    (datetime(2026, 2, 3, 9, tzinfo=UTC), ANSWERS, Purpose.COUNTED),
    (datetime(2026, 3, 3, 9, tzinfo=UTC), {**FULL, "clean": "na", "seen": ["price"]}, Purpose.COUNTED),  # 5 of 7
    (datetime(2026, 3, 9, 9, tzinfo=UTC), ANSWERS, Purpose.COUNTED),
    (datetime(2026, 3, 9, 9, tzinfo=UTC), FULL, Purpose.CALIBRATION),
)
LATER = datetime(2026, 3, 10, 9, tzinfo=UTC)


def play(stage: Stage, step: Step | str) -> None:
    """A step that is refused leaves nothing behind."""
    try:
        with writing() as session:
            stage.session = session
            if isinstance(step, Step):
                stage.do(step)
            else:
                submit_again(stage)
    except Refusal:
        pass


def submit_again(stage: Stage) -> None:
    if stage.state is AuditState.RETURNED:
        stage.submit_again()


def tallied(store_id: Any) -> dict[date, tuple[int, int, float, float]]:
    with reading() as session:
        rows = session.scalars(select(AuditTally).where(AuditTally.store_id == store_id)).all()
        return {row.month: (row.n, row.passed, row.total, row.total_of_squares) for row in rows if row.n}


def added_up(store_id: Any) -> dict[date, tuple[int, int, float, float]]:
    """From the records themselves: of each visit the score that no other replaces."""
    with reading() as session:
        rows = session.execute(
            select(AuditScore.id, AuditScore.replaces, AuditScore.visited_on, AuditScore.passed, AuditScore.percent)
            .add_columns(Assignment.state, Assignment.purpose)
            .join(Submission, Submission.id == AuditScore.submission_id)
            .join(Assignment, Assignment.id == Submission.assignment_id)
            .where(AuditScore.store_id == store_id)
        ).all()
    replaced = {row.replaces for row in rows}
    months: dict[date, list[Any]] = defaultdict(list)
    for row in rows:
        if row.id not in replaced and row.state.value in COUNTING and row.purpose is Purpose.COUNTED:
            months[row.visited_on.replace(day=1)].append(row)
    return {
        month: (
            len(scores),
            sum(bool(score.passed) for score in scores),
            fsum(score.percent for score in scores),
            fsum(score.percent**2 for score in scores),
        )
        for month, scores in months.items()
    }


STEPS = st.lists(st.tuples(st.integers(0, len(GIVEN) - 1), st.sampled_from([*Step, AGAIN])), min_size=4, max_size=14)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_the_tally_is_the_sum_over_the_scores_that_count(database: Database, steps: list[tuple[int, Step | str]]) -> None:
    stages: list[Stage] = []
    for moment, answers, purpose in GIVEN:
        with clock.standing_at(moment), writing() as session:
            stage = Stage(session, beside=stages[0] if stages else None, answers=answers)
            visit = session.get_one(Assignment, stage.visit.assignment_id)
            visit.purpose = purpose
            if stages:  # one rubric, so that they meet in the tallies of its items
                visit.rubric_version_id = stages[0].visit.version_id
            stages.append(stage)
    store_id, programme_id = stages[0].visit.store_id, stages[0].visit.programme_id
    with clock.standing_at(LATER):
        for stage in stages:
            play(stage, Step.APPROVED)
        for number, step in steps:
            play(stages[number], step)
            found, expected = tallied(store_id), added_up(store_id)
            assert found.keys() == expected.keys()
            for month, numbers in found.items():
                assert numbers == pytest.approx(expected[month], abs=1e-9)
            assert stored(programme_id) == made_anew(programme_id)
    before = stored(programme_id)
    with writing() as session:
        rebuild_tallies(session, programme_id=programme_id)
    assert stored(programme_id) == before
