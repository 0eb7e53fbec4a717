"""What a person does again and again in a browser."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from google.protobuf.message import DecodeError
from playwright.sync_api import Error, Locator, Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STILL = "[data-testid=stApp][data-test-script-state=notRunning]"
STILL_SECONDS = 0.4  # a click needs a moment until the script runs
DEVICES = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}
BROWSER_LOCALES = {"en": "en-US", "zh_CN": "zh-CN"}
_runs: WeakKeyDictionary[Page, int] = WeakKeyDictionary()


def count_runs(page: Page) -> None:
    """From now on, count the runs of this page's script that ended; `press` needs it."""
    _runs[page] = 0

    def look(frame: str | bytes) -> None:
        with suppress(DecodeError, TypeError):  # other sockets, text frames
            _runs[page] += ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished"  # type: ignore[arg-type]

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", look)

    page.on("websocket", listen)


def press(page: Page, button: Locator, seconds: float = 60) -> None:
    """Click, and wait until the run that the click asked for has ended. Waiting for a still page is not enough: on a loaded
    machine the page stays still for longer than anybody would wait before the run begins."""
    before, end = _runs[page], time.monotonic() + seconds
    click(page, button)
    while _runs[page] == before:
        assert time.monotonic() < end, f"{page.url}: nothing ran within {seconds} s after {button}"
        page.wait_for_timeout(20)
    settled(page)


def settled(page: Page, seconds: float = 30) -> None:
    """Wait until the page's script has run and stays still. Asked from outside: the page's policy allows no eval."""
    end, since = time.monotonic() + seconds, 0.0
    while time.monotonic() < end:
        moment = time.monotonic()
        if page.locator(STILL).count() == 0:
            since = 0.0
        elif not since:
            since = moment
        elif moment - since >= STILL_SECONDS:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{page.url} did not come to rest within {seconds} s")


def click(page: Page, what: Locator, readings: int = 4, seconds: float = 60) -> None:
    """A click on what moves, because an expander opens above it, goes down on it and up beside it. What never stands still, or
    is not there, is clicked all the same in the end: the click then says what is wrong."""
    seen: list[object] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end and (len(seen) < readings or len({str(box) for box in seen[-readings:]}) > 1):
        with suppress(Error):  # drawn anew in this moment
            seen.append(what.bounding_box())
        page.wait_for_timeout(80)
    what.click()


def until(what: Callable[[], Any], expected: Any, seconds: float = 40) -> None:
    """Look into the database, not at the page, until it is so."""
    end = time.monotonic() + seconds
    while (found := what()) != expected:
        assert time.monotonic() < end, f"{found!r} instead of {expected!r}"
        time.sleep(0.1)


def sign_in(page: Page, user_name: str, password: str, *, to: str = "/") -> None:
    """Ends on the page that was asked for, at rest."""
    page.goto(to)
    page.locator("input[name=user_name]").fill(user_name)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("[data-testid=stApp]")).to_be_visible(timeout=30_000)
    settled(page)
