"""What two visits wrote in the same words."""

import hashlib
import unicodedata

SHORTEST_TEXT = 24  # letters wide: below some five words or twelve Chinese characters, two people write the same by chance


def text_mark(text: str) -> str | None:
    """SHA-256 of the letters and digits of a text, whatever their case, width and spaces; None where it is too short to tell."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
    width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in letters)
    return hashlib.sha256(letters.encode()).hexdigest() if width >= SHORTEST_TEXT else None
