"""What another rule would change: the arithmetic, and the scores recorded beside the approved ones."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from streamlit.testing.v1 import AppTest

from audits.review.actions import RescoredAudits, rescore_audits
from audits.review.charts import class_name, distributions, finding
from audits.review.models import AuditRescore, AuditScore, AuditTally
from audits.review.queries.approved import Compared, compared, rescores
from audits.review.rules import OtherRules, Outcome, Rescored, class_of, distribution, what_if, with_preset
from audits.rubrics.forms import read_snapshot
from audits.rubrics.models import RubricVersion
from audits.rubrics.queries import published_rubrics
from audits.scoring.policy import Critical, Policy, Unanswered, preset
from audits.visits.models import Submission
from tests.audits.app import opened, sound, texts
from tests.audits.review.approved import approve_one, asked, next_version
from tests.factories.audits import FULL, Visit, new_submission
from tests.factories.people import new_actor, new_region
from tracker.core import events
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal
from tracker.core.words import speaking
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme

WITH_NA = {**FULL, "clean": "na"}  # 6 of 7; where n.a. is zero of its maximum: 6 of 8
KEYS = UUID("01890000-0000-7000-8000-000000000000")


def outcome(percent: object, passed: bool | None = None, band: str | None = None) -> Outcome:
    return Outcome(None if percent is None else Decimal(str(percent)), passed, band)


def audits(*pairs: tuple[Outcome, Outcome]) -> list[Rescored]:
    return [Rescored(uuid5(KEYS, str(n)), before, after) for n, (before, after) in enumerate(pairs)]


# The arithmetic


@pytest.mark.parametrize(
    ("percent", "start"),
    [("0", 0), ("9.99", 0), ("10", 10), ("85", 80), ("99.999", 90), ("100", 90), ("100.5", 100), ("-0.1", -10), ("-10", -10)],
)
def test_a_score_stands_in_one_class_of_ten_points(percent: str, start: int) -> None:
    assert class_of(Decimal(percent)) == start


@given(st.lists(st.decimals(-50, 150, places=2), max_size=30))
def test_every_score_is_counted_once(percents: list[Decimal]) -> None:
    found = distribution([Outcome(percent, None, None) for percent in percents])
    assert sum(found.classes.values()) == found.n == len(percents)
    assert set(range(0, 100, 10)) <= set(found.classes)
    assert found.mean is None if not percents else found.mean == pytest.approx(float(sum(percents) / len(percents)))


def test_audits_without_a_score_are_counted_apart_and_pass_nothing() -> None:
    found = distribution([outcome(80, True), outcome(60, False), outcome(70), outcome(None), outcome(None, False)])
    assert (found.n, found.unscored, found.mean) == (3, 2, 70.0)
    assert (found.judged, found.passed, found.pass_rate) == (3, 1, pytest.approx(100 / 3))
    empty = distribution([])
    assert (empty.mean, empty.pass_rate, empty.n) == (None, None, 0)


def test_what_changes_is_counted_and_the_greatest_change_comes_first() -> None:
    found = what_if(
        audits(
            (outcome(90, True, "good"), outcome(90, True, "good")),
            (outcome(82, True, "good"), outcome(79, False, "poor")),
            (outcome(50, False, "poor"), outcome(95, True, "good")),
            (outcome(40, False, "poor"), outcome(None)),
        )
    )
    assert (found.changed_percent, found.changed_band, found.now_pass, found.now_fail) == (3, 3, 1, 1)
    assert [audit.moved for audit in found.most] == [45, -3, None]
    assert (found.before.classes[80], found.after.classes[70]) == (1, 1)


def test_a_preset_leaves_pass_mark_bands_and_critical_rule_to_the_rubric() -> None:
    own = Policy(pass_mark=Decimal(80), critical=Critical.CAP, critical_cap=Decimal(50), decimals=1)
    made = with_preset("sassie", own)
    assert (made.preset, made.not_applicable) == ("sassie", preset("sassie").not_applicable)
    assert (made.pass_mark, made.critical, made.critical_cap, made.decimals) == (80, Critical.CAP, 50, 1)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ((outcome(90, True), outcome(90, True)), "Nothing changes"),
        ((outcome(90, True), outcome(70, False)), "0 more would pass and 1 more would fail; the mean goes from 90.0% to 70.0%"),
        ((outcome(90, True), outcome(91, True)), "1 of 1 scores change, nobody's result"),
        ((outcome(None), outcome(None)), "No audit has a score"),
    ],
)
def test_the_charts_title_is_what_was_found(pair: tuple[Outcome, Outcome], said: str) -> None:
    found = what_if(audits(pair))
    assert said in finding(found)
    spec = distributions(found)
    assert " ".join(spec["title"]["text"]) == finding(found)
    with speaking("zh_CN"):
        assert finding(found) != " ".join(spec["title"]["text"])


def test_classes_are_named_without_a_gap_or_an_overlap() -> None:
    assert [class_name(start) for start in (0, 80, 90, 100)] == ["0–9", "80–89", "90–100", "100–109"]


# Behind the doors


def ask(visit: Visit, by: Actor | None = None, limits: dict[str, Any] | None = None, **under: Any) -> Compared:
    with reading() as session:
        return compared(session, asked=asked(visit, **(limits or {})), under=OtherRules(**under), by=by or visit.lead)


def own_policy(visit: Visit) -> Policy:
    with reading() as session:
        return read_snapshot(session.get_one(RubricVersion, visit.version_id).snapshot).scoring_policy


def record(visit: Visit, keys: list[UUID], by: Actor | None = None, **more: Any) -> RescoredAudits:
    given = {"rubric_version_id": None, "policy": None, "reason": "The board asked"} | more
    with writing() as session:
        return rescore_audits(session, submission_ids=keys, by=by or visit.lead, **given)


def test_the_own_rules_change_nothing(visit):
    for answers in (FULL, WITH_NA):
        approve_one(visit, answers)
    found = ask(visit)
    assert (found.total, found.found.changed_percent, found.found.changed_band) == (2, 0, 0)
    assert all(row.audit.is_the_same for row in found.most)
    assert found.found.before == found.found.after


def test_another_policy_shows_both_distributions(visit):
    approve_one(visit, FULL)
    with_na = approve_one(visit, WITH_NA)
    found = ask(visit, policy=with_preset("sassie", own_policy(visit)))
    assert found.found.before.mean == pytest.approx((87.5 + 100 * 6 / 7) / 2)
    assert found.found.after.mean == pytest.approx((87.5 + 75) / 2)
    assert (found.found.now_fail, found.found.changed_percent) == (1, 1)
    assert [row.submission_id for row in found.most] == [with_na]
    assert (found.found.before.classes[80], found.found.after.classes[70]) == (2, 1)


def test_another_version_ignores_what_it_has_no_place_for_and_says_so(visit):
    approve_one(visit, FULL)
    found = ask(visit, version_id=next_version(visit))
    assert found.ignored == {"smile": 1, "seen": 1}
    # greeted 1 + seconds 2 + clean 1 of 1 + 2 + 1 + 1: 4 of 5
    assert found.found.after.mean == pytest.approx(80)


def test_period_and_channel_limit_the_set(visit):
    approve_one(visit, FULL)
    with reading() as session:
        day = session.scalars(select(AuditScore.visited_on)).one()
    assert ask(visit, limits={"first": day, "last": day, "channel_code": "store"}).total == 1
    assert ask(visit, limits={"channel_code": "phone"}).total == 0
    assert ask(visit, limits={"last": date(2020, 1, 1)}).total == 0


def test_a_policy_that_wants_every_answer_leaves_such_audits_without_a_score(visit):
    key = approve_one(visit, {code: value for code, value in FULL.items() if code != "seen"})
    policy = replace(own_policy(visit), unanswered=Unanswered.BLOCK)
    found = ask(visit, policy=policy)
    assert (found.blocked, found.found.after.unscored) == (1, 1)
    with pytest.raises(Refusal, match="no_score"):
        record(visit, [key], policy=policy)


def test_a_rescoring_stands_beside_the_frozen_score_and_changes_nothing_else(visit):
    key = approve_one(visit, WITH_NA)
    with reading() as session:
        before = session.execute(select(AuditScore.percent, AuditScore.result, AuditScore.scored_at)).one()
        total = session.scalars(select(AuditTally.total)).one()
    record(visit, [key], policy=with_preset("sassie", own_policy(visit)))
    record(visit, [key], rubric_version_id=next_version(visit))
    with reading() as session:
        assert session.execute(select(AuditScore.percent, AuditScore.result, AuditScore.scored_at)).one() == before
        assert session.scalars(select(AuditTally.total)).one() == total
        first, second = session.scalars(select(AuditRescore).order_by(AuditRescore.id))
        assert (first.percent, first.passed, first.earned, first.possible) == (75.0, False, "6", "8")
        assert first.result["policy"]["preset"] == "sassie"
        assert first.score_id == session.scalars(select(AuditScore.id)).one()
        assert second.rubric_version_id != visit.version_id
        shown = rescores(session, submission_id=key, by=visit.lead)
        assert [(row.version, row.percent) for row in shown] == [(2, second.percent), (1, 75.0)]
        last = session.scalars(select(Event).order_by(Event.position.desc()).limit(1)).one()
        assert (last.verb, last.change["audits"], last.change["ignored"]) == ("audit.rescored", 1, {"smile": 1, "seen": 1})
        assert events.verify(session).broken_at is None


def test_a_rescoring_is_never_edited(visit):
    record(visit, [approve_one(visit, FULL)], policy=with_preset("zenput", own_policy(visit)))
    with pytest.raises(DBAPIError, match="append-only"), writing() as session:
        session.scalars(select(AuditRescore)).one().percent = 1.0


@pytest.mark.parametrize(
    ("more", "key"),
    [({"reason": "  "}, "rescore_reason_missing"), ({"reason": "x" * 2001}, "reason_long"), ({"policy": None}, "same_rules")],
)
def test_a_rescoring_needs_a_reason_and_another_rule(visit, more, key):
    audit = approve_one(visit, FULL)
    with pytest.raises(Refusal, match=key):
        record(visit, [audit], **{"policy": Policy(), **more})
    with pytest.raises(Refusal, match="nothing_to_rescore"):
        record(visit, [], policy=Policy())


def test_only_who_sets_the_rules_may_ask_and_record_and_only_within_reach(visit):
    key = approve_one(visit, FULL)
    with writing() as session:
        reviewer, manager = new_actor(session, Role.REVIEWER), new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id])
        elsewhere = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
    for actor in (reviewer, manager):
        with pytest.raises(NotAllowed):
            ask(visit, by=actor)
        with pytest.raises(NotAllowed):
            record(visit, [key], by=actor, policy=Policy())
    assert ask(visit, by=elsewhere).total == 0
    with pytest.raises(NotFound):
        record(visit, [key], by=elsewhere, policy=Policy())
    record(visit, [key], policy=Policy())
    with reading() as session:
        assert rescores(session, submission_id=key, by=manager) == []
        assert rescores(session, submission_id=key, by=elsewhere) == []
        assert len(rescores(session, submission_id=key, by=reviewer)) == 1


def test_an_audit_that_is_not_approved_is_not_scored_again(visit):
    with writing() as session:
        new_submission(session, visit)
        key = session.scalars(select(Submission.id)).one()
    with pytest.raises(NotFound):
        record(visit, [key], policy=Policy())


def what_if_page(visit: Visit) -> AppTest:
    with reading() as session:
        programme = session.get_one(Programme, visit.programme_id).code
    page = opened(visit.lead, "audits/what_if", programme=programme)
    choice = page.selectbox(key="what_if_rubric")
    with reading() as session:
        rubrics = published_rubrics(session, by=visit.lead)
    choice.select(next(one for one in rubrics if one.code == asked(visit).rubric_code))
    return sound(page.run())


def test_the_page_tries_a_rule_and_records_it_and_the_review_shows_it(visit):
    key = approve_one(visit, WITH_NA)
    page = what_if_page(visit)
    assert not [button for button in page.button if button.key == "rescore"]
    page.selectbox(key="what_if_preset").select("sassie").run()
    sound(page)
    assert "1 audits would pass" not in texts(page)
    assert "1 would fail" in texts(page)
    page.button(key="rescore").click().run()
    assert "Write why" in texts(sound(page))
    page.text_area(key="rescore_reason").set_value("The board asked").run()
    page.button(key="rescore").click().run()
    sound(page)
    with reading() as session:
        assert session.scalars(select(AuditRescore.percent)).all() == [75.0]
    with writing() as session:
        reviewer = new_actor(session, Role.REVIEWER)
    review = opened(reviewer, "audits/review", audit=str(key))
    assert "Scored by other rules" in texts(review)
    assert any("The board asked" in str(frame.value.to_dict()) for frame in review.dataframe)


def test_a_pass_mark_and_a_cap_are_tried_on_the_page(visit):
    approve_one(visit, {**FULL, "greeted": "no", "greeted.note": "Nobody came"})
    page = what_if_page(visit)
    page.selectbox(key="what_if_critical").select(Critical.CAP).run()
    page.number_input(key="what_if_cap").set_value(10.0).run()
    sound(page)
    assert "10.0%" in str(page.dataframe[0].value.to_dict())
    page.number_input(key="what_if_mark").set_value(5.0).run()
    assert "1 audits would pass" in texts(sound(page))
