"""A report as one document: what each section says in each language, and the numbers behind it.

Both languages are written when the report is made, by the functions that make the pages' sentences. So a locked report still says
what it said when the words of a later release, or a rule, have changed, and its hash covers what people read.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from results.reports.rules import ReportKind, Role, Section
from tracker.core.forms import CLEANED, Form

LONGEST_REASON = 2000


class Locking(Form):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REASON), CLEANED] = ""


class Number(Form):
    """`shown` is the value as a page writes it, with its unit."""

    value: float
    shown: str


class Day(Form):
    on: date
    shown: str


Cell = str | Number | Day


class Table(Form):
    """The first cell of a row names it. `money`: for those only who may see money."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    money: bool = False


class Series(Form):
    role: Role
    name: str
    values: tuple[float | None, ...]


class Chart(Form):
    """A line over `dates`, or bars by `labels`. `kinds`: for each date what its value is beyond chance, empty for nothing."""

    finding: str
    axis: str
    series: tuple[Series, ...]
    table: Table
    dates: tuple[date, ...] = ()
    labels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    money: bool = False


class Part(Form):
    """A section; its title is what was found, `subject` what it is about. `money_sentences` are for those only who may see
    money."""

    section: Section
    subject: str
    finding: str
    sentences: tuple[str, ...] = ()
    money_sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


class Told(Form):
    """The report in one language. `differences`: what a correction changed."""

    title: str
    programme: str
    period: str
    as_of: str
    parts: tuple[Part, ...]
    differences: tuple[str, ...] = ()


class Document(Form):
    """`ends_on` is the last day it speaks of; what is not dated, as plan and money, is of the moment it was made."""

    format: Literal[1] = 1
    kind: ReportKind
    period_on: date
    ends_on: date
    made_at: datetime
    programme_code: str
    told: dict[str, Told]
    reason: str = ""


def written(document: Document) -> dict[str, Any]:
    return document.model_dump(mode="json")


def read_document(stored: Mapping[str, Any]) -> Document:
    return Document.model_validate_json(json.dumps(stored))


def sha256_of(document: Document) -> str:
    """Of its JSON in one order of names, without blanks, in UTF-8."""
    text = json.dumps(written(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def without_money(document: Document) -> Document:
    """For a reader who may not see money."""
    told = {code: _told_without_money(told) for code, told in document.told.items()}
    return document.model_copy(update={"told": told})


def _told_without_money(told: Told) -> Told:
    parts = tuple(
        part.model_copy(
            update={
                "money_sentences": (),
                "charts": tuple(chart for chart in part.charts if not chart.money),
                "tables": tuple(table for table in part.tables if not table.money),
            }
        )
        for part in told.parts
        if part.section is not Section.MONEY
    )
    return told.model_copy(update={"parts": parts, "differences": ()})
