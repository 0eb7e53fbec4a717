"""The post: what Apprise understands, and what it delivers. Loaded when first needed: it takes 0.2 s, its services another 0.6 s,
and 45 MB that an installation without messages never spends."""

import logging
from typing import Any
from urllib.parse import quote

from tracker.messages.rules import LONGEST_ERROR, RECEIVER, one_line, without_secrets

SOMEBODY = "somebody@example.com"


def understands(address: str) -> bool:
    """Whether Apprise knows such a service and finds all it needs in the address. Nothing is sent."""
    return _service(address, SOMEBODY) is not None


def deliver(address: str, email: str, subject: str, body: str) -> str:
    """Send it now. Empty when the service took it; else what went wrong, without a secret. Never raises: Apprise itself reports
    trouble by words, and a service that breaks is trouble as well."""
    import apprise

    capture: Any = apprise.LogCapture
    with capture(level=logging.WARNING, fmt="%(message)s") as said:
        try:
            service = _service(address, email)
            if service is not None and service.notify(body=body, title=subject, body_format=apprise.NotifyFormat.TEXT):
                return ""
            what = said.getvalue()
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
    return one_line(without_secrets(what, address, email), LONGEST_ERROR) or "-"


def _service(address: str, email: str) -> Any:
    import apprise

    logging.getLogger(
        "apprise"
    ).propagate = False  # its warnings name receivers; they stand in the outbox, not in the server's log
    return apprise.Apprise.instantiate(address.replace(RECEIVER, quote(email, safe="")), suppress_exceptions=True)
