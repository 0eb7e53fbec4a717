"""The gate and the sign-in routes without Streamlit: what a browser sends, and what it is answered."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from tracker.core.db import reading, writing
from tracker.core.gate import HEADER, Gate
from tracker.core.routes import routes as core_routes
from tracker.people import passwords
from tracker.people.actions.setup import issue_setup_code, make_first_administrator
from tracker.people.queries import live_session
from tracker.people.routes import routes

PASSWORD = "a long walk in the rain"
HTML = {"accept": "text/html"}


def who(token: str) -> UUID | None:
    with reading() as session:
        return live_session(session, token=token)


async def echo(request: Request) -> PlainTextResponse:
    if request.url.path == "/broken":
        raise RuntimeError("a secret detail")
    return PlainTextResponse(request.headers.get(HEADER, "nobody"))


async def listen(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(socket.headers.get(HEADER, "nobody"))
    await socket.close()


def application() -> Starlette:
    return Starlette(
        routes=[
            *core_routes,
            *routes,
            WebSocketRoute("/_stcore/stream", listen),
            Route("/{rest:path}", echo, methods=["GET", "PUT", "POST", "DELETE"]),
        ],
        middleware=[Middleware(Gate, who=who)],
    )


@contextmanager
def browser(base_url: str = "http://testserver") -> Iterator[TestClient]:
    with TestClient(application(), base_url=base_url, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


def set_up(user_name: str = "ada") -> None:
    with writing() as session:
        code = issue_setup_code(session)
    with writing() as session:
        make_first_administrator(
            session,
            code=code or "",
            user_name=user_name,
            display_name="Ada",
            password_hash=passwords.hashed(PASSWORD),
        )


def form_token(answer: httpx2.Response) -> str:
    found = re.search(r'name="sign_in_form" value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def post(client: TestClient, path: str, **fields: str) -> httpx2.Response:
    """Open the form as a person does, then send it."""
    token = form_token(client.get(path, headers=HTML))
    return client.post(path, data={"sign_in_form": token, **fields})


def sign_in(client: TestClient, user_name: str = "ada", password: str = PASSWORD, path: str = "/sign-in") -> httpx2.Response:
    return post(client, path, user_name=user_name, password=password)
