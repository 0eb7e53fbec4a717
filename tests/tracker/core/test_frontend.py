"""The front end as it is served: compressed once, whole for everybody, in the reader's language."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import brotli
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tracker.core.frontend import Frontend

SCRIPT = b"const answer = 42;\n" * 2_000
PAGE = '<!DOCTYPE html><html lang="en"><title>Streamlit</title><script>\n window.prerenderReady = false\n</script></html>'


async def script(_: Request) -> Response:
    async def parts() -> Any:
        for start in range(0, len(SCRIPT), 1_000):
            await asyncio.sleep(0)
            yield SCRIPT[start : start + 1_000]

    return StreamingResponse(parts(), media_type="text/javascript", headers={"content-length": str(len(SCRIPT))})


async def page(_: Request) -> Response:
    return HTMLResponse(PAGE)


@pytest.fixture
def frontend() -> Frontend:
    return Frontend(Starlette(routes=[Route("/static/a.js", script), Route("/", page)]))


def test_a_script_is_sent_compressed_and_whole(frontend: Frontend) -> None:
    client = TestClient(frontend)
    for _ in range(2):  # compressed now, then from what was kept
        with client.stream("GET", "/static/a.js", headers={"accept-encoding": "br"}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "br"
        assert int(answer.headers["content-length"]) == len(raw) < len(SCRIPT) / 10
        assert brotli.decompress(raw) == SCRIPT


def test_a_client_that_does_not_know_brotli_gets_the_plain_script(frontend: Frontend) -> None:
    answer = TestClient(frontend).get("/static/a.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == SCRIPT


def test_a_client_that_goes_away_leaves_no_half_file_for_the_next(frontend: Frontend) -> None:
    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def ignore(_: Any) -> None: ...

    headers = [(b"accept-encoding", b"br")]
    asked = frontend({"type": "http", "method": "GET", "path": "/static/a.js", "headers": headers}, gone, ignore)
    with ThreadPoolExecutor(1) as thread:  # a browser of another test may keep a loop running in this one
        thread.submit(asyncio.run, asked).result()
    with TestClient(frontend).stream("GET", "/static/a.js", headers={"accept-encoding": "br"}) as answer:
        assert brotli.decompress(b"".join(answer.iter_raw())) == SCRIPT


@pytest.mark.parametrize(("asked", "said"), [("zh-CN,zh;q=0.9", 'lang="zh-Hans-CN"'), ("en-GB", 'lang="en"')])
def test_the_page_says_its_language_and_carries_no_inline_script(frontend: Frontend, asked: str, said: str) -> None:
    answer = TestClient(frontend).get("/", headers={"accept": "text/html", "accept-language": asked})
    assert said in answer.text
    assert "<script>" not in answer.text
    assert "<title>Streamlit</title>" not in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
