"""Sign-in, sign-out and first set-up, outside Streamlit: a page script cannot set an HttpOnly cookie."""

import hmac
import secrets
from html import escape
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tracker.core import gate, words
from tracker.core.db import reading, writing
from tracker.core.refusals import Refusal
from tracker.core.routes import address_of, html_page
from tracker.core.settings import settings
from tracker.core.words import LANGUAGES, refusal_sentence, say
from tracker.people.actions import sign_in
from tracker.people.actions.setup import make_first_administrator, needs_setup
from tracker.people.actions.sign_in import SignedIn

CSRF = "sign_in_form"


def safe_next(wanted: str) -> str:
    """Only a path of ours: `//elsewhere` and `/\\elsewhere` would lead out."""
    return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and "\n" not in wanted else "/"


async def show_sign_in(request: Request, refusal: str = "", status: int = 200) -> Response:
    _speak(request)
    if await run_in_threadpool(_needs_setup):
        return RedirectResponse("/set-up" + ("?lang=" + words.language() if "lang" in request.query_params else ""), 303)
    wanted = safe_next(request.query_params.get("next", "/"))
    single = ""
    if settings().oidc_issuer:
        single = f'<a class="button" href="/sign-in/oidc?next={quote(wanted)}">{escape(say("people.single_sign_on"))}</a>'
    body = _intro("people.sign_in_intro", refusal) + _form(
        request,
        f"/sign-in?next={quote(wanted)}",
        [("user_name", "text", "username"), ("password", "password", "current-password")],
        "people.sign_in_button",
    )
    return _with_csrf(
        request, html_page(say("people.sign_in_title"), body + single, status=status, languages=_languages(request))
    )


async def do_sign_in(request: Request) -> Response:
    _speak(request)
    form = await request.form()
    if not _from_our_form(request, form):
        return await show_sign_in(request, say("people.form_too_old"), 400)
    try:
        signed = await run_in_threadpool(_sign_in, _field(form, "user_name"), _field(form, "password"), request)
    except Refusal as refusal:
        return await show_sign_in(request, refusal_sentence(refusal), 403)
    return entered(signed, safe_next(request.query_params.get("next", "/")))


def _sign_in(user_name: str, password: str, request: Request) -> SignedIn:
    """The hash is computed between the doors, so that nobody waits for it."""
    address = address_of(request)
    with reading() as session:
        sign_in.refuse_while_waiting(session, user_name=user_name, address=address)
        person_id = sign_in.password_is_right(session, user_name=user_name, password=password)
    with writing() as session:
        if person_id is not None:
            browser = request.headers.get("user-agent", "")
            return sign_in.open_session(session, person_id=person_id, browser=browser, user_name=user_name, address=address)
        sign_in.note_failure(session, user_name=user_name, address=address)
    raise Refusal("people.sign_in_wrong")


def entered(signed: SignedIn, wanted: str) -> Response:
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
    answer.delete_cookie(CSRF)
    return answer


async def show_sign_out(request: Request) -> Response:
    _speak(request)
    body = _intro("people.sign_out_intro", "") + _form(request, "/sign-out", [], "people.sign_out_button")
    return _with_csrf(request, html_page(say("people.sign_out_title"), body))


async def do_sign_out(request: Request) -> Response:
    form = await request.form()
    if not _from_our_form(request, form):
        return await show_sign_out(request)
    await run_in_threadpool(_sign_out, gate.token_of(request.headers))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(gate.cookie_name(), secure=settings().secure, httponly=True, samesite="lax")
    return answer


def _sign_out(token: str) -> None:
    with writing() as session:
        sign_in.sign_out(session, token=token)


async def show_set_up(request: Request, refusal: str = "", status: int = 200) -> Response:
    _speak(request)
    if not await run_in_threadpool(_needs_setup):
        return RedirectResponse("/sign-in", 303)
    fields = [
        ("code", "text", "one-time-code"),
        ("display_name", "text", "name"),
        ("user_name", "text", "username"),
        ("password", "password", "new-password"),
    ]
    body = _intro("people.set_up_intro", refusal) + _form(request, "/set-up", fields, "people.set_up_button")
    return _with_csrf(request, html_page(say("people.set_up_title"), body, status=status, languages=_languages(request)))


