"""What the columns of a row say of an item, a section or an option, read and written in one place.

A rubric keeps the cells of the form it came from in `source`. Written again, cells that still say what the rubric says go out
as they came; what somebody changed meanwhile is written anew.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from audits.rubrics.forms.text import (
    NUMBER_KINDS,
    Dimension,
    EvidenceText,
    ItemKind,
    ItemText,
    OptionText,
    SectionText,
    Unit,
)
from audits.rubrics.workbook import notation
from audits.rubrics.workbook.choices import FAIL, NOT_APPLICABLE, SCORE, truth
from audits.rubrics.workbook.columns import APPEARANCE, CONSTRAINT, HINT, LABEL, NAME, TYPE, Tokens
from audits.rubrics.workbook.combining import limits_of
from audits.rubrics.workbook.expressions import NotRepresented, compile_condition
from audits.rubrics.workbook.kinds import RATING, meaning_of, named_kind
from audits.rubrics.workbook.languages import GUIDANCE, Style, label_of, words
from audits.rubrics.workbook.sheets import CHOICES, SURVEY, FormRow
from tracker.core.words import Label

WEIGHT, CRITICAL, BONUS, EVIDENCE = ("weight",), ("critical",), ("bonus",), ("evidence",)
KIND, UNIT, BANDS, CODE, PASS_MARK, DIMENSION = ("kind",), ("unit",), ("bands",), ("code",), ("pass_mark",), ("dimension",)
PARAMETERS, FILTER = ("parameters",), ("choice_filter",)
PIXELS = "max-pixels=1024"  # of a picture whose form says nothing: enough to see a price label, and small to send
RANGE, RANGE_DEFAULTS = "range", {"start": "1", "end": "10"}  # pyxform's
TYPES = {
    ItemKind.SINGLE: "select_one",
    ItemKind.YESNO: "select_one",
    ItemKind.MULTIPLE: "select_multiple",
    ItemKind.DATETIME: "dateTime",
    ItemKind.LOCATION: "geopoint",
    ItemKind.PHOTO: "image",
}
WHOLE_UNITS = (Unit.SECONDS, Unit.COUNT, Unit.STARS)
Limits = tuple[Decimal | None, Decimal | None]
Value = TypeVar("Value")


@dataclass
class Cells:
    """The cells of one row under way: read ones lose what the rubric says by itself, written ones get what it says."""

    style: Style
    sheet: str
    cells: dict[str, str]
    reading: bool

    def text(self, tokens: Tokens) -> str:
        return self.style.of(self.sheet).value(FormRow(0, self.cells), tokens)

    def say(self, headers: Iterable[str], says: Callable[[Mapping[str, str]], bool], fresh: Mapping[str, str]) -> None:
        """`says`: whether cells under these headers mean it; `fresh`: the cells that mean it in a form of our own."""
        own = {header: self.cells[header] for header in headers if header in self.cells}
        if self.reading:
            if own and own == fresh and not says({}):
                self._drop(own)
        elif not says(own):
            self._drop(own)
            self.cells.update(fresh)

    def value(self, tokens: Tokens, read: Callable[[str], Value], default: Value, value: Value, text: str) -> None:
        """One column with one value; a cell that cannot be read says nothing."""
        header = self.style.header(self.sheet, tokens)
        self.say([header], lambda own: quiet(read, own.get(header, ""), default) == value, {header: text} if text else {})

    def label(self, start: Tokens, label: Label, fallback: str) -> None:
        came = self.reading or bool(self.cells)  # a form may leave a label out where there is a hint; we write each

        def says(own: Mapping[str, str]) -> bool:
            return (
                bool(own or came) and not self.style.both and label_of(self.style.read(self.sheet, start, own), fallback) == label
            )

        headers = self.style.headers(self.sheet, start)
        self.say(headers, says, self.fresh(headers, self.style.write(self.sheet, start, label)))

    def fresh(self, headers: Iterable[str], texts: dict[str, str]) -> dict[str, str]:
        """A text somebody changed leaves its other translations as they are."""
        others = self.style.other_languages(self.sheet, headers)
        kept = {} if self.reading else {header: self.cells[header] for header in others if header in self.cells}
        return texts | kept

    def _drop(self, headers: Iterable[str]) -> None:
        for header in headers:
            del self.cells[header]


def quiet(read: Callable[[str], Value], text: str, default: Value) -> Value:
    try:
        return read(text) if text.strip() else default
    except ValueError:
        return default


def read_flag(text: str) -> bool:
    said = truth(text.strip())
    if said is None:
        raise ValueError(text)
    return said


def read_weight(text: str) -> Decimal:
    weight = notation.read_number(text)
    if weight < 0:
        raise ValueError(text)
    return weight


def read_pass_mark(text: str) -> Decimal:
    mark = notation.read_number(text)
    if not 0 <= mark <= 100:
        raise ValueError(text)
    return mark


def read_unit(text: str) -> Unit | None:
    return Unit(text.strip().lower())


def read_dimension(text: str) -> Dimension | None:
    return Dimension(text.strip().lower())


def kind_of(type_text: str, appearance: str, own: str) -> ItemKind | None:
    """The kind of an item with this type; `own` is our column, which tells kinds of one type apart. None: no item."""
    type_text = " ".join(type_text.split())
    meaning = meaning_of(type_text)
    if type_text == RANGE and RATING in appearance.split():
        base: str = RATING
    else:
        base = meaning.kind
    return next((kind for kind in ItemKind if kind.value == named_kind(base, own)), None)


def limits_in(type_text: str, cells: Mapping[str, str], style: Style) -> Limits:
    """The lowest and the highest number a question takes; ValueError for a constraint that says more."""
    row = FormRow(0, dict(cells))
    if type_text == RANGE:
        given = RANGE_DEFAULTS | dict(re.findall(r"(\w+)\s*=\s*(\S+)", style.survey.value(row, PARAMETERS)))
        ends = sorted((notation.read_number(given["start"]), notation.read_number(given["end"])))
        return ends[0], ends[1]
    constraint = style.survey.value(row, CONSTRAINT)
    if not constraint:
        return None, None
    condition = compile_condition(constraint, {".": "self"})
    limits = limits_of(condition)
    whole = meaning_of(type_text) == meaning_of("integer") and type_text in ("integer", "int")
    if whole and limits.get("above") is not None and limits["above"] == limits["above"].to_integral_value():
        limits["from"] = limits.pop("above") + 1
    if whole and limits.get("below") is not None and limits["below"] == limits["below"].to_integral_value():
        limits["to"] = limits.pop("below") - 1
    if not limits or not limits.keys() <= {"from", "to"}:
        raise NotRepresented(constraint)
    return limits.get("from"), limits.get("to")


def guidance_of(style: Style, cells: Mapping[str, str], unit: Unit | None) -> Label | None:
    """The hint and the guidance below it, without the words that name the unit."""
    hints, more = style.read(SURVEY, HINT, cells), style.read(SURVEY, GUIDANCE, cells)
    texts = {language: " ".join(filter(None, (hints.get(language), more.get(language)))) for language in {**hints, **more}}
    found = label_of(texts, "")
    label = Label(_without_unit(found.en, "en", unit), _without_unit(found.zh_CN, "zh_CN", unit))
    return Label(label.en or label.zh_CN, label.zh_CN or label.en) if label.en or label.zh_CN else None


def item_cells(item: ItemText, name: str, style: Style, *, reading: bool = False) -> dict[str, str]:
    """The row of an item but for its condition, its list and its choice filter."""
    row = Cells(style, SURVEY, dict(item.source), reading)
    if reading:
        _say_pixels(row, item)
        if not any(header in row.cells for header in style.headers(SURVEY, LABEL)):
            return row.cells  # what is left out shows only beside the rest
    row.label(LABEL, item.label, name)
    _say_kind(row, item)
    _say_guidance(row, item)
    row.value(UNIT, read_unit, None, item.unit, item.unit.value if item.unit else "")
    row.value(WEIGHT, read_weight, Decimal(1), item.weight, _unless(item.weight, Decimal(1)))
    row.value(CRITICAL, read_flag, False, item.critical, "yes" if item.critical else "")
    row.value(BONUS, read_flag, False, item.bonus, "yes" if item.bonus else "")
    row.value(BANDS, notation.read_bands, [], item.bands, notation.write_bands(item.bands))
    _say_evidence(row, item)
    _say_name(row, item.code, name)
    if not reading:
        _say_pixels(row, item)
    return row.cells


def section_cells(section: SectionText, name: str, style: Style, *, reading: bool = False) -> dict[str, str]:
    row = Cells(style, SURVEY, dict(section.source), reading)
    type_header = style.header(SURVEY, TYPE)
    row.say([type_header], lambda own: bool(own), {type_header: "begin_group"})
    row.label(LABEL, section.name, name)
    row.value(WEIGHT, read_weight, Decimal(1), section.weight, _unless(section.weight, Decimal(1)))
    mark = notation.write_number(section.pass_mark) if section.pass_mark is not None else ""
    row.value(PASS_MARK, read_pass_mark, None, section.pass_mark, mark)
    row.value(DIMENSION, read_dimension, None, section.dimension, section.dimension.value if section.dimension else "")
    _say_name(row, section.code, name)
    return row.cells


def option_cells(option: OptionText, name: str, style: Style, *, reading: bool = False) -> dict[str, str]:
    row = Cells(style, CHOICES, dict(option.source), reading)
    name_header = style.header(CHOICES, NAME)
    row.say(
        [name_header], lambda own: own.get(name_header) == name, {} if reading and option.code != name else {name_header: name}
    )
    row.label(LABEL, option.label, name)
    row.value(SCORE, notation.read_number, Decimal(0), option.points, _unless(option.points, Decimal(0)))
    row.value(NOT_APPLICABLE, read_flag, False, option.not_applicable, "yes" if option.not_applicable else "")
    row.value(FAIL, read_flag, False, option.fail, "yes" if option.fail else "")
    return row.cells


def option_name(option: OptionText, style: Style) -> str:
    return option.source.get(style.header(CHOICES, NAME), option.code)


def option_codes(item: ItemText, style: Style) -> dict[str, str]:
    """The options by the names they have in the form, and by their codes."""
    return {option.code: option.code for option in item.options} | {
        option_name(option, style): option.code for option in reversed(item.options)
    }


def _say_kind(row: Cells, item: ItemText) -> None:
    """Type, kind and limits: a slider has its limits in its parameters, other numbers theirs in a constraint."""
    headers = {tokens: row.style.header(SURVEY, tokens) for tokens in (TYPE, KIND, APPEARANCE, PARAMETERS, CONSTRAINT)}
    limits = (item.lowest, item.highest)
    came = {} if row.reading else row.cells

    def says(own: Mapping[str, str]) -> bool:
        type_text = own.get(headers[TYPE], "")
        kind = kind_of(type_text, own.get(headers[APPEARANCE], ""), own.get(headers[KIND], "")) if type_text else None
        return kind is item.kind and (kind not in NUMBER_KINDS or quiet_limits(type_text, own, row.style) == limits)

    own_type = came.get(headers[TYPE], "")
    type_text = _type(item, own_type)
    fresh = {header: came.get(header, "") for header in headers.values()} | {headers[TYPE]: type_text, headers[KIND]: ""}
    if type_text == RANGE:
        fresh[headers[APPEARANCE]] = fresh[headers[APPEARANCE]] or (RATING if item.kind is ItemKind.RATING else "")
        fresh[headers[PARAMETERS]] = f"start={item.lowest:f} end={item.highest:f} step=1"
    elif own_type == RANGE:
        fresh[headers[PARAMETERS]] = ""
    if type_text != RANGE and item.kind in NUMBER_KINDS:
        ends = ((">=", item.lowest), ("<=", item.highest))
        fresh[headers[CONSTRAINT]] = " and ".join(
            f". {sign} {notation.write_number(end)}" for sign, end in ends if end is not None
        )
    if kind_of(type_text, fresh[headers[APPEARANCE]], "") is not item.kind:
        fresh[headers[KIND]] = item.kind.value
    row.say(headers.values(), says, {header: text for header, text in fresh.items() if text})


def quiet_limits(type_text: str, cells: Mapping[str, str], style: Style) -> Limits:
    try:
        return limits_in(type_text, cells, style)
    except ValueError:
        return None, None


def _type(item: ItemText, own: str) -> str:
    """The type to write: the form's own where it can be this kind, else one of ours."""
    lowest, highest = item.lowest, item.highest
    sliding = (
        lowest is not None
        and highest is not None
        and lowest < highest
        and lowest == lowest.to_integral_value()
        and highest == highest.to_integral_value()
    )
    kind = kind_of(own, "", item.kind.value) if own else None
    if kind is item.kind and (own != RANGE or sliding):
        return own
    if item.kind is ItemKind.RATING and sliding:
        return RANGE
    if item.kind in NUMBER_KINDS:
        return "integer" if item.unit in WHOLE_UNITS else "decimal"
    return TYPES.get(item.kind, item.kind.value)


