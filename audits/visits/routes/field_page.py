"""/field/: the form for bad networks as a page of its own, which a service worker opens again without a network.

The gate lets nobody here who is not signed in. None of these files holds anything of anybody: what is a person's comes as
JSON and is kept by the script in the browser.
"""

import hashlib
import json
from functools import cache
from html import escape
from pathlib import Path

import brotli
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracker.core import words
from tracker.core.refusals import NotFound
from tracker.core.routes import STYLE, refusal_answer
from tracker.core.words import say

FOLDER = Path(__file__).parents[1] / "field"
TYPES = {".js": "text/javascript", ".css": "text/css"}
WORKER = "sw.js"
ADDRESS = "/field/"
ASKED_EACH_TIME = {"cache-control": "no-cache"}  # the browser keeps it, and asks whether it is still the same


def show(request: Request) -> Response:
    chosen = request.cookies.get("lang", "")
    words.speak(chosen if chosen in words.LANGUAGES else words.best_language(request.headers.get("accept-language")))
    title = escape(say("visits.phone.title"))
    page = (
        f'<!DOCTYPE html><html lang="{words.html_language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/favicon.png">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f"<field-form></field-form><noscript>{escape(say('visits.phone.needs_script'))}</noscript>"
        f'<script type="module" src="{ADDRESS}form.js"></script></body></html>'
    )
    return _answer(request, page.encode(), "text/html; charset=utf-8")


def show_file(request: Request) -> Response:
    name = request.path_params["name"]
    if name == WORKER:
        return _answer(request, worker().encode(), TYPES[".js"])
    if name not in files():
        return refusal_answer(NotFound("core.not_found"))
    return _answer(request, files()[name], TYPES[Path(name).suffix])


@cache
def files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES and path.name != WORKER}


@cache
def worker() -> str:
    """The service worker with the names of what it keeps, and a version that changes with their content: the browser then
    fetches all of them anew."""
    script = (FOLDER / WORKER).read_text()
    version = hashlib.sha256(b"\0".join([*files().values(), script.encode(), STYLE.encode()])).hexdigest()[:16]
    kept = [ADDRESS, *(ADDRESS + name for name in files())]
    return f"const VERSION = {json.dumps(version)};\nconst KEPT = {json.dumps(kept)};\n{script}"


@cache
def _compressed(content: bytes) -> bytes:
    return bytes(brotli.compress(content))


def _answer(request: Request, content: bytes, kind: str) -> Response:
    mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**ASKED_EACH_TIME, "etag": mark, "vary": "accept-encoding, cookie"}
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    if "br" in request.headers.get("accept-encoding", ""):
        return Response(_compressed(content), headers={**headers, "content-encoding": "br"}, media_type=kind)
    return Response(content, headers=headers, media_type=kind)


routes = [Route(ADDRESS, show, methods=["GET"]), Route(ADDRESS + "{name}", show_file, methods=["GET"])]
