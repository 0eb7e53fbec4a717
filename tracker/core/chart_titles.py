"""The title of a chart, which says its finding: a sentence in as many lines as a phone needs."""

import unicodedata
from typing import Any

TITLE_WIDTH = 46  # letters a line: what fits a phone of 390 pixels at 13 pixels a letter
TITLE_LINE = 18


def heading(text: str) -> tuple[dict[str, Any], int]:
    """Vega's title, and the pixels it adds to the height."""
    lines = wrapped(text)
    title = {
        "text": lines,
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 13,
        "fontWeight": 600,
        "lineHeight": TITLE_LINE,
        "offset": 10,
        "limit": 0,
    }
    return title, TITLE_LINE * len(lines)


def titled(chart: Any, title: dict[str, Any]) -> dict[str, Any]:
    """An Altair chart as Vega-Lite on the page's own ground, under its title."""
    spec: dict[str, Any] = chart.configure(background="transparent").configure_view(stroke=None).to_dict()
    return spec | {"title": title}


def wrapped(text: str, most: int = TITLE_WIDTH) -> list[str]:
    """Lines of so many letters at most, a Chinese sign being two; broken between words, and in Chinese between any two signs but
    before a closing one."""
    lines, width = [""], 0
    for piece in _pieces(text):
        length = letters(piece)
        if width and width + length > most:
            lines.append("")
            width, piece = 0, piece.lstrip()
        lines[-1] += piece
        width += length
    return [line.rstrip() for line in lines]


def letters(text: str) -> int:
    """How wide a text is: a Chinese sign counts two."""
    return sum(_letter_width(letter) for letter in text)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for letter in text:
        glued = pieces and letter != " " and (_letter_width(letter) == 1 or unicodedata.category(letter) in ("Po", "Pe"))
        if glued and (_letter_width(pieces[-1][-1]) == 1 or unicodedata.category(letter) in ("Po", "Pe")):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _letter_width(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
