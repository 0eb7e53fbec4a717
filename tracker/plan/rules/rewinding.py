"""A task as it stood earlier: from what it is now and the log's entries since, taken back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

FIELDS = ("starts_on", "due_on", "done_on", "status")
NEW = ".added"  # how the verb ends that makes a task


class Entry(NamedTuple):
    """Of the log: `change` as {field: [before, after]}, with dates as ISO text."""

    verb: str
    change: Mapping[str, Any]


def rewound(now: Mapping[str, Any], since: Iterable[Entry]) -> dict[str, Any] | None:
    """`FIELDS` as they stood before these entries, which come oldest first. None where the task was not there yet."""
    found = {field: now[field] for field in FIELDS}
    taken: set[str] = set()
    for entry in since:
        if entry.verb.endswith(NEW):
            return None
        for field in FIELDS:
            both = entry.change.get(field)
            if field not in taken and isinstance(both, list) and len(both) == 2:
                found[field] = _read(field, both[0])
                taken.add(field)
    return None if found["starts_on"] is None else found


def _read(field: str, value: Any) -> Any:
    return date.fromisoformat(value) if field.endswith("_on") and isinstance(value, str) else value
