"""One indicator as people meet it: read by executives, explained by leads, followed down to a store's audits."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from results.comparison.queries import notes, rebases
from results.comparison.screens.indicator import View
from results.readings.models import Reading
from tests.audits.app import opened, sound, texts
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor, new_region, new_store
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator, new_reading
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.words import Label
from tracker.people.rules import Actor, Role
from tracker.targets.models import Indicator
from tracker.targets.rules import Measure, Unit

pytestmark = on_one_database
PAGE = "results/indicator"


def months() -> list[date]:
    """The 15th of each of the last six months, the earliest first; the page's own thread knows no other clock."""
    day, found = clock.today().replace(day=15), []
    for _ in range(6):
        day = (day.replace(day=1) - timedelta(days=1)).replace(day=15)
        found.append(day)
    return found[::-1]


@pytest.fixture
def resolved(database: Database) -> Indicator:
    """Cases resolved at once, by month, in two stores of one region and one of another that is clearly worse."""
    first, *_ = days = months()
    with writing() as session:
        programme = new_programme(session, "SERVICE", starts_on=first, ends_on=first + timedelta(days=364))
        north, south = new_region(session, "NORTH"), new_region(session, "SOUTH")
        stores = [new_store(session, code, region=region) for code, region in (("N1", north), ("N2", north), ("S1", south))]
        resolved = new_indicator(
            session,
            programme,
            "resolved",
            name=Label("Resolved *at once*", "一次解决率"),
            unit=Unit.PERCENT,
            measure=Measure.SHARE,
            question=Label("How many?", "有多少？"),
        )
        for at, day in enumerate(days):
            for store, value in zip(stores, (80, 81, 60), strict=True):
                new_reading(session, resolved, day, value + at % 2, n=1000, store=store)
    return resolved


def person(role: Role, **given: object) -> Actor:
    with writing() as session:
        return new_actor(session, role, language="en", time_zone="UTC", **given)


def test_an_executive_reads_it_all_and_changes_nothing(resolved: Indicator) -> None:
    app = opened(person(Role.EXECUTIVE), PAGE, indicator="resolved")
    assert {metric.label: metric.value for metric in app.metric}["Observations"] == "3,000"
    assert "Resolved \\*at once\\*" in texts(app)
    assert "How many?" in texts(app)
    assert "Limits (XmR, profile nhsr) from 6 values" in texts(app)
    assert "2 groups differ beyond chance, the best first" in texts(app)
    places = app.dataframe[-1].value
    assert list(places["Region"].str[:5]) == ["NORTH", "SOUTH"]
    assert list(places["Group"]) == ["1", "2"]
    for view, said in (
        ("happened", "Nothing is noted beside the values yet"),
        ("limits", "The limits have not begun anew"),
        ("definition", "It stands as it was defined."),
        ("sources", "Nothing was corrected."),
    ):
        app = sound(app.button_group(key="chosen_view").set_value(View(view)).run())
        assert app.query_params["view"] == view
        assert said in texts(app)
        assert not app.text_input


def test_the_way_down_stands_in_the_address(resolved: Indicator) -> None:
    app = opened(person(Role.PROGRAMME_LEAD), PAGE, indicator="resolved")
    sound(app.selectbox(key="look_region_0").set_value("NORTH").run())
    assert app.query_params["region"] == "NORTH"
    assert "These differ from each other by no more than chance" in texts(app)
    sound(app.selectbox(key="look_store_1").set_value("N2").run())
    assert (app.query_params["region"], app.query_params["store"]) == ("NORTH", "N2")
    assert "No approved audit of this store counts here yet." in texts(app)
    assert {metric.label: metric.value for metric in app.metric}["Observations"] == "1,000"


def test_a_lead_begins_limits_anew_with_a_reason_and_takes_it_back(resolved: Indicator) -> None:
    lead = person(Role.PROGRAMME_LEAD)
    app = opened(lead, PAGE, indicator="resolved", view="limits")
    app = sound(app.button(key="rebase_add_0").click().run())
    assert "Reason" in app.error[0].value
    app.selectbox(key="rebase_from_0").set_value(months()[3])
    app.text_input(key="rebase_reason_0").set_value("New tills")
    app = sound(app.button(key="rebase_add_0").click().run())
    assert told_states(resolved.id, lead) == ["stands"]
    assert "from 3 values" in texts(app)
    sound(app.button(key="rebase_withdraw").click().run())
    assert told_states(resolved.id, lead) == ["withdrawn"]


def told_states(indicator_id: UUID, by: Actor) -> list[str]:
    with reading() as session:
        return ["withdrawn" if row.withdrawn_at else "stands" for row in rebases(session, indicator_id=indicator_id, by=by)]


def test_a_lead_notes_what_happened_and_a_correction_is_told_with_its_reason(resolved: Indicator) -> None:
    lead = person(Role.PROGRAMME_LEAD)
    app = opened(lead, PAGE, indicator="resolved", view="happened")
    app.text_input(key="note_text_0").set_value("Spring *festival*")
    app = sound(app.button(key="note_add_0").click().run())
    assert list(app.dataframe[-1].value["What"]) == ["Spring *festival*"]
    sound(app.button(key="note_remove").click().run())
    with reading() as session:
        assert notes(session, programme_id=resolved.programme_id, by=lead) == []
    with writing() as session:
        first = session.query(Reading).filter(Reading.observed_on == months()[-1]).order_by(Reading.value).first()
        assert first is not None
        copied = {name: getattr(first, name) for name in ("programme_id", "indicator_id", "store_id", "observed_on", "n")}
        session.add(Reading(**copied, value=63.0, revision=2, note="counted twice", recorded_by=lead.person_id))
    app = opened(lead, PAGE, indicator="resolved", view="sources")
    corrected = app.dataframe[-1].value
    assert corrected[["Before", "After", "Why"]].values.tolist() == [["61%", "63%", "counted twice"]]
