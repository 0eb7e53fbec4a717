from collections.abc import Callable
from datetime import date
from statistics import fmean
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.findings.actions import approve_audit
from audits.findings.models import Finding
from audits.review.models import Appeal, AppealDecision, AppealState, AuditScore, AuditTally, Ruling
from audits.review.queries import counts
from audits.visits.actions.assignments import assign_visit
from audits.visits.actions.drafts import open_draft, take_lease
from audits.visits.actions.given import latest_answers, live_evidence
from audits.visits.actions.submissions import submit_payload
from audits.visits.forms import SubmissionPayload
from audits.visits.models import Answer, Assignment, AuditState, Draft, Evidence, Submission
from results.example.actions import fill_example
from results.example.queries import is_example
from results.example.rules import BY_STORE, SHIFT, SHIFTED
from results.readings.models import Reading
from results.readings.rules import is_live
from tests.conftest import Database, PostgresServer, pointing_at
from tests.factories.people import new_actor, new_store
from tests.factories.tallies import made_anew, stored
from tests.results.example.conftest import NOW, PASSWORD, Example
from tests.results.example.digest import digest
from tracker.core import events
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, Refusal
from tracker.people import passwords
from tracker.people.models import Credential, Identity, MarketPotential, Person, Region, Store
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme, Task, TaskKind, TaskStatus
from tracker.targets.models import Indicator

TODAY = date(2026, 7, 15)


def count(session: Session, kind: Any, *conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(kind).where(*conditions)) or 0


def test_the_example_is_the_same_on_sqlite_and_on_postgresql(
    postgres: PostgresServer, filled_sqlite: Any, filled_postgresql: Any
) -> None:
    with pointing_at("", filled_sqlite[0]), reading() as session:
        on_sqlite = digest(session)
    name, var, _ = filled_postgresql
    with pointing_at(postgres.url(name), var), reading() as session:
        on_postgresql = digest(session)
    assert on_sqlite == on_postgresql
    assert len(on_sqlite) > 25


def test_it_holds_a_whole_organisation(example: Example) -> None:
    by_role = select(Person.role, func.count().label("people")).group_by(Person.role)
    with reading() as session:
        assert is_example(session)
        assert {row.market_potential for row in session.scalars(select(Region))} == set(MarketPotential)
        assert count(session, Store) == 120
        assert all(row.name.en and row.name.zh_CN for row in session.scalars(select(Store)))
        roles = {row.role: row.people for row in session.execute(by_role)}
        assert roles == {
            Role.ADMINISTRATOR: 1,
            Role.PROGRAMME_LEAD: 2,
            Role.REVIEWER: 3,
            Role.SUPERVISOR: 4,
            Role.MYSTERY_SHOPPER: 14,
            Role.STORE_MANAGER: 5,
            Role.EXECUTIVE: 2,
        }


def test_its_people_sign_in_with_the_one_password(example: Example) -> None:
    with reading() as session:
        stored = session.scalars(select(Credential.password_hash).join(Identity, Identity.person_id == Credential.person_id))
        hashes = stored.all()
    assert len(hashes) == 31
    assert sum(hashes.count(one) == 30 and passwords.matches(one, PASSWORD) for one in set(hashes)) == 1


def test_the_programme_is_half_way_through(example: Example) -> None:
    with reading() as session:
        programme = session.scalars(select(Programme)).one()
        assert programme.starts_on == date(2026, 1, 1)
        tasks = session.scalars(select(Task).where(Task.kind == TaskKind.TASK)).all()
        late = [task.code for task in tasks if task.due_on < TODAY and task.status is not TaskStatus.DONE]
        assert late == ["national_systems"]
        assert [task.code for task in tasks if task.status is TaskStatus.BLOCKED] == ["widen_services"]
        assert all(task.done_on and task.done_on <= TODAY for task in tasks if task.status is TaskStatus.DONE)
        assert count(session, Task, (Task.kind == TaskKind.MILESTONE) & (Task.status == TaskStatus.DONE)) == 4


def test_every_indicator_has_readings_and_a_baseline(example: Example) -> None:
    with reading() as session:
        for indicator in session.scalars(select(Indicator)):
            of_programme = count(session, Reading, Reading.indicator_id == indicator.id, Reading.store_id.is_(None))
            of_parts = count(session, Reading, Reading.indicator_id == indicator.id)
            assert of_programme >= 6 or is_live(indicator.derived) or of_parts >= 20
            assert indicator.baseline is not None
        by_store = select(Indicator.code).join(Reading, Reading.indicator_id == Indicator.id).where(Reading.store_id.is_not(None))
        told = {*BY_STORE, "net_promoter_score", "complaint_rate", "visit_coverage", "actions_in_time"}
        assert set(session.scalars(by_store.distinct())) == told


