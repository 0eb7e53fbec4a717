"""What to put right first, and what a correction changed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from audits.findings.actions import exclude_audit, move_action
from audits.findings.queries import effect_of_action, findings_beside, group_findings, ranked_findings
from audits.findings.rules import ActionState, Cause, FindingKind, Level, Verdict
from tests.factories.audits import FULL, Visit
from tests.factories.findings import BAD, NO_SMILE, another_visit, approved_audit, finding_of, new_action
from tests.factories.people import new_actor, new_region, new_store
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.refusals import NotFound
from tracker.people.models import Store
from tracker.people.rules import Role

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def audited(visit: Visit, answers: dict[str, Any] | None, *, day: int = 0, store: Store | None = None) -> UUID:
    """One more approved audit, that many days from the fourth of May."""
    with clock.standing_at(NOW + timedelta(days=day)), writing() as session:
        store = session.merge(store) if store else None
        return approved_audit(session, another_visit(session, visit, store=store), answers)


def other_store() -> Store:
    with writing() as session:
        return new_store(session)


# Ranking


def test_findings_are_ranked_by_severity_and_reach(visit: Visit) -> None:
    audited(visit, BAD)
    for _ in range(3):
        audited(visit, NO_SMILE, store=other_store())
    with reading() as session:
        rows = ranked_findings(session, programme_id=visit.programme_id, by=visit.lead)
    told = [(row.code, row.priority.kind, row.priority.stores, row.findings, row.unplanned) for row in rows]
    rubric_code = rows[0].rubric_code
    assert told == [
        (rubric_code, FindingKind.LOW_AUDIT, 4, 4, 4),  # 2 x 4
        ("smile", FindingKind.FAILED_ITEM, 4, 4, 4),  # 1 x 4
        ("greeted", FindingKind.CRITICAL_ITEM, 1, 1, 1),  # 3 x 1
    ]
    assert [row.priority.product for row in rows] == [8, 4, 3]
    assert [row.level for row in rows] == [Level.AUDIT, Level.ITEM, Level.ITEM]
    assert str(rows[0].name) == "Small visit"


def test_causes_are_counted_and_can_be_asked_for(visit: Visit) -> None:
    first = audited(visit, NO_SMILE)
    second = audited(visit, NO_SMILE, store=other_store())
    with writing() as session:
        new_action(session, visit, first, cause=Cause.PROCESS)
    with reading() as session:
        asked: dict[str, Any] = {"programme_id": visit.programme_id, "by": visit.lead}
        smile = next(row for row in ranked_findings(session, **asked) if row.code == "smile")
        assert (smile.causes, smile.findings, smile.unplanned) == ({Cause.PROCESS: 1}, 2, 1)
        [only] = ranked_findings(session, **asked, cause=Cause.PROCESS)
        assert (only.code, only.findings) == ("smile", 1)
        assert ranked_findings(session, **asked, cause=Cause.PRODUCT) == []
        left = ranked_findings(session, **asked, unplanned=True)
        assert {row.code: row.findings for row in left}["smile"] == 1
        where = {"rubric_code": smile.rubric_code, "level": Level.ITEM, "code": "smile"}
        [row] = group_findings(session, **asked, **where)
        assert row.id == finding_of(session, second, "smile")


def test_the_ranking_counts_findings_of_a_time_and_of_ones_own_stores(visit: Visit) -> None:
    audited(visit, NO_SMILE)
    audited(visit, NO_SMILE, day=40, store=other_store())
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
        stranger = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
    with reading() as session:
        asked = {"programme_id": visit.programme_id, "since": NOW + timedelta(days=30)}
        assert [row.findings for row in ranked_findings(session, by=visit.lead, **asked)] == [1, 1]
        assert ranked_findings(session, by=manager, **asked) == []
        assert [row.findings for row in ranked_findings(session, by=manager, programme_id=visit.programme_id)] == [1, 1]
        assert ranked_findings(session, by=stranger, programme_id=visit.programme_id) == []


def test_beside_a_finding_stand_those_of_its_store_and_which_are_of_its_audit(visit: Visit) -> None:
    first, second = audited(visit, NO_SMILE), audited(visit, BAD, day=3)
    audited(visit, NO_SMILE, store=other_store())
    with reading() as session:
        key = finding_of(session, first, "smile")
        rows, same = findings_beside(session, finding_id=key, by=visit.lead)
        assert len(rows) == 5
        assert {row.id for row in rows} & same == {key, *(row.id for row in rows if row.id in same)}
        assert finding_of(session, second, "smile") not in same
    with writing() as session:
        elsewhere = new_actor(session, Role.STORE_MANAGER, stores=[new_store(session).id])
    with reading() as session, pytest.raises(NotFound):
        findings_beside(session, finding_id=key, by=elsewhere)


# Effect


@pytest.fixture
def done(visit: Visit) -> UUID:
    """Against `smile`: failed in each of five visits before, done ten days after the first."""
    keys = [audited(visit, NO_SMILE, day=day) for day in range(5)]
    with clock.standing_at(NOW + timedelta(days=9)), writing() as session:
        key = new_action(session, visit, keys[0])
    with clock.standing_at(NOW + timedelta(days=10)), writing() as session:
        move_action(session, action_id=key, seen=1, to=ActionState.DONE, by=visit.lead)
    return key


def verdicts(visit: Visit, action_id: UUID) -> list[tuple[int, int, int, Verdict]]:
    with reading() as session:
        return [
            (one.stores, one.effect.before.n, one.effect.after.n, one.effect.verdict)
            for one in effect_of_action(session, action_id=action_id, by=visit.lead)
        ]


def test_an_effect_is_shown_once_the_action_was_done_and_enough_was_seen(visit: Visit, done: UUID) -> None:
    assert verdicts(visit, done) == [(1, 5, 0, Verdict.TOO_FEW)]
    keys = [audited(visit, FULL, day=20 + day) for day in range(5)]
    audited(visit, {**FULL, "smile": "na"}, day=30)
    assert verdicts(visit, done) == [(1, 5, 5, Verdict.BETTER)]
    with writing() as session:
        exclude_audit(session, submission_id=keys[0], reason="Wrong store", by=visit.lead)
    assert verdicts(visit, done) == [(1, 5, 4, Verdict.TOO_FEW)]


def test_an_action_that_is_not_done_has_no_effect_yet(visit: Visit) -> None:
    with writing() as session:
        key = new_action(session, visit, approved_audit(session, visit, NO_SMILE))
    assert verdicts(visit, key) == []


def test_stores_with_the_same_correction_are_added_up(visit: Visit, done: UUID) -> None:
    store = other_store()
    failed = audited(visit, NO_SMILE, day=1, store=store)
    with clock.standing_at(NOW + timedelta(days=5)), writing() as session:
        second = new_action(session, visit, failed)
        move_action(session, action_id=second, seen=1, to=ActionState.DONE, by=visit.lead)
    audited(visit, FULL, day=7, store=store)
    assert verdicts(visit, done) == [(1, 5, 0, Verdict.TOO_FEW), (2, 6, 1, Verdict.TOO_FEW)]
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
    with reading() as session:
        assert len(effect_of_action(session, action_id=done, by=manager)) == 1
        with pytest.raises(NotFound):
            effect_of_action(session, action_id=second, by=manager)
