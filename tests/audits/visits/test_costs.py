"""What a visit cost, and what of it is paid back."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select, update

from audits.visits.actions.costs import MOST_COSTS, add_cost, settle_cost, withdraw_cost
from audits.visits.models import Assignment, CostKind, VisitCost, Wave, WaveKind
from audits.visits.queries.costs import currency_of, open_costs, visit_money
from tests.conftest import Database
from tests.factories.audits import DAY, Visit, new_draft, new_visit
from tests.factories.people import new_actor, new_region
from tracker.core.db import reading, writing
from tracker.core.files import prepare_picture
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.core.words import Label
from tracker.money.models import Budget
from tracker.people.rules import Role


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        visit = new_visit(session)
        new_draft(session, visit)
        return visit


def add(visit: Visit, amount_minor: int = 3_550, **given: Any) -> UUID:
    values = {"kind": CostKind.PURCHASE, "note": "Milk", "by": visit.shopper} | given
    with writing() as session:
        return add_cost(session, assignment_id=visit.assignment_id, amount_minor=amount_minor, **values)


def settle(visit: Visit, cost_id: UUID, accepted_minor: int = 3_550, note: str = "", **given: Any) -> None:
    values = {"seen": 1, "by": visit.lead} | given
    with writing() as session:
        settle_cost(session, cost_id=cost_id, accepted_minor=accepted_minor, note=note, **values)


def own(visit: Visit) -> list[tuple[int, int | None]]:
    with reading() as session:
        money = visit_money(session, assignment_id=visit.assignment_id, by=visit.shopper)
    return [(cost.amount_minor, cost.accepted_minor) for cost in money.costs] if money else []


def test_a_cost_is_stored_with_its_receipt_and_its_record(visit):
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    key = add(visit, receipt=prepare_picture(out.getvalue()))
    with reading() as session:
        stored = session.get_one(VisitCost, key)
        assert (stored.amount_minor, stored.kind, stored.note) == (3_550, CostKind.PURCHASE, "Milk")
        assert stored.receipt_hash is not None
        assert session.scalars(select(Event.verb).where(Event.subject_id == key)).all() == ["cost.added"]
        assert "Milk" not in str(session.scalars(select(Event.change).where(Event.subject_id == key)).one())


def test_a_visit_that_was_not_begun_costs_nothing(database):
    with writing() as session:
        visit = new_visit(session)
    with pytest.raises(Refusal, match="not_made"):
        add(visit)
    with reading() as session:
        money = visit_money(session, assignment_id=visit.assignment_id, by=visit.shopper)
    assert money is not None
    assert money.takes_costs is False


@pytest.mark.parametrize("amount", [0, -1, 10_000_001])
def test_an_amount_that_is_none_is_refused(visit, amount):
    with pytest.raises(Refusal) as refused:
        add(visit, amount)
    assert refused.value.field == "amount_minor"


def test_costs_of_somebody_else_are_neither_given_nor_seen(visit):
    with writing() as session:
        other = new_actor(session, Role.MYSTERY_SHOPPER)
    with pytest.raises(NotFound):
        add(visit, by=other)
    with reading() as session:
        assert visit_money(session, assignment_id=visit.assignment_id, by=other) is None


def test_no_visit_has_endless_costs(visit):
    for _ in range(MOST_COSTS):
        add(visit)
    with pytest.raises(Refusal, match="too_many"):
        add(visit)


def test_one_withdraws_ones_own_cost_until_it_is_decided(visit):
    first, second = add(visit), add(visit, 100)
    with writing() as session:
        withdraw_cost(session, cost_id=first, seen=1, by=visit.shopper)
    assert own(visit) == [(100, None)]
    settle(visit, second, 100)
    with pytest.raises(Refusal, match="decided"), writing() as session:
        withdraw_cost(session, cost_id=second, seen=2, by=visit.shopper)
    with pytest.raises(NotFound), writing() as session:
        withdraw_cost(session, cost_id=second, seen=2, by=new_actor(session, Role.MYSTERY_SHOPPER))


def test_the_lead_accepts_all_or_less_with_a_reason(visit):
    whole, part = add(visit), add(visit)
    settle(visit, whole)
    with pytest.raises(Refusal, match="say_why"):
        settle(visit, part, 1_000)
    settle(visit, part, 1_000, "Only the milk was asked for")
    assert own(visit) == [(3_550, 3_550), (3_550, 1_000)]


def test_not_more_is_paid_back_than_was_spent(visit):
    with pytest.raises(Refusal, match="more_than_spent"):
        settle(visit, add(visit), 3_551, "generous")


def test_beyond_what_the_wave_pays_a_reason_is_asked_for(visit):
    with writing() as session:
        wave = Wave(
            programme_id=visit.programme_id,
            code="Q1",
            name=Label("Q1", "一季度"),
            kind=WaveKind.MYSTERY_VISIT,
            rubric_version_id=visit.version_id,
            starts_on=DAY,
            ends_on=DAY + timedelta(days=30),
            most_cost_minor=4_000,
        )
        session.add(wave)
        session.flush()
        session.execute(update(Assignment).where(Assignment.id == visit.assignment_id).values(wave_id=wave.id))
    first, second = add(visit), add(visit)
    settle(visit, first)
    with pytest.raises(Refusal, match="over_wave"):
        settle(visit, second)
    settle(visit, second, note="The bus did not come")
    assert own(visit) == [(3_550, 3_550), (3_550, 3_550)]


def test_the_second_lead_is_told(visit):
    key = add(visit)
    settle(visit, key)
    with pytest.raises(Stale):
        settle(visit, key, 0, "No receipt")


@pytest.mark.parametrize("role", [Role.MYSTERY_SHOPPER, Role.REVIEWER, Role.SUPERVISOR, Role.STORE_MANAGER, Role.EXECUTIVE])
def test_only_the_lead_settles(visit, role):
    key = add(visit)
    with writing() as session:
        by = new_actor(session, role, stores=[visit.store_id])
    with pytest.raises(NotAllowed):
        settle(visit, key, by=by)


def test_a_lead_of_another_region_neither_sees_nor_settles(visit):
    key = add(visit)
    with writing() as session:
        elsewhere = new_actor(session, Role.PROGRAMME_LEAD, regions=[new_region(session).id])
    with pytest.raises(NotFound):
        settle(visit, key, by=elsewhere)
    with reading() as session:
        assert open_costs(session, programme_id=visit.programme_id, by=elsewhere) == []
        assert [row.cost.id for row in open_costs(session, programme_id=visit.programme_id, by=visit.lead)] == [key]


def test_the_currency_is_the_budgets_and_the_sources_own_without_one(visit):
    with reading() as session:
        assert currency_of(session, programme_id=visit.programme_id) == "CNY"
    with writing() as session:
        session.add(Budget(programme_id=visit.programme_id, basis=Label("b", "b"), currency="EUR", total_minor=None))
    with reading() as session:
        assert currency_of(session, programme_id=visit.programme_id) == "EUR"
