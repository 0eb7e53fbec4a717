"""How a checklist is cut into screens."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")

ITEMS_PER_SCREEN = 8  # the cost of a rerun grows with the elements in it; see the figures for the form


def screens_of(sections: Iterable[tuple[str, Sequence[Item]]]) -> list[tuple[str, list[Item]]]:
    """The screens of a checklist as (section, items): a section longer than a screen is cut into equal parts."""
    screens: list[tuple[str, list[Item]]] = []
    for code, items in sections:
        parts = -(-len(items) // ITEMS_PER_SCREEN)
        for part in range(parts):
            start, end = part * len(items) // parts, (part + 1) * len(items) // parts
            screens.append((code, list(items[start:end])))
    return screens
