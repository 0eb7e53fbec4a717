"""From answers of respondents to readings: pooled, counted once, and without anybody's name."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from results.readings.actions import SurveyImported, import_survey
from results.readings.forms import SurveyAsked
from results.readings.models import Reading, SurveyAnswer
from results.readings.queries import Area, Stretch, by_store, imports, series
from results.readings.queries.surveys import preview_survey
from results.readings.rules import ReadingSource
from results.readings.rules.survey import ScoreKind, index, net_promoter_score
from results.readings.workbook import given_answers, read_answers
from tests.factories.people import new_actor
from tests.results.readings.conftest import Intake
from tracker.core.db import reading, writing
from tracker.core.models import Event
from tracker.core.refusals import NotAllowed, Problems, Refusal
from tracker.core.words import problem_sentence
from tracker.core.workbooks import SheetOut, write_csv
from tracker.core.workbooks.writing import Cell
from tracker.people.rules import Actor, Role

HEADER = ["Date", "Store", "Team", "Channel", "Answer"]
MARCH: list[list[Cell]] = [
    ["2026-03-02", "A1", "", "shop", 10],
    ["2026-03-02 10:15", "A1", "", "shop", 9],
    ["2026/3/9", "A1", "A1-x", "phone", 3],
    ["2026-03-31", "B1", "", "shop", 0],
    ["2026-03-31", "B1", "", "", ""],
]
NPS = SurveyAsked(
    kind=ScoreKind.NPS,
    low=0,
    high=10,
    columns=(("Answer", 1.0),),
    date_column="Date",
    store_column="Store",
    team_column="Team",
    channel_column="Channel",
)


def file_of(rows: list[list[Cell]], asked: SurveyAsked = NPS, header: list[str] = HEADER) -> Any:
    return read_answers(given_answers(write_csv(SheetOut("Answers", header, rows)), "answers.csv"), asked)


def take_in(
    intake: Intake, file: Any, code: str = "nps", by: Actor | None = None, left_out: frozenset[str] = frozenset()
) -> SurveyImported:
    with writing() as session:
        return import_survey(
            session,
            programme_id=intake.programme.id,
            indicator_code=code,
            file=file,
            left_out=left_out,
            by=by or intake.lead,
        )


def readings() -> list[Reading]:
    with reading() as session:
        found = list(session.scalars(select(Reading).order_by(Reading.n.desc(), Reading.revision)))
        session.expunge_all()
    return found


def wrong(intake: Intake, file: Any, **given: Any) -> list[str]:
    with pytest.raises(Problems) as refused:
        take_in(intake, file, **given)
    with reading() as session:
        assert session.scalars(select(SurveyAnswer)).all() == []
        assert session.scalars(select(Reading)).all() == []
    return [problem_sentence(problem) for problem in refused.value.problems]


def test_answers_are_pooled_by_month_and_the_score_of_sites_is_never_averaged(intake: Intake) -> None:
    file = file_of(MARCH)
    assert file.missing == 1
    with reading() as session:
        shown = preview_survey(
            session, programme_id=intake.programme.id, indicator_code="nps", file=file, left_out=frozenset(), by=intake.lead
        )
    assert (shown.answers, shown.stores, shown.score.value) == (4, 2, 0.0)
    done = take_in(intake, file)
    assert (done.answers, done.months, done.corrected) == (4, 1, 0)
    of_all = next(row for row in readings() if row.store_id is None and not row.channel_code)
    pooled = net_promoter_score([10, 9, 3, 0])
    assert (of_all.value, of_all.n, of_all.observed_on) == (pooled.value, 4, date(2026, 3, 31))
    assert of_all.squares == 40_000  # four answers of plus or minus 100
    assert of_all.source is ReadingSource.SURVEY
    with reading() as session:
        within = Stretch(date(2026, 3, 1), date(2026, 3, 31))
        places = by_store(session, indicator_id=of_all.indicator_id, within=within, by=intake.lead)
        assert [(place.code, place.value, place.n) for place in places] == [("A1", pytest.approx(100 / 3), 3), ("B1", -100, 1)]
        told = session.scalars(select(Event).where(Event.verb == "readings.survey_imported")).one()
        assert (told.change["answers"], told.change["missing"]) == (4, 1)
    by_part = {(row.store_id is None, row.team_id is not None, row.channel_code): row.n for row in readings() if row.n != 1}
    assert by_part == {(True, False, ""): 4, (False, False, ""): 3, (True, False, "shop"): 3, (False, False, "shop"): 2}


def test_the_same_file_twice_changes_nothing_and_another_one_adds_its_answers(intake: Intake) -> None:
    take_in(intake, file_of(MARCH))
    before = len(readings())
    assert take_in(intake, file_of(MARCH)).again
    assert len(readings()) == before
    more = file_of([["2026-03-20", "B1", "", "", 10], ["2026-04-02", "B1", "", "", 7]])
    with reading() as session:
        months = preview_survey(
            session, programme_id=intake.programme.id, indicator_code="nps", file=more, left_out=frozenset(), by=intake.lead
        ).months
    assert [(one.month.month, one.new, one.before) for one in months] == [(3, 1, 4), (4, 1, 0)]
    assert take_in(intake, more) == SurveyImported(answers=2, months=2, new=2, corrected=2)
    whole = [row for row in readings() if row.store_id is None and not row.channel_code and row.observed_on.month == 3]
    assert [(row.value, row.n, row.revision) for row in whole] == [(20.0, 5, 2), (0.0, 4, 1)]
    with reading() as session:
        found = imports(session, programme_id=intake.programme.id, by=intake.lead)
        assert (found[0].answers, found[0].new, found[0].corrected) == (2, 2, 2)


def test_a_share_keeps_its_two_numbers_and_an_index_its_squares(intake: Intake) -> None:
    share = NPS.model_copy(update={"kind": ScoreKind.SHARE, "low": 1, "high": 5, "top": 4})
    take_in(intake, file_of([["2026-03-02", "A1", "", "", answer] for answer in (5, 4, 3, 1)], share), "fcr")
    assert {(row.value, row.n, row.numerator, row.denominator) for row in readings()} == {(50.0, 4, 2.0, 4.0)}
    asked = SurveyAsked(kind=ScoreKind.INDEX, low=1, high=10, columns=(("a", 1.0), ("b", 3.0)), date_column="Date")
    rows: list[list[Cell]] = [["2026-03-02", 10, 1], ["2026-03-03", 10, ""], ["2026-03-04", "", ""]]
    done = take_in(intake, file_of(rows, asked, ["Date", "a", "b"]), "csi")
    assert (done.answers, done.new) == (2, 1)
    [row] = [row for row in readings() if row.store_id is None and row.numerator is None]
    assert row.n is not None
    assert row.squares is not None
    expected = index([25.0, 100.0], {})
    assert row.value == expected.value
    assert ((row.squares - row.n * row.value**2) / (row.n - 1) / row.n) ** 0.5 == pytest.approx(expected.standard_error)


def test_too_few_answers_are_stored_and_held_back_where_they_are_read(intake: Intake) -> None:
    asked = SurveyAsked(kind=ScoreKind.INDEX, low=1, high=10, columns=(("a", 1.0),), date_column="Date")
    take_in(intake, file_of([["2026-03-02", 10], ["2026-03-03", 1]], asked, ["Date", "a"]), "csi")
    [row] = readings()
    assert (row.value, row.n) == (50.0, 2)
    with reading() as session:
        found = series(session, programme_id=intake.programme.id, area=Area(), by=intake.lead)
    assert [(point.value, point.n) for point in found[row.indicator_id]] == [(None, 2)]


def test_every_problem_of_the_answers_comes_at_once(intake: Intake) -> None:
    found = wrong(
        intake,
        file_of(
            [
                ["2026-03-02", "A1", "", "", 11],
                ["soon", "A1", "", "", 9],
                ["2026-03-02", "Z9", "", "", 9],
                ["2026-03-02", "B1", "A1-x", "", 9],
                ["2026-03-02", "B1", "", "fax", 9],
                ["2027-03-02", "B1", "", "", 9],
                ["2026-03-02", "B1", "", "", "9.5"],
            ]
        ),
    )
    starts = [
        "answers, row 2, Answer: an answer is a whole number from 0 to 10",
        "answers, row 3, Date: ",
        "answers, row 4, Store code: there is no store Z9",
        "answers, row 5, Team: team A1-x belongs to store A1, not to B1",
        "answers, row 6, Channel: there is no channel fax. Write one of phone, shop",
        "answers, row 7, Date: Mar 2, 2027 lies in the future",
        "answers, row 8, Answer: an answer is a whole number",
    ]
    assert len(found) == len(starts), found
    for sentence, start in zip(found, starts, strict=True):
        assert sentence.startswith(start), (sentence, start)


def test_who_answered_is_left_out_by_choice_or_the_file_is_refused_and_is_stored_in_no_case(intake: Intake) -> None:
    header = [*HEADER, "姓名", "Remarks", "Ticket"]
    rows: list[list[Cell]] = [[*row, "李娜", "call 138 0013 8000", "T-1"] for row in MARCH]
    file = file_of(rows, header=header)
    assert [(one.name, one.by_content) for one in file.personal] == [("姓名", False), ("Remarks", True)]
    found = wrong(intake, file, left_out=frozenset({"Remarks"}))
    assert [sentence.split(":")[0] for sentence in found] == ["姓名"]
    asked = NPS.model_copy(update={"team_column": "姓名"})
    assert "cannot be read" in wrong(intake, file_of(rows, asked, header), left_out=frozenset({"姓名", "Remarks"}))[0]
    take_in(intake, file, left_out=frozenset({"姓名", "Remarks"}))
    with reading() as session:
        stored = session.scalars(select(SurveyAnswer)).all()
        assert [row.answers for row in stored] == [{"Answer": answer} for answer in (10, 9, 3, 0)]
        said = session.scalars(select(Event)).all()
    everything = repr([vars(row) for row in (*stored, *said)])
    assert "李娜" not in everything
    assert "8000" not in everything.replace("40_000", "")


def test_what_was_read_of_a_personal_column_is_gone_at_once() -> None:
    data = write_csv(SheetOut("Answers", ["Date", "Phone", "Answer"], [["2026-03-02", "13800138000", 9]]))
    assert "13800138000" not in repr(given_answers(data, "answers.csv"))


def test_somebody_of_a_region_brings_answers_of_its_stores_only(intake: Intake) -> None:
    assert take_in(intake, file_of(MARCH[:3]), by=intake.regional).answers == 3
    with pytest.raises(Problems):
        take_in(intake, file_of(MARCH), by=intake.regional)
    without_store = NPS.model_copy(update={"store_column": None, "team_column": None})
    with pytest.raises(Problems):
        take_in(intake, file_of(MARCH, without_store), by=intake.regional)


def test_a_survey_makes_only_what_its_kind_can_make(intake: Intake) -> None:
    with pytest.raises(Refusal) as refused:
        take_in(intake, file_of(MARCH), "csi")
    assert refused.value.key == "readings.survey.wrong_indicator"
    with writing() as session:
        executive = new_actor(session, Role.EXECUTIVE)
    with pytest.raises(NotAllowed):
        take_in(intake, file_of(MARCH), by=executive)
