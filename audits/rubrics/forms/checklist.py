"""A rubric as a document that a phone can show without asking again: screens, words in the reader's language, conditions."""

from typing import Any

from audits.rubrics.forms.answers import note_code
from audits.rubrics.forms.text import ItemText, OptionText, RubricText
from audits.rubrics.rules import screens_of
from audits.scoring.documents import expression_document
from audits.scoring.items import in_turn


def checklist_document(rubric: RubricText) -> dict[str, Any]:
    """`in_turn` is the order in which conditions are evaluated; `sources` are the items whose answers they ask for."""
    names = {section.code: str(section.name) for section in rubric.sections}
    screens = screens_of((section.code, section.items) for section in rubric.sections)
    return {
        "name": str(rubric.name),
        "screens": [{"section": names[code], "items": [item.code for item in items]} for code, items in screens],
        "in_turn": list(in_turn(rubric.conditions)),
        "sources": sorted(rubric.sources),
        "items": {item.code: _item(item) for item in rubric.all_items()},
    }


def _item(item: ItemText) -> dict[str, Any]:
    return {
        "code": item.code,
        "note_code": note_code(item.code),
        "kind": item.kind.value,
        "label": str(item.label),
        "guidance": str(item.guidance) if item.guidance else "",
        "options": [_option(option) for option in item.options],
        "unit": item.unit.value if item.unit else None,
        "lowest": None if item.lowest is None else float(item.lowest),
        "highest": None if item.highest is None else float(item.highest),
        "required": item.required if isinstance(item.required, bool) else expression_document(item.required.expression),
        "condition": expression_document(item.condition.expression) if item.condition else None,
        "photo": list(item.evidence.photo),
        "note": list(item.evidence.note),
    }


def _option(option: OptionText) -> dict[str, Any]:
    condition = expression_document(option.condition.expression) if option.condition else None
    return {"code": option.code, "label": str(option.label), "condition": condition}
