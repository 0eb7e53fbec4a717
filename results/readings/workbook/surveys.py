"""A file of survey answers: which of its columns say who answered, and the answers in the columns that a person chose."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from audits.visits.workbook import given_file
from results.readings.documents import read_answer
from results.readings.forms import Respondent, SurveyAsked, SurveyFile
from results.readings.rules.personal import PersonalColumn, personal_column
from results.readings.rules.survey import counts_for
from tracker.core.refusals import Problem
from tracker.core.workbooks import Column, SheetText
from tracker.core.workbooks.tables import SHOWN_TEXT, Unreadable, convert

PLACES = {  # what a column may hold besides answers, and what it is usually called
    "date": (
        "date",
        "answered on",
        "submitted",
        "submit time",
        "submission time",
        "time",
        "timestamp",
        "日期",
        "时间",
        "提交时间",
        "答题时间",
    ),
    "store": ("store", "store code", "shop", "shop code", "门店", "门店编码", "店铺编码"),
    "team": ("team", "team code", "团队", "团队编码", "班组"),
    "channel": ("channel", "channel code", "渠道", "渠道编码"),
}
LIKE_ANSWERS = (0, 100)


@dataclass(frozen=True)
class GivenAnswers:
    """The file without what stood in its personal columns: that goes no further than here."""

    sheet: SheetText
    name: str
    file_hash: str
    personal: tuple[PersonalColumn, ...]

    @property
    def header(self) -> list[str]:
        """The columns that may be read."""
        theirs = {column.name for column in self.personal}
        return list(dict.fromkeys(name for name in self.sheet.rows[0] if name and name not in theirs)) if self.sheet.rows else []

    def usual(self, what: str) -> str | None:
        """The column that is likely to hold this."""
        return next((name for name in self.header if _folded(name) in PLACES[what]), None)

    @property
    def like_answers(self) -> list[str]:
        """The columns that hold small whole numbers and nothing else."""
        return [name for name in self.header if self._small(self.sheet.rows[0].index(name))]

    def _small(self, at: int) -> bool:
        cells = {row[at] for row in self.sheet.rows[1:] if at < len(row) and row[at]}
        return bool(cells) and all(read_answer(cell, LIKE_ANSWERS) is not None for cell in cells)


def given_answers(data: bytes, file_name: str) -> GivenAnswers:
    given = given_file(data, file_name)
    rows = given.sheet.rows
    found: dict[int, PersonalColumn] = {}
    for at, title in enumerate(rows[0] if rows else []):
        personal = personal_column(title, (row[at] for row in rows[1:] if at < len(row))) if title else None
        if personal is not None:
            found[at] = personal
    kept = [["" if at in found and number else cell for at, cell in enumerate(row)] for number, row in enumerate(rows)]
    faults = tuple(fault for fault in given.sheet.faults if fault.column - 1 not in found)
    sheet = replace(given.sheet, rows=kept, faults=faults)
    return GivenAnswers(sheet, given.name, given.file_hash, tuple(found.values()))


def read_answers(given: GivenAnswers, asked: SurveyAsked) -> SurveyFile:
    """Each respondent who answered, and every problem of the rows. A row without an answer is missing, never 0."""
    header = given.sheet.rows[0] if given.sheet.rows else []
    problems = [*_wrong_columns(given.sheet.name, header, asked)]
    respondents: list[Respondent] = []
    missing = 0
    if not problems:
        reading = _Reading(given.sheet, {name: header.index(name) for name in asked.named}, asked, problems)
        for number, cells in enumerate(given.sheet.rows[1:], 2):
            if any(cells):
                respondent = reading.respondent(number, cells)
                missing += respondent is None
                respondents += [respondent] if respondent else []
    return SurveyFile(
        file_name=given.name,
        file_hash=given.file_hash,
        asked=asked,
        respondents=tuple(respondents),
        missing=missing,
        personal=given.personal,
        problems=tuple(problems),
    )


def _wrong_columns(sheet: str, header: list[str], asked: SurveyAsked) -> Iterator[Problem]:
    for name in asked.named:
        if name not in header:
            yield Problem("files.missing_column", sheet, 1, name)
        elif header.count(name) > 1:
            yield Problem("files.doubled_column", sheet, 1, name)


@dataclass
class _Reading:
    sheet: SheetText
    places: dict[str, int]
    asked: SurveyAsked
    problems: list[Problem]
    faults: dict[tuple[int, int], str] = field(init=False)

    def __post_init__(self) -> None:
        self.faults = {(fault.row, fault.column - 1): fault.key for fault in self.sheet.faults}

    def respondent(self, number: int, cells: list[str]) -> Respondent | None:
        asked = self.asked
        found = {name: self._answer(number, cells, name) for name, _ in asked.columns}
        answers = {name: answer for name, answer in found.items() if answer is not None}
        if not answers:
            return None
        day = self._day(number, cells)
        if day is None:
            return None
        return Respondent(
            sheet=self.sheet.name,
            row=number,
            answered_on=day,
            store_code=self._code(number, cells, asked.store_column),
            team_code=self._code(number, cells, asked.team_column),
            channel_code=self._code(number, cells, asked.channel_column),
            answers=answers,
            value=counts_for(asked.kind, tuple(answers.items()), asked.columns, asked.low, asked.high, asked.top),
        )

    def _text(self, number: int, cells: list[str], name: str) -> str:
        at = self.places[name]
        if (number, at) in self.faults:
            self._note(self.faults[number, at], number, name, cells[at])
            return ""
        return unicodedata.normalize("NFKC", cells[at]).strip() if at < len(cells) else ""

    def _answer(self, number: int, cells: list[str], name: str) -> int | None:
        text = self._text(number, cells, name)
        answer = read_answer(text, (self.asked.low, self.asked.high)) if text else None
        if text and answer is None:
            self._note("readings.survey.off_scale", number, name, text, low=self.asked.low, high=self.asked.high)
        return answer

    def _day(self, number: int, cells: list[str]) -> date | None:
        """A time of day behind the date is left off."""
        name = self.asked.date_column
        text = self._text(number, cells, name)
        try:
            return convert(text.replace("T", " ").split(" ")[0], Column(name, "readings.column.date", "date", required=True))  # type: ignore[return-value]
        except Unreadable as wrong:
            self._note(wrong.key, number, name, text, **wrong.facts)
            return None

    def _code(self, number: int, cells: list[str], name: str | None) -> str:
        return self._text(number, cells, name) if name else ""

    def _note(self, key: str, number: int, column: str, text: str, **facts: object) -> None:
        told = (("text", text[:SHOWN_TEXT]), *facts.items())
        self.problems.append(Problem(key, self.sheet.name, number, column, told))


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("_", " ").split())
