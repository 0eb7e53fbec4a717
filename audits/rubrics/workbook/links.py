"""What a form's expressions say of the items of its rubric: conditions, requirements and choice filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyxform import aliases

from audits.rubrics.forms.conditions import ConditionText
from audits.rubrics.forms.text import ItemKind, ItemText
from audits.rubrics.workbook.columns import REQUIRED
from audits.rubrics.workbook.combining import ALWAYS, NEVER, every
from audits.rubrics.workbook.expressions import NotRepresented, compile_condition, write_condition
from audits.rubrics.workbook.facets import FILTER, Cells

Row = tuple[str, dict[str, str]]  # the name of an option and its cells


@dataclass(frozen=True)
class Links:
    """`names` has the name in the form for each item, `items` what they are, `choices` the names of their options."""

    names: Mapping[str, str]
    items: Mapping[str, ItemText]
    choices: Mapping[str, Mapping[str, str]]

    @cached_property
    def codes(self) -> dict[str, str]:
        return {name: code for code, name in self.names.items()}

    @cached_property
    def kinds(self) -> dict[str, ItemKind]:
        return {code: item.kind for code, item in self.items.items()}

    def read(self, text: str, row: Mapping[str, str] | None = None) -> ConditionText:
        """Raises NotRepresented."""
        return compile_condition(text, self.codes, items=self.items, row=row) if text.strip() else ALWAYS

    def known(self, text: str) -> ConditionText:
        """What cannot be evaluated asks for nothing: the warning was given when the form was read."""
        try:
            return self.read(text)
        except NotRepresented:
            return ALWAYS

    def write(self, condition: ConditionText) -> str:
        return write_condition(condition, self.names, self.kinds, choices=self.choices)

    def required(self, text: str) -> bool | ConditionText:
        """Raises NotRepresented."""
        said = aliases.yes_no.get(text.strip())
        if said is not None or not text.strip():
            return bool(said)
        condition = self.read(text)
        return condition == ALWAYS if condition in (ALWAYS, NEVER) else condition

    def filters(self, text: str, rows: Sequence[Row]) -> list[ConditionText | None]:
        """When each option is offered. Raises NotRepresented."""
        found = [self.read(text, {**cells, "name": name}) for name, cells in rows]
        return [None if condition == ALWAYS else condition for condition in found]

    def write_filter(self, rows: Sequence[Row], conditions: Sequence[ConditionText | None]) -> str:
        """One filter for the list: each option by its name, with its own condition."""
        if not any(conditions):
            return ""
        parts = []
        for (name, _), condition in zip(rows, conditions, strict=True):
            quoted = f"'{name}'" if "'" not in name else f'"{name}"'
            parts.append(f"name = {quoted} and ({self.write(condition)})" if condition else f"name = {quoted}")
        return " or ".join(parts)

    def say_required(self, row: Cells, item: ItemText) -> None:
        header = row.style.header(row.sheet, REQUIRED)

        def says(own: Mapping[str, str]) -> bool:
            try:
                return self.required(own.get(header, "")) == item.required
            except NotRepresented:
                return item.required is False

        text = ("yes" if item.required else "") if isinstance(item.required, bool) else self.write(item.required)
        row.say([header], says, {header: text} if text else {})

    def say_filter(self, row: Cells, rows: Sequence[Row], conditions: Sequence[ConditionText | None]) -> None:
        header = row.style.header(row.sheet, FILTER)

        def says(own: Mapping[str, str]) -> bool:
            try:
                return self.filters(own.get(header, ""), rows) == list(conditions)
            except NotRepresented:
                return not any(conditions)

        text = self.write_filter(rows, conditions)
        row.say([header], says, {header: text} if text else {})


def met_everywhere(conditions: Sequence[ConditionText], condition: ConditionText | None) -> bool:
    """Whether a condition already holds those of the groups around it."""
    own = condition or ALWAYS
    return every([*conditions, own]) == own