async def do_set_up(request: Request) -> Response:
    _speak(request)
    form = await request.form()
    if not _from_our_form(request, form):
        return await show_set_up(request, say("people.form_too_old"), 400)
    try:
        await run_in_threadpool(_set_up, form, address_of(request))
        signed = await run_in_threadpool(_sign_in, _field(form, "user_name"), _field(form, "password"), request)
    except Refusal as refusal:
        return await show_set_up(request, refusal_sentence(refusal), 403)
    return entered(signed, "/")


def _set_up(form: FormData, address: str) -> None:
    with reading() as session:
        sign_in.refuse_while_waiting(session, user_name="", address=address)
    try:
        with writing() as session:
            make_first_administrator(
                session,
                code=_field(form, "code"),
                user_name=_field(form, "user_name"),
                display_name=_field(form, "display_name"),
                password=_field(form, "password"),
            )
    except Refusal as refusal:
        if refusal.field == "code":
            with writing() as session:
                sign_in.note_failure(session, user_name="", address=address)
        raise


def _needs_setup() -> bool:
    with reading() as session:
        return needs_setup(session)


def _speak(request: Request) -> None:
    wanted = request.query_params.get("lang") or request.cookies.get("lang")
    words.speak(wanted if wanted in LANGUAGES else words.best_language(request.headers.get("accept-language")))


def _languages(request: Request) -> str:
    wanted = quote(safe_next(request.query_params.get("next", "/")))
    links = "".join(f'<a href="?lang={code}&next={wanted}" lang="{code}">{name}</a>' for code, name in LANGUAGES.items())
    return f"<nav>{links}</nav>"


def _intro(key: str, refusal: str) -> str:
    told = f'<p class="refusal" role="alert">{escape(refusal)}</p>' if refusal else ""
    return f"<p>{escape(say(key))}</p>{told}"


def _form(request: Request, action: str, fields: list[tuple[str, str, str]], button: str) -> str:
    inputs = "".join(
        f'<label for="{name}">{escape(say("people.field." + name))}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{complete}" required '
        'maxlength="200" autocapitalize="none">'
        for name, kind, complete in fields
    )
    hidden = f'<input type="hidden" name="{CSRF}" value="{escape(_csrf(request))}">'
    return f'<form method="post" action="{escape(action)}">{hidden}{inputs}<button>{escape(say(button))}</button></form>'


def _csrf(request: Request) -> str:
    """The same for all forms a browser has open; kept on the request between the form and its cookie."""
    if not hasattr(request.state, "csrf"):
        request.state.csrf = request.cookies.get(CSRF) or secrets.token_urlsafe(24)
    return str(request.state.csrf)


def _with_csrf(request: Request, answer: Response) -> Response:
    answer.set_cookie(CSRF, _csrf(request), httponly=True, secure=settings().secure, samesite="strict", max_age=86_400)
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie("lang", words.language(), secure=settings().secure, samesite="lax", max_age=31_536_000)
    return answer


def _from_our_form(request: Request, form: FormData) -> bool:
    kept = request.cookies.get(CSRF, "")
    return bool(kept) and hmac.compare_digest(kept.encode(), _field(form, CSRF).encode())


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value[:1000] if isinstance(value, str) else ""


routes = [
    Route("/sign-in", show_sign_in, methods=["GET"]),
    Route("/sign-in", do_sign_in, methods=["POST"]),
    Route("/sign-out", show_sign_out, methods=["GET"]),
    Route("/sign-out", do_sign_out, methods=["POST"]),
    Route("/set-up", show_set_up, methods=["GET"]),
    Route("/set-up", do_set_up, methods=["POST"]),
]
