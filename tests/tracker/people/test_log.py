"""The event log in words, for whoever may read it."""

import ast
import re

import pytest

from tests.factories.people import new_actor
from tracker.core import events
from tracker.core.db import reading, writing
from tracker.core.models import Secret
from tracker.core.refusals import NotAllowed
from tracker.core.settings import ROOT
from tracker.core.words import LANGUAGES, Label, catalogue, speaking
from tracker.people.queries.log import check_chain, event_kinds, latest_events
from tracker.people.rules import Actor, Role
from tracker.people.screens.log import log_row

SOURCES = [path for package in ("tracker", "audits", "results") for path in (ROOT / package).rglob("*.py")]


def recorded(argument: str) -> set[str]:
    """What the code passes to `record(...)` under this name, as far as it is written there."""
    found = set()
    for path in SOURCES:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("record"):
                for given in call.keywords:
                    if given.arg == argument and isinstance(given.value, ast.Constant):
                        found.add(given.value.value)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verb_and_kind_that_is_recorded_has_words(language):
    units = ("region", "store", "team", "channel")
    verbs = recorded("verb") | {f"{unit}.{verb}" for unit in units for verb in ("added", "changed")}
    kinds = recorded("on") | set(units)
    assert len(verbs) > 30
    known = catalogue(language)
    assert {verb for verb in verbs if f"events.verb.{verb}" not in known} == set()
    assert {kind for kind in kinds if f"events.kind.{kind}" not in known} == set()


@pytest.fixture
def ada(actor_of) -> Actor:
    return actor_of(Role.ADMINISTRATOR, display_name="Ada")


def test_an_entry_is_told_with_before_and_after_and_keeps_secrets(ada):
    change = {
        "name": [Label("A", "甲"), Label("B", "乙")],
        "active": [True, False],
        "user_name": Secret("eve"),
        "codes": ["x", "y", "z"],
    }
    with writing() as session:
        events.record(session, by=ada.person_id, verb="region.changed", on="region", key=ada.person_id, change=change)
    with speaking("en", "Asia/Shanghai"), reading() as session:
        (row,) = latest_events(session, by=ada)
        told = list(log_row(row).values())
    assert told[2:4] == ["Ada", "Region changed"]
    assert re.fullmatch(r"Region …[0-9a-f]{6}", told[4])
    assert "Name: A / 甲 → B / 乙" in told[5]
    assert "Yes → No" in told[5]
    assert "User name: (private)" in told[5]
    assert "x, y, z" in told[5]


def test_an_entry_of_a_later_version_is_still_readable(ada):
    with writing() as session:
        events.record(session, by=None, verb="moon.landed_on", on="lunar_module")
    with speaking("en"), reading() as session:
        told = list(log_row(latest_events(session, by=ada)[0]).values())
    assert told[2:5] == ["Nobody signed in", "moon landed on", "lunar module"]


def test_the_latest_come_first_and_a_kind_is_picked(ada):
    with writing() as session:
        for number in range(5):
            events.record(session, by=ada.person_id, verb="task.updated", on="task" if number % 2 else "store")
    with reading() as session:
        assert [row.position for row in latest_events(session, by=ada, limit=3)] == [5, 4, 3]
        assert [row.position for row in latest_events(session, by=ada, kind="task")] == [4, 2]
        assert event_kinds(session, by=ada) == ["store", "task"]
        assert check_chain(session, by=ada).entries == 5


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_reads_the_log(database, role):
    with writing() as session:
        other = new_actor(session, role)
    for query in (latest_events, event_kinds, check_chain):
        with pytest.raises(NotAllowed), reading() as session:
            query(session, by=other)
