"""The readings page: a file is looked at first, then stored; a value is typed and corrected; answers go in without names."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from results.readings.models import Reading
from tests.audits.app import opened
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.workbooks import SheetOut, write_csv, write_workbook
from tracker.core.workbooks.writing import Cell
from tracker.people.rules import Role

pytestmark = on_one_database
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EARLIER, LATER = (clock.today() - timedelta(days=days) for days in (60, 30))
GOOD: list[list[Cell]] = [[EARLIER, "", "csi", 84.5, 300], [LATER, "", "csi", 85.5, 310]]


@pytest.fixture
def page(database: Database) -> AppTest:
    with writing() as session:
        new_indicator(session, new_programme(session, "P", starts_on=clock.today() - timedelta(days=90)), "csi")
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="en")
    return opened(lead, "results/readings")


def give(page: AppTest, rows: list[list[Cell]], name: str = "readings.xlsx") -> None:
    data = write_workbook([SheetOut("Readings", ["Date", "Store code", "Indicator", "Value", "n"], rows)])
    page.file_uploader[0].set_value((name, data, XLSX)).run()
    assert not page.exception


def stored() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Reading)) or 0


def numbers(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def view(page: AppTest, name: str) -> AppTest:
    page.button_group(key="readings_view").set_value(name).run()
    assert not page.exception
    return page


def history(page: AppTest) -> list[list[list[str]]]:
    """The tables on the page: corrections, then imports, as far as there are any."""
    return [frame.value.values.tolist() for frame in view(page, "history").dataframe]


def test_a_good_file_is_shown_first_and_stored_when_asked(page: AppTest) -> None:
    assert [button.label for button in page.get("download_button")] == ["Download the template"]
    give(page, GOOD)
    assert numbers(page) == {"New": "2", "Corrected": "0", "Unchanged": "0"}
    assert stored() == 0
    page.button(key="store_readings").click().run()
    assert not page.exception
    assert stored() == 2
    assert not page.button
    give(page, [*GOOD[::-1]])
    assert page.info[0].value.startswith("Every row equals what is stored already")
    give(page, [[EARLIER, "", "csi", 80, 300], GOOD[1]])
    assert numbers(page) == {"New": "0", "Corrected": "1", "Unchanged": "1"}
    assert [row[3:5] for row in page.dataframe[0].value.values.tolist()] == [["84.5", "80"]]
    page.button(key="store_readings").click().run()
    assert stored() == 3
    assert [row[1:5] for row in history(page)[-1]] == [
        ["readings.xlsx", "2 readings", "0", "1"],
        ["readings.xlsx", "2 readings", "2", "0"],
    ]


def test_every_problem_of_a_wrong_file_is_listed_and_nothing_can_be_stored(page: AppTest) -> None:
    give(page, [[EARLIER, "S9", "csi", 184.5, None], ["soon", "", "csi", 85, 1]])
    listed = next(text.value for text in page.text if "row 2" in text.value)
    assert len(listed.splitlines()) == 4
    assert "Readings, row 2, Store code: there is no store S9" in listed
    assert "Readings, row 3, Date" in listed
    assert not page.button
    assert stored() == 0
    page.file_uploader[0].set_value(("readings.xlsx", b"no workbook", XLSX)).run()
    assert len(page.error) == 1


def test_a_value_is_typed_and_corrected_and_both_are_shown(page: AppTest) -> None:
    view(page, "type")
    page.number_input(key="typed_value_0").set_value(84.5)
    page.number_input(key="typed_n_0").set_value(300)
    page.button(key="store_typed_0").click().run()
    assert not page.exception
    assert stored() == 1
    view(page, "history")
    with reading() as session:
        key = session.scalars(select(Reading.id)).one()
    page.selectbox(key="history_value_csi_").set_value(key).run()
    page.number_input(key=f"right_value_{key}").set_value(85.5)
    page.button(key=f"correct_{key}").click().run()
    assert page.error[0].value.startswith("Say why the value is corrected")
    page.text_input(key=f"reason_{key}").set_value("typing error")
    page.button(key=f"correct_{key}").click().run()
    assert stored() == 2
    [told] = history(page)[-1]
    assert told[3:8] == ["84.5", "85.5", "300", "300", "typing error"]


def test_answers_are_taken_in_without_the_names_that_stand_beside_them(page: AppTest) -> None:
    view(page, "survey")
    rows: list[list[Cell]] = [[EARLIER, "Li Na", 10], [EARLIER, "Wang Wei", 4]]
    data = write_csv(SheetOut("Answers", ["Date", "姓名", "Question"], rows))
    page.file_uploader[0].set_value(("answers.csv", data, "text/csv")).run()
    assert not page.exception
    assert page.dataframe[0].value.values.tolist() == [["姓名", "names", "its title"]]
    assert not page.selectbox
    choice = next(each for each in page.get("button_group") if str(each.key).startswith("personal_"))
    choice.set_value("refuse").run()
    assert not page.selectbox
    assert page.info[0].value.startswith("Nothing of this file is taken in")
    choice.set_value("leave_out").run()
    assert page.multiselect[0].value == ["Question"]
    assert not page.exception
    assert numbers(page) == {"Score of this file": "66.7", "Answers": "2", "Without an answer": "0", "Stores": "0"}
    page.button(key="store_answers").click().run()
    assert stored() == 1


def test_systems_are_told_where_to_send_readings(page: AppTest) -> None:
    view(page, "machines")
    assert "/api/v1/readings?programme=P'" in page.code[0].value
    assert "Idempotency-Key" in page.code[0].value
