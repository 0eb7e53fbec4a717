"""A form that was read, as a rubric. What a rubric cannot hold stays beside it, so that the form goes out again as it came."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from audits.rubrics.forms.conditions import ConditionText
from audits.rubrics.forms.text import CHOICE_KINDS, FormText, ItemText, RubricText, SectionText
from audits.rubrics.workbook.codes import code_from, item_codes, unique
from audits.rubrics.workbook.columns import RELEVANT, REQUIRED, Tokens
from audits.rubrics.workbook.combining import ALWAYS, every
from audits.rubrics.workbook.expressions import NotRepresented
from audits.rubrics.workbook.facets import CODE, EVIDENCE, FILTER, kind_of
from audits.rubrics.workbook.grouping import Found, Gathered, gather, ungrouped_name
from audits.rubrics.workbook.items import RowReader
from audits.rubrics.workbook.languages import style_of
from audits.rubrics.workbook.links import Links
from audits.rubrics.workbook.normal import normal
from audits.rubrics.workbook.notation import read_mark
from audits.rubrics.workbook.outline import ReadForm, read_form
from audits.rubrics.workbook.problems import FormProblem, Severity
from audits.rubrics.workbook.rows import written_form
from audits.rubrics.workbook.settings import read_settings
from audits.rubrics.workbook.sheets import SURVEY, FormRow, Sheets
from audits.rubrics.workbook.survey import OutlineRow
from tracker.core.refusals import Problem, Problems

Read = TypeVar("Read")
UNGROUPED = "questions"  # the code of a section for items in no group


def read_rubric(
    data: bytes, name: str, *, points_from_names: bool = False, channel: str = "store"
) -> tuple[RubricText, list[FormProblem]]:
    """The rubric of a file, with what its reader should know. Raises Problems when the form is refused."""
    form = read_form(data, name, points_from_names=points_from_names)
    if not form.accepted:
        raise refused(form)
    return rubric_of(form, channel=channel, code=form_code(name))


def form_code(name: str) -> str:
    """The code of a rubric from a form without an id: the file's name."""
    return code_from(Path(name.replace("\\", "/")).stem or "form")


def refused(form: ReadForm) -> Problems:
    errors = [problem for problem in form.problems if problem.severity is Severity.ERROR]
    return Problems([Problem(one.key, one.sheet or "", one.row, one.column or "", one.facts) for one in errors])


def holds_items(form: ReadForm) -> bool:
    """Whether there is a question that a rubric can hold."""
    return form.sheets is not None and any(_is_item(row) for row in form.outline)


def rubric_of(form: ReadForm, *, channel: str = "store", code: str = "form") -> tuple[RubricText, list[FormProblem]]:
    """`code` is the rubric's where the form has no id. Raises Problems when no question is left for a rubric."""
    if form.sheets is None or not holds_items(form):
        raise Problems([Problem("xlsform.no_items", SURVEY)])
    reading = _Reading(form, form.sheets)
    rubric = reading.rubric(code, channel)
    return rubric, [*form.problems, *reading.problems(rubric)]


def _is_item(row: OutlineRow) -> bool:
    return row.kind != "kept" and kind_of(row.type, "", "") is not None


