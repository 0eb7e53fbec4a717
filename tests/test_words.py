"""Everything a person reads stands in the catalogue, in English and in Chinese, and nothing else stands there."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from babel.messages.pofile import read_po

from tests.migrations.shape import every_model
from tests.trees import calls, product_files, shown, tree
from tracker.core.settings import ROOT
from tracker.core.words import LANGUAGES, LOCALES

CHINESE = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[a-z]{3,}")
NAMES_OF_LANGUAGES = tuple(LANGUAGES.values())
REFUSALS = {"Refusal", "NotFound", "NotAllowed", "Stale"}
FILE_ENDINGS = (".po", ".py", ".csv", ".json", ".xlsx", ".yaml")
NOT_FACTS = {"field", "changed", "key"}


class Used(NamedTuple):
    """A key in the code, or (`whole` is false) the beginning of one."""

    text: str
    whole: bool
    where: str


@cache
def sentences(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if message.id:
                    key = str(message.id)
                    assert key not in found, f"{key} stands twice"
                    assert not message.fuzzy, f"{key} is fuzzy"
                    assert key.startswith(f"{path.stem}."), f"{key} stands in {path.name}"
                    found[key] = str(message.string)
    return found


@cache
def domains() -> set[str]:
    return {path.stem for language in LANGUAGES for path in (LOCALES / language).glob("*.po")}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def looks_like_a_key(text: str, *, whole: bool) -> bool:
    name = r"(\.[a-z0-9_]+)+" if whole else r"\.[a-z0-9_.]*"
    return bool(re.fullmatch(r"[a-z]+" + name, text)) and text.split(".")[0] in domains() and not text.endswith(FILE_ENDINGS)


@cache
def uses() -> list[Used]:
    return list(chain.from_iterable(_uses_in(path) for path in product_files()))


def _uses_in(path: Path) -> Iterator[Used]:
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or _is_a_verb(node):
            continue
        begins = isinstance(node.parent, ast.JoinedStr) and node.parent.values[0] is node
        added = isinstance(node.parent, ast.BinOp) and node.parent.left is node
        if looks_like_a_key(node.value, whole=not (begins or added)):
            yield Used(node.value, not (begins or added), shown(path, node))


def _is_a_verb(node: ast.Constant) -> bool:
    """`record(..., verb="visits.submitted")` names an event and is no sentence."""
    return isinstance(node.parent, ast.keyword) and node.parent.arg == "verb"


def test_both_languages_have_the_same_keys():
    english, chinese = sentences("en"), sentences("zh_CN")
    assert sorted(english.keys() - chinese.keys()) == [], "no Chinese"
    assert sorted(chinese.keys() - english.keys()) == [], "no English"


def test_no_sentence_is_empty():
    assert [key for language in LANGUAGES for key, sentence in sentences(language).items() if not sentence.strip()] == []


def test_both_languages_have_the_same_placeholders():
    english, chinese = sentences("en"), sentences("zh_CN")
    different = [key for key in english if placeholders(english[key]) != placeholders(chinese.get(key, ""))]
    assert different == []


def test_placeholders_are_names():
    """`{0}`, `{a.b}` and `{n:.2f}` would show a number outside the reader's locale, or reach into an object."""
    wrong = [
        key
        for language in LANGUAGES
        for key, sentence in sentences(language).items()
        for _, name, form, conversion in Formatter().parse(sentence)
        if name is not None and (not name.isidentifier() or form or conversion)
    ]
    assert wrong == []


def test_the_english_catalogue_has_no_chinese_text():
    wrong = [key for key, sentence in sentences("en").items() if CHINESE.search(_without(sentence, NAMES_OF_LANGUAGES))]
    assert wrong == []


def test_the_chinese_catalogue_is_in_chinese():
    """Where the English has a word. Abbreviations, units and signs may be the same in both."""
    english = sentences("en")
    wrong = [
        key
        for key, sentence in sentences("zh_CN").items()
        if not CHINESE.search(sentence) and WORD.search(_without(_bare(english.get(key, "")), NAMES_OF_LANGUAGES))
    ]
    assert wrong == []


def _bare(sentence: str) -> str:
    return "".join(text for text, *_ in Formatter().parse(sentence))


def _without(sentence: str, parts: tuple[str, ...]) -> str:
    for part in parts:
        sentence = sentence.replace(part, "")
    return sentence


def test_every_key_in_the_code_has_its_sentence():
    missing = [f"{use.where}: {use.text}" for use in uses() if use.whole and use.text not in sentences("en")]
    assert missing == []


