"""Pictures and notes that an answer asks for, as questions of their own: a device asks for them, and reading drops them again."""

from collections.abc import Iterator

from audits.rubrics.forms.text import FormCells, ItemText
from audits.rubrics.workbook.codes import unique
from audits.rubrics.workbook.columns import LABEL, NAME, RELEVANT, REQUIRED, TYPE
from audits.rubrics.workbook.combining import condition_of
from audits.rubrics.workbook.facets import EVIDENCE, PARAMETERS, PIXELS
from audits.rubrics.workbook.languages import NAMES, Style, words
from audits.rubrics.workbook.links import Links
from audits.rubrics.workbook.notation import NOTE, PHOTO, write_mark
from audits.rubrics.workbook.sheets import SURVEY
from tracker.core.words import Label

WORDS = {PHOTO: "xlsform.photo_of", NOTE: "xlsform.note_of"}
TYPES = {PHOTO: "image", NOTE: "text"}


def evidence_rows(item: ItemText, links: Links, style: Style, taken: set[str]) -> Iterator[FormCells]:
    """`taken` are the names of the form; those given here are added."""
    for kind, codes in ((PHOTO, item.evidence.photo), (NOTE, item.evidence.note)):
        if codes:
            name = unique(f"{links.names[item.code]}_{kind}", taken)
            taken.add(name)
            yield _row(item, kind, codes, name, links, style)


def _row(item: ItemText, kind: str, codes: list[str], name: str, links: Links, style: Style) -> FormCells:
    answers = condition_of({"item": item.code, "equals": codes})
    label = Label(*(words(code, WORDS[kind]).format(item=getattr(item.label, code)) for code in NAMES))
    said = {
        TYPE: TYPES[kind],
        NAME: name,
        RELEVANT: links.write(answers),
        REQUIRED: "yes",
        EVIDENCE: write_mark(kind, links.names[item.code]),
    } | ({PARAMETERS: PIXELS} if kind == PHOTO else {})
    return {style.header(SURVEY, tokens): text for tokens, text in said.items()} | style.write(SURVEY, LABEL, label)
