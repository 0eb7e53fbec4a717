"""Signing in with the organisation's own provider: there and back, then the same session as with a password."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tracker.core.db import reading, writing
from tracker.core.refusals import NotFound, Refusal
from tracker.core.settings import settings
from tracker.core.words import refusal_sentence
from tracker.people import oidc
from tracker.people.actions import sign_in
from tracker.people.actions.sign_in import SignedIn, Visitor
from tracker.people.routes.forms import cookie, speak, wanted_page
from tracker.people.routes.sign_in import entered, show_sign_in, visitor_of

ATTEMPT = "single_sign_on"
BACK = "/sign-in/oidc/back"


async def leave(request: Request) -> Response:
    speak(request)
    if not settings().oidc_issuer:
        return RedirectResponse("/sign-in", 303)
    try:
        address, attempt = await run_in_threadpool(oidc.begin, wanted=wanted_page(request), back=_back(request))
    except Refusal as refusal:
        return await show_sign_in(request, refusal_sentence(refusal), refusal.status)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        cookie(ATTEMPT),
        oidc.sealed(attempt),
        max_age=int(oidc.ATTEMPT_LASTS.total_seconds()),
        httponly=True,
        secure=settings().secure,
        samesite="lax",  # the way back starts on the provider's pages
        path="/",
    )
    return answer


async def come_back(request: Request) -> Response:
    speak(request)
    try:
        if not settings().oidc_issuer:
            raise NotFound("core.not_found")
        attempt = oidc.opened(request.cookies.get(cookie(ATTEMPT), ""))
        said = dict(request.query_params)
        signed = await run_in_threadpool(_signed_in, attempt, said, _back(request), visitor_of(request))
        answer = entered(signed, attempt.wanted)
    except Refusal as refusal:
        answer = await show_sign_in(request, refusal_sentence(refusal), refusal.status)
    answer.delete_cookie(cookie(ATTEMPT), secure=settings().secure, httponly=True, samesite="lax")
    return answer


def _signed_in(attempt: oidc.Attempt, said: dict[str, str], back: str, visitor: Visitor) -> SignedIn:
    issuer, subject = oidc.subject_of(attempt, said, back=back)
    with reading() as session:
        person_id = sign_in.person_of_issuer(session, issuer=issuer, subject=subject)
    with writing() as session:
        return sign_in.open_session(session, person_id=person_id, browser=visitor.browser, replaces=visitor.token)


def _back(request: Request) -> str:
    """The address registered at the provider. Without a public address it is the one this browser uses."""
    return (settings().public_url or str(request.base_url)).rstrip("/") + BACK


routes = [
    Route("/sign-in/oidc", leave, methods=["GET"]),
    Route(BACK, come_back, methods=["GET"]),
]
