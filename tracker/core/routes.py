"""What routes share: health, answers in JSON, pages in plain HTML."""

from html import escape
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from tracker.core import db, words
from tracker.core.refusals import Refusal
from tracker.core.settings import settings

STYLE = (Path(__file__).parent / "plain.css").read_text()


def html_page(title: str, body: str, *, status: int = 200, languages: str = "") -> HTMLResponse:
    """`body` is markup whose texts are escaped by the caller."""
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="{words.html_language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/favicon.png">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1>{body}</main>"
        f"{languages}</body></html>",
        status,
        {"cache-control": "no-store"},
    )


def refusal_answer(refusal: Refusal) -> JSONResponse:
    return JSONResponse(refusal_document(refusal), refusal.status)


def refusal_document(refusal: Refusal) -> dict[str, str | None]:
    return {"error": refusal.key, "field": refusal.field, "message": words.refusal_sentence(refusal)}


def address_of(request: Request) -> str:
    """The client's address; a proxy's word for it counts only when the settings name the proxy."""
    direct = request.client.host if request.client else ""
    forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    return forwarded[-1] if direct in settings().trusted_proxies and forwarded else direct


async def healthz(_: Request) -> JSONResponse:
    try:
        return JSONResponse({"status": "ok", "schema": await run_in_threadpool(db.ping)}, headers={"cache-control": "no-store"})
    except SQLAlchemyError:
        return JSONResponse({"status": "the database does not answer"}, 503)


routes = [Route("/healthz", healthz)]
