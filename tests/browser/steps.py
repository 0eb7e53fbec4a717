"""What a person does again and again in a browser."""

import time

from playwright.sync_api import Page, expect

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


def sign_in(page: Page, user_name: str, password: str, *, to: str = "/") -> None:
    """Ends on the page that was asked for, at rest."""
    page.goto(to)
    page.locator("input[name=user_name]").fill(user_name)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("[data-testid=stApp]")).to_be_visible(timeout=30_000)
    settled(page)
