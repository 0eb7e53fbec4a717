"""How the scored columns of a form are written: bands `<30: 2; 30-60: 1; >=60: 0`, evidence `no: photo, note`, policy JSON.

Each `read_` raises ValueError where nothing can be meant; each `write_` gives a text that reads back the same.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from audits.rubrics.forms.text import BandText, EvidenceText
from audits.scoring import forms as scoring_forms
from audits.scoring.policy import Policy, policy_document
from tracker.core.refusals import Refusal

_NUMBER = r"-?(?:\d{1,15}(?:\.\d{1,6})?|\.\d{1,6})"
_RANGE = re.compile(
    rf"(?P<start>{_NUMBER})\s*(?:-|\.\.)\s*(?P<below>{_NUMBER})|<\s*(?P<under>{_NUMBER})|>=\s*(?P<over>{_NUMBER})"
)
_WIDE = str.maketrans("；：，＜＞", ";:,<>", "\u00a0")
EVERYTHING = "*"  # one band for every number
PHOTO, NOTE = "photo", "note"
_MARK = re.compile(rf"({PHOTO}|{NOTE}) of (\S+)")


def read_number(text: str) -> Decimal:
    if not re.fullmatch(rf"\+?{_NUMBER}", text.strip(), re.ASCII):
        raise ValueError(text)
    return Decimal(text.strip())


def write_number(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_bands(text: str) -> list[BandText]:
    bands = []
    for part in _parts(text.translate(_WIDE).replace("≥", ">="), ";"):
        limits, points = _pair(part)
        found = _RANGE.fullmatch(limits)
        if found is None and limits != EVERYTHING:
            raise ValueError(part)
        named = found.groupdict() if found else {}
        start, below = named.get("start") or named.get("over"), named.get("below") or named.get("under")
        band = {"from": start and Decimal(start), "below": below and Decimal(below), "points": read_number(points)}
        bands.append(_checked(BandText, band))
    return bands


def write_bands(bands: Iterable[BandText]) -> str:
    return "; ".join(f"{_limits(band)}: {write_number(band.points)}" for band in bands)


def _limits(band: BandText) -> str:
    if band.start is None:
        return EVERYTHING if band.below is None else f"<{write_number(band.below)}"
    start = write_number(band.start)
    return f">={start}" if band.below is None else f"{start}-{write_number(band.below)}"


def read_evidence(text: str, codes: Mapping[str, str]) -> EvidenceText:
    """`codes` has the option for each name an answer may have in the form."""
    wanted: dict[str, list[str]] = {PHOTO: [], NOTE: []}
    for part in _parts(text.translate(_WIDE), ";"):
        name, kinds = _pair(part)
        if name not in codes:
            raise ValueError(name)
        for kind in _parts(kinds, ","):
            if kind not in wanted:
                raise ValueError(kind)
            wanted[kind].append(codes[name])
    return EvidenceText(photo=wanted[PHOTO], note=wanted[NOTE])


def write_evidence(evidence: EvidenceText, names: Mapping[str, str]) -> str:
    """`names` has the name in the form for each option; the order of both lists is kept."""
    asked = [(code, PHOTO) for code in evidence.photo] + [(code, NOTE) for code in evidence.note]
    together: dict[str, list[str]] = {}
    for code, kind in asked:
        together.setdefault(code, []).append(kind)
    entries = together.items() if _orders(together) == evidence else ((code, [kind]) for code, kind in asked)
    return "; ".join(f"{names.get(code, code)}: {', '.join(kinds)}" for code, kinds in entries)


def _orders(together: Mapping[str, list[str]]) -> EvidenceText:
    return EvidenceText(
        photo=[code for code, kinds in together.items() if PHOTO in kinds],
        note=[code for code, kinds in together.items() if NOTE in kinds],
    )


def write_mark(kind: str, name: str) -> str:
    """What the evidence cell says of a question that takes the picture or the note of another."""
    return f"{kind} of {name}"


def read_mark(text: str) -> tuple[str, str] | None:
    """The kind of evidence and the name of the question it belongs to."""
    found = _MARK.fullmatch(text.strip())
    return (found[1], found[2]) if found else None


def read_policy(text: str) -> dict[str, Any]:
    """A preset's name, or switches as JSON; in full."""
    try:
        given = json.loads(text) if text.lstrip().startswith("{") else text.strip()
        return policy_cells(scoring_forms.read_policy(given))
    except Refusal as refusal:
        raise ValueError(text) from refusal


def policy_cells(policy: Policy) -> dict[str, Any]:
    """The policy in full as a rubric holds it."""
    plain: dict[str, Any] = json.loads(json.dumps(policy_document(policy), default=_plain))
    return plain


def write_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(value: Any) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _parts(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]


def _pair(part: str) -> tuple[str, str]:
    left, found, right = part.rpartition(":")
    if not found:
        raise ValueError(part)
    return left.strip(), right.strip()


def _checked(shape: Callable[..., BandText], values: dict[str, Any]) -> BandText:
    try:
        return shape(**values)
    except ValidationError as error:
        raise ValueError(str(values)) from error
