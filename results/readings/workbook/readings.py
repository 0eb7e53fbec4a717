"""The readings workbook: the template people download, and a filled one (or a CSV file) to forms and problems."""

import hashlib
from collections.abc import Sequence

from results.readings.forms import ReadingsFile, ReadingText
from results.readings.rules import StoreCode, TypedIndicator
from results.readings.rules.parts import PartCode
from tracker.core.refusals import Problem
from tracker.core.words import LANGUAGES, catalogue, say
from tracker.core.workbooks import Column, SheetOut, SheetText, read_table, read_workbook, write_workbook

COLUMNS = (
    Column("observed_on", "readings.column.date", "date", required=True),
    Column("store_code", "readings.column.store", "code"),
    Column("indicator_code", "readings.column.indicator", "code", required=True),
    Column("value", "readings.column.value", "number"),
    Column("n", "readings.column.n", "integer"),
    Column("team_code", "readings.column.team", "code"),
    Column("channel_code", "readings.column.channel", "code"),
    Column("numerator", "readings.column.numerator", "number"),
    Column("denominator", "readings.column.denominator", "number"),
    Column("note", "readings.column.note"),
)
MAY_BE_EMPTY = ("store_code", "team_code", "channel_code", "note")
LONGEST_NAME = 200


def template(
    indicators: Sequence[TypedIndicator],
    stores: Sequence[StoreCode],
    teams: Sequence[PartCode] = (),
    channels: Sequence[PartCode] = (),
) -> bytes:
    """An empty sheet for readings in the language of this run, and the codes that may stand in it."""
    header = [say(column.header_key) for column in COLUMNS]
    as_text = tuple(say(column.header_key) for column in COLUMNS if column.kind == "code")
    codes = SheetOut(
        say("readings.sheet.indicators"),
        [say(f"readings.codes.{name}") for name in ("indicator", "name", "unit", "n")],
        [
            [each.code, each.name, say(f"readings.unit.{each.unit.value}"), say("core.yes" if each.needs_n else "core.no")]
            for each in indicators
        ],
    )
    places = SheetOut(
        say("readings.sheet.stores"),
        [say(f"readings.codes.{name}") for name in ("store", "name", "region")],
        [[each.code, each.name, each.region] for each in stores],
    )
    parts = SheetOut(
        say("readings.sheet.parts"),
        [say(f"readings.codes.{name}") for name in ("part", "name", "store")],
        [[each.code, each.name, each.store] for each in (*teams, *channels)],
    )
    return write_workbook([SheetOut(say("readings.sheet.readings"), header, [], as_text), codes, places, parts])


def read_readings(data: bytes, file_name: str) -> ReadingsFile:
    """The rows that can be read and the problems of those that cannot. Raises Refusal when the file is no readable workbook.

    Every sheet but those of codes is read, so a workbook may hold a sheet a month; empty sheets do not matter.
    """
    rows: list[ReadingText] = []
    problems: list[Problem] = []
    for sheet in _sheets_of_readings(read_workbook(data, file_name)):
        read, wrong = read_table(sheet, COLUMNS)
        problems += wrong
        if any(problem.key == "files.missing_column" for problem in wrong):
            continue  # its rows lack what makes a reading
        for row in read:
            values = row.values | {name: row.values[name] or "" for name in MAY_BE_EMPTY}
            rows.append(ReadingText.model_validate({"sheet": sheet.name, "row": row.number, **values}))
    return ReadingsFile(
        file_name=file_name[-LONGEST_NAME:],
        file_hash=hashlib.sha256(data).hexdigest(),
        rows=tuple(rows),
        problems=tuple(problems),
    )


def _sheets_of_readings(sheets: Sequence[SheetText]) -> list[SheetText]:
    codes = {
        catalogue(language).get(f"readings.sheet.{name}", name).casefold()
        for language in LANGUAGES
        for name in ("indicators", "stores", "parts")
    }
    return [sheet for sheet in sheets if sheet.name.casefold() not in codes and any(any(row) for row in sheet.rows)]
