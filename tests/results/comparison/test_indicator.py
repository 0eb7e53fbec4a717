"""What stands beside an indicator's values: audits by their week alone, what was done and decided, sources and corrections."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from audits.findings.models import CorrectiveAction
from audits.review.rules import week_of
from results.comparison.actions.limits import note_on_chart
from results.comparison.queries.indicator import indicator_view
from results.comparison.queries.sources import corrections_of, sources_of
from results.comparison.queries.store_audits import audits_of_store
from results.comparison.rules import NoteKind
from results.comparison.rules.happened import HappenedKind
from results.readings.queries import EVERYWHERE, Area
from tests.conftest import Database
from tests.factories.audits import Visit, new_visit
from tests.factories.findings import NO_SMILE, another_visit, approved_audit, new_action
from tests.factories.people import new_actor, new_store
from tests.factories.results import new_indicator, new_reading
from tests.factories.reviews import public_id_of
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound
from tracker.people.models import Store
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme
from tracker.targets.queries import indicators
from tracker.targets.rules import IndicatorRow


@dataclass(frozen=True)
class Setting:
    visit: Visit
    programme: Programme
    other: Store
    released: UUID
    unreleased: UUID
    lead: Actor
    executive: Actor
    manager: Actor


@pytest.fixture
def setting(database: Database) -> Iterator[Setting]:
    """Two approved audits of one store, of which one was released to it, and a corrective action that is done."""
    with clock.standing_at(datetime(2026, 7, 1, 9, tzinfo=UTC)):
        with writing() as session:
            visit = new_visit(session)
            released = approved_audit(session, visit, NO_SMILE)
            later = another_visit(session, visit)
            unreleased = approved_audit(session, later, released=False)
            programme = session.get_one(Programme, visit.programme_id)
            new_indicator(session, programme, "score", derived="audit_score")
            csi = new_indicator(session, programme, "csi")
            store, other = session.get_one(Store, visit.store_id), new_store(session, "FAR")
            new_reading(session, csi, date(2026, 5, 31), 80, n=10, store=store)
            new_reading(session, csi, date(2026, 5, 31), 84, n=10, store=store, revision=2)
            new_reading(session, csi, date(2026, 5, 31), 70, n=10, store=other)
            new_reading(session, csi, date(2026, 6, 30), 82, n=900)
            found = Setting(
                visit,
                programme,
                other,
                released,
                unreleased,
                new_actor(session, Role.PROGRAMME_LEAD),
                new_actor(session, Role.EXECUTIVE),
                new_actor(session, Role.STORE_MANAGER, stores=[visit.store_id]),
            )
        yield found


def row(setting: Setting, code: str) -> IndicatorRow:
    with reading() as session:
        found = indicators(session, programme_id=setting.programme.id, by=setting.lead)
    return next(one for one in found if one.code == code)


def test_a_stores_audits_are_told_by_their_week_with_their_sections_and_to_the_store_once_released(setting: Setting) -> None:
    asked = {"programme_id": setting.programme.id, "store_id": setting.visit.store_id}
    with reading() as session:
        seen = audits_of_store(session, by=setting.executive, **asked)
        own = audits_of_store(session, by=setting.manager, **asked)
        public = public_id_of(session, setting.released)
        assert audits_of_store(session, by=setting.manager, **asked | {"store_id": setting.other.id}) == []
        assert audits_of_store(session, by=setting.executive, rubric_code="another", **asked) == []
    assert {one.key for one in seen} == {setting.released, setting.unreleased}
    assert [one.key for one in own] == [public]
    assert all(one.week == week_of(one.week) for one in seen)
    assert all(part.name and part.percent is not None for part in seen[0].sections)
    with reading() as session, pytest.raises(NotAllowed):
        audits_of_store(session, by=setting.visit.shopper, **asked)


def test_what_was_done_and_noted_stands_beside_the_values_each_in_its_own_reach(setting: Setting) -> None:
    with writing() as session:
        key = new_action(session, setting.visit, setting.released)
        session.get_one(CorrectiveAction, key).done_at = datetime(2026, 6, 12, tzinfo=UTC)
        note_on_chart(
            session,
            programme_id=setting.programme.id,
            indicator_id=None,
            happened_on=date(2026, 6, 1),
            kind=NoteKind.EVENT,
            text="Festival",
            by=setting.lead,
        )
    asked = {"programme_id": setting.programme.id, "code": "csi"}
    with reading() as session:
        whole = indicator_view(session, by=setting.executive, **asked)
        there = indicator_view(session, area=Area(store_id=setting.other.id), by=setting.executive, **asked)
        own = indicator_view(session, by=setting.manager, **asked)
        with pytest.raises(NotFound):
            indicator_view(session, programme_id=setting.programme.id, code="gone", by=setting.lead)
    assert [(one.on, one.kind, one.n, one.text) for one in whole.happened] == [
        (date(2026, 6, 1), HappenedKind.ACTIONS, 1, ""),
        (date(2026, 6, 1), HappenedKind.EVENT, None, "Festival"),
    ]
    assert [one.kind for one in there.happened] == [HappenedKind.EVENT]
    assert own.line.actual is not None
    assert (own.line.actual.value, whole.line.actual.value if whole.line.actual else None) == (84, 82)


def test_sources_and_corrections_are_those_of_the_stores_that_a_person_may_see(setting: Setting) -> None:
    csi, score = row(setting, "csi"), row(setting, "score")
    with reading() as session:
        [all_of_it] = sources_of(session, indicator=csi, area=EVERYWHERE, by=setting.executive)
        [own] = sources_of(session, indicator=csi, area=EVERYWHERE, by=setting.manager)
        [audits] = sources_of(session, indicator=score, area=EVERYWHERE, by=setting.executive)
        [corrected] = corrections_of(session, indicator=csi, area=EVERYWHERE, by=setting.manager)
        assert corrections_of(session, indicator=csi, area=Area(store_id=setting.other.id), by=setting.executive) == []
        with pytest.raises(NotAllowed):
            sources_of(session, indicator=csi, area=EVERYWHERE, by=setting.visit.shopper)
    assert (all_of_it.values, all_of_it.first, all_of_it.last) == (4, date(2026, 5, 31), date(2026, 6, 30))
    assert own.values == 2
    assert (audits.source, audits.values) == (None, 2)
    assert (corrected.before, corrected.after) == (80, 84)
