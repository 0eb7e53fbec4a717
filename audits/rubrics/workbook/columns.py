"""Which column is which: headers by pyxform's own aliases (caption, relevance, label:English, media::image::English)."""

from collections.abc import Sequence

from pyxform import aliases
from pyxform.constants import DEFAULT_LANGUAGE_VALUE
from pyxform.parsing.sheet_headers import clean_text_values, process_header, to_snake_case
from pyxform.question import MultipleChoiceQuestion, Option
from pyxform.survey import Survey

from audits.rubrics.workbook.sheets import CHOICES, SETTINGS, SURVEY, FormRow, Sheets

Tokens = tuple[str, ...]
LABEL: Tokens = ("label",)
HINT: Tokens = ("hint",)
TYPE: Tokens = ("type",)
NAME: Tokens = ("name",)
RELEVANT: Tokens = ("bind", "relevant")
REQUIRED: Tokens = ("bind", "required")
CONSTRAINT: Tokens = ("bind", "constraint")
CALCULATION: Tokens = ("bind", "calculate")
APPEARANCE: Tokens = ("control", "appearance")
TRIGGER: Tokens = ("trigger",)
LIST_NAME: Tokens = ("list name",)
TRANSLATED = (LABEL, HINT, ("guidance_hint",), ("bind", "jr:constraintMsg"), ("bind", "jr:requiredMsg"))
MEDIA = tuple(("media", kind) for kind in ("image", "big-image", "audio", "video"))
_ALIASES = {SURVEY: aliases.survey_header, CHOICES: aliases.list_header, SETTINGS: aliases.settings_header}
_KNOWN = {
    SURVEY: frozenset(MultipleChoiceQuestion.get_slot_names()),
    CHOICES: frozenset(Option.get_slot_names()),
    SETTINGS: frozenset(Survey.get_slot_names()),
}
_USUAL = {CALCULATION: "calculation", LIST_NAME: "list_name"}  # what people call a column that pyxform calls otherwise
PROFILE = frozenset(
    {"weight", "critical", "bonus", "evidence", "score", "na", "fail"}
    | {"kind", "unit", "bands", "code", "pass_mark", "dimension"}
)  # our own, in any case: Score, NA, Pass mark


class Columns:
    """The columns of one sheet, found by what they mean: `("bind", "relevant")`, `("label", "English (en)")`."""

    def __init__(self, sheet: str, headers: Sequence[str], default_language: str = DEFAULT_LANGUAGE_VALUE) -> None:
        self.sheet, self.default_language = sheet, default_language
        double = any("::" in header for header in headers)
        self.tokens = {header: _tokens(sheet, header, double) for header in headers}
        self._headers: dict[Tokens, str] = {}
        self._by_language: dict[Tokens, dict[str, str]] = {}
        for header, tokens in self.tokens.items():
            self._headers.setdefault(tokens, header)

    def header(self, tokens: Tokens) -> str | None:
        """The header as it is written, None when there is no such column."""
        return self._headers.get(tokens)

    def named(self, tokens: Tokens) -> str:
        """The header for a message, also of a column that is missing."""
        return self._headers.get(tokens) or _USUAL.get(tokens, tokens[-1])

    def value(self, row: FormRow, tokens: Tokens, *, collapse: bool = True) -> str:
        """The text of a cell as pyxform takes it, with straight quotes; empty where there is none."""
        header = self._headers.get(tokens)
        text = row.cells.get(header) if header else None
        return str(clean_text_values(text, strip_whitespace=collapse)) if text else ""

    def texts(self, row: FormRow, tokens: Tokens) -> dict[str, str]:
        """A translated text by language, as it is written. A column without a language is the default language's."""
        found: dict[str, str] = {}
        plain = self._headers.get(tokens)
        if plain and plain in row.cells:
            found[self.default_language] = row.cells[plain]
        for language, header in self._languages(tokens).items():
            if header in row.cells:
                found[language] = row.cells[header]
        return found

    def languages(self) -> list[str]:
        """The languages that columns of this sheet name, in their order."""
        found: dict[str, None] = {}
        for tokens in self.tokens.values():
            for start in (*TRANSLATED, *MEDIA):
                if len(tokens) == len(start) + 1 and tokens[: len(start)] == start:
                    found[tokens[-1]] = None
        return list(found)

    def _languages(self, start: Tokens) -> dict[str, str]:
        found = self._by_language.get(start)
        if found is None:
            size = len(start)
            pairs = self.tokens.items()
            found = {tokens[size]: header for header, tokens in pairs if len(tokens) == size + 1 and tokens[:size] == start}
            self._by_language[start] = found
        return found


def columns_of(sheets: Sheets) -> tuple[Columns, Columns, Columns]:
    """Of survey, choices and settings."""
    settings = Columns(SETTINGS, sheets.columns[SETTINGS])
    language = settings.value(FormRow(2, sheets.settings), ("default_language",)) or DEFAULT_LANGUAGE_VALUE
    return Columns(SURVEY, sheets.columns[SURVEY], language), Columns(CHOICES, sheets.columns[CHOICES], language), settings


def _tokens(sheet: str, header: str, double: bool) -> Tokens:
    own = to_snake_case(header)
    if own in PROFILE and sheet != SETTINGS:
        return (str(own),)
    try:
        return tuple(process_header(header, double, _ALIASES[sheet], _KNOWN[sheet])[1])
    except IndexError:  # `a:jr`, on which pyxform stumbles
        return (header,)
