"""The pages of waves as a lead and a shopper run them, without a browser."""

from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from audits.visits.actions.assignments import assign_visit
from audits.visits.models import Assignment, AuditState, WaveState
from audits.visits.queries import assignments
from audits.visits.queries.policy import familiarities, people_in_field, policy_in_force
from audits.visits.queries.waves import wave_detail, waves
from tests.audits.app import opened, sound, texts
from tests.conftest import Database
from tests.factories.waves import Round, new_wave
from tracker.core import clock
from tracker.core.db import reading, writing


@pytest.fixture
def made(database: Database) -> Round:
    with writing() as session:
        today = clock.today()  # pages run in a thread of their own, where no test can stop the clock
        dates = {"starts_on": today - timedelta(days=1), "ends_on": today + timedelta(days=40)}
        return new_wave(session, stores=3, shoppers=3, self_service=True, opened=True, **dates)


def waves_page(made: Round, part: str = "list") -> AppTest:
    page = opened(made.lead, "audits/waves")
    page.get("button_group")[0].set_value(part)
    return sound(page.run())


def one_wave(made: Round) -> AppTest:
    return opened(made.lead, "audits/waves", wave=str(made.wave_id))


def pressed(page: AppTest, start: str) -> AppTest:
    next(button for button in page.button if str(button.key).startswith(start)).click()
    return sound(page.run())


def test_the_list_leads_to_a_wave(made: Round) -> None:
    page = waves_page(made)
    assert "0 of 3 visits" in texts(page)
    pressed(page, "open_wave ")
    assert page.query_params["wave"] in (str(made.wave_id), [str(made.wave_id)])


def test_a_lead_plans_a_wave_of_all_stores_with_a_quota(made: Round) -> None:
    page = waves_page(made, "plan")
    keys = {str(one.key).split("_new_")[0]: one for one in [*page.text_input, *page.number_input]}
    keys["code"].set_value("SUMMER")
    keys["name_en"].set_value("Summer")
    keys["channel_phone"].set_value(2)
    keys["at_most_weekday_6"].set_value(5)
    page.run()
    pressed(page, "save_new_wave")
    with reading() as session:
        [row] = [one for one in waves(session, programme_id=made.programme_id, by=made.lead) if one.code == "SUMMER"]
        detail = wave_detail(session, wave_id=row.id, by=made.lead)
    assert (row.wanted, detail.channels, row.state) == (9, {"store": 1, "phone": 2}, WaveState.PLANNED)
    assert [(one.quota.what, one.quota.at_most) for one in detail.quotas] == [("6", 5)]


def test_a_wave_is_opened_closed_and_changed(made: Round) -> None:
    page = pressed(one_wave(made), "close_wave")
    assert "Closed" in texts(page)
    page = pressed(page, "open_wave")
    page.get("button_group")[0].set_value("change")
    page.run()
    next(one for one in page.text_input if str(one.key).startswith("name_en")).set_value("Another name")
    page.run()
    pressed(page, "save_wave_")
    with reading() as session:
        assert wave_detail(session, wave_id=made.wave_id, by=made.lead).row.name.en == "Another name"


def test_a_proposal_is_looked_at_and_then_taken_over(made: Round) -> None:
    page = pressed(one_wave(made), "propose")
    with reading() as session:
        assert wave_detail(session, wave_id=made.wave_id, by=made.lead).row.planned == 0
    pressed(page, "accept")
    with reading() as session:
        assert wave_detail(session, wave_id=made.wave_id, by=made.lead).row.planned == 3
        rows = assignments(session, by=made.lead, programme_id=made.programme_id)
    assert len({row.assignee_id for row in rows}) == 3, "three visits, three people"


def test_the_coverage_says_its_finding_and_every_count(made: Round) -> None:
    page = opened(made.lead, "audits/coverage", wave=str(made.wave_id))
    assert "None of the 3 visits wanted" in texts(page)
    assert [metric.value for metric in page.metric] == ["3", "0", "0", "0", "3"]
    for part in ("channels", "weeks", "stores"):
        page.get("button_group")[0].set_value(part)
        sound(page.run())
        assert page.dataframe


