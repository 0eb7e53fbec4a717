"""A form in a test is a table in the test, as pyxform's Markdown."""

from textwrap import dedent

from audits.rubrics.workbook.outline import OutlineRow, ReadForm, read_form
from audits.rubrics.workbook.problems import FormProblem

CHOICES = """
| choices |
|         | list_name | name | label |
|         | yn        | yes  | Yes   |
|         | yn        | no   | No    |
"""


def form_of(*sheets: str, points_from_names: bool = False) -> ReadForm:
    text = "\n".join(dedent(sheet) for sheet in sheets)
    return read_form(text.encode(), "form.md", points_from_names=points_from_names)


def rows(form: ReadForm) -> dict[str, OutlineRow]:
    return {row.name: row for row in form.outline}


def places(problems: list[FormProblem]) -> list[tuple[str | None, int | None, str | None, str]]:
    """Where and what, without the beginning that all keys share."""
    return [(one.sheet, one.row, one.column, one.key.removeprefix("xlsform.")) for one in problems]


def survey(*rows: str, columns: str = "type | name | label | relevant") -> str:
    """A survey sheet of rows such as `text | a | A`."""
    return "\n".join(["| survey |", *(f"| | {row} |" for row in (columns, *rows))])
