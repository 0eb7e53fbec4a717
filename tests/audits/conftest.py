"""A visit and who decides about it, for every test of the audits; a module that needs others says so itself."""

import pytest

from tests.conftest import Database
from tests.factories.audits import Visit, new_visit
from tests.factories.people import new_actor
from tracker.core.db import writing
from tracker.people.rules import Actor, Role


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        return new_visit(session)


@pytest.fixture
def reviewer(visit: Visit) -> Actor:
    with writing() as session:
        return new_actor(session, Role.REVIEWER)
