"""What stands at the other end: a web service and a mail server on this machine, as badly behaved as a test wants."""

import json
import socket
import socketserver
import struct
import threading
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OK, BROKEN, CLOSES, HANGS = "ok", "broken", "closes", "hangs"
NOW = struct.pack("ii", 1, 0)


class WebService:
    """Takes notifications as JSON. `behaves` may be changed while it runs; `arrived` holds what it accepted, in order."""

    def __init__(self) -> None:
        self.behaves, self.arrived = OK, list[dict[str, Any]]()
        self.asked, self.accepted, self.released = threading.Event(), threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """With short patience, so that a test of a hanging service takes a second."""
        return f"json://127.0.0.1:{self._server.server_port}/hook-4711-secret?cto=1&rto=1"

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                service.asked.set()
                said = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if service.behaves == HANGS:
                    service.released.wait(30)
                if service.behaves == CLOSES:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NOW)
                    self.connection.close()
                    return
                if service.behaves == OK:
                    service.arrived.append(said)
                    service.accepted.set()
                with suppress(OSError):  # who hung has lost its caller
                    self.send_response(200 if service.behaves == OK else 500)
                    self.send_header("content-length", "0")
                    self.end_headers()

            def finish(self) -> None:
                with suppress(OSError, ValueError):
                    super().finish()

            def log_message(self, *_: object) -> None:
                """Silent."""

        return Handler


class MailServer:
    """The little of SMTP (RFC 5321) that a client without encryption needs."""

    def __init__(self) -> None:
        self.arrived = list[tuple[list[str], EmailMessage]]()
        server = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                receivers: list[str] = []
                self._say("220 here")
                while line := self.rfile.readline():
                    verb = line[:4].upper()
                    if verb == b"RCPT":
                        receivers.append(line.decode().partition(":")[2].strip(" <>\r\n"))
                    if verb == b"DATA":
                        self._say("354 go on")
                        server.arrived.append((receivers, self._letter()))
                    self._say("221 bye" if verb == b"QUIT" else "250 ok")

            def _letter(self) -> EmailMessage:
                lines: list[bytes] = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line[1:] if line.startswith(b"..") else line)
                read = message_from_bytes(b"".join(lines), policy=policy.default)
                assert isinstance(read, EmailMessage)
                return read

            def _say(self, text: str) -> None:
                self.wfile.write(text.encode() + b"\r\n")

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        port = self._server.server_address[1]
        return f"mailto://127.0.0.1:{port}?from=tracker@example.com&to={{email}}&mode=insecure&format=text"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
