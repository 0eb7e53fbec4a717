"""The expressions of a form (XPath as ODK evaluates it) as conditions, and conditions as such expressions.

An empty answer is the empty text: `${a} != 'x'` holds there, `${a} > 5` does not. What we cannot evaluate raises NotRepresented
with the part concerned: a wrong condition would be worse than none.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from audits.rubrics.forms.conditions import ConditionText
from audits.rubrics.forms.text import CHOICE_KINDS, NUMBER_KINDS, ItemKind, ItemText
from audits.rubrics.workbook.combining import ALWAYS, NEVER, condition_of, every, limits_of, negated, some

DEEPEST = 50  # levels of brackets
UNCOMPARED = frozenset({ItemKind.TIME, ItemKind.DATETIME, ItemKind.LOCATION})  # devices write them in forms of their own
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
LIMITS = {"<": "below", "<=": "to", ">": "above", ">=": "from"}
_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")  # as pyxform does
_TOKEN = re.compile(
    r"""\s*(?:(?P<ref>\$\{\s*[^{}]*?\s*\})|(?P<text>'[^']*'|"[^"]*")|(?P<number>\d+(?:\.\d*)?|\.\d+)"""
    r"""|(?P<sign>!=|<=|>=|[=<>(),-])|(?P<name>[^\W\d][\w.-]*)|(?P<self>\.(?!\.))|(?P<other>\S))"""
)


