"""The readings page: a file is looked at first, then stored; a wrong one is answered with every problem."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from results.readings.models import Reading
from tests.conftest import Database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.settings import ROOT
from tracker.core.workbooks import SheetOut, write_workbook
from tracker.core.workbooks.writing import Cell
from tracker.people.actions.sign_in import open_session
from tracker.people.queries import live_session
from tracker.people.rules import Role

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EARLIER, LATER = (clock.today() - timedelta(days=days) for days in (60, 30))
GOOD: list[list[Cell]] = [[EARLIER, "", "csi", 84.5, 300], [LATER, "", "csi", 85.5, 310]]


@pytest.fixture
def page(database: Database) -> AppTest:
    with writing() as session:
        new_indicator(session, new_programme(session, "P", starts_on=clock.today() - timedelta(days=90)), "csi")
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="en")
        token = open_session(session, person_id=lead.person_id, browser="test").token
    with reading() as session:
        session_id = live_session(session, token=token)
    app = AppTest.from_file(str(ROOT / "pages" / "results" / "readings.py"), default_timeout=60)
    app.user = {"session": str(session_id)}
    return app.run()


def give(page: AppTest, rows: list[list[Cell]], name: str = "readings.xlsx") -> None:
    data = write_workbook([SheetOut("Readings", ["Date", "Store code", "Indicator", "Value", "n"], rows)])
    page.file_uploader[0].set_value((name, data, XLSX)).run()
    assert not page.exception


def stored() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Reading)) or 0


def numbers(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def test_at_first_the_page_offers_the_template_and_says_what_to_do(page: AppTest) -> None:
    assert not page.exception
    assert [button.label for button in page.get("download_button")] == ["Download the template"]
    assert any(text.value.startswith("Nothing was imported yet") for text in page.text)


def test_a_good_file_is_shown_first_and_stored_when_asked(page: AppTest) -> None:
    give(page, GOOD)
    assert numbers(page) == {"New": "2", "Corrected": "0", "Unchanged": "0"}
    assert stored() == 0
    page.button(key="store_readings").click().run()
    assert not page.exception
    assert stored() == 2
    assert page.dataframe[0].value.values.tolist()[0][1:5] == ["readings.xlsx", "2", "2", "0"]
    assert not page.button


def test_a_correction_is_shown_with_the_value_it_replaces(page: AppTest) -> None:
    give(page, GOOD)
    page.button(key="store_readings").click().run()
    give(page, [[EARLIER, "", "csi", 80, 300], GOOD[1]])
    assert numbers(page) == {"New": "0", "Corrected": "1", "Unchanged": "1"}
    assert [row[3:5] for row in page.dataframe[0].value.values.tolist()] == [["84.5", "80"]]
    page.button(key="store_readings").click().run()
    assert stored() == 3


def test_every_problem_of_a_wrong_file_is_listed_and_nothing_can_be_stored(page: AppTest) -> None:
    give(page, [[EARLIER, "S9", "csi", 184.5, None], ["soon", "", "csi", 85, 1]])
    listed = next(text.value for text in page.text if "row 2" in text.value)
    assert len(listed.splitlines()) == 4
    assert "Readings, row 2, Store code: there is no store S9" in listed
    assert "Readings, row 3, Date" in listed
    assert not page.button
    assert stored() == 0


def test_a_file_that_is_no_workbook_is_answered_with_a_sentence(page: AppTest) -> None:
    page.file_uploader[0].set_value(("readings.xlsx", b"no workbook", XLSX)).run()
    assert not page.exception
    assert len(page.error) == 1


def test_an_unchanged_file_has_nothing_to_store(page: AppTest) -> None:
    give(page, GOOD)
    page.button(key="store_readings").click().run()
    give(page, [*GOOD[::-1]])
    assert page.info[0].value.startswith("Every row equals what is stored already")
    assert not page.button
