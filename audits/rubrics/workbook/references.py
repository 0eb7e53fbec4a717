"""`${name}` in a form: each must name one row of the survey, wherever it stands."""

from collections import Counter
from collections.abc import Container, Iterable

from pyxform.parsing.expression import RE_PYXFORM_REF_INNER, RE_PYXFORM_REF_OUTER

from audits.rubrics.workbook.columns import LABEL, MEDIA, NAME, TRIGGER, TYPE, Columns
from audits.rubrics.workbook.problems import SheetProblems
from audits.rubrics.workbook.sheets import FormRow

_UNREAD = (TYPE[0], NAME[0], TRIGGER[0])
_SHOWN_CHOICES = (LABEL[0], MEDIA[0][0])  # the rest of a choices sheet is data for filters


def referred(text: str) -> list[str | None]:
    """The names a text refers to, in order and once each; None stands for a reference that is not closed or no name."""
    names: dict[str | None, None] = {}
    for match in RE_PYXFORM_REF_OUTER.finditer(text):
        inner = RE_PYXFORM_REF_INNER.fullmatch(match["pyxform_ref"] or "")
        names[inner["ncname"] if inner else None] = None
    return list(names)


def check_survey(rows: list[FormRow], names: Counter[str], columns: Columns, problems: SheetProblems) -> None:
    _check(rows, [header for header, tokens in columns.tokens.items() if tokens[0] not in _UNREAD], names, problems)


def check_triggers(triggers: list[tuple[int, str]], questions: Container[str], problems: SheetProblems) -> None:
    """Only a question can set off a calculation, and no group."""
    for row, text in triggers:
        if "${" not in text:
            problems.error(row, TRIGGER, "xlsform.bad_reference", "xlsform.fix_bad_reference", text=text)
        for name in referred(text):
            if name is not None and name not in questions:
                problems.error(row, TRIGGER, "xlsform.unknown_reference", "xlsform.fix_unknown_reference", name=name)


def check_choices(rows: list[FormRow], names: Counter[str], columns: Columns, problems: SheetProblems) -> None:
    _check(rows, [header for header, tokens in columns.tokens.items() if tokens[0] in _SHOWN_CHOICES], names, problems)


def check_settings(cells: dict[str, str], names: Counter[str], problems: SheetProblems) -> None:
    _check([FormRow(2, cells)], cells, names, problems)


def _check(rows: list[FormRow], headers: Iterable[str], names: Counter[str], problems: SheetProblems) -> None:
    headers = set(headers)
    for row in rows:
        for header, text in row.cells.items():
            if "${" not in text or header not in headers:
                continue
            for name in referred(text):
                if name is None:
                    problems.error(row.number, header, "xlsform.bad_reference", "xlsform.fix_bad_reference", text=text)
                elif not names[name]:
                    problems.error(row.number, header, "xlsform.unknown_reference", "xlsform.fix_unknown_reference", name=name)
                elif names[name] > 1:
                    facts = {"name": name, "n": names[name]}
                    problems.error(row.number, header, "xlsform.unclear_reference", "xlsform.fix_unclear_reference", **facts)
