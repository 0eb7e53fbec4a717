"""What a correction changed: the cells of two documents held against each other, in words."""

from collections.abc import Iterator

from results.reports.forms import Cell, Document, Part, Table, Told
from tracker.core.words import say

MOST_TOLD = 40
Rows = dict[str, dict[str, str]]


def differences(before: Told, after: Told) -> tuple[str, ...]:
    """In the language of this run, which is that of both; the first ones, and how many more there are."""
    told = list(_differences(_tables(before), _tables(after)))
    if len(told) > MOST_TOLD:
        told = [*told[:MOST_TOLD], say("reports.differs.more", n=len(told) - MOST_TOLD)]
    return tuple(told) or (say("reports.differs.nothing"),)


def corrected(before: Document, after: Document, code: str) -> Told:
    return after.told[code].model_copy(update={"differences": differences(before.told[code], after.told[code])})


def _tables(told: Told) -> dict[str, Rows]:
    return {
        f"{part.subject} · {table.title}": _rows(table)
        for part in told.parts
        for table in (*(chart.table for chart in part.charts), *part.tables)
        if not table.money
    } | {part.subject: _findings(part) for part in told.parts}


def _findings(part: Part) -> Rows:
    """A section without tables has its sentences; one with them says the same in its numbers."""
    if part.charts or part.tables:
        return {}
    return {sentence: {} for sentence in part.sentences}


def _rows(table: Table) -> Rows:
    found: Rows = {}
    for row in table.rows:
        name = shown(row[0])
        while name in found:  # two rows of one name are told apart by their order
            name += "′"
        found[name] = {column: shown(cell) for column, cell in zip(table.header[1:], row[1:], strict=True)}
    return found


def _differences(before: dict[str, Rows], after: dict[str, Rows]) -> Iterator[str]:
    for place in [*before, *(place for place in after if place not in before)]:
        were, are = before.get(place, {}), after.get(place, {})
        for name in [*were, *(name for name in are if name not in were)]:
            if name not in are or name not in were:
                key = "reports.differs.gone" if name in were else "reports.differs.new"
                yield say(key, place=place, name=name)
                continue
            for column, cell in are[name].items():
                was = were[name].get(column, "")
                if was != cell:
                    yield say("reports.differs.cell", place=place, name=name, column=column, before=was, after=cell)


def shown(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.shown
