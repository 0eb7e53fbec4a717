"""Streamlit's front end as we serve it: its 3.4 MB of scripts compressed once, its page in the reader's language."""

import asyncio
import re

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.core import words

SMALLEST = 1_000  # bytes; below it the header costs more than it saves
QUALITY = 9
COMPRESSIBLE = ("javascript", "css", "json", "svg", "html", "wasm")
INLINE_SCRIPT = re.compile(rb"<script>\s*window\.prerenderReady = false\s*</script>")  # for crawlers; the policy forbids it


class Frontend:
    """Files under /static/ carry a hash in their name, so what was compressed once stays true for this process."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._compressed: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
        elif scope["path"].startswith("/static/") and "br" in Headers(scope=scope).get("accept-encoding", ""):
            await self._static(scope, send)
        elif "text/html" in Headers(scope=scope).get("accept", ""):
            await self._page(scope, send)
        else:
            await self.app(scope, receive, send)

    async def _static(self, scope: Scope, send: Send) -> None:
        path = scope["path"]
        if path not in self._compressed:
            status, headers, body = await self._collect(scope)
            if status != 200 or headers.get("content-length", str(len(body))) != str(len(body)):
                await _answer(send, status, headers.raw, body)
                return
            if len(body) >= SMALLEST and any(kind in headers.get("content-type", "") for kind in COMPRESSIBLE):
                body = await run_in_threadpool(brotli.compress, body, quality=QUALITY)
                headers["content-encoding"] = "br"
                headers["content-length"] = str(len(body))
                headers["vary"] = "accept-encoding"
            self._compressed[path] = (headers.raw, body)
        await _answer(send, 200, *self._compressed[path])

    async def _page(self, scope: Scope, send: Send) -> None:
        status, headers, body = await self._collect(scope)
        if status == 200 and b"<title>Streamlit</title>" in body:
            asked = Headers(scope=scope)
            wanted = cookie_parser(asked.get("cookie", "")).get("lang", "")
            words.speak(wanted if wanted in words.LANGUAGES else words.best_language(asked.get("accept-language")))
            body = INLINE_SCRIPT.sub(b"", body).replace(b'<html lang="en">', f'<html lang="{words.html_language()}">'.encode())
            body = body.replace(b"<title>Streamlit</title>", f"<title>{words.say('people.product')}</title>".encode())
            headers["content-length"] = str(len(body))
            headers["cache-control"] = "no-cache"
            del headers["etag"]
        await _answer(send, status, headers.raw, body)

    async def _collect(self, scope: Scope) -> tuple[int, MutableHeaders, bytes]:
        """The whole answer of the application, asked for plain and without conditions.

        The client's going away is not passed on: half a file would be kept and served to everybody after.
        """
        asked = False

        async def receive() -> Message:
            nonlocal asked
            if asked:
                await asyncio.Event().wait()
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        start: Message = {}
        chunks: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                chunks.append(message.get("body", b""))

        left_out = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since", b"if-range")
        plain = [(name, value) for name, value in scope["headers"] if name not in left_out]
        await self.app({**scope, "headers": plain}, receive, collect)
        return start["status"], MutableHeaders(raw=list(start["headers"])), b"".join(chunks)


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
