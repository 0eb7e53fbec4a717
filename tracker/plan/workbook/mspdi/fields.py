"""Elements of a Microsoft Project file and the values in them. A value that is none is refused with its place."""

import re
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from xml.etree.ElementTree import Element

from tracker.core.refusals import Refusal
from tracker.plan.rules.calendar import DAY

NAMESPACE = "http://schemas.microsoft.com/project"
MINUTE = 60
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?", re.ASCII)
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?", re.ASCII)


class Fields:
    """The children of an element by name, whatever their namespace; `place` names the element to people."""

    def __init__(self, element: Element, place: str) -> None:
        self.place = place
        self._children: dict[str, list[Element]] = {}
        for child in element:
            if isinstance(child.tag, str):
                self._children.setdefault(bare(child.tag), []).append(child)

    def parts(self, *path: str) -> Iterator["Fields"]:
        """The elements at the end of the path, numbered from 1."""
        for child in self._children.get(path[0], ()):
            if len(path) > 1:
                yield from Fields(child, self.place).parts(*path[1:])
                continue
            yield Fields(child, f"{self.place}, {path[0]}" if self.place else path[0])

    def named(self, place: str) -> "Fields":
        self.place = place
        return self

    def has(self, name: str) -> bool:
        return name in self._children

    def text(self, name: str) -> str | None:
        """None for an element that is missing or empty."""
        found = self._children.get(name)
        text = (found[0].text or "").strip() if found else ""
        return text or None

    def whole(self, name: str) -> int | None:
        text = self.text(name)
        if text is None:
            return None
        if not _NUMBER.fullmatch(text):
            return self._wrong(name, text)
        return int(text) if "." not in text else round(Fraction(text))

    def flag(self, name: str) -> bool | None:
        text = self.text(name)
        return None if text is None else text.lower() in ("1", "true", "-1")

    def moment(self, name: str) -> int | None:
        """Seconds from the beginning of ordinal 0. `NA` is how Project writes no date."""
        text = self.text(name)
        if text is None or text == "NA":
            return None
        found = _MOMENT.fullmatch(text)
        try:
            return moment_of(datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00'}")) if found else self._wrong(name, text)
        except ValueError:
            return self._wrong(name, text)

    def duration(self, name: str) -> int | None:
        """PT8H0M0S in seconds."""
        text = self.text(name)
        if text is None:
            return None
        found = _DURATION.fullmatch(text)
        if not found or len(text) > 40:
            return self._wrong(name, text)
        parts = zip(found.groups()[1:], (DAY, 3600, MINUTE, 1), strict=True)
        length = round(sum(int(part) * unit if part.isdigit() else Fraction(part) * unit for part, unit in parts if part))
        return -length if found[1] else length

    def clock(self, name: str) -> int | None:
        """Seconds of the day."""
        text = self.text(name)
        if text is None:
            return None
        found = _CLOCK.fullmatch(text.split("T")[-1])
        return int(found[1]) * 3600 + int(found[2]) * MINUTE + int(found[3] or 0) if found else self._wrong(name, text)

    def needed(self, name: str) -> int:
        found = self.whole(name)
        return self._wrong(name, "") if found is None else found

    def _wrong(self, name: str, text: str) -> int:
        raise Refusal("plan.xml_value", place=f"{self.place}, {name}" if self.place else name, text=text[:80])


def bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def moment_of(at: datetime) -> int:
    return at.toordinal() * DAY + at.hour * 3600 + at.minute * MINUTE + at.second


def moment_text(moment: int) -> str:
    """YYYY-MM-DDTHH:MM:SS; ValueError for a day that no date can name."""
    day, second = divmod(moment, DAY)
    named = datetime.fromordinal(day)
    return f"{named:%Y-%m-%d}T{second // 3600:02}:{second // MINUTE % 60:02}:{second % 60:02}".zfill(19)
