"""Streamlit serves its 3.4 MB of scripts as they are. Compressed once per file, a phone on 4 Mbit/s waits half as long."""

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST = 1_000
QUALITY = 9
COMPRESSIBLE = ("javascript", "css", "json", "svg", "html", "wasm")


class CompressedStatics:
    """Files under /static/ carry a hash in their name, so what was compressed once stays true for this process."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._done: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/static/")
        if not wanted or "br" not in Headers(scope=scope).get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        if scope["path"] not in self._done and not await self._compress(scope, receive, send):
            return
        headers, body = self._done[scope["path"]]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _compress(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Fill the store with the file; False when the answer was something else and has been sent as it was."""
        start: Message = {}
        chunks: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                chunks.append(message.get("body", b""))

        plain = [
            (name, value) for name, value in scope["headers"] if name not in (b"range", b"if-none-match", b"if-modified-since")
        ]
        await self.app({**scope, "headers": plain}, receive, collect)
        body = b"".join(chunks)
        headers = MutableHeaders(raw=list(start["headers"]))
        worth_it = any(kind in headers.get("content-type", "") for kind in COMPRESSIBLE) and len(body) >= SMALLEST
        if start["status"] != 200:
            await send({**start})
            await send({"type": "http.response.body", "body": body})
            return False
        if worth_it and "content-encoding" not in headers:
            body = await run_in_threadpool(brotli.compress, body, quality=QUALITY)
            headers["content-encoding"] = "br"
            headers["content-length"] = str(len(body))
            headers["vary"] = "accept-encoding"
        self._done[scope["path"]] = (headers.raw, body)
        return True