def test_one_shift_is_real(example: Example) -> None:
    def mean(code: str, first: date, last: date) -> float:
        values = session.scalars(
            select(Reading.value)
            .join(Indicator, Indicator.id == Reading.indicator_id)
            .where(Indicator.code == code, Reading.store_id.is_(None), Reading.observed_on.between(first, last))
        )
        return fmean(values)

    before, since = (date(2025, 1, 1), date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 6, 30))
    with reading() as session:
        assert mean(SHIFTED, *since) - mean(SHIFTED, *before) == pytest.approx(SHIFT, abs=0.6)
        assert mean("channel_disagreement", *since) - mean("channel_disagreement", *before) == pytest.approx(0, abs=1.5)


def test_two_thousand_audits_lie_in_four_quarters_and_three_channels(example: Example) -> None:
    with reading() as session:
        first = AuditScore.replaces.is_(None)  # as they were approved
        scores = session.execute(select(AuditScore.visited_on, AuditScore.channel_code, AuditScore.percent).where(first)).all()
    assert len(scores) == 2_000
    assert {score.channel_code for score in scores} == {"store", "phone", "chat"}
    quarters = [(score.visited_on.year * 12 + score.visited_on.month - 1) // 3 for score in scores]
    assert {quarters.count(each) for each in set(quarters)} == {500}
    assert len(set(quarters)) == 4
    ordered = sorted(set(quarters))
    means = [fmean(score.percent for score, at in zip(scores, quarters, strict=True) if at == each) for each in ordered]
    assert abs(means[0] - means[1]) < 1.5
    assert means[3] - means[0] > 4


def test_all_tallies_are_those_that_the_review_would_make(example: Example) -> None:
    with reading() as session:
        programme_id = session.scalars(select(Programme.id)).one()
    found = stored(programme_id)
    assert found == made_anew(programme_id)
    assert all(found.values())


def test_the_tallies_add_up_to_the_scores(example: Example) -> None:
    with reading() as session:
        tallied = session.execute(
            select(
                func.sum(AuditTally.n),
                func.sum(AuditTally.passed),
                func.sum(AuditTally.total),
                func.sum(AuditTally.total_of_squares),
            )
        ).one()
        percents = session.execute(
            select(AuditScore.percent, AuditScore.passed)
            .join(Submission, Submission.id == AuditScore.submission_id)
            .join(Assignment, Assignment.id == Submission.assignment_id)
            .where(counts())
        ).all()
    assert tuple(tallied[:2]) == (len(percents), sum(bool(row.passed) for row in percents))
    assert tallied[2] == pytest.approx(sum(row.percent for row in percents))
    assert tallied[3] == pytest.approx(sum(row.percent**2 for row in percents))


def test_a_bulk_audit_is_what_a_reviewer_would_have_stored(example: Example) -> None:
    """The one with the most findings: its answers submitted once more, by the actions, and approved by a reviewer."""
    with writing() as session:
        worst = session.execute(
            select(Finding.submission_id).group_by(Finding.submission_id).order_by(func.count().desc(), Finding.submission_id)
        ).first()
        assert worst is not None
        bulk = session.get_one(Submission, worst.submission_id)
        assignment = session.get_one(Assignment, bulk.assignment_id)
        reviewer = new_actor(session, Role.REVIEWER)
        assignment_id = assign_visit(
            session,
            programme_id=assignment.programme_id,
            store_id=assignment.store_id,
            rubric_version_id=assignment.rubric_version_id,
            channel_code=assignment.channel_code,
            assignee_id=assignment.assignee_id,
            visit_from=assignment.visit_from,
            due_on=assignment.due_on,
            by=example.administrator,
        )
        visitor = Actor(assignment.assignee_id, session.get_one(Person, assignment.assignee_id).role)
        draft_id = open_draft(session, assignment_id=assignment_id, by=visitor)
        take_lease(session, draft_id=draft_id, token="a tab", by=visitor)
        for code, hashes in live_evidence(session, bulk.id).items():
            give_pictures(session, draft_id, code, hashes, visitor)
        payload = SubmissionPayload(answers=latest_answers(session, bulk.id), evidence=live_evidence(session, bulk.id))
        submit_payload(session, submission_id=draft_id, payload=payload, by=visitor)
        approve_audit(session, submission_id=draft_id, by=reviewer)
        assert outcome(session, draft_id) == outcome(session, bulk.id)


def give_pictures(session: Session, draft_id: Any, code: str, hashes: list[str], visitor: Actor) -> None:
    draft = session.get_one(Draft, draft_id)
    for file_hash in hashes:
        given = {"item_code": code, "file_hash": file_hash, "given_by": visitor.person_id}
        session.add(Evidence(programme_id=draft.programme_id, draft_id=draft_id, **given))
    session.flush()


def outcome(session: Session, submission_id: Any) -> tuple[Any, ...]:
    score = session.scalars(select(AuditScore).where(AuditScore.submission_id == submission_id)).one()
    failed = session.scalars(select(Finding).where(Finding.submission_id == submission_id)).all()
    state = session.scalars(
        select(Assignment.state).join(Submission, Submission.assignment_id == Assignment.id).where(Submission.id == submission_id)
    ).one()
    frozen = (score.earned, score.possible, score.percent, score.passed, score.band, score.result, score.channel_code)
    return (*frozen, state, sorted((row.item_code, row.kind) for row in failed))


def test_visits_are_on_their_way_in_every_state(example: Example) -> None:
    with reading() as session:
        for state in (AuditState.ASSIGNED, AuditState.IN_PROGRESS, AuditState.SUBMITTED, AuditState.RETURNED):
            assert count(session, Assignment, Assignment.state == state) >= 3
        of_first_shopper = (
            select(Assignment.state)
            .join(Identity, Identity.person_id == Assignment.assignee_id)
            .where(Identity.user_name == "shopper-1", Assignment.state != AuditState.APPROVED)
        )
        assert {AuditState.ASSIGNED, AuditState.IN_PROGRESS} <= set(session.scalars(of_first_shopper))


def test_nothing_lies_in_the_future(example: Example) -> None:
    with reading() as session:
        for moments in (Answer.answered_at, Submission.received_at, AuditScore.scored_at, Reading.recorded_at):
            assert session.scalar(select(func.max(moments))) <= NOW


def test_the_log_has_one_entry_for_each_kind_of_thing(example: Example) -> None:
    with reading() as session:
        verbs = session.scalars(select(Event.verb).order_by(Event.position)).all()
        assert events.verify(session).broken_at is None
    of_the_example = [verb for verb in verbs if verb.startswith("example.")]
    assert len(of_the_example) == len(set(of_the_example)) < 25
    assert verbs[-1] == "example.filled"


def test_it_is_refused_where_something_is_already(database: Database, actor_of: Callable[..., Actor]) -> None:
    administrator = actor_of(Role.ADMINISTRATOR)
    with writing() as session:
        new_store(session)
    with pytest.raises(Refusal) as refused, writing() as session:
        fill_example(session, by=administrator)
    assert refused.value.key == "example.not_empty"


def test_it_is_refused_where_an_account_has_a_name_of_the_example(database: Database, actor_of: Callable[..., Actor]) -> None:
    administrator, _ = actor_of(Role.ADMINISTRATOR), actor_of(Role.REVIEWER, user_name="reviewer-2")
    with pytest.raises(Refusal) as refused, writing() as session:
        fill_example(session, by=administrator)
    assert refused.value.facts == {"user_name": "reviewer-2"}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_an_administrator_fills_it_in(database: Database, actor_of: Callable[..., Actor], role: Role) -> None:
    somebody = actor_of(role)
    with pytest.raises(NotAllowed), writing() as session:
        fill_example(session, by=somebody)


def test_stores_have_objected_and_been_heard(example: Example) -> None:
    """Open, withdrawn and decided ones; the amended score stands beside the old one, and one audit no longer counts."""
    with reading() as session:
        states = session.scalars(select(Appeal.state)).all()
        assert {state: states.count(state) for state in AppealState} == {
            AppealState.OPEN: 2,
            AppealState.DECIDED: 3,
            AppealState.WITHDRAWN: 1,
        }
        kinds = (AuditState.APPEALED, AuditState.AMENDED, AuditState.UPHELD, AuditState.EXCLUDED, AuditState.IN_REVIEW)
        assert [count(session, Assignment, Assignment.state == state) for state in kinds] == [2, 1, 2, 1, 1]
        [decision] = session.scalars(select(AppealDecision).where(AppealDecision.ruling == Ruling.AMENDED))
        before, after = (session.get_one(AuditScore, key) for key in (decision.score_before, decision.score_after))
        assert (after.replaces, after.percent > before.percent) == (before.id, True)
        assert count(session, Finding, Finding.submission_id == before.submission_id, Finding.withdrawn_at.is_not(None)) > 0
