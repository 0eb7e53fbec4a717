"""The page that takes a programme out and brings it back, and the commands that do the same."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.audits.app import opened, sound, texts
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_phase, new_programme, new_task
from tests.tracker.programmes.desk import Desk, saved_with
from tracker.__main__ import main
from tracker.core import clock
from tracker.core.db import writing
from tracker.people.rules import Role
from tracker.plan.actions import update_task
from tracker.plan.models import Task

PAGE = "programme/exchange"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="en", time_zone="UTC")
        programme = new_programme(session, "SMALL", starts_on=clock.today() - timedelta(days=20))
        phase = new_phase(session, programme)
        for code in ("T1", "T2"):
            new_task(session, phase, code)
        return Desk(programme.id, lead)


def renamed(desk: Desk) -> bytes:
    """The workbook with another name for both tasks."""
    return saved_with(desk.file(), "exchange.sheet.task", "en", {"C2": "First *renamed*", "C3": "Second renamed"})


def names(desk: Desk) -> list[object]:
    return [row["name_en"] for row in desk.of("task")]


def test_what_was_ticked_is_accepted_and_what_was_not_stays(desk: Desk) -> None:
    app = opened(desk.lead, PAGE)
    sound(app.file_uploader[0].set_value(("SMALL.xlsx", renamed(desk), XLSX)).run())
    assert names(desk) == ["Task T1", "Task T2"]
    assert "Name (English): Task T1 → First *renamed*" in texts(app)
    sound(app.checkbox(key="take_0_task_3").uncheck().run())
    sound(app.button(key="accept_differences").click().run())
    assert names(desk) == ["First *renamed*", "Task T2"]


def test_a_row_that_somebody_else_changed_waits_for_a_choice(desk: Desk) -> None:
    file = renamed(desk)
    with writing() as session:
        key = session.query(Task.id).filter(Task.code == "T1").scalar()
        update_task(session, task_id=key, seen=1, name="Theirs", by=desk.lead)
    app = opened(desk.lead, PAGE)
    sound(app.file_uploader[0].set_value(("SMALL.xlsx", file, XLSX)).run())
    assert app.button(key="accept_differences").disabled
    sound(app.button_group(key="whose_0_task_2").set_value("theirs").run())
    sound(app.button(key="accept_differences").click().run())
    assert names(desk) == ["Theirs", "Second renamed"]


def test_who_may_not_edit_takes_out_only_and_a_foreign_file_is_refused_in_words(desk: Desk) -> None:
    with writing() as session:
        reader = new_actor(session, Role.EXECUTIVE, language="zh_CN", time_zone="UTC")
    app = opened(reader, PAGE)
    assert (len(app.file_uploader), app.header[0].value) == (0, "如何导出项目群，并导入回来？")
    app = opened(desk.lead, PAGE)
    sound(app.file_uploader[0].set_value(("x.xlsx", b"no workbook", XLSX)).run())
    assert len(app.error) == 1


def test_the_commands_take_out_compare_and_accept(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with writing() as session:
        new_actor(session, Role.ADMINISTRATOR)
    file = tmp_path / "small.xlsx"
    assert main(["export-programme", "programme small", str(file)]) == 0
    assert main(["import-programme", str(file)]) == 0
    assert json.loads(capsys.readouterr().out) == {"differences": [], "problems": []}
    file.write_bytes(renamed(desk))
    assert main(["import-programme", str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["row"], one["fields"][0]["after"]) for one in told["differences"]] == [
        (2, "First *renamed*"),
        (3, "Second renamed"),
    ]
    assert names(desk) == ["Task T1", "Task T2"]
    assert main(["import-programme", str(file), "--accept", "--as", "nobody"]) == 1
    assert main(["import-programme", str(file), "--accept"]) == 0
    assert names(desk) == ["First *renamed*", "Second renamed"]
    assert main(["export-programme", "nothing", str(file)]) == 1
    assert "nothing" in capsys.readouterr().err
