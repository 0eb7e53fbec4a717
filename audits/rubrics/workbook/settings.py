"""The settings sheet: which rubric this is, and how it is scored."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from audits.rubrics.forms.text import Both, FormText, OptionCode, RubricText, Weight
from audits.rubrics.workbook import notation
from audits.rubrics.workbook.codes import code_from
from audits.rubrics.workbook.facets import Cells, Value
from audits.rubrics.workbook.languages import ENGLISH, GUARDED, REFERENCE, Style, guarded, style_of
from audits.rubrics.workbook.problems import SheetProblems
from audits.rubrics.workbook.sheets import SETTINGS
from audits.scoring.policy import Policy
from tracker.core.words import Label

TITLE, TITLE_ZH, FORM_ID = ("title",), ("form_title_zh",), ("id_string",)
PURPOSE, PURPOSE_ZH, CHANNEL, POLICY = ("purpose_en",), ("purpose_zh",), ("channel",), ("policy",)
BAND_NAMES, WEIGHTS, VERSION = ("band_names",), ("weights_sum_to",), ("version",)
ROW = 2  # a form has one row of settings
DEFAULT_POLICY = notation.policy_cells(Policy())
VERSION_LETTERS = 12
_BAND_NAMES: TypeAdapter[dict[str, Label]] = TypeAdapter(dict[OptionCode, Both])
_CHANNEL: TypeAdapter[str] = TypeAdapter(OptionCode)
_WEIGHT: TypeAdapter[Decimal] = TypeAdapter(Weight)


class Settings(NamedTuple):
    code: str
    name: Label
    purpose: Label
    channel: str
    policy: dict[str, Any]
    band_names: dict[str, Label]
    weights_sum_to: Decimal | None


def read_settings(form: FormText, *, code: str, channel: str, problems: SheetProblems) -> Settings:
    style = style_of(form)
    row = Cells(style, SETTINGS, dict(form.settings), reading=True)
    found = _name(row, code)
    policy = _read(row, POLICY, notation.read_policy, DEFAULT_POLICY, problems)
    bands = {str(band["name"]) for band in policy["bands"]}
    nothing: dict[str, Label] = {}
    names = _read(row, BAND_NAMES, _BAND_NAMES.validate_json, nothing, problems)
    return Settings(
        code=code_from(row.text(FORM_ID) or code),
        name=found,
        purpose=_both(row, PURPOSE, PURPOSE_ZH, found),
        channel=_read(row, CHANNEL, _CHANNEL.validate_python, channel, problems),
        policy=policy,
        band_names=names | {band: Label(band, band) for band in sorted(bands - names.keys())},
        weights_sum_to=_read(row, WEIGHTS, lambda text: _WEIGHT.validate_python(notation.read_number(text)), None, problems),
    )


def settings_cells(rubric: RubricText, style: Style, *, reading: bool = False) -> dict[str, str]:
    came = dict(rubric.form.settings) if rubric.form else {"default_language": ENGLISH}
    row = Cells(style, SETTINGS, came, reading)
    header = style.header(SETTINGS, FORM_ID)
    row.say([header], lambda own: code_from(own.get(header, "")) == rubric.code, {header: rubric.code})
    fallback = Label(rubric.code, rubric.code)
    _say_both(row, TITLE, TITLE_ZH, rubric.name, fallback)
    _say_both(row, PURPOSE, PURPOSE_ZH, rubric.purpose, rubric.name)
    row.value(CHANNEL, str.strip, "store", rubric.channel, rubric.channel if rubric.channel != "store" else "")
    policy = notation.write_json(rubric.policy) if rubric.policy != DEFAULT_POLICY else ""
    _only(row, POLICY, policy)
    bands = {str(band["name"]): Label(str(band["name"]), str(band["name"])) for band in rubric.policy["bands"]}
    names = notation.write_json({code: {"en": label.en, "zh_CN": label.zh_CN} for code, label in rubric.band_names.items()})
    _only(row, BAND_NAMES, names if rubric.band_names != bands else "")
    weights = notation.write_number(rubric.weights_sum_to) if rubric.weights_sum_to is not None else ""
    row.value(WEIGHTS, notation.read_number, None, rubric.weights_sum_to, weights)
    version = style.header(SETTINGS, VERSION)
    if not reading and not row.cells.get(version):
        row.cells[version] = version_of(rubric)
    return row.cells


def version_of(rubric: RubricText) -> str:
    """Another version of a form is another text, so that a device asks for the new one."""
    return rubric.snapshot_hash()[:VERSION_LETTERS]


def is_ours(version: str) -> bool:
    """Whether a version follows the content; another is the form's own, and stays."""
    return re.fullmatch(f"[0-9a-f]{{{VERSION_LETTERS}}}", version) is not None


def _only(row: Cells, tokens: tuple[str], text: str) -> None:
    """A cell that only we write."""
    header = row.style.header(SETTINGS, tokens)
    row.cells.pop(header, None)
    if text and not row.reading:
        row.cells[header] = text.replace(REFERENCE, GUARDED)


def _name(row: Cells, code: str) -> Label:
    fallback = code_from(row.text(FORM_ID) or code)
    return _both(row, TITLE, TITLE_ZH, Label(fallback, fallback))


def _both(row: Cells, english: tuple[str], chinese: tuple[str], fallback: Label) -> Label:
    en, zh = (row.cells.get(row.style.header(SETTINGS, tokens), "").replace(GUARDED, REFERENCE) for tokens in (english, chinese))
    return Label(en or zh or fallback.en, zh or en or fallback.zh_CN)


def _say_both(row: Cells, english: tuple[str], chinese: tuple[str], label: Label, fallback: Label) -> None:
    headers = [row.style.header(SETTINGS, tokens) for tokens in (english, chinese)]
    same = label.en == label.zh_CN
    fresh = {headers[0]: guarded(label.en)} | ({} if same else {headers[1]: guarded(label.zh_CN)})

    def says(own: Mapping[str, str]) -> bool:
        return _both(Cells(row.style, SETTINGS, dict(own), reading=True), english, chinese, fallback) == label

    row.say(headers, says, fresh if label != fallback else {})


def _read(row: Cells, tokens: tuple[str], read: Callable[[str], Value], default: Value, problems: SheetProblems) -> Value:
    text = row.cells.get(row.style.header(SETTINGS, tokens), "")
    try:
        return read(text.replace(GUARDED, REFERENCE)) if text.strip() else default
    except ValueError:
        problems.warning(ROW, tokens, "xlsform.setting_unread", "xlsform.fix_setting_unread", text=text)
        return default
