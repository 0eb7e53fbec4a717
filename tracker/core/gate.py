"""The outermost middleware: no session, no page, no websocket, no upload, no media. It also says how a browser must treat us.

Whatever fails inside is answered here, so that this answer carries the headers too. Decisions are made on `scope["path"]`,
never on a URL built from the Host header (CVE-2026-48710).
"""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import quote
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.core.settings import settings
from tracker.core.words import say

HEADER = "x-tracker-session"
# Streamlit's own scripts, the same for everybody; sign-in; what checks its own token.
OPEN_PATHS = frozenset({"/sign-in", "/set-up", "/healthz", "/favicon.png", "/sign-in/oidc", "/sign-in/oidc/back"})
OPEN_PREFIXES = ("/static/", "/api/v1/", "/calendar/")

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'{sockets}; worker-src 'self' blob:; frame-src 'self'; frame-ancestors 'none'; form-action 'self'; "
    "base-uri 'self'; object-src 'none'"
)


def cookie_name() -> str:
    return "__Host-session" if settings().secure else "session"


def person_cookie() -> str:
    """For scripts of ours: whose visits this browser may show without a network. It opens nothing; gone after sign-out."""
    return "__Host-field_person" if settings().secure else "field_person"


def name_person(answer: Response, person_id: UUID) -> None:
    lasts = settings().session_days * 86_400
    answer.set_cookie(person_cookie(), str(person_id), max_age=lasts, secure=settings().secure, samesite="strict", path="/")


def token_of(headers: Headers) -> str:
    return cookie_parser(headers.get("cookie", "")).get(cookie_name(), "")


class Gate:
    """`who(token)` finds the live session of a cookie, or None. It blocks, so it runs in a thread."""

    def __init__(self, app: ASGIApp, who: Callable[[str], UUID | None]) -> None:
        self.app, self.who = app, who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            answer = Answer(send)
            try:
                await self._pass(scope, receive, answer)
            except Exception:
                if not answer.started:
                    await PlainTextResponse(say("core.broken"), 500)(scope, receive, answer)
                raise
        elif scope["type"] == "websocket":
            await self._pass(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        if in_plain_text(scope):
            await _close(scope, receive, send, PlainTextResponse(say("core.plain_text"), 403))
            return
        headers = Headers(scope=scope)
        token = token_of(headers)
        open_to_all = scope["type"] == "http" and is_open(scope["path"])
        session_id = await run_in_threadpool(self.who, token) if token and not open_to_all else None
        kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(b"x-tracker-")]
        if session_id is not None:
            kept.append((HEADER.encode(), str(session_id).encode()))
        scope = {**scope, "headers": kept}
        if open_to_all or session_id is not None:
            await self.app(scope, receive, send)
        else:
            await _refuse(scope, headers, receive, send)


def is_open(path: str) -> bool:
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


def in_plain_text(scope: Scope) -> bool:
    """Whether passwords would cross a network unprotected: uvicorn's own `--host` is not among the settings checked at start."""
    host = (scope.get("server") or ("",))[0]
    try:
        return not settings().secure and not ip_address(host).is_loopback
    except ValueError:
        return False


async def _refuse(scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
    answer: Response = PlainTextResponse(say("core.sign_in_first"), 401)
    if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        wanted = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
        answer = RedirectResponse("/sign-in?next=" + quote(wanted), 303)
    await _close(scope, receive, send, answer)


async def _close(scope: Scope, receive: Receive, send: Send, answer: Response) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4401})
    else:
        await answer(scope, receive, send)


class Answer:
    """Sends on what the application answers, with the security headers."""

    def __init__(self, send: Send) -> None:
        self._send, self.started = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in security_headers().items():
                headers[name] = value
        await self._send(message)


def security_headers() -> dict[str, str]:
    public = settings().public_url
    sockets = (
        " " + public.replace("https://", "wss://").rstrip("/") if settings().secure else " ws://localhost:* ws://127.0.0.1:*"
    )
    headers = {
        "content-security-policy": POLICY.format(sockets=sockets),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(self), geolocation=(self), microphone=()",
        "cross-origin-opener-policy": "same-origin",
    }
    if settings().secure:
        headers["strict-transport-security"] = "max-age=31536000"
    return headers
