"""The example taken away in one step: the tables are laid out anew, and only the real accounts are put back."""

from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from results.example.places import USER_NAMES
from results.example.queries import is_example
from tracker.core import events
from tracker.core.db import refuse_unless
from tracker.core.models import Base, Event, Installation, StoredFile
from tracker.core.schema import lay_out_anew
from tracker.people.access import demand
from tracker.people.actions.organisation import ship_channels
from tracker.people.models import ApiToken, Credential, ExternalIdentity, Identity, Person, PersonScope, SignInSession
from tracker.people.rules import Action, Actor

# In the order of their foreign keys. A scope that named a place of the example stays: without it the person would see more.
KEPT: tuple[Table, ...] = tuple(
    Base.metadata.tables[kind.__tablename__]
    for kind in (Person, Identity, Credential, ExternalIdentity, PersonScope, SignInSession, ApiToken)
)


def remove_example(session: Session, *, by: Actor | None) -> list[str]:
    """Everything stored goes, the example and what was added to it, but the accounts that are not the example's.

    The log begins anew and says so, with length and head of the one before. Returns the hashes of the pictures that are no
    longer named by anything: erase them with `files.erase_file` once the transaction is over. `by` as for `fill_example`.
    """
    if by is not None:
        demand(by, Action.FILL_EXAMPLE)
    refuse_unless(is_example(session), "example.not_filled")
    kept = [(table, _of_real_accounts(session, table)) for table in KEPT]
    pictures = list(session.scalars(select(StoredFile.hash)))
    installation = session.get_one(Installation, 1)
    set_up = {"id": 1, "setup_code_hash": installation.setup_code_hash, "set_up_at": installation.set_up_at, "example": False}
    before = session.execute(select(Event.position, Event.hash).order_by(Event.position.desc()).limit(1)).one()
    session.expunge_all()
    lay_out_anew(session.connection())
    session.execute(insert(Installation), [set_up])
    for table, rows in kept:
        if rows:
            session.execute(insert(table), rows)
    said = {"entries_before": before.position, "head_before": before.hash}
    doer = by.person_id if by else None
    events.record(session, by=doer, verb="example.removed", on="installation", change=said)
    ship_channels(session, by=doer)
    return pictures


def _of_real_accounts(session: Session, table: Table) -> list[dict[str, Any]]:
    column = table.c.id if table.name == Person.__tablename__ else table.c.person_id
    example = select(Identity.person_id).where(Identity.user_name.in_(USER_NAMES))
    rows = session.execute(select(table).where(column.not_in(example)))
    return [dict(row) for row in rows.mappings()]
