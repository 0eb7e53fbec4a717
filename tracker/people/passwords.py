"""Local passwords: argon2id at the OWASP minimum, two hashes at a time (each takes 19 MiB and a core).

A hash takes 22 ms. Compute it before a writing door is opened, never behind it: other writers would wait.
"""

import secrets
import threading
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.core.refusals import Refusal

SHORTEST, LONGEST = 10, 128
TOO_COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that reads like something else
GENERATED_LENGTH = 16  # 79 bits

_hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
_two_at_a_time = threading.Semaphore(2)


def hashed(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refusal("people.password_length", field="password", shortest=SHORTEST, longest=LONGEST)
    if password.lower() in TOO_COMMON or len(set(password)) < 4:
        raise Refusal("people.password_common", field="password")
    return _hashed(password)


def matches(stored: str | None, password: str) -> bool:
    """Takes as long for an account that does not exist as for one that does."""
    nobody = _nobody()
    if len(password) > LONGEST:
        password = ""
    with _two_at_a_time:
        try:
            return _hasher.verify(stored or nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def renewed(stored: str, password: str) -> str | None:
    """The hash by today's parameters, when the stored one was made by older ones."""
    return _hashed(password) if _hasher.check_needs_rehash(stored) else None


def generated(length: int = GENERATED_LENGTH) -> str:
    """For others to type: groups of four, as ABCD-EFGH."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(letters[start : start + 4] for start in range(0, length, 4))


def _hashed(password: str) -> str:
    with _two_at_a_time:
        return _hasher.hash(password)


@cache
def _nobody() -> str:
    return _hashed(secrets.token_hex(16))
