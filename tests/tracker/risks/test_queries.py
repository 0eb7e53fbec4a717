"""What the register shows, to whom, and what the gates ask of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tests.factories.risks import new_risk
from tests.tracker.risks.conftest import NOW, TODAY, Office
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound, Problems
from tracker.people.models import Person
from tracker.people.rules import Actor, Role
from tracker.plan.forms import read_template
from tracker.risks.queries import open_high, owners, register, risk, risk_history
from tracker.risks.rules import RiskKind, RiskState, next_review
from tracker.targets.actions import start_programme
from tracker.targets.forms import TEMPLATES, ProgrammeText, template


def high(office: Office) -> list[str]:
    with reading() as session:
        return [row.code for row in open_high(session, programme_id=office.programme_id, by=office.lead)]


def test_the_gravest_stand_first_and_the_closed_last(office: Office) -> None:
    for code, probability, impact in (("A", 2, 2), ("B", 5, 5), ("C", 4, 4), ("D", 2, 2)):
        office.note(code=code, probability=probability, impact=impact)
    closed = next(row for row in office.register().risks if row.code == "B")
    office.do("move_risk", closed, state=RiskState.CLOSED, reason="Over")
    assert [row.code for row in office.register().risks] == ["C", "A", "D", "B"]


def test_a_gate_is_told_of_high_risks_that_are_not_closed(office: Office) -> None:
    assert high(office) == []
    grave = office.note(code="GRAVE", probability=5, impact=5)
    watched = office.note(code="WATCHED", probability=3, impact=5)
    happened = office.note(code="HAPPENED", probability=4, impact=4)
    office.note(code="MEDIUM", probability=3, impact=4)
    office.do("move_risk", watched, state=RiskState.WATCHED, reason="In place")
    office.happened(happened)
    assert high(office) == ["GRAVE", "HAPPENED", "WATCHED"]
    office.do("move_risk", grave, state=RiskState.CLOSED, reason="Over")
    assert high(office) == ["HAPPENED", "WATCHED"]


def test_a_gate_is_not_told_of_another_programmes_risks(office: Office) -> None:
    with writing() as session:
        other = new_programme(session).id
    new_risk(other, office.lead, probability=5, impact=5)
    assert high(office) == []


def test_overdue_reviews_are_listed_oldest_first(office: Office) -> None:
    for code, day in (("LATER", date(2026, 5, 1)), ("SOONER", date(2026, 4, 1)), ("FAR", date(2027, 1, 1))):
        office.note(code=code, review_on=day)
    assert office.register().overdue == ()
    with standing_at(NOW + timedelta(days=90)):
        assert [row.code for row in office.register().overdue] == ["SOONER", "LATER"]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUPERVISOR, Role.EXECUTIVE, Role.ADMINISTRATOR])
def test_who_sees_risks_reads_the_same_register(office: Office, actor_of: Callable[..., Actor], role: Role) -> None:
    office.note()
    assert office.register(actor_of(role)) == office.register()


@pytest.mark.parametrize("role", [Role.STORE_MANAGER, Role.MYSTERY_SHOPPER])
def test_risks_are_not_for_stores_and_shoppers(office: Office, actor_of: Callable[..., Actor], role: Role) -> None:
    row, person = office.note(), actor_of(role)
    with reading() as session:
        for ask in (
            lambda: register(session, programme_id=office.programme_id, by=person),
            lambda: open_high(session, programme_id=office.programme_id, by=person),
            lambda: risk(session, risk_id=row.id, by=person),
            lambda: risk_history(session, risk_id=row.id, by=person),
        ):
            with pytest.raises(NotAllowed):
                ask()


def test_a_risk_of_another_programme_does_not_exist_for_who_is_limited(office: Office) -> None:
    row = office.note()
    with writing() as session:
        stranger = new_actor(session, Role.EXECUTIVE, programmes=[new_programme(session).id])
    with reading() as session:
        for ask in (risk, risk_history):
            with pytest.raises(NotFound):
                ask(session, risk_id=row.id, by=stranger)


def test_an_owner_who_became_a_shopper_is_no_longer_named(office: Office, actor_of: Callable[..., Actor]) -> None:
    owner = actor_of(Role.SUPERVISOR)
    row = office.do("change_risk", office.note(), reason="He knows it", owner_id=owner.person_id)
    with writing() as session:
        session.scalars(select(Person).where(Person.id == owner.person_id)).one().role = Role.MYSTERY_SHOPPER
    assert office.risk(row.id).owner == ""
    assert office.history(row)[0].change == (("owner_id", None, ""),)


def test_who_can_own_a_risk_is_asked_by_editors_only(office: Office, actor_of: Callable[..., Actor]) -> None:
    supervisor, shopper = actor_of(Role.SUPERVISOR), actor_of(Role.MYSTERY_SHOPPER)
    with reading() as session:
        found = {row.id for row in owners(session, programme_id=office.programme_id, by=office.lead)}
        with pytest.raises(NotAllowed):
            owners(session, programme_id=office.programme_id, by=supervisor)
    assert found == {office.lead.person_id, supervisor.person_id}
    assert shopper.person_id not in found


def test_a_programme_starts_with_the_risks_of_its_template(database: Database, actor_of: Callable[..., Actor]) -> None:
    lead = actor_of(Role.PROGRAMME_LEAD)
    with standing_at(NOW):
        with writing() as session:
            key = start_programme(
                session,
                template="service_quality",
                starts_on=date(2026, 4, 1),
                code=None,
                currency="CNY",
                budget_total_minor=None,
                by=lead,
            )
        with reading() as session:
            rows = register(session, programme_id=key, by=lead).risks
            noted = risk_history(session, risk_id=rows[0].id, by=lead)
    assert sorted(row.code for row in rows) == [f"R0{number}" for number in range(1, 9)]
    assert {row.kind for row in rows} == set(RiskKind)
    assert all(row.owner_role and row.response_text and row.phases and row.source in "PG" for row in rows)
    assert {row.review_on for row in rows} == {next_review(max(TODAY, date(2026, 4, 1)))}
    assert next(row for row in rows if row.code == "R02").indicators[0].code == "system_availability"
    assert noted == []


def test_every_text_of_the_templates_risks_speaks_both_languages() -> None:
    for risk_text in template("service_quality").risks:
        for text in (risk_text.title, risk_text.description, risk_text.response_text, risk_text.owner_role):
            assert text.en.isascii(), risk_text.code
            assert not text.zh_CN.isascii(), risk_text.code


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("phases: [rollout, deepening]", "phases: [rollout, nonsense]", "risks.template_link"),
        ("indicators: [mystery_visit_score]", "indicators: [nonsense]", "risks.template_link"),
        ("  - code: R08", "  - code: R07", "plan.template_twice"),
        ("kind: external", "kind: weather", "plan.template_wrong"),
    ],
)
def test_a_template_with_a_wrong_risk_is_refused_with_its_place(before: str, after: str, key: str) -> None:
    text = (TEMPLATES / "service_quality.yaml").read_text("utf-8")
    assert before in text
    with pytest.raises(Problems) as refused:
        read_template(ProgrammeText, text.replace(before, after), "service_quality.yaml")
    assert [problem.key for problem in refused.value.problems] == [key]
