"""A test that asks for `server` gets the real application on an empty database; `phone()` and `desktop()` open pages of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.browser.application import Application
from tests.browser.proxy import Proxy
from tests.browser.steps import BROWSER_LOCALES, DEVICES, count_runs
from tests.conftest import Database

FAILED = pytest.StashKey[bool]()
Open = Callable[..., Page]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with this folder's tests: while Playwright runs, its thread has a running event loop."""
    path = chromium.executable()
    assert path, chromium.HINT
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def server(database: Database, tmp_path: Path) -> Iterator[Application]:
    application = Application(database.environment, tmp_path / "server.log")
    try:
        yield application.start()
    finally:
        application.stop()


@pytest.fixture
def network(server: Application) -> Iterator[Proxy]:
    """Between browser and server; open the page with `phone(through=network)`."""
    with Proxy(server.port) as proxy:
        yield proxy


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def make(device: str, url: str, language: str = "en", **options: Any) -> Page:
        context = browser.new_context(base_url=url, locale=BROWSER_LOCALES[language], **{**DEVICES[device], **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        count_runs(page)
        return page

    yield make
    for number, page in enumerate(page for context in contexts for page in context.pages):
        if request.node.stash.get(FAILED, False) and not page.is_closed():
            picture = tmp_path / f"failed-{number}.png"
            page.screenshot(path=picture)
            print(f"{page.url} looked so: {picture}")
    for context in contexts:
        context.close()


@pytest.fixture
def phone(open_page: Open, server: Application) -> Open:
    """`phone(language="zh_CN", through=network)`: a page of its own person, 390 x 844, touch."""
    return lambda language="en", through=None, **options: open_page("phone", (through or server).url, language, **options)


@pytest.fixture
def desktop(open_page: Open, server: Application) -> Open:
    """`desktop(language="zh_CN", through=network)`: a page of its own person, 1440 x 900."""
    return lambda language="en", through=None, **options: open_page("desktop", (through or server).url, language, **options)
