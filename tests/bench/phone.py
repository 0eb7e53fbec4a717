"""(b) Bytes and seconds until a visit can be filled in on a phone that was never here, over a slow network."""

import time
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import update

from audits.visits.models import Draft
from tests.bench.figures import Figure
from tests.bench.site import Site
from tests.browser import chromium
from tests.browser.steps import DEVICES, STILL
from tracker.core.db import writing

LATENCY_MS, BITS_PER_SECOND = 150, 4_000_000
PATIENCE_MS = 180_000


def cold_starts(site: Site, rounds: int) -> list[Figure]:
    """With our compression, and as Streamlit would serve it."""
    path = chromium.executable()
    assert path, chromium.HINT
    figures = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        for name, headers in (("compressed", {}), ("not compressed", {"accept-encoding": "identity"})):
            _open(browser, site, headers)  # the server compresses at the first visitor, and starts its own imports
            runs = [_open(browser, site, headers) for _ in range(rounds)]
            seconds, sizes = [run[0] for run in runs], [run[1] for run in runs]
            more = {"kilobytes": round(median(sizes) / 1000), "n": float(rounds), "slowest_s": round(max(seconds), 2)}
            figures.append(Figure(f"cold phone to a usable form, {name}", round(median(seconds), 2), "s", "", more))
        browser.close()
    return figures


def _open(browser: Browser, site: Site, headers: dict[str, str]) -> tuple[float, int]:
    """Seconds until an answer can be tapped, and bytes over the network until then."""
    with writing() as session:  # the one who had the form open before would hold it
        session.execute(update(Draft).values(lease_hash=None, leased_at=None))
    context = browser.new_context(base_url=site.application.url, locale="en-US", extra_http_headers=headers, **DEVICES["phone"])  # type: ignore[arg-type]
    try:
        context.add_cookies([{"name": "session", "value": site.cookies["shopper-1"], "url": site.application.url}])
        page = context.new_page()
        received = [0]
        network = context.new_cdp_session(page)
        network.on("Network.loadingFinished", lambda said: _add(received, said["encodedDataLength"]))
        network.on("Network.webSocketFrameReceived", lambda said: _add(received, _frame(said)))
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        speed = {"downloadThroughput": BITS_PER_SECOND / 8, "uploadThroughput": BITS_PER_SECOND / 8}
        network.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **speed})
        start = time.perf_counter()
        page.goto(f"/visit?assignment={site.visit}&at=1", wait_until="commit", timeout=PATIENCE_MS)
        page.locator("[data-testid=stButtonGroup] button:enabled").first.wait_for(timeout=PATIENCE_MS)
        page.locator(STILL).wait_for(timeout=PATIENCE_MS, state="attached")
        return time.perf_counter() - start, received[0]
    finally:
        context.close()


def _add(received: list[int], length: float) -> None:
    received[0] += int(length)


def _frame(said: dict[str, Any]) -> int:
    """A binary frame is shown as base64."""
    return len(said["response"]["payloadData"]) * 3 // 4
