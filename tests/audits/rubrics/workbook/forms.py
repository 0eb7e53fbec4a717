"""Small forms as tables in the test."""

from audits.rubrics.forms import RubricText
from audits.rubrics.workbook.problems import FormProblem
from audits.rubrics.workbook.rubric import read_rubric


def table(**sheets: str) -> bytes:
    """A form in Markdown: each sheet its rows, cells between bars."""
    lines = []
    for name, rows in sheets.items():
        lines.append(f"| {name} |")
        lines += [f"| {row.strip()}" for row in rows.strip().splitlines()]
    return "\n".join(lines).encode()


def read(**sheets: str) -> RubricText:
    return read_rubric(table(**sheets), "visit.md")[0]


def problems(**sheets: str) -> list[FormProblem]:
    return read_rubric(table(**sheets), "visit.md")[1]


def keys(**sheets: str) -> list[tuple[str, int | None, str | None]]:
    """What was said, with row and column."""
    return [(problem.key.removeprefix("xlsform."), problem.row, problem.column) for problem in problems(**sheets)]
