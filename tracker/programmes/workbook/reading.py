"""A workbook of a programme, in whichever language it went out, as lines with every problem it has. Nothing is stored here."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tracker.core.refusals import Problem, Problems
from tracker.core.words import LANGUAGES, catalogue, say
from tracker.core.workbooks import Column, SheetText, read_table
from tracker.core.workbooks.tables import Value, columns_of
from tracker.people.workbook import YES_NO, codes_in
from tracker.programmes.forms.nouns import NOUNS
from tracker.programmes.forms.sheets import Field, Line, Noun, Plain, ProgrammeBook
from tracker.programmes.rules.merging import letters_of

KNOWN_BY = (
    Column("remove", "exchange.column.remove", "choice", choices=YES_NO),
    Column("id", "exchange.column.id"),
    Column("version", "exchange.column.version", "integer"),
    Column("mark", "exchange.column.mark"),
)
OURS = ("exchange.sheet.about", "exchange.sheet.lists")


def read_programme(sheets: Sequence[SheetText]) -> ProgrammeBook:
    """The sheets by their names in either language; one that is missing changes nothing, and one that is none of ours is named.
    Raises Problems for a file without any."""
    problems: list[Problem] = []
    lines: list[Line] = []
    nouns = {title: noun for noun in NOUNS for title in _titles(noun.sheet)}
    ours = {title for key in OURS for title in _titles(key)}
    ignored = [sheet.name for sheet in sheets if _folded(sheet.name) not in nouns.keys() | ours]
    for sheet in sheets:
        noun = nouns.get(_folded(sheet.name))
        if noun is not None:
            found, wrong = _lines(sheet, noun)
            lines += found
            problems += wrong
    if len(ignored) == len(sheets):
        raise Problems([Problem("exchange.no_sheet")])
    programme = next((line.id for line in lines if line.noun == "programme"), None)
    return ProgrammeBook(programme, tuple(lines), tuple(problems), tuple(ignored))


def _folded(title: str) -> str:
    return title.strip().casefold()


def _titles(key: str) -> list[str]:
    return [_folded(catalogue(language)[key]) for language in LANGUAGES]


def _lines(sheet: SheetText, noun: Noun) -> tuple[list[Line], list[Problem]]:
    columns = [*(one.column() for one in noun.fields), *KNOWN_BY]
    if not any(any(cells) for cells in sheet.rows):
        return [], []
    rows, problems = read_table(sheet, columns)
    there = columns_of(sheet, columns)
    fields = [one for one in noun.fields if one.name in there]
    lines: list[Line] = []
    seen: set[UUID] = set()
    for row in rows:
        key, wrong = _key(row.values["id"])
        if wrong or (key in seen and not noun.history):
            facts = (("text", str(row.values["id"])),)
            wrong = wrong or "exchange.id_twice"
            problems.append(Problem(wrong, sheet.name, row.number, say("exchange.column.id"), facts))
            continue
        if key:
            seen.add(key)
        lines.append(_line(sheet.name, noun, row.number, key, row.values, fields))
    return lines, problems


def _key(text: Value) -> tuple[UUID | None, str]:
    if text is None:
        return None, ""
    try:
        return UUID(str(text)), ""
    except ValueError:
        return None, "exchange.id_wrong"


def _line(sheet: str, noun: Noun, row: int, key: UUID | None, values: Mapping[str, Value], fields: Sequence[Field]) -> Line:
    version, mark = values["version"], str(values["mark"] or "")
    return Line(
        noun=noun.name,
        sheet=sheet,
        row=row,
        id=key,
        version=version if isinstance(version, int) else None,
        mark=mark if letters_of(mark, len(noun.fields)) else "",
        remove=values["remove"] == "yes",
        values={one.name: _plain(one, values[one.name]) for one in fields},
    )


def _plain(one: Field, value: Value) -> Plain:
    """Nothing in a cell is an empty text, or none where the column is none of texts."""
    if one.kind == "many":
        return tuple(sorted(codes_in(str(value or ""))))
    if one.kind in ("text", "person"):
        return "" if value is None else str(value)
    return value
