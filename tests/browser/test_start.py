"""The application starts in every documented way, on both databases, and starts again after it was killed."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx2
import pytest

from tests.browser.application import Application
from tracker.core.schema import newest

CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")


@pytest.fixture
def launch(empty_database, tmp_path) -> Iterator[Callable[..., Application]]:
    with ExitStack() as ends:

        def start(launcher: str, number: int = 1) -> Application:
            application = Application(empty_database.environment, tmp_path / f"server{number}.log", launcher=launcher)
            ends.callback(application.kill)
            return application.start()

        yield start


@pytest.mark.parametrize("launcher", ["tracker", "streamlit", "uvicorn"])
def test_it_starts_on_an_empty_database_and_prints_a_set_up_code(launch, launcher):
    application = launch(launcher)
    assert httpx2.get(f"{application.url}/healthz").json() == {"status": "ok", "schema": newest()}
    printed = application.log.read_text()
    assert len(CODE.findall(printed)) == 1
    assert "Traceback" not in printed


def test_it_starts_again_after_it_was_killed(launch):
    application = launch("tracker")
    application.kill()
    assert not application.answers()
    application.start()
    assert application.answers()


@pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)
def test_two_processes_serve_one_database(launch):
    first, second = launch("tracker", 1), launch("uvicorn", 2)
    assert first.port != second.port
    assert first.answers()
    assert second.answers()


def test_nobody_is_let_in_without_signing_in(launch):
    application = launch("tracker")
    answer = httpx2.get(f"{application.url}/", headers={"accept": "text/html"})
    assert answer.status_code == 303
    assert "/set-up" in answer.headers["location"] or "/sign-in" in answer.headers["location"]
