"""The outermost middleware: no session, no page, no websocket, no upload, no media. It also says how a browser must treat us.

Decisions are made on `scope["path"]`, never on a URL built from the Host header (CVE-2026-48710).
"""

from collections.abc import Callable
from urllib.parse import quote
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.core.settings import settings

HEADER = "x-tracker-session"
# Streamlit's own scripts, the same for everybody; sign-in; what checks its own token.
OPEN_PATHS = frozenset({"/sign-in", "/set-up", "/healthz", "/favicon.png", "/sign-in/oidc", "/sign-in/oidc/back"})
OPEN_PREFIXES = ("/static/", "/api/v1/")

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'{sockets}; worker-src 'self' blob:; frame-src 'self'; frame-ancestors 'none'; form-action 'self'{issuer}; "
    "base-uri 'self'; object-src 'none'"
)


def cookie_name() -> str:
    return "__Host-session" if settings().secure else "session"


def token_of(headers: Headers) -> str:
    return cookie_parser(headers.get("cookie", "")).get(cookie_name(), "")


class Gate:
    """`who(token)` finds the live session of a cookie, or None. It blocks, so it runs in a thread."""

    def __init__(self, app: ASGIApp, who: Callable[[str], UUID | None]) -> None:
        self.app, self.who = app, who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        token = token_of(headers)
        open_to_all = scope["type"] == "http" and is_open(scope["path"])
        session_id = await run_in_threadpool(self.who, token) if token and not open_to_all else None
        kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(b"x-tracker-")]
        if session_id is not None:
            kept.append((HEADER.encode(), str(session_id).encode()))
        scope = {**scope, "headers": kept}
        answer = with_security_headers(send) if scope["type"] == "http" else send
        if open_to_all or session_id is not None:
            await self.app(scope, receive, answer)
        else:
            await _refuse(scope, headers, receive, answer)


def is_open(path: str) -> bool:
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


async def _refuse(scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4401})
    elif scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        wanted = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
        await RedirectResponse("/sign-in?next=" + quote(wanted), 303)(scope, receive, send)
    else:
        await PlainTextResponse("Sign in first.", 401)(scope, receive, send)


def with_security_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in security_headers().items():
                headers[name] = value
        await send(message)

    return sending


def security_headers() -> dict[str, str]:
    public = settings().public_url
    sockets = (
        " " + public.replace("https://", "wss://").rstrip("/") if settings().secure else " ws://localhost:* ws://127.0.0.1:*"
    )
    headers = {
        "content-security-policy": POLICY.format(
            sockets=sockets, issuer=" " + settings().oidc_issuer if settings().oidc_issuer else ""
        ),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(self), geolocation=(self), microphone=()",
        "cross-origin-opener-policy": "same-origin",
    }
    if settings().secure:
        headers["strict-transport-security"] = "max-age=31536000"
    return headers
