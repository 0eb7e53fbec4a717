"""The survey sheet, row by row: its outline, and what pyxform would refuse or a rubric cannot hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pyxform import aliases
from pyxform.constants import RESERVED_NAMES_SURVEY_SHEET
from pyxform.parsing.expression import is_xml_tag

from audits.rubrics.workbook import kinds
from audits.rubrics.workbook.choices import Lists, OutlineOption
from audits.rubrics.workbook.columns import (
    APPEARANCE,
    CALCULATION,
    HINT,
    LABEL,
    MEDIA,
    NAME,
    RELEVANT,
    REQUIRED,
    TRIGGER,
    TYPE,
    Columns,
)
from audits.rubrics.workbook.kinds import KEPT, Meaning, Reason, meaning_of
from audits.rubrics.workbook.problems import SheetProblems
from audits.rubrics.workbook.sheets import FormRow

DISABLED, DEFAULT, OWN_KIND = ("disabled",), ("default",), ("kind",)
OTHER = "other"  # what pyxform adds to a list for `or_other`
OTHER_LABEL = "Other"


@dataclass(frozen=True)
class OutlineRow:
    """A named row of the survey. `path` names the groups and repeats it stands in, `section` is the same joined with "/"."""

    row: int
    name: str
    kind: str
    type: str
    section: str | None
    labels: dict[str, str]
    required: bool | str
    condition: str | None
    list: str | None
    options: Sequence[OutlineOption]
    path: tuple[str, ...]
    cells: dict[str, str]
    reason: Reason | None = None  # why it is only kept


class _Opened(NamedTuple):
    row: int
    name: str
    control: str  # group, repeat or loop
    names: set[str]


@dataclass
class SurveyReading:
    """Reads the rows in order; `names` counts what `${...}` may refer to, `questions` what a trigger may."""

    columns: Columns
    lists: Lists
    problems: SheetProblems
    outline: list[OutlineRow] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    questions: set[str] = field(default_factory=set)
    triggers: list[tuple[int, str]] = field(default_factory=list)
    collapse: bool = True  # the setting clean_text_values

    def __post_init__(self) -> None:
        self._open: list[_Opened] = []
        self._top: set[str] = set()
        self._others: set[str] = set()

    def read(self, rows: list[FormRow]) -> None:
        for row in rows:
            if aliases.yes_no.get(self._text(row, DISABLED)):
                self._keep(row, Reason.DISABLED, name=self._text(row, NAME))
            else:
                self._row(row, self._text(row, TYPE))
        for opened in self._open:
            facts = {"control": opened.control, "name": opened.name}
            self.problems.error(opened.row, TYPE, "xlsform.never_ended", "xlsform.fix_never_ended", **facts)
        self._offer_other()

    def _row(self, row: FormRow, text: str) -> None:
        if not text:
            return self._without_type(row)
        if trigger := self._text(row, TRIGGER):
            self.triggers.append((row.number, trigger))
        meaning = meaning_of(text)
        if meaning.closes:
            return self._close(row, meaning.closes)
        if meaning.reason is Reason.SETTING:
            return self._keep(row, Reason.SETTING, name=self._text(row, NAME))
        name = self._name(row, text)
        if meaning.opens:
            self._add(row, name, meaning)
            self._open.append(_Opened(row.number, name, meaning.opens, set()))
            return None
        if text != "audit":
            self.questions.add(name)
            self._check_question(row, text, meaning)
            if self._is_silent(row):
                meaning = meaning if meaning.kind == KEPT else meaning._replace(kind=KEPT, reason=Reason.CALCULATION)
            elif kinds.needs_label(text) and not self._has_words(row):
                self.problems.error(row.number, LABEL, "xlsform.no_label", "xlsform.fix_no_label", name=name)
        return self._add(row, name, meaning)

    def _is_silent(self, row: FormRow) -> bool:
        """pyxform shows no question that is calculated and has no words."""
        computed = self._text(row, CALCULATION) or self._text(row, TRIGGER)
        return bool(computed) and not self.columns.texts(row, LABEL) and not self.columns.texts(row, HINT)

    def _has_words(self, row: FormRow) -> bool:
        return any(self.columns.texts(row, column) for column in (LABEL, HINT, *MEDIA, MEDIA[0][:1]))

    def _text(self, row: FormRow, column: tuple[str, ...]) -> str:
        return self.columns.value(row, column, collapse=self.collapse)

    def _without_type(self, row: FormRow) -> None:
        if self._text(row, NAME) or self.columns.texts(row, LABEL):
            self.problems.error(row.number, TYPE, "xlsform.no_type", "xlsform.fix_no_type")
        else:
            self.problems.warning(row.number, TYPE, "xlsform.comment_row", "xlsform.fix_comment_row")

    def _close(self, row: FormRow, control: str) -> None:
        opened = self._open[-1] if self._open else None
        if opened is None:
            self.problems.error(row.number, TYPE, "xlsform.never_begun", "xlsform.fix_never_begun", control=control)
        elif opened.control != control:
            facts = {"control": control, "opened": opened.control, "name": opened.name, "first": opened.row}
            self.problems.error(row.number, TYPE, "xlsform.ends_another", "xlsform.fix_ends_another", **facts)
        if opened:
            self._open.pop()

    def _name(self, row: FormRow, text: str) -> str:
        """The row's name, checked as pyxform checks it; it gives a note and an audit theirs when the cell is empty."""
        name = self._text(row, NAME)
        if text == "audit":
            if name not in ("", "audit"):
                self.problems.error(row.number, NAME, "xlsform.audit_named", "xlsform.fix_audit_named", name=name)
            return "audit"
        if not name and text == "note":
            name = f"generated_note_name_{row.number}"
        if not name:
            self.problems.error(row.number, NAME, "xlsform.no_name", "xlsform.fix_no_name", type=text)
            return ""
        if not is_xml_tag(name):
            self.problems.error(row.number, NAME, "xlsform.bad_name", "xlsform.fix_bad_name", name=name)
            return name
        self.names[name] += 1
        taken = self._open[-1].names if self._open else self._top
        if name in RESERVED_NAMES_SURVEY_SHEET:
            self.problems.error(row.number, NAME, "xlsform.reserved_name", "xlsform.fix_twice", name=name)
        elif name in taken:
            self.problems.error(row.number, NAME, "xlsform.twice", "xlsform.fix_twice", name=name)
        taken.add(name)
        return name

    def _check_question(self, row: FormRow, text: str, meaning: Meaning) -> None:
        if meaning.bare_select:
            self.problems.error(row.number, TYPE, "xlsform.select_without_list", "xlsform.fix_select_without_list", type=text)
        elif meaning.kind == kinds.UNKNOWN:
            self.problems.error(row.number, TYPE, "xlsform.unknown_type", "xlsform.fix_unknown_type", type=text)
        elif meaning.listed and not self.lists:
            self.problems.error(row.number, TYPE, "xlsform.no_choices", "xlsform.fix_no_choices", list=meaning.list)
        elif meaning.listed and meaning.list not in self.lists:
            facts = {"list": meaning.list, "lists": ", ".join(self.lists)}
            self.problems.error(row.number, TYPE, "xlsform.no_such_list", "xlsform.fix_no_such_list", **facts)
        elif text == "calculate" and not self._text(row, CALCULATION) and not self._text(row, DEFAULT):
            self.problems.error(row.number, CALCULATION, "xlsform.no_calculation", "xlsform.fix_no_calculation")
        elif meaning.kind == kinds.MULTIPLE:
            self._check_spaces(row, self.lists[str(meaning.list)])
        if meaning.or_other and meaning.list:
            self._others.add(meaning.list)
            self.problems.warning(row.number, TYPE, "xlsform.or_other", "xlsform.fix_or_other")

    def _check_spaces(self, row: FormRow, options: list[OutlineOption]) -> None:
        for option in options:
            if " " in option.name:
                facts = {"name": option.name, "choice_row": option.row}
                self.problems.error(row.number, TYPE, "xlsform.choice_with_space", "xlsform.fix_choice_with_space", **facts)

    def _keep(self, row: FormRow, reason: Reason, name: str) -> None:
        if name:
            self._add(row, name, kinds.kept(reason))

    def _add(self, row: FormRow, name: str, meaning: Meaning) -> None:
        if not name:
            return
        repeat = next((opened.name for opened in self._open if opened.control != kinds.GROUP), None)
        kind, reason = meaning.kind or KEPT, meaning.reason
        if repeat is not None and reason is None:
            kind, reason = KEPT, Reason.INSIDE_REPEAT
        if kind == kinds.NUMBER and self._text(row, TYPE) == "range" and "rating" in self._text(row, APPEARANCE).split():
            kind = kinds.RATING
        kind = kinds.named_kind(kind, self._text(row, OWN_KIND))
        if kind == KEPT and meaning.kind != kinds.UNKNOWN:
            facts = {"name": name, "type": self._text(row, TYPE), "repeat": repeat or ""}
            self.problems.warning(row.number, TYPE, f"xlsform.kept_{reason}", "xlsform.fix_kept", **facts)
        path = tuple(opened.name for opened in self._open if opened.name)
        self.outline.append(
            OutlineRow(
                row=row.number,
                name=name,
                kind=kind,
                type=row.cells.get(self.columns.named(TYPE), ""),
                section="/".join(path) or None,
                labels=self.columns.texts(row, LABEL),
                required=_required(self._text(row, REQUIRED)),
                condition=self._text(row, RELEVANT) or None,
                list=meaning.list,
                options=self.lists.get(meaning.list or "", []),
                path=path,
                cells=row.cells,
                reason=reason,
            )
        )

    def _offer_other(self) -> None:
        """pyxform adds the option to the list itself, so that each select that uses the list offers it."""
        for name in self._others:
            options = self.lists.get(name)
            if options and not any(option.name == OTHER for option in options):
                languages: Mapping[str, str] = {language: "" for option in options for language in option.labels}
                labels = dict.fromkeys(languages or {self.columns.default_language: ""}, OTHER_LABEL)
                options.append(OutlineOption(options[-1].row, OTHER, labels))


def _required(text: str) -> bool | str:
    if not text:
        return False
    said = aliases.yes_no.get(text)
    return text if said is None else bool(said)
