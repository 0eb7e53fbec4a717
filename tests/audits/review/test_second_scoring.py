"""Audits scored a second time: drawn, given out, scored blindly, and compared."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from audits.review.actions import exclude_audit
from audits.review.actions.scoring_twice import Drawn, ask_to_score, draw_scorings, score_again
from audits.review.models import ReviewDecision, ScoringDraw, SecondScoring
from audits.review.queries.agreement import Agreement, agreement, compared_rubrics
from audits.review.queries.second_scorings import calibrations, draws, open_scorings, rater_choices, scoring_in_hand
from audits.visits.models import Assignment, Purpose
from audits.visits.rules.sampling import Unit, draw
from tests.audits.app import opened, texts
from tests.audits.review.approved import approve_one
from tests.factories.audits import FULL, Visit
from tests.factories.people import new_actor, new_region
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.models import Store
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme

ALWAYS = {"first": date(2020, 1, 1), "last": date(2100, 1, 1)}
NO = FULL | {"smile": "no"}
SECRET_NOTE = "Nobody at the door for ten minutes"


@pytest.fixture
def rater(visit: Visit) -> Actor:
    with writing() as session:
        return new_actor(session, Role.REVIEWER, display_name="Rita Rater")


def drawn(visit: Visit, raters: list[Actor], **given: Any) -> Drawn:
    values = ALWAYS | {"share": 1.0, "by": visit.lead} | given
    with writing() as session:
        return draw_scorings(session, programme_id=visit.programme_id, raters=[rater.person_id for rater in raters], **values)


def scored(visit: Visit, first: list[dict[str, Any]], second: list[dict[str, Any]], rater: Actor) -> list[UUID]:
    """Audits with first answers, each scored again with the second."""
    keys = [approve_one(visit, answers) for answers in first]
    drawn(visit, [rater])
    with writing() as session:
        by_audit = {row.submission_id: row.id for row in session.scalars(select(SecondScoring))}
        for key, answers in zip(keys, second, strict=True):
            score_again(session, scoring_id=by_audit[key], seen=1, answers=answers, by=rater)
    return keys


def found(visit: Visit, by: Actor | None = None, **given: Any) -> Agreement:
    with reading() as session:
        purpose = given.get("purpose", Purpose.COUNTED)
        (rubric,) = compared_rubrics(session, programme_id=visit.programme_id, purpose=purpose, by=by or visit.lead)
        return agreement(session, programme_id=visit.programme_id, rubric_code=rubric.code, by=by or visit.lead, **given)


def scoring_of(rater: Actor) -> UUID:
    with reading() as session:
        return open_scorings(session, by=rater)[0].id


# Drawing


def test_a_draw_records_what_anybody_needs_to_draw_it_again(visit, rater):
    keys = [approve_one(visit, FULL) for _ in range(5)]
    outcome = drawn(visit, [rater], share=0.5, seed="a seed")
    assert (outcome.population, outcome.given, outcome.without_rater) == (5, 3, 0)
    with reading() as session:
        row = session.scalars(select(ScoringDraw)).one()
        code = session.scalars(select(Store.code)).first()
        again = draw([Unit(str(key), code) for key in keys], seed="a seed", size=3)
        chosen = session.scalars(select(SecondScoring.submission_id)).all()
        assert {UUID(unit.key) for unit in again} == set(chosen)
        assert (row.seed, row.population, row.drawn, row.chosen_by["share"]) == ("a seed", 5, 3, "0.5")
        assert session.scalars(select(Event.verb).where(Event.subject_id == row.id)).all() == ["scoring.drawn"]


def test_a_small_share_draws_one_and_no_audit_is_drawn_twice(visit, rater):
    approve_one(visit, FULL), approve_one(visit, FULL)
    assert drawn(visit, [rater], share=0.01).given == 1
    assert drawn(visit, [rater]).population == 1
    with pytest.raises(Refusal, match="nothing_to_draw"):
        drawn(visit, [rater])


def test_without_a_share_the_programmes_own_counts(visit, rater):
    for _ in range(11):
        approve_one(visit, FULL)
    assert drawn(visit, [rater], share=None).given == 2


@pytest.mark.parametrize("share", [0, -0.1, 1.1])
def test_a_share_that_is_none_is_refused(visit, rater, share):
    approve_one(visit, FULL)
    with pytest.raises(Refusal, match="share_wrong"):
        drawn(visit, [rater], share=share)


def test_nobody_scores_what_they_visited_or_decided_about(visit):
    approve_one(visit, FULL)
    with reading() as session:
        decider = session.scalars(select(ReviewDecision.decided_by)).one()
    with writing() as session:
        visitor = new_actor(session, Role.SUPERVISOR)
        session.execute(update(Assignment).values(assignee_id=visitor.person_id))
    outcome = drawn(visit, [visitor, Actor(decider, Role.REVIEWER)])
    assert (outcome.given, outcome.without_rater) == (0, 1)


def test_nobody_scores_beyond_their_reach_and_the_rest_is_shared_fairly(visit, rater):
    for _ in range(4):
        approve_one(visit, FULL)
    with writing() as session:
        elsewhere = new_actor(session, Role.SUPERVISOR, regions=[new_region(session).id])
        here = new_actor(session, Role.SUPERVISOR, regions=[visit.region_id])
    drawn(visit, [elsewhere, here, rater])
    with reading() as session:
        given = session.scalars(select(SecondScoring.rater_id)).all()
    assert sorted(map(given.count, [elsewhere.person_id, here.person_id, rater.person_id])) == [0, 2, 2]


def test_without_anybody_who_may_score_nothing_is_drawn(visit):
    approve_one(visit, FULL)
    with pytest.raises(Refusal, match="no_raters"):
        drawn(visit, [visit.shopper, visit.lead])


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.STORE_MANAGER, Role.EXECUTIVE])
def test_only_the_lead_draws(visit, rater, role):
    with writing() as session:
        by = new_actor(session, role, stores=[visit.store_id])
    with pytest.raises(NotAllowed):
        drawn(visit, [rater], by=by)


def test_the_lead_sees_who_may_be_asked_and_how_far_a_draw_is(visit, rater):
    scored(visit, [FULL, NO], [FULL, FULL], rater)
    with reading() as session:
        assert rater.person_id in {choice.id for choice in rater_choices(session, by=visit.lead)}
        assert visit.shopper.person_id not in {choice.id for choice in rater_choices(session, by=visit.lead)}
        (row,) = draws(session, programme_id=visit.programme_id, by=visit.lead)
    assert (row.population, row.drawn, row.given, row.done) == (2, 2, 2, 2)


# Scoring blindly


def test_a_rater_sees_texts_and_pictures_and_neither_answer_nor_score(visit, rater):
    approve_one(visit, FULL | {"greeted": "no", "greeted.note": SECRET_NOTE})
    drawn(visit, [rater])
    with reading() as session:
        seen = scoring_in_hand(session, scoring_id=scoring_of(rater), by=rater)
    assert dict(seen.texts) == {"greeted": SECRET_NOTE, "remarks": "All well"}
    assert not {"answers", "score", "shopper"} & set(vars(seen))


def test_only_the_one_who_was_asked_sees_and_scores_it_and_only_once(visit, rater):
    approve_one(visit, FULL)
    drawn(visit, [rater])
    key = scoring_of(rater)
    with writing() as session:
        other = new_actor(session, Role.REVIEWER)
        assert open_scorings(session, by=other) == []
        with pytest.raises(NotFound):
            scoring_in_hand(session, scoring_id=key, by=other)
        with pytest.raises(NotFound):
            score_again(session, scoring_id=key, seen=1, answers={"smile": "yes"}, by=other)
    with writing() as session:
        assert score_again(session, scoring_id=key, seen=1, answers={"smile": "yes", "clean": None}, by=rater) == 1
    with pytest.raises(Stale), writing() as session:
        score_again(session, scoring_id=key, seen=1, answers={"smile": "no"}, by=rater)
    with pytest.raises(Refusal, match="done_already"), writing() as session:
        score_again(session, scoring_id=key, seen=2, answers={"smile": "no"}, by=rater)
    with reading() as session:
        assert open_scorings(session, by=rater) == []


@pytest.mark.parametrize("answers", [{}, {"smile": None}, {"smile": "perhaps"}, {"unheard": "yes"}, {"seconds": 12}])
def test_answers_that_are_none_are_refused(visit, rater, answers):
    """The last is asked only of those who were greeted."""
    approve_one(visit, FULL)
    drawn(visit, [rater])
    key = scoring_of(rater)
    with pytest.raises(Refusal), writing() as session:
        score_again(session, scoring_id=key, seen=1, answers=answers, by=rater)


# Agreement


def test_agreement_is_told_by_item_and_by_rater(visit, rater):
    scored(visit, [FULL, FULL, NO, NO], [FULL, NO, NO, NO], rater)
    seen = found(visit)
    items = {item.code: item for item in seen.items}
    smile, greeted = items["smile"].agreed, items["greeted"].agreed
    assert (seen.scorings, smile.n, smile.same, smile.value) == (4, 4, 3, 0.5)
    assert (greeted.n, greeted.same, greeted.value) == (4, 4, None)  # all on one answer
    assert "remarks" not in items
    (row,) = seen.raters
    assert (row.name, row.audits, row.same.n) == ("Rita Rater", 4, 16)  # four choices each; nobody measures the same seconds
    assert row.kappa == pytest.approx(0.5)


def test_enough_pairs_below_the_floor_name_the_item_to_reword(visit, rater):
    first, second = [FULL, NO] * 6, [FULL] * 6 + [NO] * 6
    scored(visit, first, second, rater)
    assert [item.code for item in found(visit).low] == ["smile"]


def test_an_audit_that_no_longer_counts_is_no_longer_compared(visit, rater):
    keys = scored(visit, [FULL, NO], [FULL, FULL], rater)
    with writing() as session:
        exclude_audit(session, submission_id=keys[1], reason="The wrong store", by=new_actor(session, Role.REVIEWER))
    assert found(visit).scorings == 1


def test_the_days_of_the_visits_limit_what_is_compared(visit, rater):
    scored(visit, [FULL], [FULL], rater)
    assert found(visit, **ALWAYS).scorings == 1
    assert found(visit, first=date(2020, 1, 1), last=date(2020, 12, 31)).scorings == 0


def test_a_reviewer_is_told_of_the_items_and_of_nobody_elses_row(visit, rater):
    scored(visit, [FULL], [FULL], rater)
    with writing() as session:
        other = new_actor(session, Role.REVIEWER)
    assert [row.name for row in found(visit, rater).raters] == ["Rita Rater"]
    assert found(visit, other).raters == ()
    assert len(found(visit, other).items) == len(found(visit).items)


def test_agreement_stays_within_reach(visit, rater):
    scored(visit, [FULL], [FULL], rater)
    with writing() as session:
        elsewhere = new_actor(session, Role.REVIEWER, regions=[new_region(session).id])
        manager = new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
    with reading() as session:
        assert compared_rubrics(session, programme_id=visit.programme_id, purpose=Purpose.COUNTED, by=elsewhere) == []
        with pytest.raises(NotAllowed):
            compared_rubrics(session, programme_id=visit.programme_id, purpose=Purpose.COUNTED, by=manager)


# Calibration


@pytest.fixture
def calibration(visit: Visit) -> UUID:
    with writing() as session:
        session.execute(update(Assignment).values(purpose=Purpose.CALIBRATION))
    key = approve_one(visit, FULL)
    with writing() as session:
        session.execute(update(Assignment).values(purpose=Purpose.CALIBRATION))
    return key


def asked(visit: Visit, key: UUID, raters: list[Actor], by: Actor | None = None) -> int:
    with writing() as session:
        return ask_to_score(session, submission_id=key, raters=[rater.person_id for rater in raters], by=by or visit.lead)


def test_several_score_the_same_calibration_and_are_compared_with_what_was_agreed(visit, rater, calibration):
    with writing() as session:
        second = new_actor(session, Role.SUPERVISOR, display_name="Sam Second")
    assert asked(visit, calibration, [rater, second]) == 2
    for who, answers in ((rater, FULL), (second, NO)):
        key = scoring_of(who)
        with writing() as session:
            score_again(session, scoring_id=key, seen=1, answers=answers, by=who)
    seen = found(visit, purpose=Purpose.CALIBRATION)
    assert [(row.name, row.same.value) for row in seen.raters] == [("Rita Rater", 1.0), ("Sam Second", 0.75)]
    with reading() as session:
        (row,) = calibrations(session, programme_id=visit.programme_id, by=visit.lead)
        assert compared_rubrics(session, programme_id=visit.programme_id, purpose=Purpose.COUNTED, by=visit.lead) == []
    assert (row.asked, row.done) == (2, 2)


def test_a_calibration_is_asked_for_once_and_not_of_its_visitor(visit, rater, calibration):
    assert asked(visit, calibration, [rater, rater]) == 1
    with pytest.raises(Refusal, match="nobody_able"):
        asked(visit, calibration, [rater])
    with writing() as session:
        session.execute(update(Assignment).values(assignee_id=(late := new_actor(session, Role.SUPERVISOR)).person_id))
    with pytest.raises(Refusal, match="nobody_able"):
        asked(visit, calibration, [late])


def test_a_counted_audit_is_no_calibration_and_a_calibration_is_not_drawn(visit, rater, calibration):
    with pytest.raises(Refusal, match="nothing_to_draw"):
        drawn(visit, [rater])
    with writing() as session:
        session.execute(update(Assignment).values(purpose=Purpose.COUNTED))
    with pytest.raises(NotFound):
        asked(visit, calibration, [rater])


# Pages


def test_the_lead_draws_and_reads_the_finding_on_the_page(visit, rater):
    first, second = [FULL, NO] * 6, [FULL] * 6 + [NO] * 6
    scored(visit, first, second, rater)
    approve_one(visit, FULL)
    with reading() as session:
        code = session.get_one(Programme, visit.programme_id).code
    app = opened(visit.lead, "audits/agreement", programme=code)
    assert "Items to reword (1)" in texts(app)
    app.multiselect(key="draw_raters").set_value([rater.person_id]).run()
    app.button(key="draw_now").click().run()
    assert scoring_of(rater)


def test_a_rater_scores_on_the_page_and_is_not_told_the_first_answers(visit, rater):
    approve_one(visit, FULL | {"greeted": "no", "greeted.note": SECRET_NOTE})
    drawn(visit, [rater])
    key = scoring_of(rater)
    app = opened(rater, "audits/second_scoring")
    app.button(key=f"score {key}").click().run()
    assert SECRET_NOTE in texts(app)
    assert app.button(key=f"store {key}").disabled
    chosen = {each.key: each.value for each in app.get("button_group")}
    assert not any(chosen.values())
    next(each for each in app.get("button_group") if each.key == f"{key} smile").set_value("yes").run()
    app.button(key=f"store {key}").click().run()
    assert not app.exception
    with reading() as session:
        stored = session.scalars(select(SecondScoring.answers)).one()
    assert stored == {"smile": "yes"}
