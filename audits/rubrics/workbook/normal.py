"""A rubric that was read, said once: nothing stands in `source` that its other fields say, so that reading what was written
gives the same rubric. A rubric of our own that comes back unchanged has no trace of the form left.
"""

from audits.rubrics.forms.text import CHOICE_KINDS, FormCells, ItemText, OptionText, RubricText, SectionText
from audits.rubrics.workbook.columns import RELEVANT
from audits.rubrics.workbook.facets import Cells, item_cells, option_cells, option_name, section_cells
from audits.rubrics.workbook.languages import Style, style_of
from audits.rubrics.workbook.links import Links
from audits.rubrics.workbook.rows import WrittenForm, links_of, written_form
from audits.rubrics.workbook.settings import VERSION, is_ours, settings_cells
from audits.rubrics.workbook.sheets import SETTINGS, SURVEY, Sheets


def normal(rubric: RubricText, sheets: Sheets, names: dict[str, str]) -> RubricText:
    """`names` has the name in the form for each item."""
    form = rubric.form
    assert form is not None  # noqa: S101 - for the type checker: it was read from one
    style = style_of(form)
    version = sheets.settings.get(style.header(SETTINGS, VERSION), "")
    ours = _bare(rubric)
    if is_ours(version) and _same(written_form(ours), sheets):
        return ours
    links = links_of(rubric, names, style)
    sections = [_section(section, names, links, style) for section in rubric.sections]
    settings = settings_cells(rubric, style, reading=True)
    if is_ours(version):
        del settings[style.header(SETTINGS, VERSION)]
    read = rubric.model_copy(update={"sections": sections, "form": form.model_copy(update={"settings": settings})})
    return _with_form(read, columns=written_form(read).columns)


def _with_form(rubric: RubricText, **changes: object) -> RubricText:
    assert rubric.form is not None  # noqa: S101 - for the type checker
    return rubric.model_copy(update={"form": rubric.form.model_copy(update=changes)})


def _section(section: SectionText, names: dict[str, str], links: Links, style: Style) -> SectionText:
    header = style.header(SURVEY, RELEVANT)
    guarded = header in section.source or any(header in cells for cells in section.groups.values())
    items = [_item(item, names[item.code], links, style, guarded) for item in section.items]
    name = section.source.get(style.header(SURVEY, ("name",)), section.code)
    source = section_cells(section, name, style, reading=True) if section.source else {}
    return section.model_copy(update={"items": items, "source": source})


def _item(item: ItemText, name: str, links: Links, style: Style, guarded: bool) -> ItemText:
    row = Cells(style, SURVEY, item_cells(item, name, style, reading=True), reading=True)
    links.say_required(row, item)
    if item.kind in CHOICE_KINDS:
        rows = [(option_name(option, style), option.source) for option in item.options]
        links.say_filter(row, rows, [option.condition for option in item.options])
    relevant = style.header(SURVEY, RELEVANT)
    if not guarded and item.condition and row.cells.get(relevant) == links.write(item.condition):
        del row.cells[relevant]
    options = [_option(option, style) for option in item.options]
    return item.model_copy(update={"source": row.cells, "options": options})


def _option(option: OptionText, style: Style) -> OptionText:
    name = option_name(option, style)
    source = option_cells(option, name, style, reading=True)
    return option.model_copy(update={"source": source})


def _bare(rubric: RubricText) -> RubricText:
    """The rubric without anything of its form."""
    sections = [
        section.model_copy(
            update={
                "items": [
                    item.model_copy(
                        update={
                            "source": {},
                            "kept": [],
                            "path": [],
                            "options": [option.model_copy(update={"source": {}}) for option in item.options],
                        }
                    )
                    for item in section.items
                ],
                "source": {},
                "groups": {},
                "before": [],
                "kept": [],
                "grouped": True,
            }
        )
        for section in rubric.sections
    ]
    return rubric.model_copy(update={"sections": sections, "form": None})


def _same(written: WrittenForm, sheets: Sheets) -> bool:
    return (
        written.columns == {sheet: headers for sheet, headers in sheets.columns.items() if headers}
        and written.survey == [row.cells for row in sheets.survey]
        and written.choices == [row.cells for row in sheets.choices]
        and _without_version(written.settings) == _without_version(sheets.settings)
        and not sheets.others
    )


def _without_version(settings: FormCells) -> FormCells:
    """The version follows the content, which may have been changed since it was written."""
    return {header: text for header, text in settings.items() if header != VERSION[0]}
