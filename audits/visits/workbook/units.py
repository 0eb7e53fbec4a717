"""A list of tickets or recordings to draw a sample from: each row its id, its store, and columns to filter by."""

from audits.visits.forms.waves import UnitList, UnitRow
from audits.visits.rules.sampling import Unit
from audits.visits.workbook.collected import Given
from tracker.core.refusals import Problem, Problems

UNIT_COLUMNS = ("ticket", "ticket_id", "ticket id", "recording", "recording_id", "id", "工单", "工单号", "录音", "录音编号")
LONGEST_UNIT = 200


def usual_unit_column(header: list[str]) -> str | None:
    """The column that is likely to hold the ids."""
    return next((name for name in header if name.strip().lower() in UNIT_COLUMNS), None)


def read_units(given: Given, *, unit_column: str, store_column: str) -> UnitList:
    """Raises every problem of the list at once: an id that is missing, too long or there twice, a row without a store."""
    sheet, header = given.sheet, given.sheet.rows[0] if given.sheet.rows else []
    problems = [*sheet.problems]
    rows: dict[str, UnitRow] = {}
    at_unit, at_store = header.index(unit_column), header.index(store_column)
    others = [(at, name) for at, name in enumerate(header) if name and at not in (at_unit, at_store)]
    for number, cells in enumerate(sheet.rows[1:], 2):
        if not any(cells):
            continue
        text = [cells[at] if at < len(cells) else "" for at in range(len(header))]
        key, store = text[at_unit].strip(), text[at_store].strip()
        if not key or len(key) > LONGEST_UNIT:
            problems.append(Problem("waves.units.no_unit", sheet.name, number, unit_column, (("most", LONGEST_UNIT),)))
        elif key in rows:
            facts = (("text", key), ("other", str(rows[key].number)))
            problems.append(Problem("waves.units.twice", sheet.name, number, unit_column, facts))
        elif not store:
            problems.append(Problem("waves.units.no_store", sheet.name, number, store_column))
        else:
            rows[key] = UnitRow(number, Unit(key, store), {name: text[at] for at, name in others})
    if problems:
        raise Problems(sorted(problems, key=lambda problem: problem.row or 0))
    return UnitList(given.name, sheet.name, store_column, tuple(name for _, name in others), tuple(rows.values()))
