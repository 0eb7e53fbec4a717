"""What a cell read when a workbook went out, in few letters: so that an edit is told from a change that somebody else made."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import blake2b

LETTERS = 6  # 36 bits a cell: two texts are taken for one in 1 of 7e10


def mark(cells: Sequence[object]) -> str:
    """A few letters for each cell, in the order of the columns."""
    return "".join(_letters(cell) for cell in cells)


def letters_of(marked: str, columns: int) -> list[str] | None:
    """The letters of each column, or None where the mark is not of so many."""
    if len(marked) != columns * LETTERS:
        return None
    return [marked[at : at + LETTERS] for at in range(0, len(marked), LETTERS)]


def reads_as(cell: object, letters: str) -> bool:
    return _letters(cell) == letters


def _letters(cell: object) -> str:
    return urlsafe_b64encode(blake2b(repr(cell).encode(), digest_size=5).digest()).decode()[:LETTERS]