def test_a_shopper_takes_a_visit_on_their_page(made: Round) -> None:
    page = opened(made.shoppers[0], "audits/my_visits")
    page.toggle(key="show_places").set_value(True)
    sound(page.run())
    assert len(page.selectbox(key="place").options) == 3
    pressed(page, "take")
    with reading() as session:
        [row] = assignments(session, by=made.lead, programme_id=made.programme_id)
    assert (row.assignee_id, row.planned_on) == (made.shoppers[0].person_id, row.visit_from)
    assert row.wave


def test_a_lead_assigns_in_a_wave_on_a_planned_day(made: Round) -> None:
    page = opened(made.lead, "audits/assignments")
    page.selectbox(key="wave").select_index(1)
    sound(page.run())
    pressed(page, "assign")
    with reading() as session:
        [row] = assignments(session, by=made.lead, programme_id=made.programme_id)
    assert row.planned_on == row.due_on
    assert row.day_part == "morning"


def assigned(made: Round) -> str:
    with writing() as session:
        return str(
            assign_visit(
                session,
                programme_id=made.programme_id,
                store_id=made.stores[0].id,
                rubric_version_id=made.version_id,
                channel_code="store",
                assignee_id=made.shoppers[0].person_id,
                visit_from=clock.today(),
                due_on=clock.today() + timedelta(days=5),
                by=made.lead,
            )
        )


@pytest.mark.parametrize("way", ["reassign", "move", "cancel"])
def test_a_visit_is_changed_in_a_dialog_with_a_reason(made: Round, way: str) -> None:
    key = assigned(made)
    page = opened(made.lead, "audits/assignments")
    page.button(key=f"change {key}").click()
    page.run()
    page.get("button_group")[-1].set_value(way)
    page.button(key=f"change {key}").click()
    page.run()
    if way == "move":
        page.date_input(key=f"due {key}").set_value(clock.today() + timedelta(days=8))
    page.text_area(key=f"why {key}").set_value("The shopper is ill")
    page.button(key=f"change {key}").click()
    page.button(key=f"do {key}").click()
    sound(page.run())
    with reading() as session:
        row = session.get_one(Assignment, UUID(key))
        assert {
            "reassign": row.assignee_id != made.shoppers[0].person_id,
            "move": row.due_on == clock.today() + timedelta(days=8),
            "cancel": row.state is AuditState.CANCELLED,
        }[way]


def test_the_rules_are_set_once_and_shown_again(made: Round) -> None:
    page = waves_page(made, "policy")
    next(one for one in page.number_input if str(one.key).startswith("rotation_days")).set_value(45)
    page.run()
    pressed(page, "save_policy")
    with reading() as session:
        policy = policy_in_force(session, programme_id=made.programme_id, by=made.lead)
    assert (policy.rules.rotation_days, policy.rules.spacer_days, policy.version) == (45, 3, 1)


def test_capacity_and_familiarity_are_noted(made: Round) -> None:
    page = waves_page(made, "capacity")
    page.selectbox(key="choose_capacity").select_index(0)
    page.run()
    next(one for one in page.number_input if str(one.key).startswith("most_per_week")).set_value(2)
    page.run()
    pressed(page, "save_capacity")
    page = waves_page(made, "familiarity")
    next(one for one in page.text_input if str(one.key).startswith("known_why")).set_value("A cousin works there")
    page.run()
    page = pressed(page, "save_new_familiarity")
    with reading() as session:
        assert [one.most_per_week for one in people_in_field(session, by=made.lead)] == [2, None, None]
        assert [one.reason for one in familiarities(session, by=made.lead)] == ["A cousin works there"]
    pressed(page, "end ")
    with reading() as session:
        assert familiarities(session, by=made.lead) == []
