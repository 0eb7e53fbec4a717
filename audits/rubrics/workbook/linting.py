"""A file with a rubric, XLSForm or template, to what the linter finds in it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from audits.rubrics.forms.findings import LintFinding, Severity
from audits.rubrics.forms.lint import lint, lint_document
from audits.rubrics.forms.templates import read_yaml
from tracker.core.refusals import Problems, Refusal

TEMPLATE_SUFFIXES = {".yaml", ".yml"}


def lint_file(data: bytes, name: str) -> list[LintFinding]:
    """A form that cannot be read as a rubric has findings of the rule `form`. Raises Refusal for what is no text or no YAML."""
    if Path(name).suffix.lower() not in TEMPLATE_SUFFIXES:
        return _lint_form(data, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("files.encoding", name=Path(name).name) from error
    return lint_document(read_yaml(text, Path(name).name))[1]


def findings_document(findings: Sequence[LintFinding], speak: Callable[..., str]) -> dict[str, Any]:
    listed = []
    for finding in findings:
        message, fix = finding.said(speak)
        listed.append(
            {"severity": finding.severity.value, "item": finding.item, "rule": finding.rule, "message": message, "fix": fix}
        )
    return {"findings": listed}


def _lint_form(data: bytes, name: str) -> list[LintFinding]:
    from audits.rubrics.workbook.outline import read_form  # pyxform takes longer to load than a template to lint
    from audits.rubrics.workbook.problems import FormProblem
    from audits.rubrics.workbook.problems import Severity as Grave
    from audits.rubrics.workbook.rubric import rubric_of

    form = read_form(data, name, others=False)
    names = {row.row: row.name for row in form.outline}

    def finding(problem: FormProblem) -> LintFinding:
        item = names.get(problem.row or 0) if problem.sheet == "survey" else None
        place = ", ".join(str(part) for part in (problem.sheet, problem.row, problem.column) if part)
        return LintFinding(Severity.ERROR, item or None, "form", problem.key, problem.facts, problem.fix_key, place)

    if not form.accepted:
        return [finding(problem) for problem in form.errors]
    try:
        rubric, problems = rubric_of(form)
    except Problems as refused:
        return [
            LintFinding(Severity.ERROR, None, "form", one.key, one.facts, one.fix_key or "rubrics.lint.fix.form", one.sheet)
            for one in refused.problems
        ]
    return [*(finding(one) for one in problems if one.severity is Grave.ERROR), *lint(rubric)]
