"""The gates' page: what an executive reads in a minute, and the dialogs in which people mark, waive and decide."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.audits.app import in_dialog, opened, sound, texts
from tests.conftest import Database, on_one_database
from tests.factories.gates import new_criterion, new_gate
from tests.factories.people import new_actor
from tests.factories.programmes import new_phase, new_programme, new_task
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.people.rules import Actor, Role
from tracker.plan.actions import decide_gate, mark_criterion
from tracker.plan.queries import decisions, evaluate, gates
from tracker.plan.queries.gates import Evaluation, GateRow
from tracker.plan.rules import Confidence, CriterionKind, GateOutcome

pytestmark = on_one_database
PAGE = "programme/gates"


@dataclass(frozen=True)
class Office:
    programme_id: UUID
    gate_id: UUID
    checklist: UUID
    lead: Actor

    def found(self) -> Evaluation:
        with reading() as session:
            return evaluate(session, gate_id=self.gate_id, evaluators={}, by=self.lead)

    def path(self) -> list[GateRow]:
        with reading() as session:
            return gates(session, programme_id=self.programme_id, by=self.lead)


@pytest.fixture
def office(database: Database) -> Office:
    with writing() as session:
        lead = new_actor(session, Role.PROGRAMME_LEAD, language="en", time_zone="UTC")
        programme = new_programme(session, starts_on=clock.today() - timedelta(days=100))
        first, second = new_phase(session, programme), new_phase(session, programme, "P2", position=2)
        task_id = new_task(session, first).id
        keys = (programme.id, first.id, second.id)
    due_on = clock.today() + timedelta(days=30)
    gate_id = new_gate(keys[0], keys[1], lead, before_phase_id=keys[2], name_en="Pilot *review*", due_on=due_on)
    checklist = new_criterion(gate_id, lead, text_en="Everybody is trained")
    new_criterion(gate_id, lead, CriterionKind.TASK_DONE, task_id=task_id, mandatory=False)
    return Office(keys[0], gate_id, checklist, lead)


def deciding(found: object) -> None:
    from tracker.plan.screens.gates.deciding import decide

    decide(found, {})  # type: ignore[arg-type]


def test_the_page_says_in_one_sentence_how_the_next_gate_stands(office: Office) -> None:
    with writing() as session:
        mark_criterion(session, criterion_id=office.checklist, met=True, note="All *forty*", by=office.lead)
    app = opened(office.lead, PAGE)
    assert app.subheader[0].value.startswith("Pilot \\*review\\* on ")
    assert app.subheader[0].value.endswith("1 of 2 criteria met, 1 open")
    assert "All *forty*" in texts(app)
    marks = [button.key for button in app.button if button.key and button.key.startswith("gates.mark_")]
    assert marks == [f"gates.mark_{office.checklist}"]


def test_a_conditional_go_is_decided_in_the_dialog(office: Office) -> None:
    found = office.found()
    key = f"{found.gate.id}_{found.gate.version}"
    app = in_dialog(deciding, office.lead, found)
    app.button_group(key=f"outcome_{key}").set_value(GateOutcome.CONDITIONAL_GO)
    app.selectbox(key=f"confidence_{key}").set_value(Confidence.AMBER)
    sound(app.run())
    sound(app.button(key=f"decide_{key}").click().run())
    assert "at least one condition" in texts(app)
    app.text_input(key=f"what_0_{key}").set_value("Train the night shift")
    app.selectbox(key=f"owner_id_0_{key}").set_value(office.lead.person_id)
    app.date_input(key=f"due_0_{key}").set_value(clock.today() + timedelta(days=60))
    sound(app.button(key=f"decide_{key}").click().run())
    with reading() as session:
        (decision,) = decisions(session, gate_id=office.gate_id, by=office.lead)
    assert (decision.outcome, [one.name for one in decision.conditions]) == (
        GateOutcome.CONDITIONAL_GO,
        ["Train the night shift"],
    )
    page = opened(office.lead, PAGE)
    assert "Condition: Train the night shift" in texts(page)
    assert "Today: the same" in texts(page)


def test_a_store_sees_how_gates_stand_and_nothing_that_was_written(office: Office) -> None:
    with writing() as session:
        mark_criterion(session, criterion_id=office.checklist, met=True, note="A secret", by=office.lead)
        given: dict[str, Any] = {"confidence": Confidence.GREEN, "note": "Another secret", "evaluators": {}}
        seen = office.path()[0].version
        decide_gate(session, gate_id=office.gate_id, seen=seen, outcome=GateOutcome.GO, by=office.lead, **given)
        manager = new_actor(session, Role.STORE_MANAGER, language="zh_CN", time_zone="UTC")
    app = opened(manager, PAGE)
    assert "2 条准则中 1 条已达成" in app.subheader[0].value
    assert "secret" not in texts(app)
    assert not [button for button in app.button if button.key and not button.key.startswith("gate_")]


def test_a_gate_is_defined_on_the_page(office: Office) -> None:
    app = opened(office.lead, PAGE)
    app.text_input(key="name_new_0").set_value("Closing review")
    app.selectbox(key="after_phase_id_new_0").set_value(office.path()[0].before_phase_id)
    sound(app.button(key="define_0").click().run())
    assert [row.name for row in office.path()] == ["Pilot *review*", "Closing review"]
    sound(app.button(key=f"gate_{office.path()[1].id}").click().run())
    assert app.subheader[0].value.endswith("no criteria yet")
