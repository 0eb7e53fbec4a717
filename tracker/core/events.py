"""The event log: who, what, when, on what, with the change, written in the action's own transaction.

The chain is HMAC-SHA256 with a key outside the database: whoever edits, inserts or removes an entry without the key breaks it.
Cutting off the tail is seen only against an anchor, so the head that `verify()` returns is for printing and sending elsewhere.
"""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.models import Event, Secret
from tracker.core.settings import settings
from tracker.core.words import Label

LOG_LOCK = 7_265_001  # advisory lock of the log on PostgreSQL; without it 895 of 974 links broke
FIRST = "0" * 64
NOTED = "events noted"  # in a session's info


@cache
def _key(given: str, path: Path) -> bytes:
    if given:
        return given.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text().encode()


def key() -> bytes:
    return _key(settings().event_key.get_secret_value(), settings().var / "event.key")


def keyed_hash(value: str) -> str:
    return hmac.new(key(), value.encode(), hashlib.sha256).hexdigest()


def record(
    session: Session, *, by: UUID | None, verb: str, on: str, key: UUID | None = None, change: dict[str, Any] | None = None
) -> None:
    """Note one entry, to be appended when the transaction is stored.

    The log has one writer at a time, so its lock is the last one taken: who held it and then waited for a row would wait for
    good, when the row's holder waits for the log.
    """
    if NOTED not in session.info:
        session.info[NOTED] = []
        listen(session, "before_commit", _append)
    said = {"by": by, "verb": verb, "subject_kind": on, "subject_id": key, "change": plain(change or {})}
    session.info[NOTED].append({"at": clock.now(), **said})


def _append(session: Session) -> None:
    noted, session.info[NOTED] = session.info[NOTED], []
    if not noted:
        return
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOG_LOCK})
    last = session.execute(select(Event.position, Event.hash).order_by(Event.position.desc()).limit(1)).one_or_none()
    position, previous = (last.position, last.hash) if last else (0, FIRST)
    for at, said in enumerate(noted, start=position + 1):
        entry = Event(position=at, **said, hash="")
        entry.hash = previous = _link(previous, entry)
        session.add(entry)
    session.flush()


@dataclass(frozen=True)
class Verified:
    entries: int
    head: str
    broken_at: int | None


def verify(session: Session) -> Verified:
    """Walk the chain; `broken_at` is the position of the first entry that does not follow from the one before."""
    previous, expected = FIRST, 1
    for entry in session.scalars(select(Event).order_by(Event.position)).yield_per(1000):
        if entry.position != expected or not hmac.compare_digest(entry.hash, _link(previous, entry)):
            return Verified(expected - 1, previous, expected)
        previous, expected = entry.hash, expected + 1
    return Verified(expected - 1, previous, None)


def holds(session: Session, head: str) -> bool:
    """Whether this head, kept elsewhere, is still an entry's hash. False in an unbroken chain: its tail was cut off."""
    return head == FIRST or session.scalar(select(Event.position).where(Event.hash == head)) is not None


def _link(previous: str, entry: Event) -> str:
    body = [
        previous,
        entry.position,
        entry.at.isoformat(),
        str(entry.by),
        entry.verb,
        entry.subject_kind,
        str(entry.subject_id),
        entry.change,
    ]
    text_form = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key(), text_form.encode(), hashlib.sha256).hexdigest()


def plain(value: Any) -> Any:
    """The change as JSON that reads back the same from both databases."""
    if isinstance(value, Secret):
        return "hmac:" + keyed_hash(value.value)
    if isinstance(value, Label):
        return {"en": value.en, "zh_CN": value.zh_CN}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, float):
        return repr(value)  # JSONB would turn 1.0 into 1 and break the link
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value
