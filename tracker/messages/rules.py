"""Which messages there are, who may read them, how often sending is tried, and what is never said."""

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

RECEIVER = "{email}"
DUE_SOON = timedelta(days=2)
REMIND_BACK = timedelta(days=7)  # what has been overdue for longer is no news, when a target is added or somebody comes back
MORNING = time(8)  # reminders wait for it, in the receiver's zone: nobody is woken by a due day
CLAIM = timedelta(minutes=5)  # longer than a carrier may take, which gives up after seconds
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
MOST_ATTEMPTS = len(WAITS) + 1  # the last one almost a day after the first: a night's outage is bridged
KEPT = timedelta(days=90)  # then a message is forgotten: it says who had to do with which store
MOST_TOGETHER = 20  # messages that one sending joins: whoever is given twenty visits gets one mail
LONGEST_SUBJECT, LONGEST_BODY, LONGEST_ERROR = 300, 4000, 500
HIDDEN = "•••"
SHORTEST_SECRET = 6


class MessageKind(StrEnum):
    VISIT_ASSIGNED = "visit_assigned"
    VISIT_DUE_SOON = "visit_due_soon"
    VISIT_OVERDUE = "visit_overdue"
    AUDIT_RETURNED = "audit_returned"
    AUDIT_RELEASED = "audit_released"
    APPEAL_OPENED = "appeal_opened"
    APPEAL_DECIDED = "appeal_decided"
    ACTION_ASSIGNED = "action_assigned"
    ACTION_DUE_SOON = "action_due_soon"
    ACTION_OVERDUE = "action_overdue"
    TASK_DUE_SOON = "task_due_soon"
    TASK_OVERDUE = "task_overdue"
    ALERT_OWNED = "alert_owned"


DUE_KINDS = frozenset(
    {
        MessageKind.VISIT_DUE_SOON,
        MessageKind.VISIT_OVERDUE,
        MessageKind.ACTION_DUE_SOON,
        MessageKind.ACTION_OVERDUE,
        MessageKind.TASK_DUE_SOON,
        MessageKind.TASK_OVERDUE,
    }
)  # found by looking; the others are written with a change
# A group may hold people of the store: it is told that there is something to do, not where and when somebody visits.
VEILED_IN_GROUPS = frozenset(
    {MessageKind.VISIT_ASSIGNED, MessageKind.VISIT_DUE_SOON, MessageKind.VISIT_OVERDUE, MessageKind.AUDIT_RETURNED}
)


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


def is_personal(address: str) -> bool:
    """Whether each receiver is written to alone; else a group of people reads along."""
    return RECEIVER in address


def masked(address: str) -> str:
    """What of an address may be shown: how it is sent. For some services even the host is the key."""
    return address.partition("://")[0] + "://" + HIDDEN


def without_secrets(text: str, address: str, email: str = "") -> str:
    """What went wrong, without a piece of the address it was sent to."""
    whole = re.findall(r"[\w@%+=.-]+", address.partition("://")[2].replace(RECEIVER, " "))
    pieces = {email, *whole, *(part for one in whole for at in ("=", "[=@]") for part in re.split(at, one))}
    for piece in sorted(pieces, key=len, reverse=True):
        if len(piece) >= SHORTEST_SECRET:
            text = text.replace(piece, HIDDEN)
    return text


def one_line(text: str, longest: int) -> str:
    """Text without line breaks and other control characters, which would end a mail's header and begin another."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def plain_lines(text: str, longest: int) -> str:
    """Text in lines, without other control characters."""
    lines = ("".join(letter for letter in line if letter.isprintable()).rstrip() for line in text.splitlines())
    kept = "\n".join(lines).strip()
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None when it is given up."""
    return WAITS[attempts - 1] if attempts < MOST_ATTEMPTS else None


def not_before(moment: datetime, zone: str) -> datetime:
    """`moment`, or the morning of its day in that zone if that is later."""
    here = moment.astimezone(ZoneInfo(zone))
    return max(moment, datetime.combine(here.date(), MORNING, here.tzinfo))


def is_late(due_on: date, today: date) -> bool | None:
    """Whether to remind of something as overdue (true) or as due soon (false); None when it is not the time for either."""
    if today > due_on:
        return True if today - due_on <= REMIND_BACK else None
    return False if due_on - today <= DUE_SOON else None