class NotRepresented(ValueError):
    """An expression that a rubric does not evaluate; `part` is what it cannot say."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True)
class Asked:
    """An item whose answer is looked at: itself, how many of its options are ticked, or how long its text is."""

    code: str
    measure: str = ""  # "", "count-selected", "string-length"


Operand = ConditionText | Asked | str | Decimal


def compile_condition(
    text: str,
    codes: Mapping[str, str],
    *,
    items: Mapping[str, ItemText] | None = None,
    row: Mapping[str, str] | None = None,
) -> ConditionText:
    """`codes` has the item for each name that may be asked for ("." is the item itself), `items` what those items are, by code.

    `row`: the columns of a choice, which a choice filter names without more.
    """
    try:
        return _Parser(text, codes, items or {}, row).read()
    except (ValidationError, RecursionError) as error:  # limits of numbers, texts and levels
        raise NotRepresented(text.strip()) from error


class _Parser:
    def __init__(self, text: str, codes: Mapping[str, str], items: Mapping[str, ItemText], row: Mapping[str, str] | None) -> None:
        self.text = text.translate(_STRAIGHT)
        self.codes, self.items, self.row = codes, items, row
        self.tokens = [(str(match.lastgroup), match[0].strip(), match) for match in _TOKEN.finditer(self.text)]
        self.at = self.level = 0

    def read(self) -> ConditionText:
        found = self._or()
        if self.at < len(self.tokens) or not isinstance(found, ConditionText):
            raise NotRepresented(
                self._part(0) if self.at == len(self.tokens) else self.text[self.tokens[self.at][2].start() :].strip()
            )
        return found

    def _or(self) -> Operand:
        return self._chain("or", self._and, some)

    def _and(self) -> Operand:
        return self._chain("and", self._comparison, every)

    def _chain(self, word: str, part: Callable[[], Operand], join: Callable[[list[ConditionText]], ConditionText]) -> Operand:
        begin = self.at
        parts = [part()]
        while self._took("name", word):
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        conditions = [one for one in parts if isinstance(one, ConditionText)]
        if len(conditions) < len(parts):
            raise NotRepresented(self._part(begin))
        return join(conditions)

    def _comparison(self) -> Operand:
        begin = self.at
        left = self._operand()
        sign = self._next("sign")
        if sign not in HOLDS:
            return left
        self.at += 1
        right = self._operand()
        if isinstance(right, Asked):
            left, right, sign = right, left, FLIPPED[sign]
        found = self._compared(left, sign, right)
        if found is None or self._next("sign") in HOLDS:
            raise NotRepresented(self._part(begin))
        return found

    def _operand(self) -> Operand:
        begin, (group, text, match) = self.at, self._take()
        if group == "ref":
            return self._asked(match["ref"][2:-1].strip(), begin)
        if group == "self":
            return self._asked(".", begin)
        if group == "text":
            return text[1:-1]
        if group == "number":
            return Decimal(text)
        if group == "sign" and text == "-" and self._next("number"):
            return -Decimal(self._take()[1])
        if group == "sign" and text == "(":
            return self._bracket()
        if group == "name" and self._took("sign", "("):
            return self._called(text, begin)
        if group == "name" and self.row is not None:
            return self.row.get(text, "")
        raise NotRepresented(self._part(begin))

    def _bracket(self) -> Operand:
        self.level += 1
        if self.level > DEEPEST:
            raise NotRepresented(self.text.strip())
        inner = self._or()
        self._close()
        self.level -= 1
        return inner

    def _called(self, name: str, begin: int) -> Operand:
        arguments: list[Operand] = []
        while not self._took("sign", ")"):
            if arguments and not self._took("sign", ","):
                raise NotRepresented(self._part(begin))
            self.level += 1
            if self.level > DEEPEST:
                raise NotRepresented(self.text.strip())
            arguments.append(self._or())
            self.level -= 1
        found = self._function(name, arguments)
        if found is None:
            raise NotRepresented(self._part(begin))
        return found

    def _function(self, name: str, arguments: list[Operand]) -> Operand | None:
        match name, arguments:
            case ("true", []):
                return ALWAYS
            case ("false", []):
                return NEVER
            case ("not", [ConditionText() as part]):
                return negated(part)
            case ("boolean" | "string", [ConditionText() | str() as part]):
                return part if isinstance(part, ConditionText) == (name == "boolean") else None
            case ("selected", [Asked(code, ""), str() as option]):
                return self._selected(code, option)
            case ("selected", [Asked(code, ""), Decimal() as option]):
                return self._selected(code, f"{option:f}")
            case (("count-selected" | "string-length"), [Asked(code, "")]):
                return self._measured(code, name)
            case ("concat", texts) if texts and all(isinstance(text, str) for text in texts):
                return "".join(str(text) for text in texts)
        return None

    def _asked(self, name: str, begin: int) -> Asked:
        code = self.codes.get(name)
        if code is None or self._kind(code) in (ItemKind.PHOTO, ItemKind.NOTE):
            raise NotRepresented(self._part(begin))
        return Asked(code)

    def _kind(self, code: str) -> ItemKind | None:
        return self.items[code].kind if code in self.items else None

    def _measured(self, code: str, measure: str) -> Asked | None:
        kind = self._kind(code)
        return Asked(code, measure) if measure == "string-length" or kind in (None, ItemKind.MULTIPLE) else None

    def _selected(self, code: str, option: str) -> ConditionText | None:
        kind = self._kind(code)
        if not option or re.search(r"\s", option) or not (kind is None or kind in CHOICE_KINDS):
            return None
        return self._equals(code, [option])

    def _compared(self, left: Operand, sign: str, right: Operand) -> ConditionText | None:
        if isinstance(left, Asked) and isinstance(right, str | Decimal):
            if left.measure:
                return None if isinstance(right, str) else self._measure_compared(left, sign, right)
            if right == "":
                return {"=": negated(_answered(left.code)), "!=": _answered(left.code)}.get(sign)
            kind = self._kind(left.code)
            number = right if isinstance(right, Decimal) else _number(right)
            if isinstance(right, str) and sign in ("=", "!=") and kind not in NUMBER_KINDS:
                return self._text_compared(left.code, kind, sign, right)
            return None if number is None else self._number_compared(left.code, kind, sign, number)
        if isinstance(left, str) and isinstance(right, str) and sign in ("=", "!="):
            return ALWAYS if (left == right) == (sign == "=") else NEVER
        numbers = [_number(one) if isinstance(one, str) else one for one in (left, right)]
        if isinstance(numbers[0], Decimal) and isinstance(numbers[1], Decimal):
            return ALWAYS if HOLDS[sign](numbers[0], numbers[1]) else NEVER
        return None

    def _text_compared(self, code: str, kind: ItemKind | None, sign: str, text: str) -> ConditionText | None:
        if kind in UNCOMPARED:
            return None
        found = self._equals(code, [text])
        if kind is ItemKind.MULTIPLE:  # the answer is all that is ticked, with spaces between
            found = every([found, condition_of({"item": code, "to": Decimal(1)})])
        return found if sign == "=" else negated(found)

    def _number_compared(self, code: str, kind: ItemKind | None, sign: str, number: Decimal) -> ConditionText | None:
        if kind in (ItemKind.SINGLE, ItemKind.YESNO):
            names = self._choice_names(code)
            values = {name: value for name in names if (value := _number(name)) is not None}
            fitting = [name for name, value in values.items() if HOLDS["=" if sign == "!=" else sign](value, number)]
            found = self._equals(code, fitting) if fitting else NEVER
        elif kind is None or kind in NUMBER_KINDS:
            exact = int(number) if number == number.to_integral_value() else float(number)
            if Decimal(str(exact)) != number:
                return None
            found = condition_of({"item": code, "equals": [exact]}) if sign in ("=", "!=") else _limit(code, sign, number)
        else:
            return None
        return negated(found) if sign == "!=" else found

    def _measure_compared(self, asked: Asked, sign: str, number: Decimal) -> ConditionText | None:
        empty = HOLDS[sign](Decimal(0), number)  # what it says where nothing is answered
        if number == 0 and sign in ("=", "!=", ">", "<="):
            answered = _answered(asked.code)
            return negated(answered) if empty else answered
        if asked.measure == "string-length":
            if number == 1 and sign in ("<", ">="):
                return negated(_answered(asked.code)) if empty else _answered(asked.code)
            return None
        if sign in ("=", "!="):
            found = condition_of({"item": asked.code, "from": number, "to": number})
            return negated(found) if empty else found
        return negated(_limit(asked.code, OPPOSITE[sign], number)) if empty else _limit(asked.code, sign, number)

    def _equals(self, code: str, names: list[str]) -> ConditionText:
        known = self._choice_names(code)
        return condition_of({"item": code, "equals": [option for name in names for option in known.get(name, [name])]})

    def _choice_names(self, code: str) -> dict[str, list[str]]:
        """The codes of the options, by the names they have in the form."""
        names: dict[str, list[str]] = {}
        for option in self.items[code].options if code in self.items else []:
            names.setdefault(option.source.get("name", option.code), []).append(option.code)
        return names

    def _take(self) -> tuple[str, str, "re.Match[str]"]:
        if self.at >= len(self.tokens):
            raise NotRepresented(self.text.strip())
        self.at += 1
        return self.tokens[self.at - 1]

    def _next(self, group: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == group:
            return self.tokens[self.at][1]
        return None

    def _took(self, group: str, text: str) -> bool:
        taken = self._next(group) == text
        self.at += taken
        return taken

    def _close(self) -> None:
        if not self._took("sign", ")"):
            raise NotRepresented(self.text.strip())

    def _part(self, begin: int) -> str:
        """The text of the tokens read since."""
        last = self.tokens[min(max(self.at, begin + 1), len(self.tokens)) - 1] if self.tokens else None
        return self.text[self.tokens[begin][2].start() : last[2].end()].strip() if last else self.text


def _answered(code: str) -> ConditionText:
    return condition_of({"item": code, "answered": True})


def _limit(code: str, sign: str, number: Decimal) -> ConditionText:
    return condition_of({"item": code, LIMITS[sign]: number})


def _number(text: str) -> Decimal | None:
    return Decimal(text.strip()) if re.fullmatch(r"\s*-?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})\s*", text, re.ASCII) else None


def write_condition(
    condition: ConditionText,
    names: Mapping[str, str],
    kinds: Mapping[str, ItemKind],
    *,
    choices: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """The expression of a form that means the condition. `names` and `kinds` are by item code, `choices` the names of options."""
    return _Writer(names, kinds, choices or {}).written(condition)


@dataclass(frozen=True)
class _Writer:
    names: Mapping[str, str]
    kinds: Mapping[str, ItemKind]
    choices: Mapping[str, Mapping[str, str]]

    def written(self, condition: ConditionText, *, inside: str = "") -> str:
        if condition.every is not None:
            return self._joined(condition.every, "and", inside) or "true()"
        if condition.some is not None:
            return self._joined(condition.some, "or", inside) or "false()"
        if condition.negated is not None:
            return f"not({self.written(condition.negated)})"
        code = condition.item or ""
        if condition.equals is not None:
            return _together([self._equals(code, value) for value in condition.equals], "or", inside) or "false()"
        if condition.answered:
            return f"{self._ref(code)} != ''"
        return self._limits(code, condition, inside)

    def _joined(self, parts: Sequence[ConditionText], word: str, inside: str) -> str:
        return _together([self.written(part, inside=word if len(parts) > 1 else inside) for part in parts], word, inside)

    def _equals(self, code: str, value: str | int | float) -> str:
        kind = self.kinds.get(code)
        if isinstance(value, str) == (kind in NUMBER_KINDS):
            return "false()"  # a number is no text
        if not isinstance(value, str):
            return f"{self._ref(code)} = {_plain(Decimal(str(value)))}"
        text = _quoted(self.choices.get(code, {}).get(value, value))
        return f"selected({self._ref(code)}, {text})" if kind is ItemKind.MULTIPLE else f"{self._ref(code)} = {text}"

    def _limits(self, code: str, condition: ConditionText, inside: str) -> str:
        kind = self.kinds.get(code)
        if kind not in (*NUMBER_KINDS, ItemKind.MULTIPLE, None):
            return "false()"
        counted = kind is ItemKind.MULTIPLE
        measure = f"count-selected({self._ref(code)})" if counted else self._ref(code)
        signs = {name: sign for sign, name in LIMITS.items()}
        limits = limits_of(condition)
        parts = [f"{measure} {signs[name]} {_plain(limit)}" for name, limit in limits.items()]
        if counted and all(HOLDS[signs[name]](Decimal(0), limit) for name, limit in limits.items()):
            parts.insert(0, f"{self._ref(code)} != ''")  # nothing ticked is no answer, not the number 0
        return _together(parts, "and", inside)

    def _ref(self, code: str) -> str:
        return f"${{{self.names.get(code, code)}}}"


def _together(parts: Sequence[str], word: str, inside: str) -> str:
    text = f" {word} ".join(parts)
    return f"({text})" if len(parts) > 1 and inside not in ("", word) else text


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _quoted(text: str) -> str:
    """A literal; one that holds both kinds of quotes is put together, for XPath has no escape."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    parts = [part for piece in text.split("'") for part in ('"\'"', f"'{piece}'" if piece else "")][1:]
    return f"concat({', '.join(part for part in parts if part)})"
