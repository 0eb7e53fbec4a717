"""The example takes seconds to fill in and milliseconds to copy: filled in once for each kind of database, at one moment."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from results.example.actions import fill_example
from tests.conftest import PostgresServer, pointing_at
from tests.factories.people import new_actor
from tracker.core.clock import standing_at
from tracker.core.db import close_doors, writing
from tracker.people.rules import Actor, Role

NOW = datetime(2026, 7, 15, 3, 0, tzinfo=UTC)
PASSWORD = "shown-once-only"


@dataclass(frozen=True)
class Example:
    """A filled database open behind the doors, and the administrator who filled it."""

    kind: str
    administrator: Actor


def _fill() -> Actor:
    with writing() as session:
        administrator = new_actor(
            session, Role.ADMINISTRATOR, user_name="chief", display_name="The Chief", password="a-real-password"
        )
    with standing_at(NOW), writing() as session:
        fill_example(session, by=administrator, password=PASSWORD)
    return administrator


@pytest.fixture(scope="session")
def filled_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Actor]:
    var = tmp_path_factory.mktemp("example")
    shutil.copy(sqlite_template, var / "tracker.db")
    with pointing_at("", var):
        administrator = _fill()
        close_doors()  # writes what stands in the log beside the file into it
        return var, administrator


@pytest.fixture(scope="session")
def filled_postgresql(
    postgres: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, Actor]:
    var, name = tmp_path_factory.mktemp("example"), postgres.new_database(postgres_template)
    with pointing_at(postgres.url(name), var):
        return name, var, _fill()


@pytest.fixture(params=["sqlite", "postgresql"])
def example(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Example]:
    """A copy of the filled database, for this test to use up."""
    if request.param == "sqlite":
        var, administrator = request.getfixturevalue("filled_sqlite")
        shutil.copytree(var, tmp_path / "var")
        with pointing_at("", tmp_path / "var"), standing_at(NOW):
            yield Example("sqlite", administrator)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name, var, administrator = request.getfixturevalue("filled_postgresql")
    shutil.copytree(var, tmp_path / "var")
    copy = server.new_database(name)
    with pointing_at(server.url(copy), tmp_path / "var"), standing_at(NOW):
        yield Example("postgresql", administrator)
    server.drop(copy)
