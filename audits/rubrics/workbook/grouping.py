"""The rows of a survey by sections: which rows are items, and where those stand that a rubric only keeps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from audits.rubrics.forms.text import FormCells, KeptRow
from audits.rubrics.workbook.columns import TYPE, Columns
from audits.rubrics.workbook.kinds import GROUP, meaning_of
from audits.rubrics.workbook.languages import NAMES, words
from audits.rubrics.workbook.sheets import FormRow
from audits.rubrics.workbook.survey import OutlineRow
from tracker.core.words import Label

END = "end_group\n"  # before the header of a cell that stood in the row that ends a group; no header has a line break


def ungrouped_name() -> Label:
    """Of a section whose items stand in no group."""
    return Label(*(words(code, "xlsform.ungrouped") for code in NAMES))


@dataclass
class Found:
    """An item with what stands before it inside its section; `path` names the groups inside the section's group."""

    row: OutlineRow
    path: tuple[str, ...] = ()
    kept: list[KeptRow] = field(default_factory=list)


@dataclass
class Gathered:
    """A section: a group on the first level, or a run of items in no group."""

    group: OutlineRow | None
    source: FormCells = field(default_factory=dict)
    items: list[Found] = field(default_factory=list)
    groups: dict[str, FormCells] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)  # of the rows of these groups
    before: list[KeptRow] = field(default_factory=list)
    kept: list[KeptRow] = field(default_factory=list)


@dataclass
class _Node:
    row: FormRow
    children: "list[_Node]" = field(default_factory=list)
    is_group: bool = False
    end: FormRow | None = None

    def rows(self) -> Iterator[FormRow]:
        yield self.row
        for child in self.children:
            yield from child.rows()
        if self.end:
            yield self.end


def gather(
    rows: list[FormRow], outline: dict[int, OutlineRow], columns: Columns, is_item: Callable[[OutlineRow], bool]
) -> tuple[list[Gathered], list[KeptRow]]:
    """The sections, and the rows after the last. `outline` is by row number."""
    return _Gathering(outline, columns, is_item).run(_tree(rows, outline, columns))


def _tree(rows: list[FormRow], outline: dict[int, OutlineRow], columns: Columns) -> list[_Node]:
    top: list[_Node] = []
    opened: list[_Node] = []
    for row in rows:
        known = outline.get(row.number)
        disabled = known is not None and known.reason == "disabled"
        meaning = meaning_of(columns.value(row, TYPE))
        if meaning.closes and not disabled and opened:
            opened.pop().end = row
            continue
        node = _Node(row)
        (opened[-1].children if opened else top).append(node)
        if meaning.opens and not disabled:
            node.is_group = meaning.opens == GROUP
            opened.append(node)
    return top


@dataclass
class _Gathering:
    outline: dict[int, OutlineRow]
    columns: Columns
    is_item: Callable[[OutlineRow], bool]

    def run(self, top: list[_Node]) -> tuple[list[Gathered], list[KeptRow]]:
        sections: list[Gathered] = []
        pending: list[KeptRow] = []
        for node in top:
            known = self.outline.get(node.row.number)
            if not self._holds_item(node):
                pending += [KeptRow(cells=row.cells) for row in node.rows()]
            elif node.children and known:
                section = Gathered(known, _with_end(node, self.columns), before=pending)
                section.kept = self._inside(section, node, (), [])
                sections.append(section)
                pending = []
            elif known:
                if not sections or sections[-1].group:
                    sections.append(Gathered(None))
                sections[-1].items.append(Found(known, (), pending))
                pending = []
        return sections, pending

    def _inside(self, section: Gathered, node: _Node, path: tuple[str, ...], pending: list[KeptRow]) -> list[KeptRow]:
        for child in node.children:
            known = self.outline.get(child.row.number)
            if known is None or not self._holds_item(child):
                pending += [KeptRow(cells=row.cells, path=list(path)) for row in child.rows()]
            elif child.children:
                inner = (*path, known.name)
                section.groups["/".join(inner)] = _with_end(child, self.columns)
                section.numbers["/".join(inner)] = known.row
                pending = self._inside(section, child, inner, pending)
            else:
                section.items.append(Found(known, path, pending))
                pending = []
        return pending

    def _holds_item(self, node: _Node) -> bool:
        if node.children:
            return node.is_group and any(self._holds_item(child) for child in node.children)
        known = self.outline.get(node.row.number)
        return known is not None and not node.is_group and self.is_item(known)


def _with_end(node: _Node, columns: Columns) -> FormCells:
    """The cells of a group's row, and what the row that ends it says beyond ending it."""
    end = dict(node.end.cells) if node.end else {}
    type_header = columns.named(TYPE)
    if end.get(type_header) == end_type(node.row.cells.get(type_header, "")):
        del end[type_header]
    return node.row.cells | {f"{END}{header}": text for header, text in end.items()}


def end_type(begin: str) -> str:
    """How a group ends that begins so: `begin group` with `end group`."""
    return begin.replace("begin", "end", 1) if begin.startswith("begin") else "end_group"
