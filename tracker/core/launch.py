"""What happens once, before the first visitor: unsafe settings refused, schema up to date, memory settled."""

import gc
import importlib
from collections.abc import Callable

from sqlalchemy.orm import configure_mappers

from tracker.core.schema import PACKAGES, bring_up_to_date
from tracker.core.settings import ROOT, settings
from tracker.core.words import LANGUAGES, catalogue

LOCAL = ("127.0.0.1", "localhost", "::1")
PREIMPORTED = ("pandas", "altair", "sqlalchemy.orm", "babel.dates", "babel.numbers")

SAFE: dict[str, object] = {
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.trustedUserHeaders": {"X-Tracker-Session": "session"},
    "client.showErrorDetails": "none",
    "browser.gatherUsageStats": False,
}
LARGEST_UPLOAD = 10


class UnsafeSetting(RuntimeError):
    """Better no service than one that leaks."""


def refuse_unsafe(option: Callable[[str], object]) -> None:
    """`option` reads one of Streamlit's settings."""
    for name, wanted in SAFE.items():
        if option(name) != wanted:
            raise UnsafeSetting(
                f"{name} is {option(name)!r} and must be {wanted!r}. Run from the project's folder, so that its "
                ".streamlit/config.toml is found, and do not override this setting."
            )
    if int(str(option("server.maxUploadSize"))) > LARGEST_UPLOAD:
        raise UnsafeSetting(f"server.maxUploadSize is above {LARGEST_UPLOAD} MB: strangers' files would fill the memory.")
    if option("server.address") not in LOCAL and not settings().secure:
        raise UnsafeSetting(
            "The service listens beyond this machine, but TRACKER_PUBLIC_URL is not an https address: passwords would travel in "
            "plain text. Put a proxy with TLS in front and set TRACKER_PUBLIC_URL to the address people type."
        )


def screens() -> list[str]:
    """Every module that a page can need. What is imported at the first look at a page would not be frozen, and cost each run."""
    found = [path for package in PACKAGES for path in (ROOT / package).glob("*/**/*.py") if "screens" in str(path)]
    return sorted(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in found)


def prepare(option: Callable[[str], object]) -> None:
    refuse_unsafe(option)
    bring_up_to_date()
    for name in (*PREIMPORTED, *screens()):
        importlib.import_module(name)
    configure_mappers()
    for language in LANGUAGES:
        catalogue(language)
    # Streamlit collects garbage after every run; with pandas and altair loaded that costs 90 ms unless frozen.
    gc.collect()
    gc.freeze()
