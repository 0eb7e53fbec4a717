"""Labels of a form in its languages, and labels of a rubric in English and Chinese."""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyxform.constants import DEFAULT_LANGUAGE_VALUE
from pyxform.parsing.sheet_headers import to_snake_case

from audits.rubrics.forms.text import FormText
from audits.rubrics.workbook.columns import HINT, LABEL, Columns, Tokens
from audits.rubrics.workbook.sheets import CHOICES, SETTINGS, SURVEY, FormRow
from tracker.core.commands import sentences_of
from tracker.core.words import Label

ENGLISH, CHINESE = "English (en)", "中文 (zh)"
GUIDANCE: Tokens = ("guidance_hint",)
NAMES = {
    "en": frozenset({"en", "eng", "english"}),
    "zh_CN": frozenset({"zh", "cmn", "zho", "chi", "chinese", "中文", "汉语", "简体中文", "mandarin"}),
}
REFERENCE, GUARDED = "${", "$\u200b{"  # a space without width between them
_REFERENCE = re.compile(r"\$\{([^{}]*)\}?")
_CODE = re.compile(r"\(\s*([A-Za-z_-]+)\s*\)\s*$")


@lru_cache(maxsize=256)
def code_of(language: str) -> str | None:
    """Which of our languages `English (en)`, `zh-Hans` or `中文` is."""
    found = _CODE.search(language)
    name = (found[1] if found else language).strip().lower().replace("_", "-")
    return next((code for code, names in NAMES.items() if name in names or name.partition("-")[0] in names), None)


def words(code: str, key: str) -> str:
    """Ours in either language, for what is written into a form."""
    return sentences_of(code, "xlsform")[key]


def guarded(text: str, names: Container[str] = ()) -> str:
    """A text in which no brace after a dollar is taken for the name of a question that does not exist: that is no form."""
    found = _REFERENCE.findall(text)
    return text if all(name.strip() in names for name in found) else text.replace(REFERENCE, GUARDED)


def label_of(texts: Mapping[str, str], fallback: str) -> Label:
    """A text in another or in no language fills in where English or Chinese is missing."""
    filled = {language: text.replace(GUARDED, REFERENCE) for language, text in texts.items() if text.strip()}
    own = {code: next((text for name, text in filled.items() if code_of(name) == code), "") for code in NAMES}
    other = next((text for name, text in filled.items() if code_of(name) is None), "") or own["en"] or own["zh_CN"] or fallback
    return Label(own["en"] or other, own["zh_CN"] or other)


@dataclass(frozen=True)
class Style:
    """How a form writes its columns: the headers it has, and for others those of a form that we begin ourselves."""

    survey: Columns
    choices: Columns
    settings: Columns
    languages: tuple[str, ...]  # of its labels; "default" stands for a column that names none
    names: frozenset[str] = frozenset()  # of the rows of the form, which a text may refer to as ${name}
    both: bool = False  # write English and Chinese whatever languages the form came with

    def of(self, sheet: str) -> Columns:
        return {SURVEY: self.survey, CHOICES: self.choices, SETTINGS: self.settings}[sheet]

    def header(self, sheet: str, tokens: Tokens) -> str:
        return self.of(sheet).header(tokens) or _NEW.get(tokens, tokens[-1])

    def headers(self, sheet: str, start: Tokens) -> list[str]:
        """The columns of one text in all languages."""
        columns, size = self.of(sheet), len(start)
        return [header for header, tokens in columns.tokens.items() if tokens[:size] == start and len(tokens) <= size + 1]

    def other_languages(self, sheet: str, headers: Iterable[str]) -> list[str]:
        """Those of the headers that name a language which is not ours."""
        tokens = self.of(sheet).tokens
        return [header for header in headers if len(tokens[header]) > 1 and code_of(tokens[header][-1]) is None]

    def read(self, sheet: str, start: Tokens, cells: Mapping[str, str]) -> dict[str, str]:
        return self.of(sheet).texts(FormRow(0, dict(cells)), start)

    def write(self, sheet: str, start: Tokens, label: Label) -> dict[str, str]:
        languages = self._both_languages() if self.both else self.languages
        own = self.of(sheet).default_language
        cells = {}
        for language in languages:
            chinese = code_of(own if language == DEFAULT_LANGUAGE_VALUE else language) == "zh_CN"
            text = label.zh_CN if chinese else label.en
            cells[self._translated(sheet, start, language)] = guarded(text, self.names)
        return cells

    def _both_languages(self) -> list[str]:
        own = self.survey.default_language
        codes = {code_of(own if name == DEFAULT_LANGUAGE_VALUE else name): name for name in reversed(self.languages)}
        return [codes.get("en", ENGLISH), codes.get("zh_CN", CHINESE)]

    def _translated(self, sheet: str, start: Tokens, language: str) -> str:
        tokens = start if language == DEFAULT_LANGUAGE_VALUE else (*start, language)
        return self.of(sheet).header(tokens) or written_header(start, language, self.of(sheet))


_NEW = {("list name",): "list_name", ("bind", "relevant"): "relevant", ("title",): "form_title", ("id_string",): "form_id"}


def written_header(start: Tokens, language: str, columns: Columns) -> str:
    if language == DEFAULT_LANGUAGE_VALUE:
        return start[-1]
    single = any(":" in header for header in columns.tokens) and not any("::" in header for header in columns.tokens)
    return f"{start[-1]}{':' if single else '::'}{language}"


def style_of(form: FormText | None, *, both: bool = False) -> Style:
    """Of the form's own headers, and with those that it may need beside them."""
    own = form.columns if form else {}
    settings = form.settings if form else {"default_language": ENGLISH}
    named = (text for header, text in settings.items() if to_snake_case(header) == "default_language")
    default = next(named, DEFAULT_LANGUAGE_VALUE)
    plain = Columns(SETTINGS, own.get(SETTINGS, []), default)
    survey = Columns(SURVEY, own.get(SURVEY, []), default)
    choices = Columns(CHOICES, own.get(CHOICES, []), default)
    languages = tuple(_label_languages(survey) or _label_languages(choices) or [ENGLISH, CHINESE])
    style = Style(survey, choices, plain, languages, both=both)
    wanted = list(style._both_languages()) if both else list(languages)
    return Style(
        _with(survey, SURVEY, [(start, language) for start in (LABEL, HINT) for language in wanted], default),
        _with(choices, CHOICES, [(LABEL, language) for language in wanted], default),
        plain,
        languages,
        both=both,
    )


def _label_languages(columns: Columns) -> list[str]:
    found = []
    for tokens in columns.tokens.values():
        if tokens[: len(LABEL)] == LABEL and len(tokens) <= len(LABEL) + 1:
            found.append(tokens[1] if len(tokens) > 1 else DEFAULT_LANGUAGE_VALUE)
    return found


def _with(columns: Columns, sheet: str, texts: list[tuple[Tokens, str]], default: str) -> Columns:
    headers = list(columns.tokens)
    for start, language in texts:
        tokens = start if language == DEFAULT_LANGUAGE_VALUE else (*start, language)
        if columns.header(tokens) is None:
            headers.append(written_header(start, language, columns))
    return Columns(sheet, headers, default)
