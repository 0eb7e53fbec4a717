"""A checklist of forty items filled in on a phone through two minutes without a network, a dead server and a reload."""

import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import func, select

from audits.visits.models import Answer, Evidence
from tests.bench.figures import Figure
from tests.browser import chromium
from tests.browser.application import Application
from tests.browser.proxy import Proxy
from tests.browser.steps import DEVICES
from tests.conftest import pointing_at
from tests.factories.audits import Visit, long_snapshot, new_visit
from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.core.models import Installation
from tracker.core.schema import bring_up_to_date
from tracker.people.actions.sign_in import open_session

ITEMS = 40  # the longest checklist that is shipped has 33
EACH_WITH_PHOTO = 5  # every fifth answer asks for a photo
PATIENCE_MS = 60_000


def offline(seconds: float, items: int = ITEMS) -> list[Figure]:
    """Answers and photos given while nothing could be sent, and what of it is stored afterwards."""
    path = chromium.executable()
    assert path, chromium.HINT
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder, pointing_at("", Path(folder)):
        bring_up_to_date()
        with writing() as session:
            session.add(Installation(id=1, set_up_at=clock.now()))
            visit = new_visit(session, snapshot=_snapshot(items))
            token = open_session(session, person_id=visit.shopper.person_id).token
        application = Application({"DATABASE_URL": "", "TRACKER_VAR": folder}, Path(folder) / "server.log")
        try:
            application.start()
            with Proxy(application.port) as network, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
                page = _open(browser, network.url, visit, token)
                given = _fill_in(page, application, network, seconds, items)
                healed = time.perf_counter()
                page.locator("field-form .bar p:not(.waits)").wait_for(timeout=PATIENCE_MS)
                took = time.perf_counter() - healed
                browser.close()
        finally:
            application.stop()
        return _figures(given, seconds, took)


def _snapshot(items: int) -> dict[str, Any]:
    snapshot = long_snapshot(items)
    for number, item in enumerate(snapshot["sections"][0]["items"]):
        item["evidence"] = {"photo": ["no"]} if number % EACH_WITH_PHOTO == 0 else {}
    return snapshot


def _open(browser: Browser, url: str, visit: Visit, token: str) -> Page:
    context = browser.new_context(base_url=url, locale="en-US", **DEVICES["phone"])  # type: ignore[arg-type]
    context.add_cookies([{"name": "session", "value": token, "url": url}])
    page = context.new_page()
    page.goto(f"/field/?assignment={visit.assignment_id}")
    page.locator("field-form h1").wait_for(timeout=PATIENCE_MS)
    page.wait_for_function("navigator.serviceWorker.ready.then((ready) => ready.active.state === 'activated')")
    return page


def _fill_in(page: Page, application: Application, network: Proxy, seconds: float, items: int) -> dict[str, int]:
    """Evenly over the time without a network; half-way the server dies, and the page is loaded again from the phone."""
    network.refuse()
    start, given = time.monotonic(), {"answers": 0, "photos": 0}
    for number in range(1, items + 1):
        item = page.locator(f"[data-item='q{number}']")
        if not item.count():
            page.locator("field-form nav button").last.click()
        item.get_by_role("radio", name="No", exact=True).click()
        given["answers"] += 1
        if number % EACH_WITH_PHOTO == 1:
            item.locator("input[type=file]").set_input_files(_photo(number))
            item.locator("img").wait_for(timeout=PATIENCE_MS)
            given["photos"] += 1
        if number == items // 2:
            application.kill()
            page.reload()
            item.wait_for(timeout=PATIENCE_MS)
            application.start()
        page.wait_for_timeout(max(0.0, start + seconds * number / items - time.monotonic()) * 1000)
    network.heal()
    page.evaluate("dispatchEvent(new Event('online'))")
    return given


def _photo(number: int) -> dict[str, Any]:
    out = BytesIO()
    Image.effect_noise((3000, 2000), 20 + number).convert("RGB").save(out, "JPEG")
    return {"name": "IMG.JPG", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def _figures(given: dict[str, int], seconds: float, took: float) -> list[Figure]:
    stored: dict[str, tuple[int, int]] = {}
    with reading() as session:
        for name, table in (("answers", Answer), ("photos", Evidence)):
            items = session.scalar(select(func.count(table.item_code.distinct()))) or 0
            stored[name] = (items, session.scalar(select(func.count()).select_from(table)) or 0)
    lost = sum(given[name] - stored[name][0] for name in given)
    doubled = sum(rows - items for items, rows in stored.values())
    counted = {f"{name}_given": float(n) for name, n in given.items()} | {
        f"{name}_stored": float(stored[name][0]) for name in given
    }
    return [
        Figure("offline form: lost", lost, "", "0", {"offline_s": seconds, **counted}),
        Figure("offline form: doubled", doubled, "", "0"),
        Figure("offline form: all stored after the network came back", round(took, 2), "s"),
    ]