def test_every_field_named_in_the_code_has_its_name():
    missing = []
    for path in product_files():
        for call, name in calls(tree(path)):
            named = call.args[0] if call.args and name.rsplit(".", 1)[-1] == "field_name" else None
            if isinstance(named, ast.Constant) and f"field.{named.value}" not in sentences("en"):
                missing.append(f"{shown(path, call)}: field.{named.value}")
    assert missing == []


def test_every_beginning_of_a_key_in_the_code_has_its_sentences():
    missing = [
        f"{use.where}: {use.text}..."
        for use in uses()
        if not use.whole and not any(key.startswith(use.text) for key in sentences("en"))
    ]
    assert missing == []


def test_every_sentence_is_used():
    """The beginning `plan.` alone would make every sentence of the plan a used one, so it counts for none."""
    used = {use.text for use in uses() if use.whole} | {f"field.{name}" for name in _names_of_fields()}
    beginnings = tuple({use.text for use in uses() if not use.whole and use.text.split(".", 1)[1]})
    unused = [key for key in sentences("en") if key not in used and not key.startswith(beginnings)]
    assert unused == []


def _names_of_fields() -> set[str]:
    """What a refusal may name as its field: fields of forms, arguments of actions, and literals given as `field=`."""
    names: set[str] = set()
    for path in product_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names.add(node.target.id)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
            elif isinstance(node, ast.keyword) and node.arg == "field" and isinstance(node.value, ast.Constant):
                names.add(str(node.value.value))
    return names


def test_an_enum_that_is_shown_has_a_word_for_each_of_its_values():
    """`say(f"plan.status.{status.value}")`: a value added later must not be shown raw."""
    missing = []
    for beginning in {use.text for use in uses() if not use.whole and use.text.endswith(".")}:
        words = {key.removeprefix(beginning) for key in sentences("en") if key.startswith(beginning)}
        kinds = [{member.value for member in kind} for kind in _enums()]
        if words in kinds:
            continue  # of two enums that share values, it is the one whose every value has a word
        for values in kinds:
            if 2 * len(values & words) > len(values) and words <= values:
                missing += [f"{beginning}{value}" for value in sorted(values - words)]
    assert missing == []


def _enums() -> list[type[StrEnum]]:
    every_model()
    return [kind for kind in StrEnum.__subclasses__() if kind.__module__.split(".")[0] in ("tracker", "audits", "results")]


def test_a_sentence_is_given_every_fact_it_names():
    wrong = []
    for path in product_files():
        for call, name in calls(tree(path)):
            key, given = _key_and_facts(call, name)
            if key is None or given is None:
                continue
            needed = placeholders(sentences("en").get(key, ""))
            if not needed <= given:
                wrong.append(f"{shown(path, call)}: {key} is not given {', '.join(sorted(needed - given))}")
    assert wrong == []


def _key_and_facts(call: ast.Call, name: str) -> tuple[str | None, set[str] | None]:
    """The literal key and the names of the facts; None for what cannot be read off the call."""
    name = name.rsplit(".", 1)[-1]
    position = {"say": 0, "empty_state": 0, "refuse_unless": 1, "Problem": 0} | dict.fromkeys(REFUSALS, 0)
    if name not in position or len(call.args) <= position[name] or any(isinstance(one, ast.Starred) for one in call.args):
        return None, None
    key = call.args[position[name]]
    if not isinstance(key, ast.Constant) or any(keyword.arg is None for keyword in call.keywords):
        return None, None
    if name == "Problem":
        return key.value, _facts_of_a_problem(call)
    facts = {str(keyword.arg) for keyword in call.keywords}
    return key.value, facts if name == "say" else facts - NOT_FACTS


def _facts_of_a_problem(call: ast.Call) -> set[str] | None:
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "facts"), None)
    if given is None:
        return set() if len(call.args) < 5 else None
    try:
        return {pair.elts[0].value for pair in given.elts}  # type: ignore[attr-defined]
    except AttributeError:
        return None


def test_no_module_says_a_sentence_while_it_is_imported():
    """It would keep the language of whoever came first."""
    wrong = []
    for path in product_files():
        if path.is_relative_to(ROOT / "pages"):
            continue  # Streamlit runs a page's module again for each visitor
        for call, name in calls(tree(path)):
            if name.rsplit(".", 1)[-1] == "say" and not _inside_a_function(call):
                wrong.append(shown(path, call))
    assert wrong == []


def _inside_a_function(node: ast.AST) -> bool:
    while (node := getattr(node, "parent", None)) is not None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return True
    return False
