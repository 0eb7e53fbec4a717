"""The bad network itself: were it good, every test behind it would pass for nothing."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from tests.browser.proxy import Proxy


class Counting(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # the connection stands after the answer
    arrived = 0

    def do_GET(self) -> None:
        Counting.arrived += 1
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"here")

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    Counting.arrived = 0
    behind = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    with Proxy(behind.server_port) as proxy:
        yield proxy
    behind.shutdown()
    behind.server_close()


def test_it_passes(proxy):
    assert httpx2.get(proxy.url).text == "here"


def test_it_refuses_and_heals(proxy):
    proxy.refuse()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(proxy.url)
    proxy.heal()
    assert httpx2.get(proxy.url).text == "here"


def test_a_black_hole_swallows_and_heals(proxy):
    proxy.black_hole()
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(proxy.url, timeout=0.5)
    assert Counting.arrived == 0
    proxy.heal()
    assert httpx2.get(proxy.url).text == "here"


def test_a_lost_answer_was_a_request_that_arrived(proxy):
    proxy.lose_answers()
    with pytest.raises(httpx2.RemoteProtocolError):
        httpx2.get(proxy.url)
    assert Counting.arrived == 1


def test_a_cut_breaks_what_is_open_and_nothing_else(proxy):
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as opened:
        opened.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert opened.recv(1) == b"H"  # it stands, and passes
        proxy.cut()
        while opened.recv(4096):
            """What arrived before the cut."""
    assert httpx2.get(proxy.url).text == "here"
