"""What the databases themselves refuse, whoever asks: a bug in an action, a script, a person with a console."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, DateTime, Enum, Float, Integer, String, Table, Uuid, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.factories.people import new_actor, new_region, new_store
from tests.factories.programmes import new_phase, new_programme, new_task
from tests.migrations.shape import append_only_tables, every_model
from tracker.core.db import doors, writing
from tracker.core.ids import new_id
from tracker.core.models import Json, LabelType
from tracker.core.words import Label
from tracker.people.models import Identity, Region, Store
from tracker.plan.models import TaskStatus

SET = "UPDATE task SET {column} = :value WHERE id = :key"
HISTORY = {"event", "rubric_version", "answer", "evidence", "submission", "review_decision", "audit_score", "reading"}


def a_row(table: Table) -> dict[str, Any]:
    """A row that fits the columns, empty where it may be; what it points to need not exist."""
    return {column.name: None if column.nullable else _a_value(column.type) for column in table.columns}


def _a_value(kind: Any) -> Any:
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class or ()))
    if isinstance(kind, LabelType):
        return Label("x", "x")
    samples = {
        Boolean: False,
        Uuid: new_id(),
        Integer: 1,
        Float: 1.0,
        String: "x",
        Date: date(2026, 1, 1),
        DateTime: datetime(2026, 1, 1, tzinfo=UTC),
        type(Json): {},
    }
    actual = getattr(kind, "impl_instance", kind)
    return next(sample for known, sample in samples.items() if isinstance(actual, known))


def test_what_is_history_is_append_only():
    assert set(append_only_tables()) >= HISTORY


@pytest.mark.parametrize("name", append_only_tables())
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_history_refuses_to_be_edited_or_deleted(database, name, statement):
    table = every_model().metadata.tables[name]
    with doors().write_engine.connect() as connection:
        _stop_checking_references(connection, database.kind)
        with connection.begin():
            connection.execute(insert(table), a_row(table))
        _check_references_again(connection, database.kind)
        with pytest.raises(DBAPIError, match=f"{name} is append-only"), connection.begin():
            connection.execute(text(statement.format(table=name, column=f'"{next(iter(table.columns)).name}"')))
        assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 1


def _stop_checking_references(connection: Any, kind: str) -> None:
    statement = "PRAGMA foreign_keys=OFF" if kind == "sqlite" else "SET session_replication_role = replica"
    connection.connection.driver_connection.execute(statement)
    if kind != "sqlite":
        connection.connection.driver_connection.commit()


def _check_references_again(connection: Any, kind: str) -> None:
    if kind != "sqlite":
        connection.connection.driver_connection.execute("SET session_replication_role = origin")
        connection.connection.driver_connection.commit()


def test_history_cannot_be_emptied_at_once(database):
    words = "event is append-only" if database.kind == "postgresql" else "syntax error"  # SQLite has no TRUNCATE
    with pytest.raises(DBAPIError, match=words), writing() as session:
        session.execute(text("TRUNCATE event"))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        pytest.param("position", "abc", id="text in a number"),
        pytest.param("position", 2**31, id="a number too large"),
        pytest.param("position", -(2**31), id="a number too small"),
        pytest.param("code", "x" * 10_000_000, id="10 MB of text"),
        pytest.param("code", "x" * 41, id="one character too many"),
        pytest.param("code", None, id="nothing where something must be"),
        pytest.param("status", "finished", id="a state that does not exist"),
        pytest.param("due_on", "2000-01-01", id="an end before its start"),
        pytest.param("status", "done", id="done without its day"),
        pytest.param("phase_id", new_id().hex, id="a phase that does not exist"),
    ],
)
def test_what_does_not_fit_is_refused(database, column, value):
    with writing() as session:
        key = new_task(session, new_phase(session, new_programme(session))).id
    with pytest.raises(DBAPIError), writing() as session:
        session.execute(text(SET.format(column=column)), {"value": value, "key": key.hex})


def test_what_fits_is_taken(database):
    """The statement of the test above, with a value that fits: it is the value that was refused."""
    with writing() as session:
        key = new_task(session, new_phase(session, new_programme(session))).id
    with writing() as session:
        for column, value in (("position", 2), ("code", "x" * 40), ("status", "blocked"), ("due_on", "2026-12-31")):
            done = session.execute(text(SET.format(column=column)), {"value": value, "key": key.hex})
            assert done.rowcount == 1


@pytest.mark.parametrize("value", [1e16, -1e16, float("inf")])
def test_a_measure_out_of_range_is_refused(database, value):
    table = every_model().metadata.tables["interim_target"]
    row = a_row(table) | {"value": value}
    with pytest.raises(DBAPIError), writing() as session:
        session.execute(insert(table), row)


def test_a_code_is_given_once(database):
    with writing() as session:
        new_region(session, "NORTH")
    with pytest.raises(DBAPIError), writing() as session:
        new_region(session, "NORTH")


def test_a_store_without_its_region_is_refused(database):
    with pytest.raises(DBAPIError), writing() as session:
        session.add(Store(code="S1", name=Label("S1"), region_id=new_id()))


def test_a_region_with_stores_cannot_be_deleted(database):
    with writing() as session:
        key = new_store(session).region_id
    with pytest.raises(DBAPIError), writing() as session:
        session.delete(session.get_one(Region, key))


def test_a_user_name_is_stored_in_small_letters_only(database):
    with writing() as session:
        person = new_actor(session).person_id
    with pytest.raises(DBAPIError), writing() as session:
        session.get_one(Identity, person).user_name = "Anna"


def test_states_of_a_task_are_the_models(database):
    with writing() as session:
        task = new_task(session, new_phase(session, new_programme(session)))
        for status in TaskStatus:
            task.status, task.done_on = status, task.due_on if status is TaskStatus.DONE else None
            session.flush()
