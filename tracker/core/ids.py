"""Keys that can be made anywhere, sort by time, and need no sequence."""

from uuid import UUID, uuid4  # noqa: TID251 (where keys come from)

from uuid_utils.compat import uuid7

__all__ = ["UUID", "new_id", "timeless_id"]


def new_id() -> UUID:
    """UUIDv7 (RFC 9562)."""
    return uuid7()


def timeless_id() -> UUID:
    """A random key (UUIDv4) for what must not tell when it was made: a UUIDv7 tells the millisecond."""
    return uuid4()
