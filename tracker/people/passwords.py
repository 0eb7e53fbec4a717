"""Local passwords: argon2id at the OWASP minimum, two hashes at a time (each takes 19 MiB and a core)."""

import secrets
import threading
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.core.refusals import Refusal

SHORTEST, LONGEST = 10, 128
TOO_COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())

_hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
_two_at_a_time = threading.Semaphore(2)


def hashed(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refusal("people.password_length", field="password", shortest=SHORTEST, longest=LONGEST)
    if password.lower() in TOO_COMMON or len(set(password)) < 4:
        raise Refusal("people.password_common", field="password")
    with _two_at_a_time:
        return _hasher.hash(password)


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))


def matches(stored: str | None, password: str) -> bool:
    """Takes as long for an account that does not exist as for one that does."""
    if len(password) > LONGEST:
        password = ""
    with _two_at_a_time:
        try:
            return _hasher.verify(stored or _nobody(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False
