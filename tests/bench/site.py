"""The tracker with the example, and an empty page beside it, each in a process of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from sqlalchemy import select

from audits.visits.models import Assignment, AuditState
from results.example.actions import fill_example
from tests.bench.plans import LARGE, TASKS, new_large_plan
from tests.browser.application import START_SECONDS, Application, free_port
from tests.conftest import pointing_at
from tests.factories.people import new_actor
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Installation
from tracker.core.schema import bring_up_to_date
from tracker.core.settings import ROOT
from tracker.people.actions.sign_in import open_session
from tracker.people.models import Identity

EMPTY_APP = Path(__file__).parent / "empty" / "app.py"
ADMINISTRATOR = "administrator-1"


@dataclass(frozen=True)
class Site:
    application: Application
    empty_port: int
    empty_pid: int
    cookies: dict[str, str]  # by user name
    visit: str  # an open visit of shopper-1

    def pages(self) -> list[tuple[str, str, str]]:
        """Name, who looks, address."""
        plain = ("", "plan", "assignments", "rubric", "readings", "account", "organisation", "people", "events", "first-run")
        return [
            *[(page or "start", ADMINISTRATOR, f"/{page}") for page in plain],
            (f"plan, {TASKS} tasks", "lead-1", f"/plan?programme={LARGE}"),
            ("targets", "lead-1", "/targets"),
            ("targets, one indicator", "lead-1", "/targets?indicator=customer_satisfaction"),
            ("targets, one region", "lead-1", "/targets?indicator=customer_satisfaction&region=EAST"),
            ("review", "reviewer-1", "/review"),
            ("my visits", "shopper-1", "/my-visits"),
            ("visit", "shopper-1", f"/visit?assignment={self.visit}&at=1"),
        ]


@contextmanager
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder:
        var = Path(folder)
        with pointing_at("", var):
            bring_up_to_date()
            cookies, visit = _fill()
            application = Application({"DATABASE_URL": "", "TRACKER_VAR": folder}, var / "server.log")
            try:
                application.start()
                with _empty_page(var) as (port, pid):
                    yield Site(application, port, pid, cookies, visit)
            finally:
                application.stop()


def _fill() -> tuple[dict[str, str], str]:
    with writing() as session:
        session.add(Installation(id=1, set_up_at=clock.now()))
        administrator = new_actor(session, user_name=ADMINISTRATOR)
    with writing() as session:
        fill_example(session, by=administrator)
    with writing() as session:
        new_large_plan(session, by=administrator)
    with writing() as session:
        people = {row.user_name: row.person_id for row in session.execute(select(Identity.user_name, Identity.person_id))}
        wanted = (ADMINISTRATOR, "lead-1", "reviewer-1", "shopper-1")
        cookies = {name: open_session(session, person_id=people[name]).token for name in wanted}
    with reading() as session:
        visit = session.scalars(
            select(Assignment.id)
            .where(Assignment.assignee_id == people["shopper-1"], Assignment.state == AuditState.IN_PROGRESS)
            .limit(1)
        ).one()
    return cookies, str(visit)


@contextmanager
def _empty_page(var: Path) -> Iterator[tuple[int, int]]:
    """Its port and process. From the project's folder, so that it runs with the project's settings."""
    port = free_port()
    where = ["--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true"]
    with (var / "empty.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(EMPTY_APP), *where],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(port, process)
        yield port, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the empty page did not start")
