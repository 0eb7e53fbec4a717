"""One row of a form as an item, a section or an option, with what had to be said about it."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from audits.rubrics.forms.text import CHOICE_KINDS, NUMBER_KINDS, Dimension, EvidenceText, ItemKind, ItemText, OptionText, Unit
from audits.rubrics.workbook import notation
from audits.rubrics.workbook.choices import OutlineOption
from audits.rubrics.workbook.codes import option_codes_of
from audits.rubrics.workbook.columns import APPEARANCE, CALCULATION, CONSTRAINT, LABEL, LIST_NAME, MEDIA, TYPE, Tokens
from audits.rubrics.workbook.expressions import NotRepresented
from audits.rubrics.workbook.facets import (
    BANDS,
    BONUS,
    CRITICAL,
    DIMENSION,
    EVIDENCE,
    KIND,
    PASS_MARK,
    UNIT,
    WEIGHT,
    Value,
    guidance_of,
    kind_of,
    limits_in,
    option_codes,
    option_name,
    read_dimension,
    read_flag,
    read_pass_mark,
    read_unit,
    read_weight,
)
from audits.rubrics.workbook.grouping import Found, Gathered
from audits.rubrics.workbook.languages import Style, code_of, label_of
from audits.rubrics.workbook.links import Row
from audits.rubrics.workbook.problems import FormProblem, SheetProblems
from audits.rubrics.workbook.sheets import CHOICES, SURVEY, FormRow
from tracker.core.words import Label

NOT_APPLIED: tuple[Tokens, ...] = (CALCULATION, ("default",), ("trigger",), ("bind", "readonly"))
FIXES = {
    "xlsform.not_known": "xlsform.fix_not_known",
    "xlsform.not_number": "xlsform.fix_not_number",
    "xlsform.not_yes_or_no": "xlsform.fix_not_yes_or_no",
    "xlsform.bands_unread": "xlsform.fix_bands_unread",
    "xlsform.evidence_unread": "xlsform.fix_evidence_unread",
}
OR_OTHER = {"or_other": "yes"}  # the source of an option that the form does not list: its type adds it


class RowReader:
    def __init__(self, style: Style) -> None:
        self.style = style
        self.of_survey = SheetProblems(style.survey)
        self.of_choices = SheetProblems(style.choices)
        self.of_settings = SheetProblems(style.settings)
        self._filling: dict[str, tuple[str, int]] = {}  # a language, and where it first filled in for one of ours
        self._seen: set[int] = set()  # rows of choices

    def problems(self) -> list[FormProblem]:
        of_sheet = {SURVEY: self.of_survey, CHOICES: self.of_choices}
        for language, (sheet, row) in self._filling.items():
            own = (*LABEL, language)
            column = own if self.style.of(sheet).header(own) else LABEL
            of_sheet[sheet].warning(row, column, "xlsform.language_fills", "xlsform.fix_language_fills", language=language)
        in_order = sorted(self.of_survey.found, key=lambda problem: problem.row or 0)
        return [*in_order, *self.of_choices.found, *self.of_settings.found]

    def item(self, found: Found, code: str) -> ItemText:
        row, cells = FormRow(found.row.row, found.row.cells), found.row.cells
        type_text = self._text(row, TYPE)
        kind = self._kind(row, type_text)
        options = self._options(found.row.options) if kind in CHOICE_KINDS else []
        unit = self._cell(row, UNIT, read_unit, None, "xlsform.not_known", known=", ".join(Unit))
        lowest, highest = self._limits(row, type_text) if kind in NUMBER_KINDS else (None, None)
        self._warn_of_kept_columns(row, kind)
        item = ItemText(
            code=code,
            kind=kind,
            label=self._label(SURVEY, row.number, found.row.labels, found.row.name),
            guidance=guidance_of(self.style, cells, unit if kind is ItemKind.DURATION else None),
            options=options,
            unit=unit,
            lowest=lowest,
            highest=highest,
            weight=self._cell(row, WEIGHT, read_weight, Decimal(1), "xlsform.not_number"),
            critical=self._cell(row, CRITICAL, read_flag, False, "xlsform.not_yes_or_no"),
            bonus=self._cell(row, BONUS, read_flag, False, "xlsform.not_yes_or_no"),
            bands=self._cell(row, BANDS, notation.read_bands, [], "xlsform.bands_unread"),
            source=cells,
            kept=found.kept,
            path=list(found.path),
        )
        codes = option_codes(item, self.style)
        evidence = self._cell(
            row, EVIDENCE, lambda text: notation.read_evidence(text, codes), EvidenceText(), "xlsform.evidence_unread"
        )
        return item.model_copy(update={"evidence": evidence})

    def section(self, gathered: Gathered) -> dict[str, Any]:
        assert gathered.group is not None  # noqa: S101 - for the type checker
        row = FormRow(gathered.group.row, gathered.source)
        self._warn_of_media(SURVEY, row)
        return {
            "name": self._label(SURVEY, row.number, gathered.group.labels, gathered.group.name),
            "weight": self._cell(row, WEIGHT, read_weight, Decimal(1), "xlsform.not_number"),
            "pass_mark": self._cell(row, PASS_MARK, read_pass_mark, None, "xlsform.not_number"),
            "dimension": self._cell(row, DIMENSION, read_dimension, None, "xlsform.not_known", known=", ".join(Dimension)),
            "source": gathered.source,
        }

    def choice_names(self, item: ItemText) -> dict[str, str]:
        return {option.code: option_name(option, self.style) for option in item.options}

    def rows_of(self, item: ItemText) -> list[Row]:
        return [(option_name(option, self.style), option.source) for option in item.options]

    def _text(self, row: FormRow, tokens: Tokens) -> str:
        return self.style.survey.value(row, tokens)

    def _kind(self, row: FormRow, type_text: str) -> ItemKind:
        own = self._text(row, KIND)
        kind = kind_of(type_text, self._text(row, APPEARANCE), own)
        assert kind is not None  # noqa: S101 - the caller takes only rows that are items
        if own and kind.value != own.lower():
            known = ", ".join(each.value for each in ItemKind if kind_of(type_text, "", each.value) is each)
            self.of_survey.warning(row.number, KIND, "xlsform.not_known", "xlsform.fix_not_known", text=own, known=known)
        return kind

    def _limits(self, row: FormRow, type_text: str) -> tuple[Decimal | None, Decimal | None]:
        try:
            return limits_in(type_text, row.cells, self.style)
        except NotRepresented as unread:
            self.of_survey.warning(row.number, CONSTRAINT, "xlsform.not_evaluated", "xlsform.fix_not_evaluated", part=unread.part)
            return None, None

    def _options(self, listed: Iterable[OutlineOption]) -> list[OptionText]:
        listed = list(listed)
        pairs = zip(listed, option_codes_of(option.name for option in listed), strict=True)
        return [self._option(option, code) for option, code in pairs]

    def _option(self, option: OutlineOption, code: str) -> OptionText:
        source = dict(option.cells)
        source.pop(self.style.header(CHOICES, LIST_NAME), None)
        if option.cells and option.row not in self._seen:
            self._seen.add(option.row)
            self._warn_of_media(CHOICES, FormRow(option.row, option.cells))
        return OptionText(
            code=code,
            label=self._label(CHOICES, option.row, option.labels, option.name),
            points=option.points or Decimal(0),
            not_applicable=option.not_applicable,
            fail=option.fail,
            source=source if option.cells else OR_OTHER,
        )

    def _label(self, sheet: str, row: int, texts: Mapping[str, str], fallback: str) -> Label:
        filled = {language: text for language, text in texts.items() if text.strip()}
        codes = {language: code_of(language) for language in filled}
        if filled and not {"en", "zh_CN"} <= set(codes.values()):
            language = next((name for name, code in codes.items() if code is None), next(iter(filled)))
            self._filling.setdefault(language, (sheet, row))
        return label_of(filled, fallback)

    def _cell(
        self, row: FormRow, tokens: Tokens, read: Callable[[str], Value], default: Value, key: str, **facts: object
    ) -> Value:
        """What cannot be read is said with its place, and stays in the form."""
        text = row.cells.get(self.style.header(SURVEY, tokens), "")
        try:
            return read(text) if text.strip() else default
        except ValueError:
            fix = FIXES[key]
            self.of_survey.warning(row.number, tokens, key, fix, text=text, **facts)
            return default

    def _warn_of_kept_columns(self, row: FormRow, kind: ItemKind) -> None:
        self._warn_of_media(SURVEY, row)
        for tokens in NOT_APPLIED:
            if self._text(row, tokens):
                self.of_survey.warning(row.number, tokens, "xlsform.not_applied", "xlsform.fix_not_applied")
        constraint = self._text(row, CONSTRAINT)
        if constraint and kind not in NUMBER_KINDS:
            self.of_survey.warning(row.number, CONSTRAINT, "xlsform.not_evaluated", "xlsform.fix_not_evaluated", part=constraint)

    def _warn_of_media(self, sheet: str, row: FormRow) -> None:
        of_sheet = {SURVEY: self.of_survey, CHOICES: self.of_choices}[sheet]
        for header, tokens in of_sheet.columns.tokens.items():
            if tokens[:2] in MEDIA and row.cells.get(header):
                of_sheet.warning(row.number, header, "xlsform.media_at_hand", "xlsform.fix_media_at_hand", file=row.cells[header])
