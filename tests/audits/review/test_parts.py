"""Sections, items and spreads as different people may know them: the tables, and what is added up from traces, say the same."""

from typing import Any

import pytest
from sqlalchemy import FromClause, select

from audits.review.actions import release_audits, withdraw_approval
from audits.review.actions.tallying import rebuild_missing
from audits.review.models import AuditItemTally, AuditSectionTally, AuditSpread, CountedAudit
from audits.review.queries import item_tallies, section_tallies, spreads
from tests.audits.review.approved import approve_one
from tests.conftest import Database
from tests.factories.audits import FULL, Visit, new_visit
from tests.factories.people import new_actor
from tests.factories.reviews import approved, manager_of
from tracker.core.db import reading, writing
from tracker.people.rules import Actor, Role

TABLES = {section_tallies: AuditSectionTally, item_tallies: AuditItemTally, spreads: AuditSpread}
WORSE = {**FULL, "smile": "no", "seen": ["price"]}


@pytest.fixture
def visit(database: Database) -> Visit:
    with writing() as session:
        visit = new_visit(session)
        approved(session, visit)
        return visit


def told(table: FromClause, columns: Any) -> list[list[str]]:
    with reading() as session:
        rows = session.execute(select(*(table.c[column.name] for column in columns))).all()
    return sorted([str(value) for value in row] for row in rows if 0 not in (row._mapping.get("n"), row._mapping.get("asked")))


def known(to: Actor) -> dict[str, list[list[str]]]:
    return {kind.__tablename__: told(read(to), kind.__table__.columns) for read, kind in TABLES.items()}


def test_whoever_sees_single_stores_gets_the_same_from_their_traces(visit: Visit) -> None:
    approve_one(visit, WORSE)
    key = approve_one(visit, {**FULL, "clean": "na"})
    with writing() as session:
        withdraw_approval(session, submission_id=key, reason="Wrong store", by=new_actor(session, Role.REVIEWER))
        of_store = new_actor(session, Role.SUPERVISOR, stores=[visit.store_id])
        of_region = new_actor(session, Role.PROGRAMME_LEAD, regions=[visit.region_id])
        elsewhere = new_actor(session, Role.SUPERVISOR, stores=[new_visit(session).store_id])
    everything = known(visit.lead)
    assert len(everything["audit_item_tally"]) == 5
    assert known(of_region) == everything
    assert known(of_store) == everything
    nothing = known(elsewhere)
    assert (nothing["audit_item_tally"], nothing["audit_spread"]) == ([], [])


def test_a_store_learns_of_released_audits_only(visit: Visit) -> None:
    key = approve_one(visit, WORSE)
    with writing() as session:
        store = manager_of(session, visit)
    assert known(store) == {"audit_section_tally": [], "audit_item_tally": [], "audit_spread": []}
    with writing() as session:
        release_audits(session, submission_ids=[key], by=visit.lead)
    with reading() as session:
        table = item_tallies(store)
        items = {row.item_code: (row.asked, row.kept, row.missed) for row in session.execute(select(table))}
        parts = section_tallies(store)
        whole = session.execute(select(parts.c.n, parts.c.total).where(parts.c.section_code == "")).all()
    assert items["smile"] == (1, 0, 1)
    assert items["seen"] == (1, 0, 0)
    assert items["greeted"] == (1, 1, 0)
    assert [row.n for row in whole] == [1]


def test_a_database_of_the_first_release_gets_its_tallies_once(visit: Visit) -> None:
    approve_one(visit, WORSE)
    before = known(visit.lead)
    with writing() as session:
        for kind in (*TABLES.values(), CountedAudit):
            session.execute(kind.__table__.delete())
        assert rebuild_missing(session) == 2
    assert known(visit.lead) == before
    with writing() as session:
        assert rebuild_missing(session) == 0
