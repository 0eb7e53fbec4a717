"""A rubric as the sheets of a form. What came from a form goes out as it came where it still says what the rubric says."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from audits.rubrics.forms.conditions import ConditionText
from audits.rubrics.forms.text import CHOICE_KINDS, FormCells, ItemKind, ItemText, KeptRow, RubricText, SectionText
from audits.rubrics.workbook import facets
from audits.rubrics.workbook.choices import FAIL, NOT_APPLICABLE, SCORE
from audits.rubrics.workbook.columns import (
    APPEARANCE,
    CONSTRAINT,
    HINT,
    LABEL,
    LIST_NAME,
    NAME,
    RELEVANT,
    REQUIRED,
    TYPE,
    Tokens,
)
from audits.rubrics.workbook.combining import ALWAYS, every
from audits.rubrics.workbook.evidence import evidence_rows
from audits.rubrics.workbook.facets import Cells, guidance_of, item_cells, option_name, section_cells
from audits.rubrics.workbook.grouping import END, end_type, ungrouped_name
from audits.rubrics.workbook.languages import Style, label_of, style_of
from audits.rubrics.workbook.links import Links, met_everywhere
from audits.rubrics.workbook.lists import Lists
from audits.rubrics.workbook.names import names_of
from audits.rubrics.workbook.settings import settings_cells
from audits.rubrics.workbook.sheets import CHOICES, SETTINGS, SURVEY

SURVEY_ORDER: tuple[Tokens, ...] = (
    TYPE, NAME, LABEL, HINT, REQUIRED, RELEVANT, facets.FILTER, CONSTRAINT, APPEARANCE, facets.PARAMETERS, facets.KIND,
    facets.UNIT, facets.WEIGHT, facets.CRITICAL, facets.BONUS, facets.BANDS, facets.EVIDENCE, facets.PASS_MARK,
    facets.DIMENSION, facets.CODE,
)  # fmt: skip
CHOICES_ORDER: tuple[Tokens, ...] = (LIST_NAME, NAME, LABEL, SCORE, NOT_APPLICABLE, FAIL)


@dataclass
class WrittenForm:
    survey: list[FormCells] = field(default_factory=list)
    choices: list[FormCells] = field(default_factory=list)
    settings: FormCells = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)  # by sheet; of those with rows


def written_form(rubric: RubricText) -> WrittenForm:
    """In the languages the form came with; in English and Chinese where these would not say every text."""
    writer = _Writer(rubric, style_of(rubric.form))
    form = writer.written()
    return form if writer.says_every_text else _Writer(rubric, style_of(rubric.form, both=True)).written()


def links_of(rubric: RubricText, names: dict[str, str], style: Style) -> Links:
    choices = {item.code: {one.code: option_name(one, style) for one in item.options} for item in rubric.all_items()}
    return Links(names, rubric.items, choices)


class _Writer:
    def __init__(self, rubric: RubricText, style: Style) -> None:
        self.names = names_of(rubric, style)
        self.rubric, self.style = rubric, replace(style, names=frozenset(self.names.taken))
        self.links = links_of(rubric, self.names.items, style)
        self.lists = Lists(rubric, self.style)
        self.survey: list[FormCells] = []
        self.says_every_text = True
        self._open: list[str] = []
        self._relevant = style.header(SURVEY, RELEVANT)
        self._type = style.header(SURVEY, TYPE)

    def written(self) -> WrittenForm:
        for number, section in enumerate(self.rubric.sections):
            self._keep(section, section.before)
            self._section(section, self.names.sections[number])
        if self.rubric.form:
            self._keep(self.rubric.sections[-1], self.rubric.form.kept)
        form = WrittenForm(self.survey, list(self.lists.rows()), settings_cells(self.rubric, self.style))
        form.columns = {
            sheet: headers
            for sheet, rows, order in (
                (SURVEY, form.survey, SURVEY_ORDER),
                (CHOICES, form.choices, CHOICES_ORDER),
                (SETTINGS, [form.settings], ()),
            )
            if any(rows) and (headers := self._headers(sheet, rows, order))
        }
        return form

    def _section(self, section: SectionText, name: str) -> None:
        section = self._with_conditions(section)
        grouped = section.grouped or _says_something(section)
        if grouped:
            begin = section_cells(section, name, self.style)
            self._check(LABEL, begin, section.name, name)
            self._begin(begin)
        for item in section.items:
            self._keep(section, item.kept)
            self._move(section, item.path)
            self._item(section, item)
        self._keep(section, section.kept)
        self._move(section, [])
        if grouped:
            self._end(section.source)

    def _item(self, section: SectionText, item: ItemText) -> None:
        name = self.names.items[item.code]
        row = Cells(self.style, SURVEY, item_cells(item, name, self.style), reading=False)
        self.links.say_required(row, item)
        if item.kind in CHOICE_KINDS:
            row.cells[self._type] = self.lists.add(item, row.cells[self._type])
            options = self.lists.rows_of(item)
            self.links.say_filter(row, options, [option.condition for option in item.options])
            for option, (own, cells) in zip(item.options, options, strict=True):
                self._check(LABEL, cells, option.label, own, CHOICES)
        self._say_condition(row, section, item)
        self._check(LABEL, row.cells, item.label, name)
        unit = item.unit if item.kind is ItemKind.DURATION else None
        self.says_every_text &= guidance_of(self.style, row.cells, unit) == item.guidance
        self.survey.append(row.cells)
        if name not in self.names.repeated:
            self.survey.extend(evidence_rows(item, self.links, self.style, self.names.taken))

    def _say_condition(self, row: Cells, section: SectionText, item: ItemText) -> None:
        own = self.links.known(row.cells.get(self._relevant, ""))
        if every([*self._around(section, item.path), own]) != (item.condition or ALWAYS):
            row.cells.pop(self._relevant, None)
            if item.condition:
                row.cells[self._relevant] = self.links.write(item.condition)

    def _around(self, section: SectionText, path: list[str]) -> list[ConditionText]:
        """The conditions of the groups around an item."""
        cells = [section.source, *(section.groups.get("/".join(path[: at + 1]), {}) for at in range(len(path)))]
        return [self.links.known(one.get(self._relevant, "")) for one in cells]

    def _with_conditions(self, section: SectionText) -> SectionText:
        """Groups lose their condition where one of their items no longer has it; each item then says it all."""
        for item in section.items:
            around = self._around(section, item.path)
            own = self.links.known(item.source.get(self._relevant, ""))
            if every([*around, own]) != (item.condition or ALWAYS) and not met_everywhere(around, item.condition):
                groups = {path: self._bare(cells) for path, cells in section.groups.items()}
                return section.model_copy(update={"source": self._bare(section.source), "groups": groups})
        return section

    def _bare(self, cells: FormCells) -> FormCells:
        known = self.links.known(cells.get(self._relevant, "")) != ALWAYS
        return {header: text for header, text in cells.items() if header != self._relevant or not known}

    def _keep(self, section: SectionText, rows: Iterable[KeptRow]) -> None:
        for row in rows:
            self._move(section, row.path)
            self.survey.append(row.cells)

    def _move(self, section: SectionText, path: list[str]) -> None:
        """From the group inside the section that is open to the one asked for."""
        common = next((at for at, (one, other) in enumerate(zip(self._open, path, strict=False)) if one != other), None)
        level = min(len(self._open), len(path)) if common is None else common
        while len(self._open) > level:
            self._end(section.groups.get("/".join(self._open), {}))
            self._open.pop()
        for name in path[level:]:
            self._open.append(name)
            own = section.groups.get("/".join(self._open))
            self._begin(own or {self._type: "begin_group", self.style.header(SURVEY, NAME): name})

    def _begin(self, cells: FormCells) -> None:
        self.survey.append({header: text for header, text in cells.items() if not header.startswith(END)})

    def _end(self, begin: FormCells) -> None:
        end = {header.removeprefix(END): text for header, text in begin.items() if header.startswith(END)}
        self.survey.append({self._type: end_type(begin.get(self._type, "begin_group")), **end})

    def _check(self, start: Tokens, cells: FormCells, label: object, fallback: str, sheet: str = SURVEY) -> None:
        self.says_every_text &= label_of(self.style.read(sheet, start, cells), fallback) == label

    def _headers(self, sheet: str, rows: list[FormCells], order: tuple[Tokens, ...]) -> list[str]:
        """The form's own headers, then those that came to it, in our order."""
        own = self.rubric.form.columns.get(sheet, []) if self.rubric.form else []
        used = {header: None for row in rows for header in row}
        if self.style.both:  # a text without a language would be one language more, of which pyxform misses the rest
            plain = [self.style.of(sheet).header(start) for start in (LABEL, HINT)]
            own = [header for header in own if header in used or header not in plain]
        ordered = [
            header for tokens in order for header in (*self.style.headers(sheet, tokens), self.style.header(sheet, tokens))
        ]
        return list(dict.fromkeys([*own, *(header for header in ordered if header in used), *used]))


def _says_something(section: SectionText) -> bool:
    """Whether a section of items in no group has more to say than a form without the group can hold."""
    plain = SectionText(code=section.code, name=ungrouped_name(), items=section.items)
    return any(getattr(section, name) != getattr(plain, name) for name in ("name", "weight", "pass_mark", "dimension"))
