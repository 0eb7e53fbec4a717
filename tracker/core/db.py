"""Two doors to the database: `reading()` and `writing()`. Nobody else opens a session and nobody calls commit.

SQLite: WAL, synchronous=FULL (a power cut loses nothing that was acknowledged), BEGIN IMMEDIATE for writers (a deferred
BEGIN fails at once when two writers meet) and a first-in-first-out gate before it, for SQLite's own waiting is unfair.
PostgreSQL: refused at start when fsync or synchronous_commit is off.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, attributes, sessionmaker

from tracker.core.models import Base, Edited
from tracker.core.refusals import NotFound, Refusal, Stale
from tracker.core.settings import settings

BUSY_MILLISECONDS = 30_000  # measured: 0 errors with 64 threads; 5 s came within 0.6 s of failing
POOL = 20
Row = TypeVar("Row", bound=Edited)


class ReadingDoorChanged(RuntimeError):
    """Something was changed behind the reading door: a bug in the caller."""


class UnsafeDatabase(RuntimeError):
    """The database would lose what it acknowledged, because `setting` is off."""

    def __init__(self, setting: str) -> None:
        super().__init__(f"PostgreSQL runs with {setting}=off and would lose acknowledged answers. Switch it on.")
        self.setting = setting


class FairGate:
    """First come, first served, for the writers of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        ticket: threading.Event | None = None
        with self._lock:
            if self._busy:
                ticket = threading.Event()
                self._waiting.append(ticket)
            self._busy = True
        if ticket:
            ticket.wait()
        try:
            yield
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._busy = False


@dataclass(frozen=True)
class Doors:
    read: sessionmaker[Session]
    write: sessionmaker[Session]
    write_engine: Engine
    read_engine: Engine
    gate: FairGate


_doors: dict[str, Doors] = {}
_opening = threading.Lock()


def doors(url: str | None = None) -> Doors:
    url = url or settings().url
    with _opening:
        if url not in _doors:
            _doors[url] = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
        return _doors[url]


def close_doors() -> None:
    with _opening:
        for opened in _doors.values():
            opened.read_engine.dispose()
            opened.write_engine.dispose()
        _doors.clear()


@contextmanager
def reading() -> Iterator[Session]:
    """A session that sees one moment and raises when anything was changed."""
    with doors().read() as session:
        try:
            yield session
            if session.new or session.dirty or session.deleted:
                raise ReadingDoorChanged("a change behind the reading door")
        finally:
            session.rollback()


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction: everything inside is stored, or nothing."""
    opened = doors()
    with opened.gate.turn(), opened.write() as session, session.begin():
        yield session


def take(session: Session, kind: type[Row], key: UUID, *, seen: int) -> Row:
    """The row to edit, if it is still the version this person saw; else a refusal that says so."""
    row = session.scalars(select(kind).where(kind.id == key).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("core.not_found")
    if row.version != seen:
        raise Stale()
    return row


def change(row: Edited, **values: Any) -> dict[str, list[Any]]:
    """Set the values that differ, count the version up, and say what changed: {field: [before, after]}."""
    changed: dict[str, list[Any]] = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            changed[name] = [before, value]
            setattr(row, name, value)
    if changed:
        row.version += 1
        attributes.flag_modified(row, "version")
    return changed


def insert_into(session: Session, table: Any) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say ON CONFLICT, which each dialect has of its own, alike."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def ping() -> str:
    """The schema revision, by one round trip; raises when the database does not answer."""
    with reading() as session:
        return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def is_empty(connection: Connection) -> bool:
    return not inspect(connection).get_table_names()


def tables() -> list[str]:
    return [table.name for table in Base.metadata.sorted_tables]


def _sqlite(url: str) -> Doors:
    settings().var.mkdir(parents=True, exist_ok=True)

    def engine(begin: str, query_only: bool) -> Engine:
        made = create_engine(url, pool_size=POOL, max_overflow=POOL, connect_args={"timeout": BUSY_MILLISECONDS / 1000})

        @event.listens_for(made, "connect")
        def _set_up(connection: Any, _record: Any) -> None:
            connection.isolation_level = None  # the driver must not begin by itself: we do, below
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                f"busy_timeout={BUSY_MILLISECONDS}",
                f"query_only={'ON' if query_only else 'OFF'}",
            ):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(made, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return made

    return _doors_of(engine("BEGIN", True), engine("BEGIN IMMEDIATE", False))


def _postgresql(url: str) -> Doors:
    made = create_engine(url, pool_size=POOL, max_overflow=POOL, pool_pre_ping=True)
    with made.connect() as connection:
        for name in ("fsync", "synchronous_commit"):
            if connection.execute(text(f"SHOW {name}")).scalar_one() == "off":
                made.dispose()
                raise UnsafeDatabase(name)
    return _doors_of(made.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ"), made)


def _doors_of(read: Engine, write: Engine) -> Doors:
    read_maker = sessionmaker(read, autoflush=False, expire_on_commit=False)
    event.listen(read_maker, "before_flush", _refuse_flush)
    return Doors(read_maker, sessionmaker(write, expire_on_commit=False), write, read, FairGate())


def _refuse_flush(*_: Any) -> None:
    raise ReadingDoorChanged("a change behind the reading door")


def refuse_unless(condition: bool, key: str, *, field: str | None = None, **facts: Any) -> None:
    if not condition:
        raise Refusal(key, field=field, **facts)
