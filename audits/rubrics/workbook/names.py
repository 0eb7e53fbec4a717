"""The names that items and sections have in a form: their own where they came from one, else their codes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audits.rubrics.forms.text import KeptRow, RubricText, SectionText
from audits.rubrics.workbook.codes import unique
from audits.rubrics.workbook.columns import NAME, TYPE
from audits.rubrics.workbook.kinds import meaning_of
from audits.rubrics.workbook.languages import Style
from audits.rubrics.workbook.sheets import SURVEY, FormRow

Place = tuple[str, ...]  # the groups around a row


@dataclass(frozen=True)
class Names:
    items: dict[str, str]  # by item code
    sections: list[str]
    taken: set[str]  # all names of the form
    repeated: frozenset[str] = frozenset()  # those that no expression can refer to


def names_of(rubric: RubricText, style: Style) -> Names:
    """No name stands twice in a group, and what a condition asks for has a name that stands nowhere else."""
    header = style.header(SURVEY, NAME)
    wanted = {item.code: item.source.get(header, item.code) for item in rubric.all_items()}
    sections = [section.source.get(header, section.code) for section in rubric.sections]
    others = [(place, row.cells.get(header, "")) for place, row in _kept(rubric, style)]
    groups = [path.rpartition("/")[2] for section in rubric.sections for path in section.groups]
    often = Counter([*wanted.values(), *sections, *groups, *(name for _, name in others)])
    taken = {*often, *wanted}
    siblings: dict[Place, set[str]] = {}
    for place, name in others:
        siblings.setdefault(place, set()).add(name)
    given = []
    for name in sections:
        given.append(_given(name, name, siblings.setdefault((), set()), taken))
    items = {}
    for number, section in enumerate(rubric.sections):
        for path in section.groups:
            outer, _, name = f"{number}/{path}".rpartition("/")
            siblings.setdefault(tuple(outer.split("/")), set()).add(name)
        for item in section.items:
            around = siblings.setdefault(_place(number, section, item.path), set())
            asked = item.code in rubric.sources or (header not in item.source and (item.evidence.photo or item.evidence.note))
            unclear = often[wanted[item.code]] > 1 and asked
            name = unique(f"{item.code}_2", taken) if unclear else wanted[item.code]
            items[item.code] = _given(name, item.code, around, taken)
            taken.add(items[item.code])
    return Names(items, given, taken, frozenset(name for name, times in often.items() if times > 1))


def _given(name: str, code: str, siblings: set[str], taken: set[str]) -> str:
    chosen = name if name not in siblings else unique(f"{code}_2", taken)
    siblings.add(chosen)
    taken.add(chosen)
    return chosen


def _place(number: int, section: SectionText, path: list[str]) -> Place:
    return (str(number), *path) if section.grouped or path else ()


def _kept(rubric: RubricText, style: Style) -> Iterator[tuple[Place, KeptRow]]:
    for number, section in enumerate(rubric.sections):
        yield from _placed(section.before, style, ())
        for item in section.items:
            yield from _placed(item.kept, style, _place(number, section, []))
        yield from _placed(section.kept, style, _place(number, section, []))
    yield from _placed(rubric.form.kept if rubric.form else [], style, ())


def _placed(rows: Iterable[KeptRow], style: Style, place: Place) -> Iterator[tuple[Place, KeptRow]]:
    """Rows of a group or a repeat that is kept whole stand inside it."""
    opened: list[str] = []
    for row in rows:
        cells = FormRow(0, row.cells)
        meaning = meaning_of(style.survey.value(cells, TYPE))
        if meaning.closes and opened:
            opened.pop()
        yield (*place, *row.path, *opened), row
        if meaning.opens:
            opened.append(style.survey.value(cells, NAME))
