"""What may go without anything else losing what it names."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from tracker.core.models import Base
from tracker.plan.models import Task, TaskLink, TaskRole, TaskStep

OWN = frozenset({TaskLink.__tablename__, TaskRole.__tablename__, TaskStep.__tablename__})  # go with their task


def still_named(session: Session, table: str, keys: Collection[UUID], *, but: Collection[str] = ()) -> set[UUID]:
    """Those of the keys that a row of any table names by a foreign key to this table's id; rows of the tables `but` do not
    count."""
    target: Table = Base.metadata.tables[table]
    found: set[UUID] = set()
    for other in Base.metadata.sorted_tables:
        for column in other.columns if other.name not in but else ():
            if any(key.column is target.c.id for key in column.foreign_keys):
                found.update(session.scalars(select(column).where(column.in_(keys)).distinct()))
    return found


def remove_tasks(session: Session, keys: Collection[UUID]) -> set[UUID]:
    """Remove them with their links, roles and steps; those that something else names stay. What was removed."""
    session.flush()
    gone = set(keys) - still_named(session, Task.__tablename__, keys, but=OWN)
    session.execute(delete(TaskLink).where(TaskLink.before_id.in_(gone) | TaskLink.after_id.in_(gone)))
    session.execute(delete(TaskRole).where(TaskRole.task_id.in_(gone)))
    session.execute(delete(TaskStep).where(TaskStep.task_id.in_(gone)))
    session.execute(delete(Task).where(Task.id.in_(gone)))
    return gone
