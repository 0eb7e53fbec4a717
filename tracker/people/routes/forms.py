"""Plain HTML forms for people who are not signed in yet: their words, their hidden token, and how much of them is read."""

import hmac
import secrets
from html import escape
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import Response

from tracker.core import words
from tracker.core.settings import settings
from tracker.core.words import LANGUAGES, say

CSRF = "sign_in_form"
LARGEST = 16_384  # bytes: a stranger's form is not worth more memory
MOST_FIELDS = 20
LONGEST_ADDRESS = 500

Fields = dict[str, str]


def cookie(name: str) -> str:
    """With TLS, a cookie that no other host of the domain can set."""
    return f"__Host-{name}" if settings().secure else name


def safe_next(wanted: str) -> str:
    """Only a path of ours: `//elsewhere` leads out, and so does `/\\elsewhere` or a tab in between, which browsers drop."""
    ours = wanted.startswith("/") and not wanted.startswith("//") and len(wanted) <= LONGEST_ADDRESS
    return wanted if ours and "\\" not in wanted and wanted.isprintable() else "/"


def wanted_page(request: Request) -> str:
    return safe_next(request.query_params.get("next", "/"))


async def read_form(request: Request) -> Fields | None:
    """What was typed, when it came from a form of ours in this browser; else None."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    fields = {name: "".join(letter for letter in value if letter >= " ") for name, value in pairs}
    kept = request.cookies.get(cookie(CSRF), "")
    return fields if kept and hmac.compare_digest(kept.encode(), fields.get(CSRF, "").encode()) else None


def speak(request: Request) -> None:
    wanted = request.query_params.get("lang") or request.cookies.get("lang")
    words.speak(wanted if wanted in LANGUAGES else words.best_language(request.headers.get("accept-language")))


def language_links(request: Request) -> str:
    wanted = quote(wanted_page(request))
    here = request.url.path if request.url.path == "/set-up" else "/sign-in"
    links = "".join(
        f'<a href="{here}?lang={code}&amp;next={wanted}" lang="{code.replace("_", "-")}">{name}</a>'
        for code, name in LANGUAGES.items()
    )
    return f"<nav>{links}</nav>"


def intro(key: str, refusal: str) -> str:
    told = f'<p class="refusal" role="alert">{escape(refusal)}</p>' if refusal else ""
    return f"<p>{escape(say(key))}</p>{told}"


def form(request: Request, action: str, fields: list[tuple[str, str, str]], button: str, typed: Fields | None = None) -> str:
    """`fields` are name, type and what a password manager should fill in; what was typed comes back, but no password."""
    inputs = "".join(
        f'<label for="{name}">{escape(say("people.field." + name))}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{complete}" required maxlength="200" '
        f'autocapitalize="none" value="{escape((typed or {}).get(name, "")) if kind == "text" else ""}">'
        for name, kind, complete in fields
    )
    hidden = f'<input type="hidden" name="{CSRF}" value="{escape(_token(request))}">'
    return f'<form method="post" action="{escape(action)}">{hidden}{inputs}<button>{escape(say(button))}</button></form>'


def with_token(request: Request, answer: Response) -> Response:
    """The form's token as a cookie, and the language that was chosen."""
    answer.set_cookie(
        cookie(CSRF), _token(request), httponly=True, secure=settings().secure, samesite="strict", max_age=86_400, path="/"
    )
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie("lang", words.language(), secure=settings().secure, samesite="lax", max_age=31_536_000)
    return answer


def _token(request: Request) -> str:
    """The same for all forms a browser has open; kept on the request between the form and its cookie."""
    if not hasattr(request.state, "csrf"):
        request.state.csrf = request.cookies.get(cookie(CSRF)) or secrets.token_urlsafe(24)
    return str(request.state.csrf)
