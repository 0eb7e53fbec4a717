"""Keys that can be made anywhere, sort by time, and need no sequence."""

from uuid import UUID

from uuid_utils.compat import uuid7

__all__ = ["UUID", "new_id"]


def new_id() -> UUID:
    """UUIDv7 (RFC 9562)."""
    return uuid7()
