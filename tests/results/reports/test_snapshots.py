"""A report from the numbers of the pages to a locked snapshot, its correction, and who gets which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from results.comparison.queries import board
from results.comparison.sentences import message, value_words
from results.reports.actions import arrange_sections, lock_report
from results.reports.forms import Number, written
from results.reports.models import ReportSnapshot
from results.reports.queries import arranged, document_of, draft, locked, locked_report, report_of
from results.reports.rules import ReportKind, Section
from tests.conftest import Database
from tests.factories.people import new_actor, new_region, new_store
from tests.factories.programmes import new_phase, new_programme, new_task
from tests.factories.results import new_indicator, new_reading
from tracker.core.clock import standing_at
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, Refusal, Stale
from tracker.core.words import LANGUAGES, speaking
from tracker.money.actions import draw_up_budget
from tracker.money.forms import BudgetText
from tracker.people.rules import Actor, Role
from tracker.targets.models import Indicator

MAY, JUNE_9 = date(2026, 5, 1), datetime(2026, 6, 9, 9, tzinfo=UTC)
BOTH = {"en": "All", "zh_CN": "全部"}
VALUES = (82.0, 82.5, 81.75, 84.25, 86.125)


@dataclass(frozen=True)
class Setting:
    programme_id: UUID
    north: UUID
    lead: Actor

    def given(self, by: Actor | None = None) -> dict[str, object]:
        return {"programme_id": self.programme_id, "kind": ReportKind.MONTHLY, "period_on": MAY, "by": by or self.lead}


@pytest.fixture
def setting(database: Database) -> Setting:
    """Satisfaction of a store in the north and one in the south from January to May; money, and a phase with a task."""
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="en", time_zone="UTC", display_name="Li Wei")
        programme = new_programme(session, "BETTER")
        csi = new_indicator(session, programme, "csi")
        north, south = (new_region(session, code) for code in ("NORTH", "SOUTH"))
        for store, more in ((new_store(session, "N", region=north), 0.0), (new_store(session, "S", region=south), 4.0)):
            for month, value in enumerate(VALUES, 1):
                new_reading(session, csi, date(2026, month, 20), value + more, store=store)
        new_task(session, new_phase(session, programme))
        lines = [{"code": "all", "name": BOTH, "share_percent": 100}]
        text = BudgetText.model_validate({"basis": BOTH, "source": "P", "lines": lines}, strict=False)
        draw_up_budget(session, programme_id=programme.id, text=text, currency="CNY", total_minor=1_000_00, by=lead)
        return Setting(programme.id, north.id, lead)


def lock(setting: Setting, *, seen: int, reason: str = "") -> UUID:
    with standing_at(JUNE_9), writing() as session:
        return lock_report(session, **setting.given(), seen=seen, reason=reason)  # type: ignore[arg-type]


def test_the_numbers_and_sentences_are_those_of_the_pages_in_both_languages(setting: Setting) -> None:
    sections = (Section.SUMMARY, Section.INDICATORS)
    with standing_at(JUNE_9), reading() as session:
        made = written(document_of(session, **setting.given(), sections=sections))  # type: ignore[arg-type]
        report = draft(session, **setting.given())  # type: ignore[arg-type]
        for code in LANGUAGES:
            with speaking(code):
                (line,) = board(session, programme_id=setting.programme_id, until=date(2026, 5, 31), by=setting.lead).lines
                told = report.document.told[code]
                assert made["told"][code]["parts"] == report.document.model_dump(mode="json")["told"][code]["parts"][:2]
                (chart,) = told.parts[1].charts
                assert chart.finding == message(line)
                assert [value for value in chart.series[0].values if value is not None] == [point.value for point in line.points]
                assert line.actual is not None
                assert line.actual.value is not None
                cell = told.parts[0].charts[0].table.rows[0][1]
                assert cell == Number(
                    value=line.actual.value, shown=value_words(line.indicator.unit, line.actual.value, line.indicator.level)
                )


def test_a_locked_report_stays_as_it_was_and_a_correction_says_what_it_changed_and_why(
    setting: Setting, actor_of: Callable[..., Actor]
) -> None:
    first = lock(setting, seen=0)
    with writing() as session:
        new_reading(session, session.scalars(select(Indicator)).one(), date(2026, 5, 30), 70.0)
    with pytest.raises(Stale):
        lock(setting, seen=0)
    with pytest.raises(Refusal, match=r"reports\.why"):
        lock(setting, seen=1, reason="  ")
    second = lock(setting, seen=1, reason="A late reading")
    executive = actor_of(Role.EXECUTIVE)
    with reading() as session:
        rows = locked(session, programme_id=setting.programme_id, by=executive)
        before, after = (locked_report(session, snapshot_id=key, by=executive) for key in (first, second))
        latest = report_of(session, **setting.given(executive))  # type: ignore[arg-type]
    assert [(row.number, row.reason, row.locked_by) for row in rows] == [(2, "A late reading", "Li Wei"), (1, "", "Li Wei")]
    assert before.stamp.sha256 != after.stamp.sha256
    assert latest == after
    assert before.document.told["en"].differences == ()
    changed = after.document.told["en"].differences
    assert any(told.endswith("70") for told in changed), changed
    assert len(after.document.told["zh_CN"].differences) == len(changed)


def test_a_period_that_runs_is_not_locked_and_one_ahead_not_even_drafted(setting: Setting) -> None:
    with standing_at(datetime(2026, 5, 31, 9, tzinfo=UTC)), writing() as session:
        with pytest.raises(Refusal, match=r"reports\.not_over"):
            lock_report(session, **setting.given(), seen=0)  # type: ignore[arg-type]
    with standing_at(datetime(2026, 4, 30, 9, tzinfo=UTC)), reading() as session:
        with pytest.raises(Refusal, match=r"reports\.not_begun"):
            draft(session, **setting.given())  # type: ignore[arg-type]


def test_whoever_sees_some_stores_gets_a_draft_of_these_and_never_what_is_locked(
    setting: Setting, actor_of: Callable[..., Actor]
) -> None:
    key = lock(setting, seen=0)
    northern = actor_of(Role.EXECUTIVE, regions=[setting.north])
    with standing_at(JUNE_9), reading() as session:
        assert locked(session, programme_id=setting.programme_id, by=northern) == []
        with pytest.raises(Refusal, match=r"reports\.not_every_store"):
            locked_report(session, snapshot_id=key, by=northern)
        own = report_of(session, **setting.given(northern))  # type: ignore[arg-type]
        whole = report_of(session, **setting.given())  # type: ignore[arg-type]
    assert (own.stamp.number, own.stamp.own_stores) == (None, True)
    shown = [report.document.told["en"].parts[1].charts[0].series[0].values for report in (own, whole)]
    assert [values[4] for values in shown] == [86.125, 88.125]
    leading = actor_of(Role.PROGRAMME_LEAD, regions=[setting.north])
    with standing_at(JUNE_9), writing() as session:
        with pytest.raises(Refusal, match=r"reports\.not_every_store"):
            lock_report(session, **setting.given(leading), seen=1, reason="Mine")  # type: ignore[arg-type]


def test_reports_are_refused_to_who_may_not_see_them_and_to_those_of_another_programme(
    setting: Setting, actor_of: Callable[..., Actor]
) -> None:
    with writing() as session:
        other = new_programme(session).id
    for stranger in (actor_of(Role.REVIEWER), actor_of(Role.EXECUTIVE, programmes=[other])):
        with standing_at(JUNE_9), reading() as session:
            with pytest.raises(NotAllowed):
                draft(session, **setting.given(stranger))  # type: ignore[arg-type]
    executive = actor_of(Role.EXECUTIVE)
    with standing_at(JUNE_9), writing() as session:
        with pytest.raises(NotAllowed):
            lock_report(session, **setting.given(executive), seen=0)  # type: ignore[arg-type]


def test_sections_are_chosen_and_ordered_for_a_programme_and_a_stale_choice_is_refused(setting: Setting) -> None:
    kind = {"programme_id": setting.programme_id, "kind": ReportKind.MONTHLY, "by": setting.lead}
    with reading() as session:
        assert arranged(session, **kind).sections == tuple(Section)  # type: ignore[arg-type]
    wanted = [Section.MONEY, Section.INDICATORS]
    with writing() as session:
        arrange_sections(session, **kind, sections=wanted, seen=0)  # type: ignore[arg-type]
    for sections, seen, refusal in (([Section.RISKS], 0, Stale), ([], 1, Refusal)):
        with writing() as session, pytest.raises(refusal):
            arrange_sections(session, **kind, sections=sections, seen=seen)  # type: ignore[arg-type]
    with standing_at(JUNE_9), reading() as session:
        report = draft(session, **setting.given())  # type: ignore[arg-type]
    assert [part.section for part in report.document.told["en"].parts] == wanted


def test_a_snapshot_whose_content_does_not_match_its_hash_is_not_shown(setting: Setting) -> None:
    with standing_at(JUNE_9), writing() as session:
        document = written(document_of(session, **setting.given(), sections=[Section.METHOD]))  # type: ignore[arg-type]
        given = setting.given() | {"number": 1, "document": document, "sha256": "0" * 64, "locked_by": setting.lead.person_id}
        row = ReportSnapshot(**{name: value for name, value in given.items() if name != "by"})
        session.add(row)
        session.flush()
        key = row.id
    with reading() as session, pytest.raises(Refusal, match=r"reports\.changed_behind"):
        locked_report(session, snapshot_id=key, by=setting.lead)
