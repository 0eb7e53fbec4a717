"""The real application in a process of its own, which a test may kill and start again on the same port and database."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from tracker.core.settings import ROOT

START_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Application:
    """`environment` names the database and the var folder; `launcher` is "streamlit", "uvicorn" or "tracker" (as make start)."""

    def __init__(self, environment: dict[str, str], log: Path, *, launcher: str = "streamlit", port: int | None = None) -> None:
        self.environment, self.log, self.launcher = environment, log, launcher
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Application":
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                cwd=ROOT,
                env=os.environ | self.environment | {"TRACKER_PORT": str(self.port), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise AssertionError(f"the application ended with {self._process.returncode}:\n{self.log.read_text()}")
            if self.answers():
                return self
            time.sleep(0.1)
        self.kill()
        raise AssertionError(f"the application did not answer within {START_SECONDS} s:\n{self.log.read_text()}")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def answers(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/healthz", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        """As a power cut: no process of it gets to say good-bye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _command(self) -> list[str]:
        if self.launcher == "uvicorn":
            return [sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", str(self.port)]
        if self.launcher == "tracker":
            return [sys.executable, "-m", "tracker", "start"]
        where = ["--server.address", "127.0.0.1", "--server.port", str(self.port), "--server.headless", "true"]
        return [sys.executable, "-m", "streamlit", "run", "app.py", *where]

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        os.killpg(process.pid, how)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
