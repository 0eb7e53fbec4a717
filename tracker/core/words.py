"""Everything a person reads, in English and Chinese.

A key is `domain.name`; the sentence for it stands in `locale/<language>/<domain>.po` with {named} facts. The language is
bound per run (a context variable), never at import, so no module holds a translated constant.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import dates, numbers
from babel.core import Locale
from babel.messages.pofile import read_po

from tracker.core.refusals import Problem, Refusal

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
FALLBACK = "en"
LOCALES = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("language", default=FALLBACK)
_zone: ContextVar[str] = ContextVar("zone", default="UTC")


@dataclass(frozen=True)
class Label:
    """A name that people gave in one language or in both."""

    en: str
    zh_CN: str = ""  # noqa: N815 - the language's own code

    def __str__(self) -> str:
        chinese = language() == "zh_CN"
        return (self.zh_CN or self.en) if chinese else (self.en or self.zh_CN)

    def with_text(self, text: str) -> "Label":
        """The same label with the text of the current language replaced."""
        return Label(self.en, text) if language() == "zh_CN" else Label(text, self.zh_CN)


@cache
def catalogue(code: str) -> dict[str, str]:
    sentences: dict[str, str] = {}
    for path in sorted((LOCALES / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id:
                    sentences[str(message.id)] = str(message.string)
    return sentences


def language() -> str:
    return _language.get()


@contextmanager
def speaking(code: str, zone: str = "UTC") -> Iterator[None]:
    was, zone_was = _language.set(code), _zone.set(zone)
    try:
        yield
    finally:
        _language.reset(was)
        _zone.reset(zone_was)


def speak(code: str, zone: str = "UTC") -> None:
    """Bind language and zone for the rest of this run."""
    _language.set(code if code in LANGUAGES else FALLBACK)
    _zone.set(zone)


def best_language(accepted: str | None) -> str:
    """The first language we speak in a browser's Accept-Language or navigator.language."""
    for part in (accepted or "").split(","):
        code = part.split(";")[0].strip().lower()
        if code.startswith("zh"):
            return "zh_CN"
        if code.startswith("en"):
            return "en"
    return FALLBACK


def say(key: str, **facts: object) -> str:
    """The sentence for a key. A missing key is a bug that the catalogue test finds; people then see the English one."""
    text = catalogue(language()).get(key) or catalogue(FALLBACK).get(key) or key
    return text.format(**{name: show(fact) for name, fact in facts.items()}) if facts else text


def show(fact: object) -> str:
    """A fact in a sentence: dates, numbers and refusable values in the person's locale."""
    if isinstance(fact, bool):
        return say("core.yes" if fact else "core.no")
    if isinstance(fact, datetime):
        return moment(fact)
    if isinstance(fact, date):
        return day(fact)
    if isinstance(fact, int | float):
        return number(fact)
    return str(fact)


def refusal_sentence(refusal: Refusal) -> str:
    named = {"name": field_name(refusal.field)} if refusal.field and "name" in refusal.facts else {}
    return say(refusal.key, **{**refusal.facts, **named})


def field_name(field: str) -> str:
    """What people call a field of a form."""
    return say(f"field.{field}")


def problem_sentence(problem: Problem) -> str:
    """`Milestones, row 12, Due on: write a date as 2026-03-01; it says 'March'.`"""
    where = [
        problem.sheet,
        say("core.row", n=str(problem.row)) if problem.row is not None else "",
        problem.column,
    ]
    place = say("core.place_separator").join(part for part in where if part)
    what = say(problem.key, **dict(problem.facts))
    if problem.fix_key:
        what = say("core.what_and_fix", what=what, fix=say(problem.fix_key, **dict(problem.facts)))
    return say("core.placed", place=place, what=what) if place else what


def day(value: date) -> str:
    return dates.format_date(value, "medium", locale=language())


def month(value: date) -> str:
    return dates.format_skeleton("yMMM", value, locale=language())


def moment(value: datetime) -> str:
    return dates.format_datetime(value, "medium", tzinfo=ZoneInfo(_zone.get()), locale=language())


def time_of_day(value: datetime) -> str:
    """With its seconds: 14:03:12 or 2:03:12 PM."""
    return dates.format_time(value, "medium", tzinfo=ZoneInfo(_zone.get()), locale=language())


def number(value: float, decimals: int | None = None) -> str:
    if decimals is None:
        return numbers.format_decimal(value, locale=language())
    return numbers.format_decimal(value, format="#,##0." + "0" * decimals if decimals else "#,##0", locale=language())


def percent(value: float, decimals: int = 1) -> str:
    """`value` is already in percent: 87.5 is 87.5%."""
    return numbers.format_percent(
        value / 100, format="#,##0." + "0" * decimals + "%" if decimals else "#,##0%", locale=language()
    )


def money(minor: int, currency: str) -> str:
    """`minor` in hundredths of the currency."""
    return numbers.format_currency(minor / 100, currency, locale=language(), currency_digits=True)


def html_language() -> str:
    return str(Locale.parse(language())).replace("_", "-")
