"""An XLSForm as pyxform takes it: accepted or not, its outline, and everything that is wrong with it or only kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pyxform import aliases
from pyxform.xls2json_backends import DefinitionData
from pyxform.xls2xform import convert

from audits.rubrics.workbook import references
from audits.rubrics.workbook.choices import OutlineOption, read_choices
from audits.rubrics.workbook.columns import LABEL, NAME, TYPE, Columns, columns_of
from audits.rubrics.workbook.problems import FormProblem, Severity, SheetProblems, from_pyxform
from audits.rubrics.workbook.sheets import (
    OTHERS,
    FormRow,
    Sheets,
    open_form,
    other_sheets,
    said,
    sheets_of,
    unknown_sheets,
)
from audits.rubrics.workbook.survey import OutlineRow, SurveyReading
from tracker.core.refusals import Refusal

__all__ = ["FormProblem", "OutlineOption", "OutlineRow", "ReadForm", "Severity", "read_form"]

# Refusals of pyxform that name no row and that are found here with theirs.
_CHECKED = re.compile(
    "Unknown question type|choices sheet in this|Choice names with spaces|sheet named 'survey'|list_name|required column headers"
)


@dataclass(frozen=True)
class ReadForm:
    """`sheets` is None for a file that could not be read at all."""

    accepted: bool
    languages: list[str] = field(default_factory=list)
    outline: list[OutlineRow] = field(default_factory=list)
    problems: list[FormProblem] = field(default_factory=list)
    sheets: Sheets | None = None

    @property
    def errors(self) -> list[FormProblem]:
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]


def read_form(data: bytes, name: str, *, points_from_names: bool = False, others: bool = True) -> ReadForm:
    """Read a form of any format. `others`: also read the sheets that pyxform leaves out, which only an export needs."""
    try:
        definition = open_form(data, name)
    except Refusal as refusal:
        facts = tuple(refusal.facts.items())
        return ReadForm(False, problems=[FormProblem(Severity.ERROR, None, None, None, refusal.key, "xlsform.fix_file", facts)])
    sheets, lost = _sheets(data, name, definition, others)
    outline, languages, problems = _read(sheets, points_from_names, filter(None, definition.sheet_names or ()))
    refusal_text = _converted(definition)
    problems = [*_standing(problems, refusal_text, outline), *lost, *_kept_sheets(definition)]
    return ReadForm(refusal_text is None, languages, outline, problems, sheets)


def _sheets(data: bytes, name: str, definition: DefinitionData, others: bool) -> tuple[Sheets, list[FormProblem]]:
    if not others:
        return sheets_of(definition), []
    try:
        return sheets_of(definition, other_sheets(data, name, definition)), []
    except Refusal:  # they are larger than what the gate lets pass, and the form itself is not
        names = ", ".join(unknown_sheets(definition))
        facts = (("sheets", names),)
        lost = FormProblem(Severity.WARNING, None, None, None, "xlsform.sheets_lost", "xlsform.fix_sheets_lost", facts)
        return sheets_of(definition), [lost]


def _read(sheets: Sheets, points_from_names: bool, found: Iterable[str]) -> tuple[list[OutlineRow], list[str], list[FormProblem]]:
    survey, choices, settings = columns_of(sheets)
    of_survey, of_choices, of_settings = SheetProblems(survey), SheetProblems(choices), SheetProblems(settings)
    lists = read_choices(
        sheets.choices,
        choices,
        of_choices,
        duplicates=_setting(settings, sheets, "allow_choice_duplicates") is True,
        points_from_names=points_from_names,
    )
    if not survey.tokens:
        of_survey.error(None, None, "xlsform.no_survey", "xlsform.fix_no_survey", found=", ".join(found))
        return [], [], of_survey.found
    if survey.header(TYPE) is None:
        of_survey.error(1, "type", "xlsform.no_type_column", "xlsform.fix_no_type_column")
        return [], _languages(sheets, survey, choices), of_survey.found + of_choices.found
    if sheets.choices and choices.header(NAME) is None:
        of_choices.error(1, "name", "xlsform.no_name_column", "xlsform.fix_no_name_column")
    reading = SurveyReading(survey, lists, of_survey, collapse=_setting(settings, sheets, "clean_text_values") is not False)
    reading.read(sheets.survey)
    names = reading.names
    if _setting(settings, sheets, "omit_instanceID") is not True:
        names["instanceID"] += 1
    references.check_survey(sheets.survey, names, survey, of_survey)
    references.check_triggers(reading.triggers, reading.questions, of_survey)
    references.check_choices(sheets.choices, names, choices, of_choices)
    references.check_settings(sheets.settings, names, of_settings)
    problems = sorted(of_survey.found, key=lambda problem: problem.row or 0) + of_choices.found + of_settings.found
    return reading.outline, _languages(sheets, survey, choices), problems


def _setting(settings: Columns, sheets: Sheets, name: str) -> bool | None:
    said_yes: bool | None = aliases.yes_no.get(settings.value(FormRow(2, sheets.settings), (name,), collapse=False))
    return said_yes


def _languages(sheets: Sheets, *columns: Columns) -> list[str]:
    """Those that columns name, in their order; the default language first where labels without a language stand."""
    named: Iterable[str] = (language for sheet in columns for language in sheet.languages())
    rows = (sheets.survey, sheets.choices)
    plain = any(
        header in row.cells for sheet, own in zip(columns, rows, strict=True) if (header := sheet.header(LABEL)) for row in own
    )
    return list(dict.fromkeys([columns[0].default_language, *named] if plain else named))


def _converted(definition: DefinitionData) -> str | None:
    """What pyxform says when it refuses the form; None when it converts it."""
    try:
        convert({name: getattr(definition, name) for name in DefinitionData.__slots__}, validate=False)
    except (
        Exception
    ) as error:  # beside its own errors pyxform stumbles over some forms (KeyError, RecursionError): no form either
        return said(error)
    return None


def _standing(problems: list[FormProblem], refusal: str | None, outline: list[OutlineRow]) -> list[FormProblem]:
    """What pyxform accepts is no error, whatever we think of it; what it refuses has one that says why."""
    if refusal is None:
        return [replace(problem, severity=Severity.WARNING) for problem in problems]
    own = from_pyxform(refusal, {row.name: row.row for row in reversed(outline)})
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    rows = {(problem.sheet, problem.row) for problem in errors}
    known = (own.sheet, own.row) in rows if own.row else bool(errors) and _CHECKED.search(refusal)
    return problems if known else [own, *problems]


def _kept_sheets(definition: DefinitionData) -> list[FormProblem]:
    names = [name for name in OTHERS if getattr(definition, name)] + unknown_sheets(definition)
    return [
        FormProblem(Severity.WARNING, name, None, None, "xlsform.sheet_kept", "xlsform.fix_sheet_kept", (("sheet", name),))
        for name in names
    ]