class _Reading:
    def __init__(self, form: ReadForm, sheets: Sheets) -> None:
        self.sheets, self.outline = sheets, form.outline
        others = {name: _filled(rows) for name, rows in sheets.others.items()}
        self.form = FormText(settings=sheets.settings, sheets=others, columns=sheets.columns)
        self.style = style_of(self.form)
        self.reader = RowReader(self.style)
        self.marks = self._marks()

    def rubric(self, code: str, channel: str) -> RubricText:
        by_row = {row.row: row for row in self.outline}
        rows = [row for row in self.sheets.survey if row.number not in self.marks]
        gathered, rest = gather(rows, by_row, self.style.survey, _is_item)
        sections = self._sections(gathered)
        settings = read_settings(self.form, code=code, channel=channel, problems=self.reader.of_settings)
        used = {item.list for section in gathered for found in section.items if (item := found.row).list}
        form = self.form.model_copy(update={"kept": rest, "lists": self._unused(used)})
        rubric = RubricText(**settings._asdict(), sections=sections, form=form)
        names = {item.code: found.row.name for item, found in zip(rubric.all_items(), _found(gathered), strict=True)}
        return normal(rubric, self.sheets, names)

    def problems(self, rubric: RubricText) -> list[FormProblem]:
        """What was to say of the form; also of questions for evidence that an export would write otherwise."""
        written = written_form(rubric).survey if self.marks else []
        for row in self.outline:
            if row.row in self.marks and row.cells not in written:
                key, fix = "xlsform.evidence_row_changed", "xlsform.fix_evidence_row_changed"
                self.reader.of_survey.warning(row.row, EVIDENCE, key, fix)
        return self.reader.problems()

    def _marks(self) -> dict[int, str]:
        """The rows that take the picture or the note to another question, by their number."""
        names = {row.name for row in self.outline if _is_item(row)}
        marks = {}
        for row in self.outline:
            mark = read_mark(self.style.survey.value(FormRow(row.row, row.cells), EVIDENCE))
            if mark and mark[1] in names and row.kind in ("photo", "text"):
                marks[row.row] = mark[1]
        return marks

    def _unused(self, used: set[str]) -> list[dict[str, str]]:
        columns = self.style.choices
        return [row.cells for row in self.sheets.choices if columns.value(row, ("list name",), collapse=False) not in used]

    def _sections(self, gathered: list[Gathered]) -> list[SectionText]:
        codes = self._section_codes(gathered)
        named = [
            ([*((section.group.name,) if section.group else ()), *found.path], found.row.name, self._own_code(found.row))
            for section in gathered
            for found in section.items
        ]
        found = list(_found(gathered))
        items = {one.row.row: self.reader.item(one, code) for one, code in zip(found, item_codes(named), strict=True)}
        links = Links(
            {items[one.row.row].code: one.row.name for one in found},
            {item.code: item for item in items.values()},
            {item.code: self.reader.choice_names(item) for item in items.values()},
        )
        return [self._section(section, code, items, links) for section, code in zip(gathered, codes, strict=True)]

    def _section_codes(self, gathered: list[Gathered]) -> list[str]:
        groups = [section.group for section in gathered if section.group]
        named: list[tuple[list[str], str, str]] = [([], group.name, self._own_code(group)) for group in groups]
        codes = iter(item_codes(named))
        taken = set(item_codes(named))
        found = []
        for section in gathered:
            found.append(next(codes) if section.group else unique(UNGROUPED, taken))
            taken.add(found[-1])
        return found

    def _own_code(self, row: OutlineRow) -> str:
        return self.style.survey.value(FormRow(row.row, row.cells), CODE)

    def _section(self, gathered: Gathered, code: str, items: dict[int, ItemText], links: Links) -> SectionText:
        around = self._around(gathered, links)
        own = [self._linked(found, items[found.row.row], around[found.path], links) for found in gathered.items]
        values = self.reader.section(gathered) if gathered.group else {"name": ungrouped_name(), "grouped": False}
        return SectionText(code=code, items=own, before=gathered.before, kept=gathered.kept, groups=gathered.groups, **values)

    def _around(self, gathered: Gathered, links: Links) -> dict[tuple[str, ...], list[ConditionText]]:
        """The conditions of the groups around a path, outermost first."""
        own = self._condition(gathered.group.row, gathered.source, links) if gathered.group else ALWAYS
        around: dict[tuple[str, ...], list[ConditionText]] = {(): [own]}
        for path, cells in gathered.groups.items():
            names = tuple(path.split("/"))
            around[names] = [*around[names[:-1]], self._condition(gathered.numbers[path], cells, links)]
        return around

    def _condition(self, number: int, cells: dict[str, str], links: Links) -> ConditionText:
        return self._evaluated(number, cells, RELEVANT, links.read, ALWAYS)

    def _linked(self, found: Found, item: ItemText, around: list[ConditionText], links: Links) -> ItemText:
        """The item with what depends on other items."""
        number, cells = found.row.row, found.row.cells
        condition = every([*around, self._condition(number, cells, links)])
        not_required: bool | ConditionText = False
        required = self._evaluated(number, cells, REQUIRED, links.required, not_required)
        changes: dict[str, Any] = {"condition": None if condition == ALWAYS else condition, "required": required}
        if item.kind in CHOICE_KINDS:
            rows = self.reader.rows_of(item)
            always: list[ConditionText | None] = [None] * len(rows)
            conditions = self._evaluated(number, cells, FILTER, lambda text: links.filters(text, rows), always)
            options = zip(item.options, conditions, strict=True)
            changes["options"] = [option.model_copy(update={"condition": shown}) for option, shown in options]
        return item.model_copy(update=changes)

    def _evaluated(
        self, number: int, cells: dict[str, str], tokens: Tokens, read: Callable[[str], Read], otherwise: Read
    ) -> Read:
        text = self.style.survey.value(FormRow(number, cells), tokens)
        try:
            return read(text)
        except NotRepresented as unread:
            self.reader.of_survey.warning(number, tokens, "xlsform.not_evaluated", "xlsform.fix_not_evaluated", part=unread.part)
            return otherwise


def _filled(rows: list[list[str]]) -> list[list[str]]:
    """Without the empty cells and rows at the end, of which each format gives another number."""
    cut = [row[: max((at for at, text in enumerate(row, 1) if text), default=0)] for row in rows]
    return cut[: max((at for at, row in enumerate(cut, 1) if row), default=0)]


def _found(gathered: list[Gathered]) -> Iterator[Found]:
    return (found for section in gathered for found in section.items)
