"""A risk that happens becomes an issue; resolved, it lets the risk go on."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from tests.tracker.risks.conftest import NOW, TODAY, Office
from tests.tracker.risks.test_actions import refused
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.refusals import Stale
from tracker.risks.models import Issue
from tracker.risks.rules import RiskState


def test_a_risk_that_happened_has_an_issue_that_names_it(office: Office) -> None:
    row = office.happened(office.note())
    assert row.state is RiskState.HAPPENED
    assert row.open_issue is not None
    assert (row.open_issue.risk_id, row.open_issue.effect, row.open_issue.late) == (row.id, "Two weeks lost", False)
    assert office.history(row)[0].reason == "Two weeks lost"
    assert office.register().issues == (row.open_issue,)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"happened_on": TODAY + timedelta(days=1)}, "risks.happened_in_future"),
        ({"due_on": TODAY - timedelta(days=1)}, "risks.due_before_happened"),
        ({"effect": "  "}, "core.field_wrong"),
        ({"due_on": date(2029, 1, 1)}, "plan.day_out_of_range"),
        ({"happened_on": date(2020, 1, 1)}, "plan.day_out_of_range"),
    ],
)
def test_an_issue_says_what_and_when_sensibly(office: Office, given: dict[str, Any], key: str) -> None:
    row = office.note()
    refused(key, office.happened, row, **given)
    assert office.risk(row.id).state is RiskState.OPEN


def test_a_risk_moves_on_only_when_its_issue_is_resolved(office: Office) -> None:
    row = office.happened(office.note())
    refused("risks.issue_open", office.do, "move_risk", row, state=RiskState.WATCHED, reason="Enough")
    row = office.on_issue("resolve_issue", row, resolution="Another vendor")
    assert row.issue is not None
    assert (row.state, row.open_issue, row.issue.resolved_on) == (RiskState.HAPPENED, None, TODAY)
    row = office.do("move_risk", row, state=RiskState.WATCHED, reason="It may come back")
    assert row.review_on == date(2026, 6, 10)


def test_a_risk_can_happen_again_and_shows_its_open_issue(office: Office) -> None:
    row = office.on_issue("resolve_issue", office.happened(office.note()), resolution="Mended")
    row = office.do("move_risk", row, state=RiskState.OPEN, reason="Not safe yet")
    row = office.happened(row, effect="Again")
    assert row.open_issue is not None
    assert row.open_issue.effect == "Again"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 2


def test_that_it_happened_is_not_said_by_moving(office: Office) -> None:
    refused("risks.say_what_happened", office.do, "move_risk", office.note(), state=RiskState.HAPPENED, reason="Bang")


def test_it_cannot_happen_twice_at_once_nor_when_closed(office: Office) -> None:
    row = office.happened(office.note())
    refused("risks.cannot_move", office.happened, row)
    closed = office.do("move_risk", office.note(), state=RiskState.CLOSED, reason="Over")
    refused("risks.cannot_move", office.happened, closed)


def test_an_issue_is_put_off_with_a_reason_that_the_history_keeps(office: Office) -> None:
    row = office.happened(office.note())
    given: dict[str, Any] = {"effect": "Two weeks lost", "due_on": date(2026, 4, 15)}
    assert refused("core.field_wrong", office.on_issue, "change_issue", row, reason="", **given).field == "reason"
    row = office.on_issue("change_issue", row, reason="Parts are missing", **given)
    assert row.issue is not None
    assert row.issue.due_on == date(2026, 4, 15)
    entry = office.history(row)[0]
    assert (entry.change, entry.reason) == ((("due_on", "2026-03-31", "2026-04-15"),), "Parts are missing")
    refused("risks.due_before_happened", office.on_issue, "change_issue", row, reason="x", effect="y", due_on=date(2026, 3, 1))


def test_an_issue_is_late_after_its_day(office: Office) -> None:
    row = office.happened(office.note())
    with standing_at(NOW + timedelta(days=30)):
        late = office.risk(row.id)
        assert late.issue is not None
        assert late.issue.late


def test_an_issue_is_resolved_once_between_its_day_and_today(office: Office) -> None:
    row = office.happened(office.note(), happened_on=date(2026, 3, 5))
    for day in (date(2026, 3, 4), date(2026, 3, 11)):
        refused("risks.resolved_outside", office.on_issue, "resolve_issue", row, resolution="Done", resolved_on=day)
    assert refused("core.field_wrong", office.on_issue, "resolve_issue", row, resolution=" ").field == "resolution"
    row = office.on_issue("resolve_issue", row, resolution="Done", resolved_on=date(2026, 3, 5))
    refused("risks.resolved_already", office.on_issue, "resolve_issue", row, resolution="Done")
    refused("risks.resolved_already", office.on_issue, "change_issue", row, effect="x", due_on=TODAY, reason="y")


def test_two_people_do_not_overwrite_each_others_issue(office: Office) -> None:
    row = office.happened(office.note())
    given: dict[str, Any] = {"effect": "Three weeks lost", "due_on": date(2026, 4, 15), "reason": "Counted again"}
    office.on_issue("change_issue", row, **given)
    with pytest.raises(Stale) as stale:
        office.on_issue("change_issue", row, **given | {"effect": "One week lost"})
    assert {field: theirs for field, theirs, _ in stale.value.changed} == {
        "effect": "Three weeks lost",
        "due_on": "2026-04-15",
    }


def test_the_database_itself_refuses_two_open_issues_of_a_risk(office: Office) -> None:
    row = office.happened(office.note())
    with pytest.raises(DBAPIError), writing() as session:
        session.add(
            Issue(programme_id=row.programme_id, risk_id=row.id, happened_on=TODAY, effect="Twice", due_on=TODAY),
        )
