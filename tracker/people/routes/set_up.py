"""The first administrator, made with the code that the console shows."""

from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tracker.core.db import reading, writing
from tracker.core.refusals import Refusal
from tracker.core.routes import html_page
from tracker.core.words import language, refusal_sentence, say
from tracker.people import passwords
from tracker.people.actions import sign_in
from tracker.people.actions.setup import check_setup_code, make_first_administrator
from tracker.people.actions.sign_in import SignedIn, Visitor
from tracker.people.routes.forms import Fields, form, intro, language_links, read_form, speak, with_token
from tracker.people.routes.sign_in import entered, setup_is_due, tries, visitor_of

FIELDS = [
    ("code", "text", "one-time-code"),
    ("display_name", "text", "name"),
    ("user_name", "text", "username"),
    ("password", "password", "new-password"),
]


async def show_set_up(request: Request, refusal: str = "", status: int = 200, typed: Fields | None = None) -> Response:
    speak(request)
    if not await run_in_threadpool(setup_is_due):
        return RedirectResponse("/sign-in", 303)
    body = intro("people.set_up_intro", refusal) + form(request, "/set-up", FIELDS, "people.set_up_button", typed)
    page = html_page(say("people.set_up_title"), body, status=status, languages=language_links(request))
    return with_token(request, page)


async def do_set_up(request: Request) -> Response:
    speak(request)
    fields = await read_form(request)
    if fields is None:
        return await show_set_up(request, say("people.form_too_old"), 400)
    chosen = request.query_params.get("lang") or request.cookies.get("lang")
    try:
        signed = await to_thread.run_sync(_set_up, fields, visitor_of(request), language() if chosen else None, limiter=tries)
    except Refusal as refusal:
        return await show_set_up(request, refusal_sentence(refusal), 403, fields)
    return entered(signed, "/")


def _set_up(fields: Fields, visitor: Visitor, chosen_language: str | None) -> SignedIn:
    code = fields.get("code", "")
    with reading() as session:
        sign_in.refuse_while_waiting(session, user_name="", address=visitor.address)
    try:
        with reading() as session:
            check_setup_code(session, code=code)
    except Refusal:
        with writing() as session:
            sign_in.note_failure(session, user_name="", address=visitor.address)
        raise
    password_hash = passwords.hashed(fields.get("password", ""))
    with writing() as session:
        person_id = make_first_administrator(
            session,
            code=code,
            user_name=fields.get("user_name", ""),
            display_name=fields.get("display_name", ""),
            password_hash=password_hash,
            language=chosen_language,
        )
        return sign_in.open_session(session, person_id=person_id, browser=visitor.browser, replaces=visitor.token)


routes = [
    Route("/set-up", show_set_up, methods=["GET"]),
    Route("/set-up", do_set_up, methods=["POST"]),
]
