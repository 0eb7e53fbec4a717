"""The whole programme as a workbook: a sheet a noun, drop-down lists, and at the end of each row what it is known by."""

from tracker.core.words import say, speaking
from tracker.core.workbooks import Cell, Choices, SheetOut, write_workbook
from tracker.people.workbook import YES_NO
from tracker.programmes.forms.sheets import Field, Noun, NounRows, Plain, ProgrammeRows, StoredRow
from tracker.programmes.rules.merging import mark

ROOM = 500  # rows below the last for which a list of codes is offered too
KNOWN_BY = ("remove", "id", "version", "mark")


def programme_workbook(rows: ProgrammeRows, code: str) -> bytes:
    """Headers and choices in the language `code`, bound here because a download is made outside the page's run."""
    with speaking(code):
        lists = _Lists(rows)
        sheets = [_sheet(found, lists) for found in rows.nouns]
        return write_workbook([_about(rows), *sheets, lists.sheet()])


def _about(rows: ProgrammeRows) -> SheetOut:
    cells: list[list[Cell]] = [[f"{rows.code}  {rows.name}"]]
    cells += [[say(f"exchange.note.{name}")] for name in ("edit", "add", "remove", "history", "back")]
    return SheetOut(say("exchange.sheet.about"), [say("exchange.sheet.about")], cells, wrapped=True)


class _Lists:
    """What cells may say: choices and names stand on a sheet of their own, codes on the sheet of their noun."""

    def __init__(self, rows: ProgrammeRows) -> None:
        self.columns: dict[tuple[str, ...], str] = {}
        self.header: list[str] = []
        self.people = rows.offered.get("person", ())
        self.title = say("exchange.sheet.lists")
        self.codes = {found.noun.name: _place_of_codes(found) for found in rows.nouns}

    def of(self, one: Field) -> str | None:
        """The range with what the cells of this column may say."""
        if one.words:
            return self._range(say(one.column().header_key), tuple(say(key) for key in one.words.values()))
        if one.kind == "person" and self.people:
            return self._range(say("exchange.column.person"), self.people)
        return self.codes.get(one.of) if one.kind != "many" else None

    def yes(self) -> str:
        return self._range(say("exchange.column.remove"), tuple(say(key) for key in YES_NO.values()))

    def _range(self, title: str, words: tuple[str, ...]) -> str:
        if words not in self.columns:
            self.header.append(title)
            self.columns[words] = Choices.range_of(self.title, len(self.header), len(words))
        return self.columns[words]

    def sheet(self) -> SheetOut:
        lists = list(self.columns)
        rows: list[list[Cell]] = [
            [words[at] if at < len(words) else None for words in lists] for at in range(max(map(len, lists), default=0))
        ]
        return SheetOut(self.title, list(self.header), rows, hidden=True)


def _place_of_codes(found: NounRows) -> str:
    """Codes stand in the first column."""
    return Choices.range_of(say(found.noun.sheet), 1, len(found.rows) + ROOM)


def _sheet(found: NounRows, lists: _Lists) -> SheetOut:
    noun = found.noun
    header = [say(one.column().header_key) for one in noun.fields]
    choices = {title: Choices(place) for title, one in zip(header, noun.fields, strict=True) if (place := lists.of(one))}
    fixed = {title for title, one in zip(header, noun.fields, strict=True) if one.fixed or noun.history}
    known_by = [say(f"exchange.column.{name}") for name in KNOWN_BY]
    if not (noun.single or noun.history):
        choices[known_by[0]] = Choices(lists.yes(), say("exchange.remove_hint"))
    typed = tuple(title for title, one in zip(header, noun.fields, strict=True) if one.kind in ("text", "code", "one", "many"))
    return SheetOut(
        say(noun.sheet),
        header + known_by,
        [_cells(noun, row) for row in found.rows],
        typed,
        choices=choices if not noun.history else {},
        grey=frozenset({*known_by[1:], *fixed}),
        narrow=frozenset(known_by[1:]),
        room=ROOM,
    )


def _cells(noun: Noun, row: StoredRow) -> list[Cell]:
    values = [row.values[one.name] for one in noun.fields]
    cells = [shown(one, value) for one, value in zip(noun.fields, values, strict=True)]
    return [*cells, None, str(row.id), row.version, mark(values)]


def shown(one: Field, value: Plain) -> Cell:
    if isinstance(value, tuple):
        return ", ".join(value)
    return say(one.words[str(value)]) if one.words and value is not None else value
