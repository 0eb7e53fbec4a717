"""Phones that keep sending until they are told that it is stored, and what each was told."""

import http.client
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tests.bench.submissions import ANSWERS, TOKEN

PATIENCE = 30.0  # seconds for one answer
LONGEST_PAUSE = 0.5
STORED_NEW, STORED_ALREADY = 201, 200
HEADERS = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json", "connection": "close"}


@dataclass(frozen=True)
class Sending:
    """One submission with answers like no other: what is mixed up is seen."""

    id: UUID
    number: int

    @property
    def answers(self) -> dict[str, str]:
        return {code: "yes" if self.number >> place & 1 else "no" for place, code in enumerate(ANSWERS)}


@dataclass
class Told:
    """What the clients were told. `again`: stored before, but the word of it had been lost."""

    acknowledged: dict[UUID, str] = field(default_factory=dict)
    tries: int = 0
    broken: int = 0
    again: int = 0
    refused: list[str] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int, seconds: float) -> None:
        with self.news:
            enough = self.news.wait_for(lambda: len(self.acknowledged) >= count or bool(self.refused), seconds)
        assert enough, f"{len(self.acknowledged)} of {count} were acknowledged within {seconds} s"

    def __str__(self) -> str:
        return f"{len(self.acknowledged)} acknowledged in {self.tries} tries, {self.broken} of them broken"


class Clients:
    def __init__(self, port: int, sendings: Sequence[Sending], count: int) -> None:
        self.told, self._port, self._todo = Told(), port, iter(sendings)
        self._taking, self._enough = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> Told:
        """Begin nothing new; what was begun is sent until it is acknowledged."""
        self._enough.set()
        return self.join()

    def join(self) -> Told:
        for thread in self._threads:
            thread.join()
        return self.told

    def _work(self) -> None:
        while not self._enough.is_set():
            with self._taking:
                sending = next(self._todo, None)
            if sending is None or not self._deliver(sending):
                return

    def _deliver(self, sending: Sending) -> bool:
        """Until it is acknowledged. False when the server refuses it, which no fault of a network may bring about."""
        body, pause = json.dumps({"answers": sending.answers}).encode(), 0.01
        while True:
            try:
                status, said = put(self._port, sending.id, body)
            except (OSError, http.client.HTTPException, ValueError):
                self._note(broken=1)
            else:
                if status in (STORED_NEW, STORED_ALREADY):
                    self._note(sending.id, said["payload_hash"], again=status == STORED_ALREADY)
                    return True
                if status < 500:
                    self._note(refused=f"{status} {said}")
                    return False
                self._note(broken=1)
            time.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)

    def _note(
        self, key: UUID | None = None, payload: str = "", *, broken: int = 0, again: bool = False, refused: str = ""
    ) -> None:
        told = self.told
        with told.news:
            told.tries += 1
            told.broken += broken
            told.again += again
            if refused:
                told.refused.append(refused)
            if key is not None:
                told.acknowledged[key] = payload
                told.at.append(time.monotonic())
            told.news.notify_all()


def put(port: int, key: UUID, body: bytes) -> tuple[int, dict[str, str]]:
    """One try on a connection of its own. An answer that is cut off raises, also in the middle of its JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("PUT", f"/api/v1/submissions/{key}", body, HEADERS)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if answer.headers.get_content_type() == "application/json" else {}
    finally:
        connection.close()
