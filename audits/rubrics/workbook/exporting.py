"""A file with a form or a rubric, written again as a scored form."""

from pathlib import Path

from audits.rubrics.forms.templates import read_template
from audits.rubrics.workbook.outline import read_form
from audits.rubrics.workbook.problems import FormProblem
from audits.rubrics.workbook.rubric import form_code, holds_items, rubric_of
from audits.rubrics.workbook.writing import write_form, write_sheets
from tracker.core.refusals import Refusal

TEMPLATES = (".yaml", ".yml")


def exported(data: bytes, name: str) -> tuple[bytes | None, list[FormProblem]]:
    """The form as .xlsx, and what its reader should know; None for a form that is refused.

    A form without a question that a rubric can hold is written as it was read. Raises Problems for a template.
    """
    if Path(name).suffix.lower() in TEMPLATES:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Refusal("core.file_unreadable", file=name, what=str(error)) from error
        return write_form(read_template(text, Path(name).name)), []
    form = read_form(data, name)
    if not form.accepted or form.sheets is None:
        return None, form.problems
    if not holds_items(form):
        return write_sheets(form.sheets), form.problems
    rubric, problems = rubric_of(form, code=form_code(name))
    return write_form(rubric), problems
