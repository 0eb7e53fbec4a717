"""Expressions of forms as conditions and back: the same on every answer, and nothing guessed."""

from collections.abc import Callable
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.rubrics.forms import ConditionText, ItemKind, ItemText
from audits.rubrics.workbook.combining import ALWAYS, NEVER
from audits.rubrics.workbook.expressions import NotRepresented, compile_condition, write_condition
from audits.scoring.items import Answer, met
from tracker.core.words import Label

SIGNS: dict[str, Callable[[object, object], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
OPTIONS = ["x", "y", "1", "20"]
KINDS = {"one": ItemKind.SINGLE, "many": ItemKind.MULTIPLE, "size": ItemKind.NUMBER, "words": ItemKind.TEXT}
TEXTS = st.sampled_from(["x", "5", "it's", 'say "so"', 'it\'s "so"', "", "a b"])
NUMBERS = st.integers(-3, 30).map(Decimal) | st.sampled_from([Decimal("0.5"), Decimal("-1.25"), Decimal("2.000001")])


def item(code: str, kind: ItemKind) -> ItemText:
    label = Label(code, code)
    options = [{"code": name, "label": label} for name in OPTIONS] if kind in (ItemKind.SINGLE, ItemKind.MULTIPLE) else []
    return ItemText.model_validate({"code": code, "kind": kind, "label": label, "options": options})


ITEMS = {code: item(code, kind) for code, kind in KINDS.items()}
CODES = {code: code for code in ITEMS}
ANSWERS = st.fixed_dictionaries(
    {
        "one": st.none() | st.sampled_from(OPTIONS),
        "many": st.none() | st.lists(st.sampled_from(OPTIONS), unique=True).map(tuple),
        "size": st.none() | NUMBERS,
        "words": st.none() | TEXTS.filter(bool),
    }
)


def compiled(text: str) -> ConditionText:
    return compile_condition(text, CODES, items=ITEMS)


def holds(text: str, **answers: Answer) -> bool:
    return met(compiled(text).expression, answers)


def leaves() -> st.SearchStrategy[dict[str, object]]:
    limit = st.dictionaries(st.sampled_from(["from", "above"]), NUMBERS, max_size=1)
    upper = st.dictionaries(st.sampled_from(["to", "below"]), NUMBERS, max_size=1)
    limits = st.tuples(limit, upper).map(lambda two: {**two[0], **two[1]}).filter(bool)
    equal = st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=3).map(lambda values: {"equals": values})
    numbers = st.lists(st.integers(-3, 9), min_size=1, max_size=2).map(lambda values: {"equals": values})
    words = st.lists(TEXTS.filter(bool), min_size=1, max_size=2).map(lambda values: {"equals": values})
    answered = st.just({"answered": True})
    return st.one_of(
        st.builds(lambda what: {"item": "one", **what}, equal | answered | limits),
        st.builds(lambda what: {"item": "many", **what}, equal | answered | limits),
        st.builds(lambda what: {"item": "size", **what}, numbers | answered | limits | equal),
        st.builds(lambda what: {"item": "words", **what}, words | answered),
    )


CONDITIONS = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=8,
).map(ConditionText.model_validate)


@given(CONDITIONS, ANSWERS)
def test_a_condition_written_and_read_again_means_the_same(condition: ConditionText, answers: dict[str, Answer]) -> None:
    text = write_condition(condition, CODES, KINDS)
    assert met(compiled(text).expression, answers) == met(condition.expression, answers), text


@given(CONDITIONS)
def test_what_was_read_is_written_so_that_it_reads_the_same(condition: ConditionText) -> None:
    read = compiled(write_condition(condition, CODES, KINDS))
    assert compiled(write_condition(read, CODES, KINDS)) == read


# Expressions with what they say by the rules of XPath, said here a second time: the answers as the texts a device keeps.
Said = tuple[str, Callable[[dict[str, Answer]], bool]]


def kept(answers: dict[str, Answer], code: str) -> str:
    answer = answers[code]
    return "" if answer is None else " ".join(answer) if isinstance(answer, tuple) else str(answer)


