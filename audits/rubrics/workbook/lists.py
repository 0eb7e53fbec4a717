"""The choices sheet of a rubric: equal lists stand there once, and each list keeps its name where it has one."""

from collections.abc import Iterator

from pyxform.xls2json import RE_SELECT

from audits.rubrics.forms.text import FormCells, ItemText, RubricText
from audits.rubrics.workbook.codes import unique
from audits.rubrics.workbook.columns import LIST_NAME, TYPE
from audits.rubrics.workbook.facets import option_cells, option_name
from audits.rubrics.workbook.items import OR_OTHER
from audits.rubrics.workbook.kinds import meaning_of
from audits.rubrics.workbook.languages import Style
from audits.rubrics.workbook.links import Row
from audits.rubrics.workbook.sheets import CHOICES, SURVEY

USUAL = {"yes", "no", "na"}  # a list of these is named by them


class Lists:
    def __init__(self, rubric: RubricText, style: Style) -> None:
        self.style = style
        self.header = style.header(CHOICES, LIST_NAME)
        self.kept = rubric.form.lists if rubric.form else []
        types = (meaning_of(" ".join(item.source.get(style.header(SURVEY, TYPE), "").split())) for item in rubric.all_items())
        self._with_other = {meaning.list for meaning in types if meaning.or_other}  # pyxform adds the option for all that use it
        self._rows: dict[str, list[Row]] = {}
        self._lists: dict[str, list[FormCells]] = {}
        self._reserved = {cells.get(self.header, "") for cells in self.kept}

    def rows_of(self, item: ItemText) -> list[Row]:
        """Each option by its name, with its cells."""
        if item.code not in self._rows:
            self._rows[item.code] = self._rows_of(item)
        return self._rows[item.code]

    def _rows_of(self, item: ItemText) -> list[Row]:
        names = [option_name(option, self.style) for option in item.options]
        return [(name, option_cells(option, name, self.style)) for option, name in zip(item.options, names, strict=True)]

    def add(self, item: ItemText, type_text: str) -> str:
        """The type of the item with the name of its list."""
        plain = " ".join(type_text.split())
        select, meaning = RE_SELECT.search(plain), meaning_of(plain)
        command, wanted = (select["select_command"], select["list_name"]) if select else (plain.split(" ")[0], "")
        or_other = meaning.or_other and not any(option.condition for option in item.options)
        rows = [
            self._without_other(cells)
            for option, (_, cells) in zip(item.options, self.rows_of(item), strict=True)
            if option.source != OR_OTHER or wanted not in self._with_other
        ]
        name = self._name(wanted, rows, item)
        self._lists[name] = rows
        written = f"{command} {name}{' or_other' if or_other else ''}"
        return type_text if select and wanted == name and meaning.or_other == or_other else written

    def rows(self) -> Iterator[FormCells]:
        for name, rows in self._lists.items():
            yield from ({self.header: name, **cells} for cells in rows)
        yield from self.kept

    def _without_other(self, cells: FormCells) -> FormCells:
        return {header: text for header, text in cells.items() if header not in OR_OTHER}

    def _name(self, wanted: str, rows: list[FormCells], item: ItemText) -> str:
        if wanted and self._lists.get(wanted, rows) == rows:
            return wanted
        shared = next((name for name, known in self._lists.items() if known == rows), None)
        if shared and not wanted:
            return shared
        codes = [option.code for option in item.options]
        own = "_".join(codes) if codes and USUAL.issuperset(codes) else item.code
        return unique(own, {*self._lists, *self._reserved})
