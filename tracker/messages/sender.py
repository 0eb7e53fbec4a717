"""Sends what waits in the outbox: a thread of the service, and `python -m tracker send`.

No transaction is open while a carrier is spoken to. Each message is sent at least once: who dies between the carrier's answer and
its note leaves the message to the next sender, after the claim.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.db import reading, writing
from tracker.messages.actions.outbox import Letter, Reminder, claim_letter, forget_old, settle_letter, tell_one
from tracker.messages.post import deliver
from tracker.messages.queries import is_anything_waiting, kinds_wanted
from tracker.messages.rules import DUE_KINDS

Reminders = Callable[[Session], Iterable[Reminder]]
Chore = Callable[[], object]
LOOK_EVERY = 15.0  # seconds
REMIND_EVERY = timedelta(hours=1)  # a due day begins at another hour in each zone
REMIND_AT_ONCE = 100  # a transaction: other writers wait no longer
LAST_WORD = 10.0  # seconds that a stop waits for a sending under way
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    letters: int = 0
    failed: int = 0


def send_waiting(go_on: Callable[[], bool] = lambda: True) -> Sent:
    """Send what is due, one letter after the other, until nothing waits."""
    sent = failed = 0
    while go_on():
        with reading() as session:  # an idle look takes no turn of the writers
            waits = is_anything_waiting(session)
        letter = _claimed() if waits else None
        if letter is None:
            break
        error = letter.trouble or deliver(letter.address, letter.email, letter.subject, letter.body)
        with writing() as session:
            settle_letter(session, letter=letter, error=error)
        sent, failed = sent + (not error), failed + bool(error)
    return Sent(sent, failed)


def remind(sources: Sequence[Reminders]) -> None:
    """Write what has come due. Found again it is not written again: the key of a message is its reason."""
    with reading() as session:
        found = [one for source in sources for one in source(session)] if kinds_wanted(session) & DUE_KINDS else []
    for start in range(0, len(found), REMIND_AT_ONCE):
        with writing() as session:
            for reminder in found[start : start + REMIND_AT_ONCE]:
                tell_one(session, reminder, in_the_morning=True)


class Sender:
    """The thread. `sources` find what is due; they come from the launcher, for messages know nothing of visits. So do `chores`:
    what else is to be done every hour, each by itself."""

    def __init__(self, sources: Sequence[Reminders] = (), *, chores: Sequence[Chore] = (), every: float = LOOK_EVERY) -> None:
        self._sources, self._chores, self._every = sources, chores, every
        self._ended = threading.Event()
        self._reminded_at: datetime | None = None
        self._thread = threading.Thread(target=self._run, name="messages", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """At the next chance; one that hangs at a carrier is left behind, and its claim runs out."""
        self._ended.set()
        self._thread.join(LAST_WORD)

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self._look()
            except Exception:  # a database that restarts, a bug in one reminder: the next look may fare better
                log.exception("messages were not looked after")

    def _look(self) -> None:
        now = clock.now()
        if self._reminded_at is None or now - self._reminded_at >= REMIND_EVERY:
            remind(self._sources)
            with writing() as session:
                forget_old(session)
            self._reminded_at = now
            for chore in self._chores:
                _do(chore)
        send_waiting(lambda: not self._ended.is_set())


def _do(chore: Chore) -> None:
    """One that fails keeps neither the other ones nor messages waiting; it comes again in an hour."""
    try:
        chore()
    except Exception:
        log.exception("an hourly chore was not done")


def _claimed() -> Letter | None:
    with writing() as session:
        return claim_letter(session)
