"""A programme into which readings come in every way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.conftest import Database
from tests.factories.people import new_actor, new_channel, new_region, new_store, new_team
from tests.factories.programmes import new_programme
from tests.factories.results import new_indicator
from tracker.core import clock
from tracker.core.db import writing
from tracker.people.rules import Actor, Role
from tracker.plan.models import Programme
from tracker.targets.rules import Unit


@dataclass(frozen=True)
class Intake:
    """Store A1 with team A1-x in the region of `regional`, store B1 in another one."""

    programme: Programme
    lead: Actor
    regional: Actor


@pytest.fixture
def intake(database: Database) -> Iterator[Intake]:
    with clock.standing_at(datetime(2026, 7, 1, 9, tzinfo=UTC)):
        with writing() as session:
            programme = new_programme(session, "PROG")
            new_indicator(session, programme, "csi", smallest_n=3)
            new_indicator(session, programme, "nps", unit=Unit.POINTS)
            new_indicator(session, programme, "fcr", unit=Unit.PERCENT)
            new_indicator(session, programme, "visits", derived="audit_score")
            new_channel(session, "shop")
            new_channel(session, "phone")
            north = new_region(session, "NORTH")
            new_team(session, "A1-x", store=new_store(session, "A1", region=north))
            new_store(session, "B1")
            lead = new_actor(session, Role.PROGRAMME_LEAD)
            regional = new_actor(session, Role.PROGRAMME_LEAD, regions=[north.id])
        yield Intake(programme, lead, regional)
