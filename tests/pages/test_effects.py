"""The pages of effects, benefits and weak spots, without a browser."""

import pytest
from sqlalchemy import select

from results.comparison.effects.rules import Attribution
from results.comparison.queries.benefits import benefits
from tests.audits.app import in_dialog, opened, sound, texts
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor
from tests.factories.results import new_tally
from tests.results.comparison.ledgers import Ledger, new_ledger
from tracker.core.db import reading, writing
from tracker.core.words import speaking
from tracker.people.models import Store
from tracker.people.rules import Role
from tracker.plan.models import Programme
from tracker.targets.models import Indicator

pytestmark = on_one_database
EFFECTS, BENEFITS, WEAK = "results/effects", "results/benefits", "results/weak_spots"


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return new_ledger()


def body(row: object, editing: bool) -> None:
    from results.comparison.screens.benefits.showing import about

    about(row, editing)  # type: ignore[arg-type]


def test_an_effect_says_what_it_rests_on_and_takes_for_granted_and_is_refused_in_words(ledger: Ledger) -> None:
    app = opened(ledger.lead, EFFECTS)
    said = texts(app)
    assert "3 pilot stores against 3 stores that had not started" in said
    assert "Before the start, pilot and control did not move apart" in said
    assert "– Without the change the pilot would have moved as the control did." in said
    app.button_group[0].set_value(Attribution.OBSERVED)
    sound(app.run())
    assert "Before Jan 1, 2026 there are 0 values" in app.info[0].value.replace("\\", "")
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, stores=ledger.stores[:1], language="zh_CN")
    app = opened(manager, EFFECTS, design="control")
    assert "没有对照" in app.info[0].value


def test_a_benefit_is_noted_assessed_and_read_by_who_may_not_change_it(ledger: Ledger) -> None:
    app = opened(ledger.lead, BENEFITS)
    app.text_area(key="description_new_0").set_value("Fewer *returns*")
    app.selectbox(key="indicator_id_new_0").set_value(ledger.indicator_id)
    app.selectbox(key="attribution_new_0").set_value(Attribution.CONTROL)
    app.number_input(key="actual_minor_new_0").set_value(1250.0)
    sound(app.button(key="note_0").click().run())
    with reading() as session:
        [row] = benefits(session, programme_id=ledger.programme_id, by=ledger.lead)
    assert (row.description, row.actual_minor, row.currency) == ("Fewer *returns*", 125_000, "CNY")
    assert [metric.value for metric in app.metric] == ["CN¥1,250.00"]
    dialog = in_dialog(body, ledger.lead, row, True)
    sound(dialog.button_group(key=f"act_{row.id}_{row.version}").set_value("assess").run())
    sound(dialog.button(key=f"assess_{row.id}_{row.version}").click().run())
    with writing() as session:
        executive = new_actor(session, Role.EXECUTIVE, language="zh_CN")
    app = opened(executive, BENEFITS)
    assert "改善超出偶然" in texts(app)
    assert not [button for button in app.button if button.key and button.key.startswith("note_")]
    with speaking("zh_CN"):
        read = ledger.read(row.id, executive)
    assert read.attributed
    assert "若无此项改变" in texts(in_dialog(body, executive, read, False))


def test_a_weak_store_is_named_with_its_evidence_and_the_others_are_no_news(ledger: Ledger) -> None:
    with writing() as session:
        programme = session.get_one(Programme, ledger.programme_id)
        indicator = session.get_one(Indicator, ledger.indicator_id)
        indicator.derived = "audit_score"
        for number, key in enumerate(ledger.stores):
            scores = [40.0, 50.0, 45.0] * 4 if number == 5 else [80.0, 90.0, 85.0] * 4
            month = programme.starts_on.replace(month=6)
            new_tally(session, programme, session.scalars(select(Store).where(Store.id == key)).one(), month, scores)
    said = texts(opened(ledger.lead, WEAK))
    assert "all stores together 78.3" in said
    assert "Chance alone would name about 0" in said
    assert said.count("observations (95% interval") == 1
    with writing() as session:
        manager = new_actor(session, Role.STORE_MANAGER, stores=ledger.stores[5:], language="en")
    assert "holds back" not in texts(opened(manager, WEAK))


def test_what_is_not_measured_is_said(ledger: Ledger) -> None:
    app = opened(ledger.lead, WEAK)
    assert "The readings do not tell how single observations differ" in app.info[0].value.replace("\\", "")
