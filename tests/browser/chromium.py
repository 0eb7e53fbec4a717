"""The browser of the tests: the system's Chromium, else what `python -m tests.browser.chromium` installs."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

SYSTEM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # as root there is no sandbox; the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
)
HINT = "No browser: install Chromium (Debian: apt-get install chromium) or run .venv/bin/playwright install chromium, then again."


@cache
def executable() -> str | None:
    for name in SYSTEM:
        path = shutil.which(name)
        if path and _starts(path):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def _starts(path: str) -> bool:
    """Ubuntu has a `chromium-browser` that only says it is a snap."""
    return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0


def has_chinese_font() -> bool:
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout if shutil.which("fc-list") else b""
    return bool(listed.strip())


def _by_apt(*packages: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {' and '.join(packages)} (once)", flush=True)
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False, **quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(command, env=environment, check=False, **quiet).returncode == 0


def _by_playwright() -> bool:
    with_libraries = ["--with-deps"] if os.geteuid() == 0 and shutil.which("apt-get") else []
    print("Installing Playwright's Chromium (once)", flush=True)
    command = [sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


def main() -> int:
    if not has_chinese_font() and not (_by_apt("fontconfig", "fonts-noto-cjk") and has_chinese_font()):
        print("No Chinese font: screenshots show boxes for Chinese text. Install one, such as Noto Sans CJK.")
    for install in (None, lambda: _by_apt("chromium"), _by_playwright):
        if install:
            install()
            executable.cache_clear()
        if executable():
            return 0
    print(HINT, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
