"""A random sample that anybody can draw again: units in the order of a hash over seed and unit, and the first of them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A ticket or recording, and the code of the store it belongs to."""

    key: str
    store_code: str


def draw(units: Sequence[Unit], *, seed: str, size: int) -> list[Unit]:
    """The `size` units whose SHA-256 over the UTF-8 of seed, line feed and key is smallest, in that order.

    The hash is as good as a random number for each unit, so each subset is equally likely; the order of the list does not
    matter, and a longer sample of the same seed begins with the shorter one. Keys are unique; fewer units give all of them.
    """
    return sorted(units, key=lambda unit: (hashlib.sha256(f"{seed}\n{unit.key}".encode()).hexdigest(), unit.key))[:size]


def population_hash(units: Sequence[Unit]) -> str:
    """SHA-256 in hex over the units as JSON, in the order of their keys: another list has another hash."""
    listed = sorted((unit.key, unit.store_code) for unit in units)
    return hashlib.sha256(json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
