"""`POST /api/v1/readings?programme=CODE`: a list of readings, once under its key, with a bearer token (docs/api.md)."""

import hashlib
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from audits.visits.routes.asking import limited_body
from audits.visits.routes.submissions import actor_of_bearer, refused
from results.readings.actions.received import Received, WrongReadings, receive_readings
from results.readings.forms import ReadingText, ReceivedReading
from results.readings.intake import Wrong
from tracker.core import clock, words
from tracker.core.db import writing
from tracker.core.refusals import Refusal
from tracker.core.tables import read_day
from tracker.core.words import say
from tracker.people.rules import Actor

MOST_BYTES = 1_000_000  # about 7,000 readings
LONGEST_KEY = 200
SHOWN_TEXT = 60
EXAMPLE = '{"indicator": "nps", "date": "2026-03-31", "value": 31.5, "n": 240}'
FIELDS = tuple(ReceivedReading.model_fields)


async def post_readings(request: Request) -> JSONResponse:
    language = words.best_language(request.headers.get("accept-language"))
    try:
        with words.speaking(language):
            body = await limited_body(request, MOST_BYTES, key="readings.request.too_large")
    except Refusal as refusal:
        return refused(refusal, language)
    return await run_in_threadpool(_post, request, body, language)


def _post(request: Request, body: bytes, language: str) -> JSONResponse:
    try:
        with words.speaking(language):
            received = _received(request, body, actor_of_bearer(request.headers.get("authorization", "")))
    except Refusal as refusal:
        return _answered(refusal, language)
    answer = dict(sorted(received.answer.items()))  # PostgreSQL gives a stored document back in an order of its own
    return JSONResponse(answer, 200 if received.again else 201)


def _received(request: Request, body: bytes, by: Actor) -> Received:
    key = request.headers.get("idempotency-key", "").strip()
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Refusal("readings.request.no_key", field="idempotency_key", most=LONGEST_KEY)
    rows, wrongs = read_list(body)
    with writing() as session:
        return receive_readings(
            session,
            programme_code=request.query_params.get("programme", ""),
            idempotency_key=key,
            body_hash=hashlib.sha256(body).hexdigest(),
            rows=rows,
            wrongs=wrongs,
            by=by,
        )


def read_list(body: bytes) -> tuple[list[ReadingText], list[Wrong]]:
    """The readings that can be read, and what is wrong with the others. Raises Refusal for what is no list of readings."""
    try:
        given = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise Refusal("readings.request.no_json", detail=str(error)[:SHOWN_TEXT]) from error
    if not isinstance(given, list) or not given:
        raise Refusal("readings.request.no_list")
    rows: list[ReadingText] = []
    wrongs: list[Wrong] = []
    for index, one in enumerate(given):
        try:
            rows.append(ReceivedReading.model_validate(_with_day(one)).as_text(index))
        except ValidationError as error:
            wrongs += _unreadable(index, error)
    return rows, wrongs


def _with_day(given: Any) -> Any:
    """JSON has no dates, and a form takes nothing for what it is not."""
    day = read_day(given["date"]) if isinstance(given, dict) and isinstance(given.get("date"), str) else None
    return given if day is None else given | {"date": day}


def _unreadable(index: int, error: ValidationError) -> list[Wrong]:
    at = ReadingText(row=index, observed_on=clock.today("UTC"), indicator_code="")
    found = []
    for one in error.errors(include_url=False):
        field = str(one["loc"][0]) if one["loc"] else ""
        if one["type"] == "extra_forbidden":
            known = say("files.list_separator").join(FIELDS)
            found.append(Wrong(at, field[:SHOWN_TEXT], "readings.request.unknown_field", (("known", known),)))
        elif one["type"] == "missing":
            found.append(Wrong(at, field, "readings.request.missing", ()))
        elif not field:
            found.append(Wrong(at, "", "readings.request.no_object", (("example", EXAMPLE),)))
        else:
            text = str(one.get("input"))[:SHOWN_TEXT]
            found.append(Wrong(at, field, f"readings.request.write_{field}", (("text", text),)))
    return found


def _answered(refusal: Refusal, language: str) -> JSONResponse:
    if not isinstance(refusal, WrongReadings):
        return refused(refusal, language)
    with words.speaking(language):
        document: dict[str, Any] = {
            "error": refusal.key,
            "field": None,
            "message": words.refusal_sentence(refusal),
            "problems": [
                {
                    "index": wrong.text.row,
                    "field": wrong.field or None,
                    "error": wrong.key,
                    "message": say(wrong.key, **dict(wrong.facts)),
                }
                for wrong in refusal.wrongs
            ],
        }
    return JSONResponse(document, refusal.status)


routes = [Route("/api/v1/readings", post_readings, methods=["POST"])]
