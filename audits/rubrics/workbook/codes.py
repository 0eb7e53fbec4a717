"""Codes of a rubric from the names of a form, which may repeat in different groups and hold letters of any script."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from audits.rubrics.forms.conditions import ITEM_CODE

LONGEST = 60


def item_codes(named: Sequence[tuple[Sequence[str], str, str]]) -> list[str]:
    """A code for each (groups, name, code of its own or empty). Where names repeat, the groups tell them apart."""
    plain = [own if _is_code(own) else code_from(name) for _, name, own in named]
    often = Counter(plain)
    taken: set[str] = {code for code, times in often.items() if times == 1}
    codes = []
    for (groups, name, _), code in zip(named, plain, strict=True):
        if often[code] > 1:
            code = unique(code_from("_".join([*groups, name])), taken)
            taken.add(code)
        codes.append(code)
    return codes


def option_codes_of(names: Iterable[str]) -> list[str]:
    codes: list[str] = []
    for name in names:
        text = re.sub(r"[^A-Za-z0-9_-]+", "_", name)[:LONGEST]
        codes.append(unique(text if text[:1].isalnum() else f"o{text}"[:LONGEST], codes))
    return codes


def code_from(name: str) -> str:
    """The name with only letters, digits, _ and -, beginning with a letter."""
    text = re.sub(r"[^A-Za-z0-9_-]+", "_", name)
    text = text if text[:1].isalpha() else f"q_{text}"
    return text[:LONGEST]


def unique(wanted: str, taken: Iterable[str]) -> str:
    used, code, number = set(taken), wanted, 1
    while code in used:
        number += 1
        end = f"_{number}"
        code = wanted[: LONGEST - len(end)] + end
    return code


def _is_code(text: str) -> bool:
    return len(text) <= LONGEST and re.fullmatch(ITEM_CODE, text) is not None
