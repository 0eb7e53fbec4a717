"""The button that computes derived values now."""

from tests.audits.app import opened
from tests.conftest import Database, on_one_database
from tests.factories.people import new_actor
from tests.factories.programmes import new_phase, new_programme, new_task
from tests.factories.results import new_indicator
from tracker.core.db import writing
from tracker.people.rules import Role
from tracker.targets.rules import Unit

pytestmark = on_one_database


def test_a_lead_computes_what_the_tracker_derives(database: Database) -> None:
    with writing() as session:
        programme = new_programme(session)
        new_task(session, new_phase(session, programme))
        new_indicator(session, programme, "done", derived="tasks_done", unit=Unit.PERCENT)
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="en")
    app = opened(lead, "results/readings", view="derived")
    app.button(key="refresh_derived").click().run()
    assert not app.exception
    assert any("0 corrected" in toast.value for toast in app.toast)