def _say_guidance(row: Cells, item: ItemText) -> None:
    style = row.style
    unit = item.unit if item.kind is ItemKind.DURATION else None
    headers = [*style.headers(SURVEY, HINT), *style.headers(SURVEY, GUIDANCE)]
    texts = {code: _with_unit(getattr(item.guidance, code, ""), code, unit) for code in ("en", "zh_CN")}
    fresh = row.fresh(headers, style.write(SURVEY, HINT, Label(texts["en"], texts["zh_CN"]))) if texts["en"] else {}
    row.say(headers, lambda own: not (style.both and fresh) and guidance_of(style, own, unit) == item.guidance, fresh)


def _unit_words(code: str, unit: Unit | None) -> str:
    keys = {Unit.SECONDS: "xlsform.in_seconds", Unit.MINUTES: "xlsform.in_minutes"}
    return words(code, keys[unit]) if unit in keys else ""


def _with_unit(text: str, code: str, unit: Unit | None) -> str:
    return " ".join(filter(None, (text, _unit_words(code, unit))))


def _without_unit(text: str, code: str, unit: Unit | None) -> str:
    words = _unit_words(code, unit)
    return text.removesuffix(words).rstrip(" ") if words else text


def _say_evidence(row: Cells, item: ItemText) -> None:
    codes = option_codes(item, row.style)
    names = {code: name for name, code in codes.items() if not re.search("[:;,]", name)}
    text = notation.write_evidence(item.evidence, names)
    row.value(EVIDENCE, lambda given: notation.read_evidence(given, codes), EvidenceText(), item.evidence, text)


def _say_name(row: Cells, code: str, name: str) -> None:
    """Our column `code` is written only where the form's name had to be another one, and the form gave none."""
    header, code_header = (row.style.header(SURVEY, tokens) for tokens in (NAME, CODE))
    came_so = row.cells.get(header) == name
    row.say([header], lambda own: own.get(header) == name, {header: name} if not row.reading or code == name else {})
    if not row.reading and not came_so and code != name:
        row.cells[code_header] = code


def _say_pixels(row: Cells, item: ItemText) -> None:
    """A picture without a limit of its size gets ours, which pyxform asks for."""
    if item.kind is not ItemKind.PHOTO:
        return
    header = row.style.header(SURVEY, PARAMETERS)
    text = row.cells.get(header, "")
    if row.reading:
        text = re.sub(rf"\s*\b{PIXELS}$", "", text)
    elif "max-pixels" not in text:
        text = f"{text} {PIXELS}".strip()
    row.cells.pop(header, None)
    if text:
        row.cells[header] = text


def _unless(number: Decimal, default: Decimal) -> str:
    return "" if number == default else notation.write_number(number)
