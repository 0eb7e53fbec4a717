"""One value typed, one corrected: the old one stays beside the reason."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.readings.actions import correct_reading, import_readings, type_reading
from results.readings.forms import ReadingText
from results.readings.queries import corrections
from results.readings.queries.history import ValueRow, revisions, stored_values
from results.readings.rules import ReadingSource
from results.readings.rules.parts import agrees, of_parts
from results.readings.workbook import read_readings
from tests.factories.people import new_actor
from tests.results.readings.conftest import Intake
from tracker.core.db import reading, writing
from tracker.core.refusals import NotAllowed, NotFound, Problems, Refusal, Stale
from tracker.core.words import problem_sentence
from tracker.core.workbooks import SheetOut, write_csv
from tracker.people.rules import Actor, Role
from tracker.targets.rules import Unit

MARCH = date(2026, 3, 31)


def type_in(intake: Intake, code: str = "csi", by: Actor | None = None, **given: Any) -> UUID:
    typed = ReadingText(indicator_code=code, observed_on=MARCH, **given)
    with writing() as session:
        return type_reading(session, programme_id=intake.programme.id, typed=typed, by=by or intake.lead)


def correct(intake: Intake, key: UUID, by: Actor | None = None, **given: Any) -> UUID:
    with writing() as session:
        return correct_reading(session, reading_id=key, by=by or intake.lead, **given)


def stored(intake: Intake, code: str = "csi", store: str = "") -> list[ValueRow]:
    with reading() as session:
        return stored_values(session, programme_id=intake.programme.id, indicator_code=code, store_code=store, by=intake.lead)


def test_a_typed_value_is_corrected_with_a_reason_and_both_are_shown(intake: Intake) -> None:
    first = type_in(intake, value=84.5, n=300, note="survey of March")
    with pytest.raises(Refusal, match=r"readings\.already_there"):
        type_in(intake, value=85.0, n=300)
    with pytest.raises(Refusal, match=r"readings\.reason_needed"):
        correct(intake, first, value=85.0, n=300, reason="  ")
    with pytest.raises(Refusal, match=r"readings\.nothing_corrected"):
        correct(intake, first, value=84.5, n=300, reason="typing error")
    second = correct(intake, first, value=85.0, n=300, reason="typing error")
    with pytest.raises(Stale):
        correct(intake, first, value=86.0, n=300, reason="another page still shows the first")
    [now] = stored(intake)
    assert (now.id, now.value, now.revision, now.source) == (second, 85.0, 2, ReadingSource.TYPED)
    with reading() as session:
        assert [(row.value, row.note) for row in revisions(session, reading_id=second, by=intake.lead)] == [
            (85.0, "typing error"),
            (84.5, "survey of March"),
        ]
        [told] = corrections(session, programme_id=intake.programme.id, by=intake.lead)
        assert (told.before, told.after.value, told.after.note) == (84.5, 85.0, "typing error")


def test_teams_and_channels_have_values_of_their_own_made_of_two_numbers(intake: Intake) -> None:
    with pytest.raises(Problems) as refused:
        type_in(intake, "fcr", team_code="A1-x", value=80.0, numerator=45.0, denominator=60.0)
    assert problem_sentence(refused.value.problems[0]).startswith("Value: the value says 80, numerator and denominator give 75")
    type_in(intake, "fcr", team_code="A1-x", numerator=45.0, denominator=60.0)
    type_in(intake, "fcr", store_code="A1", numerator=2.0, denominator=3.0, value=66.7)
    key = type_in(intake, "fcr", store_code="A1", channel_code="phone", value=50.0, n=10)
    found = {(row.team, row.channel): (row.value, row.n, row.denominator) for row in stored(intake, "fcr", "A1")}
    assert found == {
        ("A1-x", ""): (75.0, 60, 60.0),
        ("", ""): (200 / 3, 3, 3.0),
        ("", "phone"): (50.0, 10, None),
    }
    correct(intake, key, numerator=6.0, denominator=10.0, value=None, reason="counted again")
    assert [row.value for row in stored(intake, "fcr", "A1") if row.channel] == [60.0]


def test_a_file_may_hold_teams_channels_and_numbers_and_all_its_problems_come_at_once(intake: Intake) -> None:
    header = ["日期", "指标", "门店编码", "团队", "渠道", "分子", "分母", "数值"]
    data = write_csv(
        SheetOut(
            "r",
            header,
            [
                ["2026-03-31", "fcr", "", "A1-x", "", 45, 60, None],
                ["2026-03-31", "fcr", "A1", "A1-x", "", 45, 60, None],
                ["2026-03-31", "fcr", "B1", "A1-x", "fax", 45, None, None],
                ["2026-03-31", "fcr", "", "", "", 1, 0, None],
                ["2026-03-31", "csi", "", "", "", None, None, None],
                ["2026-03-31", "fcr", "B1", "", "", 61, 60, None],
            ],
        )
    )
    with pytest.raises(Problems) as refused, writing() as session:
        import_readings(session, programme_id=intake.programme.id, file=read_readings(data, "r.csv"), by=intake.lead)
    assert [(problem.row, problem.key.rpartition(".")[2]) for problem in refused.value.problems] == [
        (3, "twice"),
        (4, "other_store"),
        (4, "unknown_channel"),
        (4, "part_missing"),
        (5, "denominator_wrong"),
        (6, "value_missing"),
        (7, "off_scale"),
    ]


def test_somebody_of_a_region_corrects_values_of_its_stores_only(intake: Intake) -> None:
    whole, there = type_in(intake, value=84.5, n=300), type_in(intake, store_code="B1", value=84.5, n=300)
    own = type_in(intake, store_code="A1", value=84.5, n=300)
    for key in (whole, there):
        with pytest.raises(NotFound):
            correct(intake, key, by=intake.regional, value=80.0, n=300, reason="better known")
        with reading() as session, pytest.raises(NotFound):
            revisions(session, reading_id=key, by=intake.regional)
    correct(intake, own, by=intake.regional, value=80.0, n=300, reason="better known")
    with reading() as session:
        assert len(corrections(session, programme_id=intake.programme.id, by=intake.regional)) == 1
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER)
    with pytest.raises(NotAllowed):
        correct(intake, own, by=manager, value=80.0, n=300, reason="better known")


def test_what_the_tracker_computes_is_not_typed(intake: Intake) -> None:
    with pytest.raises(Problems) as refused:
        type_in(intake, "visits", value=90.0, n=3)
    assert problem_sentence(refused.value.problems[0]).startswith("Indicator: visits is computed by the tracker itself")


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(0, 6))
def test_a_value_agrees_with_its_numbers_however_far_it_is_rounded(numerator: int, denominator: int, decimals: int) -> None:
    exact = of_parts(Unit.PERCENT, numerator, denominator)
    assert agrees(round(exact, decimals), exact)
    assert not agrees(round(exact, decimals) + 2, exact)
