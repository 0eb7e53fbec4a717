"""All values of all tables, without keys, moments, and what is made of them: equal where the same example was filled in."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.models import Base

NOT_THE_EXAMPLE = frozenset({"event", "credential", "sign_in_session", "sign_in_failures"})
MADE_OF_KEYS = frozenset({"payload_hash", "password_hash", "evidence", "evidence_hash"})
KEYS_WITHIN = frozenset({"baseline_locked_by", "owner_id"})  # of a contract's version


def digest(session: Session) -> dict[str, str]:
    """By table: a fingerprint of its rows in an order of their own."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name in NOT_THE_EXAMPLE:
            continue
        rows = sorted(json.dumps(_plain(dict(row)), sort_keys=True) for row in session.execute(select(table)).mappings())
        found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _plain(row: dict[str, Any]) -> dict[str, str]:
    return {
        name: json.dumps(_without_keys(value), default=_by_type, sort_keys=True)  # PostgreSQL orders names inside a document anew
        for name, value in row.items()
        if name not in MADE_OF_KEYS and not isinstance(value, UUID | datetime)
    }


def _without_keys(value: object) -> object:
    return {name: inner for name, inner in value.items() if name not in KEYS_WITHIN} if isinstance(value, dict) else value


def _by_type(value: object) -> object:
    return vars(value) if hasattr(value, "zh_CN") else str(value)
