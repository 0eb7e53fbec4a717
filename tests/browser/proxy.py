"""A bad network between browser and server: a TCP proxy that cuts, refuses, swallows, or loses the answers."""

import socket
import threading
from contextlib import suppress
from enum import Enum, auto
from types import TracebackType

LOOK = 0.05  # seconds after which a waiting thread looks at the mode again


class Mode(Enum):
    PASS = auto()
    REFUSE = auto()  # connection refused, as when the server is down
    BLACK_HOLE = auto()  # connections stand, nothing arrives, as in a basement
    LOSE_ANSWERS = auto()  # requests arrive, and the connection breaks before the answer


class Proxy:
    def __init__(self, target_port: int) -> None:
        self.target = ("127.0.0.1", target_port)
        self._mode = Mode.PASS
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._listener: socket.socket | None = None
        self.port = self._listen(0)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection once; new ones pass."""
        with self._lock:
            opened, self._open = self._open, set()
        for one in opened:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def refuse(self) -> None:
        self._mode = Mode.REFUSE
        if self._listener:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)  # close alone waits for the thread that accepts, and lets one more in
            self._listener.close()
            self._listener = None
        self.cut()

    def black_hole(self) -> None:
        self._mode = Mode.BLACK_HOLE

    def lose_answers(self) -> None:
        self._mode = Mode.LOSE_ANSWERS

    def heal(self) -> None:
        """Pass again. What a black hole swallowed stays lost, so its connections break."""
        was, self._mode = self._mode, Mode.PASS
        if self._listener is None:
            self._listen(self.port)
        if was is Mode.BLACK_HOLE:
            self.cut()

    def close(self) -> None:
        self._ended.set()
        self.refuse()

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _listen(self, port: int) -> int:
        listener = socket.create_server(("127.0.0.1", port), backlog=128)
        listener.settimeout(LOOK)
        self._listener = listener
        return int(listener.getsockname()[1])

    def _accept(self) -> None:
        while not self._ended.is_set():
            listener = self._listener
            if listener is None:
                self._ended.wait(LOOK)
                continue
            try:
                client, _ = listener.accept()
            except OSError:  # nobody came, or refuse() closed the listener
                continue
            threading.Thread(target=self._join, args=(client,), daemon=True).start()

    def _join(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self.target, timeout=5)
        except OSError:
            client.close()
            return
        client.settimeout(LOOK)
        server.settimeout(LOOK)
        with self._lock:
            self._open.update((client, server))
            late = self._mode is Mode.REFUSE  # came before refuse(), joined after its cut()
        if late:
            self.cut()
            return
        for source, sink, is_answer in ((client, server, False), (server, client, True)):
            threading.Thread(target=self._pump, args=(source, sink, is_answer), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while not self._ended.is_set():
                try:
                    chunk = source.recv(65536)
                except TimeoutError:
                    continue
                if not chunk or (is_answer and self._mode is Mode.LOSE_ANSWERS):
                    break
                if self._mode is not Mode.BLACK_HOLE:
                    sink.settimeout(30)
                    sink.sendall(chunk)
                    sink.settimeout(LOOK)
        with self._lock:
            self._open.difference_update((source, sink))
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
