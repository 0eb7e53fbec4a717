"""Rebases and notes: decided by those who may, on a day that has a value, withdrawn without being lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from results.comparison.actions.limits import note_on_chart, rebase_limits, remove_note, withdraw_rebase
from results.comparison.queries import notes, rebases, rebases_of
from results.comparison.rules import NoteKind
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_reading
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, NotFound, Refusal, Stale
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme
from tracker.targets.models import Indicator

MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)


@dataclass(frozen=True)
class Setting:
    programme: Programme
    csi: Indicator
    lead: Actor
    executive: Actor
    elsewhere: Actor


@pytest.fixture
def setting(database: Database) -> Iterator[Setting]:
    with clock.standing_at(datetime(2026, 7, 1, 9, tzinfo=UTC)):
        with writing() as session:
            programme, other = new_programme(session, "SERVICE"), new_programme(session, "OTHER")
            csi = new_indicator(session, programme, "csi", smallest_n=10)
            new_reading(session, csi, MAY, 84, n=100)
            new_reading(session, csi, JUNE, 85, n=3)
            found = Setting(
                programme,
                csi,
                new_actor(session, Role.PROGRAMME_LEAD, display_name="Lin"),
                new_actor(session, Role.EXECUTIVE),
                new_actor(session, Role.PROGRAMME_LEAD, programmes=[other.id]),
            )
        yield found


def rebase(setting: Setting, on: date = MAY, reason: str = "New tills", by: Actor | None = None) -> None:
    with writing() as session:
        rebase_limits(session, indicator_id=setting.csi.id, starts_on=on, reason=reason, by=by or setting.lead)


def test_a_rebase_names_its_reason_and_who_decided_and_can_be_withdrawn_but_not_lost(setting: Setting) -> None:
    rebase(setting, reason="  New tills ")
    with reading() as session:
        (standing,) = rebases_of(session, programme_id=setting.programme.id)[setting.csi.id]
        (row,) = rebases(session, indicator_id=setting.csi.id, by=setting.executive)
    assert (standing.on, standing.reason, standing.decided_by) == (MAY, "New tills", "Lin")
    with pytest.raises(Refusal, match="rebased_already"):
        rebase(setting)
    with writing() as session:
        withdraw_rebase(session, rebase_id=row.id, seen=row.version, by=setting.lead)
    with pytest.raises(NotFound), writing() as session:
        withdraw_rebase(session, rebase_id=row.id, seen=row.version + 1, by=setting.lead)
    with reading() as session:
        assert rebases_of(session, programme_id=setting.programme.id) == {}
    rebase(setting, reason="New tills, decided again")
    with reading() as session:
        told = rebases(session, indicator_id=setting.csi.id, by=setting.executive)
        verbs = session.scalars(select(Event.verb).where(Event.verb.startswith("limits.")).order_by(Event.position)).all()
    assert [each.withdrawn_at is None for each in told] == [True, False]
    assert verbs == ["limits.rebased", "limits.rebase_withdrawn", "limits.rebased"]


def test_a_rebase_needs_a_value_that_may_be_shown_on_its_day_and_a_reason(setting: Setting) -> None:
    for on in (JUNE, date(2026, 5, 30)):
        with pytest.raises(Refusal, match="rebase_without_observation"):
            rebase(setting, on=on)
    with pytest.raises(Refusal, match="field_wrong"):
        rebase(setting, reason="  ")


def test_only_those_who_manage_results_decide_and_only_in_their_programmes(setting: Setting) -> None:
    with pytest.raises(NotAllowed):
        rebase(setting, by=setting.executive)
    with pytest.raises(NotFound):
        rebase(setting, by=setting.elsewhere)
    with reading() as session, pytest.raises(NotAllowed):
        notes(session, programme_id=setting.programme.id, by=setting.elsewhere)


def test_a_note_stands_beside_one_indicator_or_all_and_is_removed_by_whoever_saw_its_last_version(setting: Setting) -> None:
    def note(indicator: Indicator | None, text: str, by: Actor) -> None:
        with writing() as session:
            note_on_chart(
                session,
                programme_id=setting.programme.id,
                indicator_id=indicator.id if indicator else None,
                happened_on=MAY,
                kind=NoteKind.EVENT,
                text=text,
                by=by,
            )

    note(setting.csi, "Price campaign", setting.lead)
    note(None, "Spring festival", setting.lead)
    with pytest.raises(NotAllowed):
        note(None, "By an executive", setting.executive)
    with reading() as session:
        campaign, festival = notes(session, programme_id=setting.programme.id, by=setting.executive)
    assert [(row.text, row.indicator_id, row.made_by) for row in (campaign, festival)] == [
        ("Price campaign", setting.csi.id, "Lin"),
        ("Spring festival", None, "Lin"),
    ]
    with pytest.raises(Stale), writing() as session:
        remove_note(session, note_id=campaign.id, seen=campaign.version + 1, by=setting.lead)
    with writing() as session:
        remove_note(session, note_id=campaign.id, seen=campaign.version, by=setting.lead)
    with reading() as session:
        assert [row.text for row in notes(session, programme_id=setting.programme.id, by=setting.lead)] == ["Spring festival"]
