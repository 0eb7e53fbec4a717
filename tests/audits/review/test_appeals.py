"""A store's fair hearing: in time, item by item, by somebody who had no part in it."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from audits.review.actions import approve as approve_only
from audits.review.actions import (
    correct_answer,
    decide_appeal,
    exclude_audit,
    open_appeal,
    release_audits,
    take_up,
    withdraw_appeal,
)
from audits.review.forms.appeals import AppealItemForm, RulingForm
from audits.review.models import Appeal, AppealDecision, AppealState, AuditScore, AuditTally
from audits.review.queries import answers_in_effect, audit
from audits.review.queries.appeals import appeal, appeals, appeals_of, rates, rates_by_reviewer, rates_by_store
from audits.review.queries.released import released_audit
from audits.review.rules import AppealCategory, Appealed, Ruling, appeal_until
from audits.review.rules.appeals import FEW
from audits.visits.models import Assignment, FieldPolicy
from tests.conftest import Database
from tests.factories.audits import FULL, Visit, new_visit, state_of
from tests.factories.people import new_actor, new_region
from tests.factories.reviews import appealed, manager_of, objection, public_id_of, released, submitted
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.files import prepare_picture
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.models import Store
from tracker.people.rules import Actor, Role

NO_SMILE = {**FULL, "smile": "no"}
WHY = "Because"


@pytest.fixture
def judge(visit: Visit) -> Actor:
    """Who has no part in the audit."""
    with writing() as session:
        return new_actor(session, Role.REVIEWER)


@pytest.fixture
def manager(visit: Visit) -> Actor:
    with writing() as session:
        return manager_of(session, visit)


def objected(visit: Visit, by: Actor, reviewer: Actor, *codes: str, answers: dict[str, Any] | None = None) -> tuple[UUID, UUID]:
    """Keys of the audit and of the appeal."""
    with writing() as session:
        key = released(session, visit, answers or NO_SMILE, by=reviewer)
        return key, appealed(session, visit, key, *codes, by=by)


def decided(appeal_id: UUID, by: Actor, seen: int = 1, **rulings: tuple[Ruling, Any]) -> Any:
    forms = [RulingForm(item_code=code, ruling=ruling, value=value, reason=WHY) for code, (ruling, value) in rulings.items()]
    with writing() as session:
        return decide_appeal(session, appeal_id=appeal_id, seen=seen, rulings=forms, by=by)


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    return out.getvalue()


def test_an_amended_answer_makes_a_new_score_beside_the_old_one(
    visit: Visit, reviewer: Actor, judge: Actor, manager: Actor
) -> None:
    key, appeal_id = objected(visit, manager, reviewer, "smile", "clean")
    found = decided(appeal_id, judge, smile=(Ruling.AMENDED, "yes"), clean=(Ruling.UPHELD, None))
    assert (found.ruling, found.audit.answers["smile"], found.audit.score.shown_percent) == (Ruling.AMENDED, "yes", "87.50")
    with reading() as session:
        before, after = session.scalars(select(AuditScore).order_by(AuditScore.id)).all()
        assert (before.percent, after.percent, after.replaces) == (75.0, 87.5, before.id)
        tally = session.scalars(select(AuditTally)).one()
        assert (tally.n, tally.passed, tally.total) == (1, 1, 87.5)
        assert state_of(session, visit) == "amended"
        [row] = appeals_of(session, public_id=public_id_of(session, key), by=manager)
        assert (row.state, row.ruling, row.before, row.after) == (AppealState.DECIDED, Ruling.AMENDED, 75.0, 87.5)
        rulings = {item.item_code: (item.ruling, item.value, item.reason) for item in row.items}
        assert rulings == {"smile": (Ruling.AMENDED, "yes", WHY), "clean": (Ruling.UPHELD, None, WHY)}
        [told] = audit(session, submission_id=key, by=reviewer).corrections
        assert (told.before, told.value, told.is_of_appeal, told.by) == ("no", "yes", True, judge.display_name)


def test_an_upheld_answer_keeps_the_score(visit: Visit, reviewer: Actor, judge: Actor, manager: Actor) -> None:
    key, appeal_id = objected(visit, manager, reviewer)
    assert decided(appeal_id, judge, smile=(Ruling.UPHELD, None)).ruling is Ruling.UPHELD
    with reading() as session:
        assert session.scalars(select(AuditScore.percent)).all() == [75.0]
        assert session.scalars(select(AppealDecision.score_after)).all() == [None]
        assert (state_of(session, visit), answers_in_effect(session, key)["smile"]) == ("upheld", "no")


def test_an_appeal_is_decided_once_and_the_lead_may_still_exclude(
    visit: Visit, reviewer: Actor, judge: Actor, manager: Actor
) -> None:
    key, appeal_id = objected(visit, manager, reviewer)
    with pytest.raises(Stale, match="not_to_exclude"), writing() as session:
        exclude_audit(session, submission_id=key, reason=WHY, by=visit.lead)
    decided(appeal_id, judge, smile=(Ruling.AMENDED, "yes"))
    with pytest.raises(Stale):
        decided(appeal_id, judge, seen=2, smile=(Ruling.UPHELD, None))
    with pytest.raises(Stale, match="not_possible"), writing() as session:
        appealed(session, visit, key, by=manager)
    with writing() as session:
        exclude_audit(session, submission_id=key, reason=WHY, by=visit.lead)
    with reading() as session:
        assert session.scalars(select(AuditTally.n)).all() == [0]


def test_nobody_decides_about_their_own_work(visit: Visit, manager: Actor) -> None:
    """Neither who approved, nor who corrected before somebody else approved, nor who made the visit."""
    with writing() as session:
        corrector, approver, judge = (new_actor(session, Role.REVIEWER) for _ in range(3))
        key = submitted(session, visit, {**NO_SMILE, "clean": "na"})
        take_up(session, submission_id=key, by=corrector)
        correct_answer(session, submission_id=key, item_code="clean", value="yes", reason=WHY, by=corrector)
        take_up(session, submission_id=key, by=approver)
        approve_only(session, submission_id=key, by=approver)
        release_audits(session, submission_ids=[key], by=visit.lead)
        appeal_id = appealed(session, visit, key, by=manager)
    visitor = Actor(visit.shopper.person_id, Role.REVIEWER)
    for somebody, refusal in ((corrector, "involved"), (approver, "involved"), (visitor, "own_audit")):
        with reading() as session:
            assert not appeal(session, appeal_id=appeal_id, by=somebody).may_decide
        with pytest.raises(Refusal, match=refusal):
            decided(appeal_id, somebody, smile=(Ruling.UPHELD, None))
    with reading() as session:
        assert appeal(session, appeal_id=appeal_id, by=judge).may_decide
    decided(appeal_id, judge, smile=(Ruling.UPHELD, None))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.REVIEWER])
def test_only_reviewers_decide(visit: Visit, reviewer: Actor, manager: Actor, role: Role) -> None:
    _, appeal_id = objected(visit, manager, reviewer)
    with writing() as session:
        somebody = new_actor(session, role, stores=[visit.store_id])
    with pytest.raises(NotAllowed):
        decided(appeal_id, somebody, smile=(Ruling.UPHELD, None))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STORE_MANAGER])
def test_only_store_managers_object(visit: Visit, reviewer: Actor, role: Role) -> None:
    with writing() as session:
        key = released(session, visit, by=reviewer)
        somebody = new_actor(session, role, stores=[visit.store_id])
    with pytest.raises(NotAllowed), writing() as session:
        appealed(session, visit, key, by=somebody)


def test_a_store_objects_to_its_own_released_audits_only(visit: Visit, reviewer: Actor, judge: Actor, manager: Actor) -> None:
    key, appeal_id = objected(visit, manager, reviewer)
    with writing() as session:
        elsewhere = manager_of(session, new_visit(session))
        far = new_actor(session, Role.REVIEWER, regions=[new_region(session).id])
    with pytest.raises(NotFound), writing() as session:
        appealed(session, visit, key, by=elsewhere)
    with pytest.raises(NotFound), writing() as session:
        withdraw_appeal(session, appeal_id=appeal_id, seen=1, by=elsewhere)
    with pytest.raises(NotFound), writing() as session:
        open_appeal(session, public_id=key, items=[objection()], by=manager)  # the audit's own key
    with pytest.raises(NotFound):
        decided(appeal_id, far, smile=(Ruling.UPHELD, None))
    for stranger in (elsewhere, far):
        with reading() as session:
            assert appeals(session, by=stranger) == []
        with pytest.raises(NotFound), reading() as session:
            appeal(session, appeal_id=appeal_id, by=stranger)


def test_a_withdrawn_appeal_leaves_the_audit_as_it_was_and_another_one_possible(
    visit: Visit, reviewer: Actor, manager: Actor
) -> None:
    key, appeal_id = objected(visit, manager, reviewer)
    with pytest.raises(Stale), writing() as session:
        appealed(session, visit, key, by=manager)
    with writing() as session:
        withdraw_appeal(session, appeal_id=appeal_id, seen=1, by=manager)
        assert state_of(session, visit) == "approved"
        appealed(session, visit, key, "clean", by=manager)
    with pytest.raises(Stale), writing() as session:
        withdraw_appeal(session, appeal_id=appeal_id, seen=2, by=manager)
    with reading() as session:
        assert [row.state for row in appeals(session, by=manager)] == [AppealState.OPEN, AppealState.WITHDRAWN]


def test_two_who_saw_the_same_appeal_do_not_both_close_it(visit: Visit, reviewer: Actor, judge: Actor, manager: Actor) -> None:
    _, appeal_id = objected(visit, manager, reviewer)
    with writing() as session:
        withdraw_appeal(session, appeal_id=appeal_id, seen=1, by=manager)
    with pytest.raises(Stale):
        decided(appeal_id, judge, smile=(Ruling.UPHELD, None))


@pytest.mark.parametrize(
    ("items", "key"),
    [
        ([], "no_item"),
        ([objection(text=" ")], "text_missing"),
        ([objection(text="x" * 2001)], "reason_long"),
        ([objection(), objection()], "item_twice"),
        ([objection("no_such_item")], "unknown_item"),
        ([objection("seconds")], "unknown_item"),
    ],
)
def test_an_objection_names_items_that_were_asked_and_says_why(
    visit: Visit, reviewer: Actor, manager: Actor, items: list[AppealItemForm], key: str
) -> None:
    not_greeted = {**{code: value for code, value in FULL.items() if code != "seconds"}, "greeted": "no", "greeted.note": "x"}
    with writing() as session:
        public_id = public_id_of(session, released(session, visit, not_greeted, by=reviewer))
    with pytest.raises(Refusal, match=key), writing() as session:
        open_appeal(session, public_id=public_id, items=items, by=manager)
    with reading() as session:
        assert (state_of(session, visit), session.scalars(select(Appeal)).all()) == ("approved", [])


@pytest.mark.parametrize(
    ("rulings", "key"),
    [
        ({}, "rule_on_each"),
        ({"smile": (Ruling.UPHELD, None), "clean": (Ruling.UPHELD, None)}, "rule_on_each"),
        ({"smile": (Ruling.AMENDED, "no")}, "correction_same"),
        ({"smile": (Ruling.AMENDED, "perhaps")}, "no_such_option"),
    ],
)
def test_a_decision_rules_on_each_item_and_an_amended_one_on_another_answer(
    visit: Visit, reviewer: Actor, judge: Actor, manager: Actor, rulings: dict[str, tuple[Ruling, Any]], key: str
) -> None:
    _, appeal_id = objected(visit, manager, reviewer)
    with pytest.raises(Refusal, match=key):
        decided(appeal_id, judge, **rulings)
    with reading() as session:
        assert state_of(session, visit) == "appealed"


def test_pictures_of_the_store_stand_beside_its_words(visit: Visit, reviewer: Actor, judge: Actor, manager: Actor) -> None:
    picture = prepare_picture(photo())
    with writing() as session:
        public_id = public_id_of(session, released(session, visit, NO_SMILE, by=reviewer))
    many = objection(pictures=(picture,) * 6)
    with pytest.raises(Refusal, match="too_many_pictures"), writing() as session:
        open_appeal(session, public_id=public_id, items=[many], by=manager)
    given = objection(pictures=(picture, picture), category=AppealCategory.CIRCUMSTANCE)
    with writing() as session:
        open_appeal(session, public_id=public_id, items=[given], note="A power cut", by=manager)
    with reading() as session:
        [row] = appeals(session, by=judge)
        [item] = row.items
    assert (row.note, item.category, item.text, len(item.pictures)) == (
        "A power cut",
        AppealCategory.CIRCUMSTANCE,
        "She did smile",
        1,
    )


RELEASED = datetime(2026, 3, 1, 20, tzinfo=UTC)  # the 2nd of March in Shanghai


@pytest.mark.parametrize(
    ("zone", "last"),
    [("UTC", datetime(2026, 3, 11, 23, 59, tzinfo=UTC)), ("Asia/Shanghai", datetime(2026, 3, 12, 15, 59, tzinfo=UTC))],
)
def test_an_appeal_is_possible_until_the_end_of_the_last_day_in_the_managers_zone(
    database: Database, zone: str, last: datetime
) -> None:
    with clock.standing_at(RELEASED), writing() as session:
        visit = new_visit(session)
        key = released(session, visit)
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id], time_zone=zone)
        public_id = public_id_of(session, key)
    until = date(2026, 3, 11) if zone == "UTC" else date(2026, 3, 12)
    with clock.standing_at(last + timedelta(minutes=1)):
        with reading() as session:
            assert released_audit(session, public_id=public_id, by=manager).head.appeal_until is None
        with pytest.raises(Refusal, match="too_late") as refused, writing() as session:
            appealed(session, visit, key, by=manager)
        assert refused.value.facts == {"until": until}
    with clock.standing_at(last):
        with reading() as session:
            assert released_audit(session, public_id=public_id, by=manager).head.appeal_until == until
        with writing() as session:
            appealed(session, visit, key, by=manager)


def test_the_programme_sets_the_days(visit: Visit, manager: Actor) -> None:
    rules = {"rotation_days": 30, "spacer_days": 3, "appeal_days": 0, "second_share": 0.1, "release_at_approval": False}
    with clock.standing_at(RELEASED), writing() as session:
        session.add(FieldPolicy(programme_id=visit.programme_id, **rules))
        session.flush()
        key = released(session, visit)
    with clock.standing_at(RELEASED + timedelta(hours=5)), pytest.raises(Refusal, match="too_late"), writing() as session:
        appealed(session, visit, key, by=manager)


@given(days=st.integers(0, 400), hours=st.integers(0, 200_000))
def test_a_longer_time_never_ends_earlier(days: int, hours: int) -> None:
    moment = RELEASED + timedelta(hours=hours)
    assert appeal_until(moment, days + 1, "Asia/Shanghai") - appeal_until(moment, days, "Asia/Shanghai") == timedelta(days=1)
    assert appeal_until(moment, days, "UTC") >= moment.date()


def test_rates_count_released_audits_and_no_withdrawn_appeal(visit: Visit, reviewer: Actor, judge: Actor, manager: Actor) -> None:
    """Of three released audits one was amended, one upheld, and of one the appeal was withdrawn; a fourth is not released."""
    _, appeal_id = objected(visit, manager, reviewer)
    others = [in_the_same_programme(visit) for _ in range(2)]
    upheld, withdrawn = (objected(other, manager, reviewer)[1] for other in others)
    decided(appeal_id, judge, smile=(Ruling.AMENDED, "yes"))
    decided(upheld, judge, smile=(Ruling.UPHELD, None))
    with writing() as session:
        withdraw_appeal(session, appeal_id=withdrawn, seen=1, by=manager)
        approve_only(session, submission_id=submitted(session, in_session(session, visit)), by=reviewer)
    with reading() as session:
        programme = {"programme_id": visit.programme_id, "by": visit.lead}
        assert rates(session, **programme) == Appealed(3, 2, 1)
        [store] = rates_by_store(session, **programme)
        [approver] = rates_by_reviewer(session, **programme)
        assert (store.counted, approver.counted, approver.name) == (Appealed(3, 2, 1), Appealed(3, 2, 1), reviewer.display_name)
    far = new_region_reviewer()
    with reading() as session:
        assert rates(session, programme_id=visit.programme_id, by=far) == Appealed(0, 0, 0)
    with pytest.raises(NotAllowed), reading() as session:
        rates(session, programme_id=visit.programme_id, by=manager)


def test_few_audits_are_said_to_be_few() -> None:
    assert [Appealed(n, 0, 0).is_few for n in (0, FEW - 1, FEW)] == [True, True, False]


def in_session(session: Any, visit: Visit) -> Visit:
    made = new_visit(session, store=session.get_one(Store, visit.store_id), shopper=visit.shopper)
    session.get_one(Assignment, made.assignment_id).programme_id = visit.programme_id
    session.flush()
    return made


def in_the_same_programme(visit: Visit) -> Visit:
    with writing() as session:
        return in_session(session, visit)


def new_region_reviewer() -> Actor:
    with writing() as session:
        return new_actor(session, Role.REVIEWER, regions=[new_region(session).id])
