"""How our own front end on a phone asks: with the session's cookie and a header that no other site can send.

/api/v1/ is open in the gate, so whoever asks is found here. The cookie alone is not enough: a browser sends it with a form
of any site. A header of one's own needs leave from us first (CORS), which nobody is given.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from audits.visits.actions.submissions import Incomplete
from tracker.core import clock, gate, words
from tracker.core.db import reading, writing
from tracker.core.forms import Form
from tracker.core.refusals import NotAllowed, NotFound, Refusal
from tracker.core.routes import refusal_document
from tracker.people.actions.sign_in import SEEN_EVERY, touch_session
from tracker.people.queries import actor_of_session, live_session
from tracker.people.rules import Actor

HEADER, SAID = "x-tracker", "field"
LEASE = "x-field-lease"
LONGEST_LEASE = 100
NOT_KEPT = {"cache-control": "no-store"}

Shape = TypeVar("Shape", bound=Form)


class TooLarge(Refusal):
    status = 413


class NobodyThere(Refusal):
    """No session: the answers wait on the phone until somebody signs in."""

    status = 401


@dataclass(frozen=True)
class Asked:
    """A request whose body is read and whose person is known."""

    actor: Actor
    request: Request
    body: bytes

    @property
    def lease(self) -> str:
        return self.request.headers.get(LEASE, "")[:LONGEST_LEASE]

    @property
    def device(self) -> str:
        return self.request.headers.get("user-agent", "")

    @property
    def whose(self) -> dict[str, Any]:
        """The arguments that all actions on a draft take."""
        return {"draft_id": self.key("draft"), "lease": self.lease, "by": self.actor}

    def key(self, name: str) -> UUID:
        try:
            return UUID(self.request.path_params[name])
        except ValueError as error:
            raise NotFound("visits.not_found") from error

    def form(self, shape: type[Shape]) -> Shape:
        return read_json(shape, self.body)

    def asked_for(self, shape: type[Shape]) -> Shape:
        """The form in the address, for what has a picture as its body."""
        try:
            return shape.model_validate_strings(dict(self.request.query_params))
        except ValidationError as error:
            raise wrong(error) from error


def read_json(shape: type[Shape], body: bytes) -> Shape:
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        raise wrong(error) from error


def wrong(error: ValidationError) -> Refusal:
    place = ".".join(str(part) for part in error.errors()[0]["loc"]) or "-"
    return Refusal("visits.payload_wrong", field=place, place=place)


async def limited_body(request: Request, most: int, key: str = "visits.payload_too_large") -> bytes:
    """The body, read no further than the limit."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLarge(key, kilobytes=most // 1000)
        parts.append(part)
    return b"".join(parts)


def endpoint(work: Callable[[Asked], Any], *, most: int = 0) -> Callable[[Request], Awaitable[Response]]:
    """`work` runs in a thread, in the reader's language; what it returns is the answer in JSON, unless it is one already."""

    async def answer(request: Request) -> Response:
        chosen = request.cookies.get("lang", "")
        language = chosen if chosen in words.LANGUAGES else words.best_language(request.headers.get("accept-language"))
        try:
            if request.headers.get(HEADER) != SAID:
                raise NotAllowed("visits.phone_header", header=f"{HEADER}: {SAID}")
            body = await limited_body(request, most)
        except Refusal as refusal:
            return _refused(refusal, language)
        return await run_in_threadpool(_work, work, request, body, language)

    return answer


def _work(work: Callable[[Asked], Any], request: Request, body: bytes, language: str) -> Response:
    try:
        actor = signed_in(gate.token_of(request.headers))
        if actor is None:
            raise NobodyThere("visits.sign_in_again")
        language = actor.language or language
        with words.speaking(language, actor.time_zone or "UTC"):
            done = work(Asked(actor, request, body))
    except Refusal as refusal:
        return _refused(refusal, language)
    return done if isinstance(done, Response) else JSONResponse(done, headers=NOT_KEPT)


def signed_in(token: str) -> Actor | None:
    """Whose session it is. As with a page, asking keeps it from idling away."""
    with reading() as session:
        key = live_session(session, token=token) if token else None
        found = actor_of_session(session, session_id=key) if key else None
    if found is None or key is None:
        return None
    actor, seen_at = found
    if clock.now() - seen_at > SEEN_EVERY:
        with writing() as session:
            touch_session(session, session_id=key)
    return actor


def _refused(refusal: Refusal, language: str) -> Response:
    with words.speaking(language):
        document: dict[str, Any] = refusal_document(refusal)
    if isinstance(refusal, Incomplete):
        document["items"] = refusal.items
    return JSONResponse(document, refusal.status, NOT_KEPT)
