"""`python -m results report`, as a scheduler runs it."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from results.__main__ import main
from results.reports.actions import lock_report
from results.reports.rules import ReportKind
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_reading
from tests.results.reports.sample import book_of, cells_of, text_of_pdf
from tracker.core.clock import standing_at
from tracker.core.db import writing
from tracker.people.rules import Role

JUNE_9 = datetime(2026, 6, 9, 9, tzinfo=UTC)


@pytest.fixture
def locked(database: Database) -> str:
    """The hash of the report of May 2026, which is locked."""
    with standing_at(JUNE_9), writing() as session:
        lead = new_actor(session, Role.ADMINISTRATOR, time_zone="UTC", user_name="wang")
        programme = new_programme(session, "BETTER")
        new_reading(session, new_indicator(session, programme, "csi"), date(2026, 5, 20), 84.3)
        given = {"programme_id": programme.id, "kind": ReportKind.MONTHLY, "period_on": date(2026, 5, 1), "by": lead}
        lock_report(session, **given, seen=0)
    return "BETTER"


def run(out: Path, *more: str, month: str = "2026-05", programme: str = "BETTER") -> int:
    given = ["report", "--programme", programme, "--month", month, "--out", str(out), *more]
    with standing_at(JUNE_9):
        return main(given)


@on_one_database
def test_the_latest_locked_report_is_written_in_the_language_that_was_asked_for(
    locked: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "may.pdf"
    assert run(out, "--format", "pdf", "--language", "zh_CN") == 0
    told, said = capsys.readouterr()
    document = json.loads(told)
    assert said == ""
    assert (document["programme"], document["kind"], document["from"], document["snapshot"]) == (
        locked,
        "monthly",
        "2026-05-01",
        1,
    )
    pages = text_of_pdf(out.read_bytes())
    assert "服务质量月报" in pages[0]
    assert all(document["sha256"] in page for page in pages)


@on_one_database
def test_where_nothing_is_locked_a_draft_is_written_that_says_so(
    locked: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pack.xlsx"
    assert run(out, "--format", "xlsx", "--language", "en", "--kind", "quarterly", "--as", "wang") == 0
    told, said = capsys.readouterr()
    document = json.loads(told)
    assert (document["from"], document["to"], document["snapshot"]) == ("2026-04-01", "2026-06-09", None)
    assert len(said.splitlines()) == 1
    assert any("Draft" in str(value) for value in cells_of(book_of(out.read_bytes()).worksheets[0]))


@on_one_database
def test_what_cannot_be_done_is_one_sentence_and_nothing_is_written(
    locked: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.pdf"
    for more, named in (((), {"programme": "NONE"}), ((), {"month": "2026-07"}), (("--as", "nobody"), {})):
        assert run(out, "--format", "pdf", *more, **named) == 1
        told, said = capsys.readouterr()
        assert (told, len(said.splitlines())) == ("", 1)
        assert not out.exists()


def test_a_wrong_option_ends_with_2(tmp_path: Path) -> None:
    for more in (("--format", "docx"), ("--format", "pdf", "--month", "May"), ("--format", "pdf", "--kind", "daily")):
        with pytest.raises(SystemExit) as ended:
            run(tmp_path / "x", *more)
        assert ended.value.code == 2
