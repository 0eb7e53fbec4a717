"""A form that was read, as a document for scripts."""

from decimal import Decimal
from typing import Any

from audits.rubrics.workbook.choices import OutlineOption
from audits.rubrics.workbook.outline import ReadForm
from audits.rubrics.workbook.problems import FormProblem, Speak
from audits.rubrics.workbook.survey import OutlineRow


def form_document(form: ReadForm, speak: Speak) -> dict[str, Any]:
    return {
        "accepted": form.accepted,
        "languages": form.languages,
        "outline": [_row(row) for row in form.outline],
        "problems": [_problem(problem, speak) for problem in form.problems],
    }


def problem_line(problem: FormProblem, speak: Speak) -> str:
    """`survey, row 5, type: there is no list “yn”. Add it to the choices sheet.`"""
    row = speak("core.row", n=problem.row) if problem.row else ""
    place = speak("core.place_separator").join(part for part in (problem.sheet, row, problem.column) if part)
    what = f"{problem.message(speak)} {problem.fix(speak)}"
    return speak("core.placed", place=place, what=what) if place else what


def _row(row: OutlineRow) -> dict[str, Any]:
    return {
        "row": row.row,
        "name": row.name,
        "kind": row.kind,
        "type": row.type,
        "section": row.section,
        "labels": row.labels,
        "required": row.required,
        "condition": row.condition,
        "list": row.list,
        "options": [_option(option) for option in row.options],
    }


def _option(option: OutlineOption) -> dict[str, Any]:
    return {
        "name": option.name,
        "labels": option.labels,
        "points": option.points if option.points is None else _number(option.points),
        "not_applicable": option.not_applicable,
        "fail": option.fail,
    }


def _number(points: Decimal) -> int | float:
    """With at most 15 digits (choices.py) a float has exactly these."""
    return int(points) if points == points.to_integral_value() else float(points)


def _problem(problem: FormProblem, speak: Speak) -> dict[str, Any]:
    return {
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "message": problem.message(speak),
        "fix": problem.fix(speak),
    }
