"""Approving, dividing and moving money: what each line has is the sum of what was approved for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.people import new_actor
from tests.tracker.money.conftest import MILLION, Office
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, Refusal
from tracker.money.actions import approve
from tracker.money.queries import standing
from tracker.money.rules import BudgetChangeKind, EntryKind
from tracker.people.rules import Role


def refused(call: Callable[..., Any], *given: Any, **named: Any) -> str:
    with pytest.raises(Refusal) as found:
        call(*given, **named)
    return found.value.key


def test_a_total_is_approved_by_the_shares_and_a_new_one_by_the_difference(office: Office) -> None:
    assert [row.approved_minor for row in office.standing().lines] == [40_000_000, 30_000_000, 20_000_000, 10_000_000, 0]
    office.do("move_money", from_line_id=office.line("pilots"), to_line_id=office.line("systems"), amount_minor=100, reason="A")
    office.do("set_budget_total", programme_id=office.programme_id, seen=1, total_minor=2 * MILLION, reason="Twice the stores")
    found = office.standing()
    assert [row.approved_minor for row in found.lines] == [80_000_100, 60_000_000, 39_999_900, 20_000_000, 0]
    assert found.approved_minor == 2 * MILLION
    first = office.ask("changes")[0]
    assert (first.reason, first.kind) == ("Twice the stores", BudgetChangeKind.APPROVAL)
    assert {row.reason for row in office.ask("changes")} == {"Twice the stores", "A", "The total was set."}
    office.do("set_budget_total", programme_id=office.programme_id, seen=2, total_minor=None)
    assert (office.standing().approved_minor, office.standing().lines[0].left_minor) == (None, None)


def test_lines_below_share_what_their_line_has_to_the_cent(office: Office) -> None:
    systems = office.line("systems")
    given = {"programme_id": office.programme_id, "parent_id": systems, "phase_id": office.phase_id}
    office.do("approve", line_id=systems, amount_minor=1, reason="A cent more")
    office.do("add_line", code="crm", name_en="CRM", share_percent=50, **given)
    office.do("add_line", code="portal", name_zh="门户", share_percent=50, **given)
    found = {row.line.code: row for row in office.standing().lines}
    assert (found["crm"].approved_minor, found["portal"].approved_minor) == (20_000_001, 20_000_000)
    assert (found["systems"].approved_minor, found["systems"].own_minor, found["crm"].depth) == (40_000_001, 0, 1)
    assert refused(office.do, "add_line", code="more", name_en="More", share_percent=1, **given) == "money.shares_over"
    assert refused(office.do, "add_line", code="crm", name_en="More", share_percent=0, **given) == "money.code_taken"
    assert refused(office.book, EntryKind.ACTUAL, "systems", 5) == "money.line_has_lines"
    assert refused(office.do, "remove_line", line_id=systems, seen=1) == "money.remove_below_first"
    office.do("remove_line", line_id=office.line("crm"), seen=1)
    assert office.amounts("systems")[0] == 400_000
    assert office.standing().at(systems).own_minor == 20_000_001


def test_a_line_is_renamed_in_the_language_of_the_reader_and_removed_only_when_empty(office: Office) -> None:
    key = office.line("pilots")
    values = {"share_percent": 20.0, "phase_id": office.phase_id, "area_id": None, "contingency": False}
    office.do("change_line", line_id=key, seen=1, name="Trials", **values)
    row = office.standing().at(key).line
    assert (row.name, row.version, row.phase_id) == ("Trials", 2, office.phase_id)
    assert refused(office.do, "change_line", line_id=key, seen=1, name="Late", **values) == "core.stale"
    assert refused(office.do, "remove_line", line_id=key, seen=2) == "money.line_has_money"
    office.book(EntryKind.ACTUAL, "training", 1)
    assert refused(office.do, "remove_line", line_id=office.line("training"), seen=1) == "money.line_has_entries"


def test_a_contingency_is_drawn_on_and_never_below_nothing(office: Office) -> None:
    reserve, training = office.line("reserve"), office.line("training")
    office.do("approve", line_id=reserve, amount_minor=50_000_00, reason="For the unforeseen")
    assert (office.standing().contingency_minor, office.standing().approved_minor) == (50_000_00, 1_050_000_00)
    move = {"from_line_id": reserve, "to_line_id": training, "reason": "Trainers fell ill"}
    assert refused(office.do, "move_money", amount_minor=50_000_01, **move) == "money.only_so_much"
    office.do("move_money", amount_minor=20_000_00, **move)
    assert office.ask("changes")[0].kind is BudgetChangeKind.DRAW_DOWN
    assert (office.standing().contingency_minor, office.amounts("training")[0]) == (30_000_00, 320_000)
    assert refused(office.do, "approve", line_id=reserve, amount_minor=-30_000_01, reason="Back") == "money.only_so_much"


def test_money_that_is_spent_or_promised_is_not_moved_away(office: Office) -> None:
    office.book(EntryKind.ACTUAL, "incentives", 60_000)
    office.book(EntryKind.COMMITTED, "incentives", 30_000)
    move = {"from_line_id": office.line("incentives"), "to_line_id": office.line("pilots"), "reason": "Needed there"}
    assert refused(office.do, "move_money", amount_minor=10_000_01, **move) == "money.only_so_much"
    office.do("move_money", amount_minor=10_000_00, **move)
    assert office.standing().at(office.line("incentives")).left_minor == 0


def test_every_change_is_in_the_log_and_only_who_manages_money_makes_one(office: Office) -> None:
    with writing() as session:
        reader, manager = new_actor(session, Role.EXECUTIVE), new_actor(session, Role.STORE_MANAGER)
    line = office.line("pilots")
    with reading() as session:
        assert standing(session, programme_id=office.programme_id, by=reader).approved_minor == MILLION
    with pytest.raises(NotAllowed), reading() as session:
        standing(session, programme_id=office.programme_id, by=manager)
    with pytest.raises(NotAllowed), writing() as session:
        approve(session, line_id=line, amount_minor=1, reason="More", by=reader)
    office.do("approve", line_id=line, amount_minor=100, reason="More")
    with reading() as session:
        last = session.query(Event).order_by(Event.position.desc()).first()
        assert last is not None
        assert (last.verb, last.change) == ("budget.approved", {"total_minor": [MILLION, MILLION + 100]})
