"""What is owed to those in the field."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from audits.review.actions import approve
from audits.review.queries.statements import Statement, own_statements, statements
from audits.review.workbook.statements import statements_workbook
from audits.visits.actions.costs import add_cost, settle_cost
from audits.visits.models import Assignment, AuditState, CostKind, Submission
from tests.audits.app import opened, texts
from tests.conftest import Database
from tests.factories.audits import Visit, new_submission, new_visit
from tests.factories.people import new_actor, new_region
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, Refusal
from tracker.core.words import speaking
from tracker.core.workbooks import read_workbook
from tracker.people.rules import Actor, Role

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
SUBMITTED = datetime(2026, 3, 10, 9, tzinfo=UTC)
DECIDED = datetime(2026, 3, 31, 23, tzinfo=UTC)  # the next day in Shanghai


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        visit = new_visit(session)
        session.execute(update(Assignment).values(fee_minor=12_000))
        with clock.standing_at(SUBMITTED):
            new_submission(session, visit)
        return visit


def approved(visit: Visit) -> None:
    with writing() as session, clock.standing_at(DECIDED):
        reviewer = new_actor(session, Role.REVIEWER)
        key = session.scalars(select(Submission.id)).one()
        approve(session, submission_id=key, by=reviewer)


def spent(visit: Visit, accepted_minor: int | None, note: str = "") -> UUID:
    with writing() as session, clock.standing_at(DECIDED):
        given = {"kind": CostKind.TRAVEL, "amount_minor": 2_500, "note": "=Bus", "by": visit.shopper}
        key = add_cost(session, assignment_id=visit.assignment_id, **given)  # type: ignore[arg-type]
        if accepted_minor is not None:
            settle_cost(session, cost_id=key, seen=1, accepted_minor=accepted_minor, note=note, by=visit.lead)
        return key


def owed(visit: Visit, by: Actor | None = None, first: date = MARCH[0], last: date = MARCH[1]) -> list[Statement]:
    with reading() as session:
        return statements(session, programme_id=visit.programme_id, first=first, last=last, by=by or visit.lead)


def test_a_fee_is_owed_once_the_visit_is_decided_about(visit):
    assert owed(visit) == []
    approved(visit)
    (statement,) = owed(visit)
    assert (statement.name, statement.visits, statement.total_minor) == (visit.shopper.display_name, 1, 12_000)


@pytest.mark.parametrize(("state", "fees"), [("excluded", 12_000), ("appealed", 12_000), ("upheld", 12_000), ("cancelled", 0)])
def test_an_excluded_visit_is_paid_and_a_cancelled_one_is_not(visit, state, fees):
    approved(visit)
    with writing() as session:
        session.execute(update(Assignment).values(state=AuditState(state)))
    assert sum(statement.fees_minor for statement in owed(visit)) == fees


def test_what_was_accepted_is_owed_and_what_was_refused_is_listed_as_nothing(visit):
    spent(visit, 2_500), spent(visit, 0, "No receipt"), spent(visit, None)
    (statement,) = owed(visit)
    assert (statement.repaid_minor, [line.minor for line in statement.lines]) == (2_500, [2_500, 0])
    assert statement.lines[1].note == "No receipt"


def test_an_amount_stands_on_the_day_it_was_decided_in_the_readers_zone(visit):
    approved(visit), spent(visit, 2_500)
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD, time_zone="Asia/Shanghai")
    assert owed(visit, lead) == []
    (april,) = owed(visit, lead, date(2026, 4, 1), date(2026, 4, 1))
    assert {line.day for line in april.lines} == {date(2026, 4, 1)}
    assert owed(visit)[0].total_minor == april.total_minor == 14_500


def test_days_in_the_wrong_order_are_refused(visit):
    with pytest.raises(Refusal, match="period_order"):
        owed(visit, first=MARCH[1], last=MARCH[0])


def test_somebody_in_the_field_sees_only_their_own(visit):
    approved(visit), spent(visit, 2_500)
    with writing() as session:
        other = new_actor(session, Role.MYSTERY_SHOPPER)
    with reading() as session:
        ((_, mine),) = own_statements(session, first=MARCH[0], last=MARCH[1], by=visit.shopper)
        assert own_statements(session, first=MARCH[0], last=MARCH[1], by=other) == []
    assert mine == owed(visit)[0]


@pytest.mark.parametrize("role", [Role.MYSTERY_SHOPPER, Role.REVIEWER, Role.STORE_MANAGER, Role.EXECUTIVE])
def test_nobody_but_the_lead_sees_all(visit, role):
    with writing() as session:
        by = new_actor(session, role, stores=[visit.store_id])
    with pytest.raises(NotAllowed):
        owed(visit, by)


def test_a_lead_of_another_region_sees_nothing(visit):
    approved(visit)
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
    assert owed(visit, lead) == []


def test_the_workbook_adds_up_and_holds_no_formula(visit):
    approved(visit), spent(visit, 2_500)
    with speaking("en"):
        sums, lines, _ = read_workbook(statements_workbook(owed(visit), *MARCH), "statements.xlsx")
    assert sums.rows[1][1:] == ["1", "120", "25", "145", "CNY"]
    assert [row[8] for row in lines.rows[1:]] == ["120", "25"]
    assert lines.rows[2][6] == "=Bus"


def test_the_lead_settles_on_the_page(visit):
    key = spent(visit, None)
    app = opened(visit.lead, "audits/statements")
    assert "Costs that wait for you (1)" in texts(app)
    app.button(key=f"settle {key}").click().run()
    assert "Costs that wait for you (0)" in texts(app)


def test_a_shopper_gives_a_cost_on_the_form(visit):
    app = opened(visit.shopper, "audits/visit", assignment=str(visit.assignment_id))
    key = f"cost {visit.assignment_id} 0"
    app.number_input(key=f"{key} amount").set_value(12.5).run()
    app.button(key=f"{key} add").click().run()
    assert "CN¥12.50" in texts(app)
    with reading() as session:
        assert len(own_statements(session, first=MARCH[0], last=MARCH[0] + timedelta(days=1), by=visit.shopper)) == 0
    opened(visit.shopper, "audits/my_statement")
