"""Risks noted, changed, reviewed and moved, and what is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select

from tests.factories.people import new_actor
from tests.factories.programmes import new_phase, new_programme
from tests.tracker.risks.conftest import NOW, TODAY, Office
from tracker.core import events
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.ids import new_id
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.core.words import speaking
from tracker.people.models import Person
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme, ProgrammeStatus
from tracker.risks.models import RiskChange
from tracker.risks.rules import REVIEWED_STATES, Band, Response, RiskRow, RiskState, Trend, may_move

QUARTER_LATER = date(2026, 6, 10)


def refused(key: str, verb: Callable[..., Any], *given: Any, **named: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        verb(*given, **named)
    assert found.value.key == key
    return found.value


def test_a_noted_risk_has_a_code_a_score_and_a_review_in_a_quarter(office: Office) -> None:
    row = office.note()
    assert (row.code, row.score, row.band, row.trend) == ("R01", 12, Band.MEDIUM, Trend.STEADY)
    assert (row.state, row.reviewed_on, row.review_on, row.overdue) == (RiskState.OPEN, None, QUARTER_LATER, False)
    assert office.note().code == "R02"
    with reading() as session:
        assert events.verify(session).broken_at is None
        assert session.scalar(select(func.count()).where(Event.verb == "risk.noted")) == 2


def test_a_title_reads_in_the_language_of_the_reader(office: Office) -> None:
    row = office.note()
    office.do("change_risk", row, title_zh="系统上线延期")
    with speaking("zh_CN"):
        assert office.risk(row.id).title == "系统上线延期"
    assert office.risk(row.id).title == "The system is late"


def test_a_risk_is_linked_to_phases_and_indicators_of_its_programme(office: Office) -> None:
    row = office.note(phases=frozenset({office.phase_id}), indicators=frozenset({office.indicator_id}))
    assert ([link.code for link in row.phases], [link.code for link in row.indicators]) == (["P1"], ["csi"])
    row = office.do("change_risk", row, phases=frozenset())
    assert (row.phases, row.version) == ((), 2)
    assert office.history(row)[0].change == (("phases", ["P1"], []),)


def test_a_link_to_another_programme_is_refused(office: Office) -> None:
    with writing() as session:
        foreign = new_phase(session, new_programme(session)).id
    refused("risks.unknown_link", office.note, phases=frozenset({foreign}))
    refused("risks.unknown_link", office.note, indicators=frozenset({new_id()}))


@pytest.mark.parametrize(
    ("given", "key", "field"),
    [
        ({"probability": 0}, "core.field_wrong", "probability"),
        ({"impact": 6}, "core.field_wrong", "impact"),
        ({"probability": 2.5}, "core.field_wrong", "probability"),
        ({"title_en": "", "title_zh": " "}, "risks.title_missing", None),
        ({"title_en": "x" * 201}, "core.field_wrong", "title_en"),
        ({"code": "../etc"}, "core.field_wrong", "code"),
        ({"review_on": TODAY}, "risks.review_in_past", "review_on"),
        ({"owner_id": new_id()}, "risks.unknown_owner", "owner_id"),
    ],
)
def test_a_bad_risk_is_refused_and_named(office: Office, given: dict[str, Any], key: str, field: str | None) -> None:
    assert refused(key, office.note, **given).field == field
    assert office.register().risks == ()


def test_a_code_is_given_once_in_a_programme(office: Office) -> None:
    office.note(code="SYS")
    assert refused("risks.code_taken", office.note, code="SYS").field == "code"


@pytest.mark.parametrize("role", [Role.MYSTERY_SHOPPER, Role.STORE_MANAGER])
def test_shoppers_and_stores_own_no_risk(office: Office, actor_of: Callable[..., Actor], role: Role) -> None:
    refused("risks.unknown_owner", office.note, owner_id=actor_of(role).person_id)


def test_an_owner_is_active_and_not_limited_to_another_programme(office: Office, actor_of: Callable[..., Actor]) -> None:
    with writing() as session:
        elsewhere = new_programme(session).id
    within = actor_of(Role.SUPERVISOR, programmes=[elsewhere, office.programme_id])
    outside = actor_of(Role.SUPERVISOR, programmes=[elsewhere])
    gone = actor_of(Role.REVIEWER)
    with writing() as session:
        session.get_one(Person, gone.person_id).active = False
    assert office.note(owner_id=within.person_id).owner == within.display_name
    for person in (outside, gone):
        refused("risks.unknown_owner", office.note, owner_id=person.person_id)


def test_an_owner_who_left_stays_until_another_is_chosen(office: Office, actor_of: Callable[..., Actor]) -> None:
    owner = actor_of(Role.SUPERVISOR)
    row = office.note(owner_id=owner.person_id)
    with writing() as session:
        session.get_one(Person, owner.person_id).active = False
    row = office.do("change_risk", row, title_en="Later still")
    assert (row.title, row.owner) == ("Later still", owner.display_name)


@pytest.mark.parametrize(
    ("changes", "needs"),
    [
        ({"probability": 5}, True),
        ({"response": Response.ACCEPT}, True),
        ({"response_text_en": "Buy another"}, True),
        ({"review_on": date(2026, 4, 1)}, True),
        ({"title_en": "Another title"}, False),
        ({"description_en": "Longer"}, False),
    ],
)
def test_what_is_judged_changes_with_a_reason_only(office: Office, changes: dict[str, Any], needs: bool) -> None:
    row = office.note()
    if needs:
        assert refused("core.field_wrong", office.do, "change_risk", row, **changes).field == "reason"
        assert office.risk(row.id).version == 1
        row = office.do("change_risk", row, reason="The vendor said so", **changes)
        assert office.history(row)[0].reason == "The vendor said so"
    else:
        assert office.do("change_risk", row, **changes).version == 2


def test_the_trend_compares_with_the_score_before_its_last_change(office: Office) -> None:
    row = office.do("change_risk", office.note(), reason="Worse", probability=5)
    assert (row.score_before, row.score, row.trend) == (12, 20, Trend.RISING)
    row = office.do("change_risk", row, title_en="Same score")
    assert (row.score_before, row.score) == (12, 20)
    row = office.do("change_risk", row, reason="Better", probability=1)
    assert (row.score_before, row.score, row.trend) == (20, 4, Trend.FALLING)


def test_nothing_changed_leaves_no_trace(office: Office) -> None:
    row = office.note()
    assert office.do("change_risk", row, probability=row.probability, title_en=row.title).version == 1
    assert len(office.history(row)) == 1


def test_a_stale_change_is_refused_with_what_changed(office: Office) -> None:
    row = office.note()
    office.do("change_risk", row, reason="Worse", impact=5)
    with pytest.raises(Stale) as stale:
        office.do("change_risk", row, reason="Better", impact=1)
    assert stale.value.changed == (("impact", 5, 4),)
    assert office.risk(row.id).impact == 5


def test_a_review_sets_the_next_one_a_quarter_later(office: Office) -> None:
    row = office.note()
    with standing_at(NOW + timedelta(days=100)):
        assert [late.code for late in office.register().overdue] == ["R01"]
        row = office.do("review_risk", row, probability=2, impact=4, reason="Tested")
        assert (row.reviewed_on, row.review_on, row.overdue) == (date(2026, 6, 18), date(2026, 9, 18), False)
        assert (row.score_before, row.score) == (12, 8)
        assert office.register().overdue == ()


def test_a_review_says_why_and_looks_ahead(office: Office) -> None:
    row, same = office.note(), {"probability": 3, "impact": 4}
    assert refused("core.field_wrong", office.do, "review_risk", row, reason=" ", **same).field == "reason"
    refused("risks.review_in_past", office.do, "review_risk", row, reason="Seen", next_on=TODAY, **same)
    assert office.do("review_risk", row, reason="Seen", next_on=date(2026, 4, 1), **same).review_on == date(2026, 4, 1)


def test_closing_says_why_and_ends_the_reviews(office: Office) -> None:
    row = office.note()
    assert refused("core.field_wrong", office.do, "move_risk", row, state=RiskState.CLOSED, reason="").field == "reason"
    row = office.do("move_risk", row, state=RiskState.CLOSED, reason="The system runs")
    assert (row.state, row.review_on, row.live) == (RiskState.CLOSED, None, False)
    assert (office.history(row)[0].reason, office.history(row)[0].who) == ("The system runs", office.lead.display_name)
    refused("risks.not_reviewed_now", office.do, "review_risk", row, probability=1, impact=1, reason="Seen")
    refused("risks.not_reviewed_now", office.do, "change_risk", row, review_on=QUARTER_LATER, reason="Again")
    row = office.do("move_risk", row, state=RiskState.OPEN, reason="It is back")
    assert row.review_on == QUARTER_LATER


def test_watching_keeps_the_review_day(office: Office) -> None:
    row = office.note(review_on=date(2026, 4, 1))
    assert office.do("move_risk", row, state=RiskState.WATCHED, reason="In place").review_on == date(2026, 4, 1)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=some.lists(some.sampled_from(RiskState), max_size=6))
def test_walking_the_states_keeps_to_the_table_and_tells_every_step(office: Office, steps: list[RiskState]) -> None:
    row = office.note()
    taken = 0
    for state in steps:
        if not may_move(row.state, state):
            refused("risks.cannot_move", _step, office, row, state)
            continue
        row = _step(office, row, state)
        taken += 1 + (state is RiskState.HAPPENED)
        assert row.state is state
        assert (row.review_on is not None) == (state in REVIEWED_STATES)
    assert len(office.history(row)) == 1 + taken
    assert office.history(row)[0].state is row.state


def _step(office: Office, row: RiskRow, state: RiskState) -> RiskRow:
    """A risk that happened has its issue resolved at once, so that it can go on."""
    if state is not RiskState.HAPPENED:
        return office.do("move_risk", row, state=state, reason="Step")
    return office.on_issue("resolve_issue", office.happened(row), resolution="Done")


def test_every_change_is_remembered_and_none_can_be_edited(office: Office) -> None:
    row = office.do("change_risk", office.note(), reason="Worse", impact=5)
    row = office.do("review_risk", row, probability=4, impact=5, reason="Worse again")
    found = office.history(row)
    assert [(entry.score, entry.reason) for entry in found] == [(20, "Worse again"), (15, "Worse"), (12, "")]
    assert found[0].change[0] == ("probability", 3, 4)
    with pytest.raises(Exception, match="risk_change is append-only"), writing() as session:
        session.scalars(select(RiskChange)).first().reason = "Nicer"  # type: ignore[union-attr]


def test_the_history_names_owners_and_not_their_keys(office: Office, actor_of: Callable[..., Actor]) -> None:
    owner = actor_of(Role.REVIEWER)
    row = office.do("change_risk", office.note(), reason="She knows it", owner_id=owner.person_id)
    assert office.history(row)[0].change == (("owner_id", None, owner.display_name),)


def test_a_closed_programme_keeps_its_risks_as_they_are(office: Office) -> None:
    row = office.note()
    with writing() as session:
        session.get_one(Programme, office.programme_id).status = ProgrammeStatus.CLOSED
    refused("plan.programme_closed", office.note)
    refused("plan.programme_closed", office.do, "move_risk", row, state=RiskState.CLOSED, reason="Over")


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.EXECUTIVE, Role.STORE_MANAGER, Role.MYSTERY_SHOPPER])
def test_only_administrators_and_leads_change_risks(office: Office, actor_of: Callable[..., Actor], role: Role) -> None:
    row, person = office.note(), actor_of(role)
    for verb, wanted in (
        ("change_risk", {"title_en": "Mine"}),
        ("review_risk", {"probability": 1, "impact": 1, "reason": "Seen"}),
        ("move_risk", {"state": RiskState.CLOSED, "reason": "Over"}),
        ("report_issue", {"happened_on": TODAY, "effect": "Bad", "due_on": TODAY}),
    ):
        with pytest.raises(NotAllowed):
            office.do(verb, row, by=person, **wanted)
    with pytest.raises(NotAllowed):
        office.note(by=person)


def test_a_lead_of_another_programme_sees_and_changes_nothing_here(office: Office, actor_of: Callable[..., Actor]) -> None:
    row = office.note()
    with writing() as session:
        stranger = new_actor(session, Role.PROGRAMME_LEAD, programmes=[new_programme(session).id])
    with pytest.raises(NotAllowed):
        office.register(stranger)
    with pytest.raises(NotAllowed):
        office.note(by=stranger)
    with pytest.raises(NotFound):
        office.do("move_risk", row, by=stranger, state=RiskState.CLOSED, reason="Mine")


def test_moments_are_those_of_the_clock(office: Office) -> None:
    assert office.history(office.note())[0].at == datetime(2026, 3, 10, 9, tzinfo=UTC)
