"""`GET /calendar/{token}.ics`: a person's calendar under its secret address, for programs that cannot sign in."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.core.db import reading
from tracker.core.words import FALLBACK, say, speaking
from tracker.messages.calendar import CalendarEntry, calendar_text, fingerprint
from tracker.messages.queries import actor_of_feed
from tracker.people.rules import Actor

Source = Callable[[Session, Actor], list[CalendarEntry]]
UTC, SUFFIX = "UTC", ".ics"


def calendar_route(sources: Sequence[Source]) -> Route:
    """Each source finds what one person has to do by when."""

    async def calendar(request: Request) -> Response:
        name = request.path_params["name"]
        token = name.removesuffix(SUFFIX) if name.endswith(SUFFIX) else ""
        return await run_in_threadpool(_answer, token, request.headers.get("if-none-match", ""), sources)

    return Route("/calendar/{name:path}", calendar)  # all of it: what the gate leaves open ends here


def _answer(token: str, known: str, sources: Sequence[Source]) -> Response:
    with reading() as session:
        actor = actor_of_feed(session, token=token)
        if actor is None:  # unknown, ended, or of somebody who left: all the same from outside
            return PlainTextResponse(say("messages.no_calendar"), 404, {"cache-control": "no-store"})
        with speaking(actor.language or FALLBACK, actor.time_zone or UTC):
            entries = [entry for source in sources for entry in source(session, actor)]
            tag = f'W/"{fingerprint(entries)}"'
            headers = {"etag": tag, "cache-control": "private, no-cache", "x-robots-tag": "noindex"}
            if tag in (each.strip() for each in known.split(",")):
                return Response(status_code=304, headers=headers)
            return Response(calendar_text(entries), headers=headers, media_type="text/calendar; charset=utf-8")
