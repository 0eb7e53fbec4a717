"""A network that breaks a share of all connections, each at one of four moments."""

import random
import re
import socket
import struct
import threading
from collections import Counter
from contextlib import suppress
from enum import StrEnum

from tests.browser.proxy import Proxy

AT_ONCE = struct.pack("ii", 1, 0)  # close by a reset, as a network that is gone
PATIENCE = 30.0
LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)")


class Fate(StrEnum):
    REFUSED = "refused"  # before anything was sent
    HALF_REQUEST = "half_request"
    LOST_ANSWER = "lost_answer"  # the server has it, and the phone does not know
    HALF_ANSWER = "half_answer"


class CuttingProxy(Proxy):
    """One connection is one request here: the clients of this suite open one for each try."""

    def __init__(self, target_port: int, *, share: float, seed: int = 1) -> None:
        self.share, self.passed, self.cuts = share, 0, Counter[Fate]()
        self._dice, self._counting = random.Random(seed), threading.Lock()  # noqa: S311 - the same cuts in each run
        super().__init__(target_port)

    @property
    def share_cut(self) -> float:
        return self.cuts.total() / max(1, self.cuts.total() + self.passed)

    def _join(self, client: socket.socket) -> None:
        fate = self._next_fate()
        if fate is None:
            super()._join(client)
            return
        client.settimeout(PATIENCE)
        with suppress(OSError):
            self._break(client, fate)
        if fate is not Fate.HALF_ANSWER:  # a reset would take back what has arrived
            with suppress(OSError):
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        client.close()

    def _next_fate(self) -> Fate | None:
        with self._counting:
            if self._dice.random() >= self.share:
                self.passed += 1
                return None
            fate = self._dice.choice(list(Fate))
            self.cuts[fate] += 1
            return fate

    def _break(self, client: socket.socket, fate: Fate) -> None:
        if fate is Fate.REFUSED:
            return
        request = http_message(client)
        with socket.create_connection(self.target, timeout=PATIENCE) as server:
            if fate is Fate.HALF_REQUEST:
                server.sendall(request[: len(request) // 2])
                return
            server.sendall(request)
            answer = http_message(server)
            if fate is Fate.HALF_ANSWER:
                client.sendall(answer[: len(answer) // 2])


def http_message(source: socket.socket) -> bytes:
    """One request or answer with its body; what there is of it when the other side stops."""
    read = b""
    while True:
        head, ended, body = read.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if ended and len(body) >= (int(length[1]) if length else 0):
            return read
        chunk = source.recv(65536)
        if not chunk:
            return read
        read += chunk