def number_of(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def against_number(code: str, sign: str, number: Decimal, *, first: bool) -> Said:
    def says(answers: dict[str, Answer]) -> bool:
        value = number_of(kept(answers, code))
        pair = (number, value) if first else (value, number)
        return sign == "!=" if value is None else SIGNS[sign](*pair)

    text = f"{number:f} {sign} ${{{code}}}" if first else f"${{{code}}} {sign} {number:f}"
    return text, says


def against_text(code: str, sign: str, text: str) -> Said:
    return f"${{{code}}} {sign} '{text}'", lambda answers: SIGNS[sign](kept(answers, code), text)


def counted(sign: str, number: Decimal) -> Said:
    return f"count-selected(${{many}}) {sign} {number:f}", lambda answers: SIGNS[sign](len(kept(answers, "many").split()), number)


def chosen(code: str, name: str) -> Said:
    return f"selected( ${{{code}}}, '{name}')", lambda answers: name in kept(answers, code).split()


def opposite(inner: Said) -> Said:
    return f"not({inner[0]})", lambda answers: not inner[1](answers)


def both(left: Said, right: Said) -> Said:
    return f"({left[0]}) and ({right[0]})", lambda answers: left[1](answers) and right[1](answers)


def either(left: Said, right: Said) -> Said:
    return f"{left[0]} or {right[0]}", lambda answers: left[1](answers) or right[1](answers)


def mixed(one: Said, two: Said, three: Said) -> Said:
    """`and` binds closer than `or`."""
    return f"{one[0]} or {two[0]} and {three[0]}", lambda answers: one[1](answers) or (two[1](answers) and three[1](answers))


SIMPLE = st.one_of(
    st.builds(against_number, st.sampled_from(["size", "one"]), st.sampled_from([*SIGNS]), NUMBERS, first=st.booleans()),
    st.builds(against_text, st.sampled_from(["one", "many"]), st.sampled_from(["=", "!="]), st.sampled_from(["", *OPTIONS])),
    st.builds(against_text, st.just("words"), st.sampled_from(["=", "!="]), st.sampled_from(["", "x", "a b"])),
    st.builds(counted, st.sampled_from([*SIGNS]), NUMBERS),
    st.builds(chosen, st.sampled_from(["one", "many"]), st.sampled_from(OPTIONS)),
)
SAID = st.recursive(
    SIMPLE, lambda inner: st.one_of(inner.map(opposite), st.builds(both, inner, inner)), max_leaves=5
) | st.one_of(st.builds(either, SIMPLE, SIMPLE), st.builds(mixed, SIMPLE, SIMPLE, SIMPLE))


@given(SAID, ANSWERS)
def test_an_expression_says_what_a_device_would_say(said: Said, answers: dict[str, Answer]) -> None:
    text, says = said
    assert holds(text, **answers) == says(answers), text


def test_an_empty_answer_differs_from_every_text_and_is_above_no_number() -> None:
    assert holds("${one} != 'x'")
    assert holds("${size} != 5")
    assert not holds("${size} > 5")
    assert not holds("${size} <= 5")
    assert holds("not(${size} > 5)")
    assert holds("count-selected(${many}) < 2")
    assert not holds("count-selected(${many}) >= 1")


@pytest.mark.parametrize(
    "text", ["${words} != ''", "string-length(${words}) > 0", "string-length(${words}) >= 1", "'' != ${words}"]
)
def test_whether_something_is_answered_has_several_spellings(text: str) -> None:
    assert compiled(text) == ConditionText.model_validate({"item": "words", "answered": True})


def test_limits_of_one_item_become_one_condition_and_its_values_one_list() -> None:
    assert compiled("${size} >= 5 and ${size} < 10") == ConditionText.model_validate(
        {"item": "size", "from": Decimal(5), "below": Decimal(10)}
    )
    assert compiled("${one} = 'x' or ${one} = \"y\"") == ConditionText.model_validate({"item": "one", "equals": ["x", "y"]})


def test_a_choice_with_numbers_for_names_is_compared_as_a_number() -> None:
    assert compiled("${one} > 1") == ConditionText.model_validate({"item": "one", "equals": ["20"]})
    assert compiled("${one} > 100") == NEVER


def test_constants_are_worked_out() -> None:
    assert compiled("true() and (false() or 2 > 1)") == ALWAYS
    assert compiled("not(true())") == NEVER


def test_a_choice_filter_reads_the_columns_of_its_choice() -> None:
    row = {"name": "graz", "region": "south"}
    assert compile_condition("region=${one}", CODES, items=ITEMS, row=row) == ConditionText.model_validate(
        {"item": "one", "equals": ["south"]}
    )
    assert compile_condition("region = 'north'", CODES, items=ITEMS, row=row) == NEVER


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("${one} = 'x' and today() > '2020-01-01'", "today()"),
        ("${unknown} = 'x'", "${unknown}"),
        ("${one} = ${size}", "${one} = ${size}"),
        ("${size} + 1 > 2", "+ 1 > 2"),
        ("regex(${words}, '[a-z]+')", "regex(${words}, '[a-z]+')"),
        ("${one}", "${one}"),
        ("../one = 'x'", "."),
        ("${one} =", "${one} ="),
        ("(${one} = 'x'", "(${one} = 'x'"),
        ("${one} < 'x'", "${one} < 'x'"),
        ("${words} = 5", "${words} = 5"),
        ("", ""),
        ("${size} > 99999999999999999999", "${size} > 99999999999999999999"),
        ("(" * 200 + "true()" + ")" * 200, "(" * 200 + "true()" + ")" * 200),
    ],
)
def test_what_cannot_be_evaluated_is_named(text: str, part: str) -> None:
    with pytest.raises(NotRepresented) as raised:
        compiled(text)
    assert raised.value.part == part


def test_a_name_of_the_form_stands_for_the_code_of_the_rubric() -> None:
    condition = compile_condition("${Größe.1} > 5", {"Größe.1": "size"}, items=ITEMS)
    assert condition == ConditionText.model_validate({"item": "size", "above": Decimal(5)})
    assert write_condition(condition, {"size": "Größe.1"}, KINDS) == "${Größe.1} > 5"
