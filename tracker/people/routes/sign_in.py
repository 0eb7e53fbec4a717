"""Signing in with a local password, and signing out."""

from html import escape
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tracker.core import gate
from tracker.core.db import reading, writing
from tracker.core.refusals import Refusal
from tracker.core.routes import address_of, html_page
from tracker.core.settings import settings
from tracker.core.words import language, refusal_sentence, say
from tracker.people import passwords
from tracker.people.actions import sign_in
from tracker.people.actions.setup import needs_setup
from tracker.people.actions.sign_in import SignedIn, Visitor
from tracker.people.routes.forms import (
    CSRF,
    Fields,
    cookie,
    form,
    intro,
    language_links,
    read_form,
    speak,
    wanted_page,
    with_token,
)

# Guesses that arrive together wait here, not in the threads that everybody else's requests need, and each finds the
# wait that the ones before it caused.
tries = CapacityLimiter(2)


async def show_sign_in(request: Request, refusal: str = "", status: int = 200, typed: Fields | None = None) -> Response:
    speak(request)
    if await run_in_threadpool(setup_is_due):
        return RedirectResponse("/set-up" + ("?lang=" + language() if "lang" in request.query_params else ""), 303)
    wanted = quote(wanted_page(request))
    fields = [("user_name", "text", "username"), ("password", "password", "current-password")]
    body = intro("people.sign_in_intro", refusal) + form(
        request, f"/sign-in?next={wanted}", fields, "people.sign_in_button", typed
    )
    if settings().oidc_issuer:
        body += f'<a class="button" href="/sign-in/oidc?next={wanted}">{escape(say("people.single_sign_on"))}</a>'
    page = html_page(say("people.sign_in_title"), body, status=status, languages=language_links(request))
    return with_token(request, page)


async def do_sign_in(request: Request) -> Response:
    speak(request)
    fields = await read_form(request)
    if fields is None:
        return await show_sign_in(request, say("people.form_too_old"), 400)
    user_name, password = fields.get("user_name", ""), fields.get("password", "")
    try:
        signed = await to_thread.run_sync(signed_in, user_name, password, visitor_of(request), limiter=tries)
    except Refusal as refusal:
        return await show_sign_in(request, refusal_sentence(refusal), 403, fields)
    return entered(signed, wanted_page(request))


def signed_in(user_name: str, password: str, visitor: Visitor) -> SignedIn:
    """The hash is computed between the doors, so that nobody waits for it."""
    with reading() as session:
        sign_in.refuse_while_waiting(session, user_name=user_name, address=visitor.address)
        account = sign_in.account_named(session, user_name=user_name)
    right = passwords.matches(account.password_hash if account else None, password)
    new_hash = passwords.renewed(account.password_hash, password) if account and right else None
    with writing() as session:
        signed = sign_in.settle_try(
            session, user_name=user_name, account=account if right else None, visitor=visitor, new_hash=new_hash
        )
    if signed is None:
        raise Refusal("people.sign_in_wrong")
    return signed


def visitor_of(request: Request) -> Visitor:
    return Visitor(request.headers.get("user-agent", ""), address_of(request), gate.token_of(request.headers))


def entered(signed: SignedIn, wanted: str) -> Response:
    """To the page that was asked for, with the session's token where no script can read it."""
    answer = RedirectResponse(wanted, 303)
    answer.set_cookie(
        gate.cookie_name(),
        signed.token,
        max_age=settings().session_days * 86_400,
        httponly=True,
        secure=settings().secure,
        samesite="lax",
        path="/",
    )
    answer.delete_cookie(cookie(CSRF), secure=settings().secure, httponly=True, samesite="strict")
    gate.name_person(answer, signed.person_id)
    return answer


async def show_sign_out(request: Request, refusal: str = "", status: int = 200) -> Response:
    speak(request)
    body = intro("people.sign_out_intro", refusal) + form(request, "/sign-out", [], "people.sign_out_button")
    # Takes what the field form fetched for this person off the phone, and shows the sentence where something waits there.
    body += f'<p class="refusal" id="waiting" hidden>{escape(say("people.waiting_on_phone"))}</p>'
    body += '<script type="module" src="/field/leave.js"></script>'
    return with_token(request, html_page(say("people.sign_out_title"), body, status=status))


async def do_sign_out(request: Request) -> Response:
    speak(request)
    if await read_form(request) is None:
        return await show_sign_out(request, say("people.form_too_old"), 400)
    await run_in_threadpool(_sign_out, gate.token_of(request.headers))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(gate.cookie_name(), secure=settings().secure, httponly=True, samesite="lax")
    answer.delete_cookie(gate.person_cookie(), secure=settings().secure, samesite="strict")
    return answer


def _sign_out(token: str) -> None:
    with writing() as session:
        sign_in.sign_out(session, token=token)


def setup_is_due() -> bool:
    with reading() as session:
        return needs_setup(session)


routes = [
    Route("/sign-in", show_sign_in, methods=["GET"]),
    Route("/sign-in", do_sign_in, methods=["POST"]),
    Route("/sign-out", show_sign_out, methods=["GET"]),
    Route("/sign-out", do_sign_out, methods=["POST"]),
]
