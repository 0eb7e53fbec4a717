"""`PUT /api/v1/submissions/{id}`: a whole submission by its id, with a bearer token. Sent again, it is answered the same."""

from typing import Any
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from audits.visits.actions.submissions import Receipt, submit_payload
from audits.visits.forms import SubmissionPayload
from audits.visits.routes.asking import limited_body, read_json
from tracker.core import words
from tracker.core.db import reading, writing
from tracker.core.refusals import NotFound, Refusal
from tracker.core.routes import refusal_answer
from tracker.people.queries import actor_of_token
from tracker.people.rules import Actor

MOST_BYTES = 1_000_000  # forty answers are about 4 kB; a thousand long ones still fit
BEARER = "bearer "


class NoToken(Refusal):
    status = 401


async def put_submission(request: Request) -> JSONResponse:
    token = request.headers.get("authorization", "")
    language = words.best_language(request.headers.get("accept-language"))
    try:
        with words.speaking(language):
            body = await limited_body(request, MOST_BYTES)
    except Refusal as refusal:
        return refused(refusal, language)
    return await run_in_threadpool(_put, request.path_params["id"], token, body, language)


def _put(submission_id: str, authorization: str, body: bytes, language: str) -> JSONResponse:
    try:
        with words.speaking(language):
            receipt = _stored(submission_id, authorization, body)
    except Refusal as refusal:
        return refused(refusal, language)
    said: dict[str, Any] = {
        "receipt": receipt.code,
        "payload_hash": receipt.payload_hash,
        "received_at": receipt.received_at.isoformat(),
    }
    return JSONResponse(said, 201 if receipt.is_new else 200)


def _stored(submission_id: str, authorization: str, body: bytes) -> Receipt:
    actor = actor_of_bearer(authorization)
    try:
        key = UUID(submission_id)
    except ValueError as error:
        raise NotFound("visits.not_found") from error
    payload = read_json(SubmissionPayload, body)
    with writing() as session:
        return submit_payload(session, submission_id=key, payload=payload, by=actor)


def actor_of_bearer(authorization: str) -> Actor:
    """Whom the token in this header stands for."""
    scheme, token = authorization[: len(BEARER)].lower(), authorization[len(BEARER) :].strip()
    with reading() as session:
        actor = actor_of_token(session, token=token) if scheme == BEARER and token else None
    if actor is None:
        raise NoToken("visits.no_token")
    return actor


def refused(refusal: Refusal, language: str) -> JSONResponse:
    with words.speaking(language):
        answer = refusal_answer(refusal)
    if isinstance(refusal, NoToken):
        answer.headers["www-authenticate"] = "Bearer"
    return answer


routes = [Route("/api/v1/submissions/{id}", put_submission, methods=["PUT"])]
