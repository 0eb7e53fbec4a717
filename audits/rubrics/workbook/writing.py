"""A rubric as a scored XLSForm, which ODK, KoboToolbox and Enketo read as it is."""

from audits.rubrics.forms.text import FormCells, RubricText
from audits.rubrics.workbook.rows import written_form
from audits.rubrics.workbook.sheets import CHOICES, SETTINGS, SURVEY, Sheets
from tracker.core.workbooks import Cell, SheetOut, write_workbook


def write_form(rubric: RubricText) -> bytes:
    """An .xlsx file. Read again it gives the same rubric."""
    form = written_form(rubric)
    rows = {SURVEY: form.survey, CHOICES: form.choices, SETTINGS: [form.settings]}
    return _workbook(rows, form.columns, rubric.form.sheets if rubric.form else {})


def write_sheets(sheets: Sheets) -> bytes:
    """A form of which a rubric can hold nothing, as it was read."""
    rows = {
        SURVEY: [row.cells for row in sheets.survey],
        CHOICES: [row.cells for row in sheets.choices],
        SETTINGS: [sheets.settings],
    }
    return _workbook(rows, sheets.columns, sheets.others)


def _workbook(rows: dict[str, list[FormCells]], columns: dict[str, list[str]], others: dict[str, list[list[str]]]) -> bytes:
    out = [_sheet(name, columns[name], cells) for name, cells in rows.items() if columns.get(name)]
    for name, table in others.items():
        width = max(map(len, table), default=0)
        padded: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in table]
        out.append(SheetOut(name, [str(cell) for cell in padded[0]] if padded else [], padded[1:]))
    return write_workbook(out)


def _sheet(name: str, header: list[str], rows: list[FormCells]) -> SheetOut:
    return SheetOut(name, header, [[row.get(column, "") for column in header] for row in rows], tuple(header))
