"""Rubrics as text under templates/rubrics: one YAML file each, named by its code. All problems of a file come at once."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from audits.rubrics.forms.consistency import contradictions
from audits.rubrics.forms.text import RubricText
from tracker.core.refusals import NotFound, Problem, Problems

# Not from tracker.core.settings: a command that lints a file needs no settings, and they take 0.06 s to load.
TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "rubrics"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml was compiled in
# What pydantic calls it -> the sentence that says what to do; anything else is "does not fit here".
SENTENCES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_type": "not_a_text",
    "string_pattern_mismatch": "not_a_code",
    "enum": "not_a_choice",
    "one_language": "one_language",
    "too_short": "empty_list",
    "bool_type": "not_a_flag",
    "decimal_type": "not_a_number",
    "decimal_parsing": "not_a_number",
    "condition_shape": "condition_shape",
}
# How pydantic names the types it tries where several are allowed; a field of ours has neither name nor bracket of these.
TYPES = frozenset({"bool", "int", "float", "constrained-str"})


def template_codes() -> list[str]:
    return sorted(path.stem for path in TEMPLATES.glob("*.yaml"))


def load_template(code: str) -> RubricText:
    """The shipped rubric of this code."""
    if code not in template_codes():
        raise NotFound("rubrics.no_template", code=code, known=", ".join(template_codes()))
    path = TEMPLATES / f"{code}.yaml"
    return read_template(path.read_text(encoding="utf-8"), path.name)


def read_template(text: str, name: str) -> RubricText:
    """A rubric from YAML; `name` is the file's, for the problems."""
    try:
        rubric = RubricText.model_validate_json(json.dumps(read_yaml(text, name)))
    except ValidationError as error:
        raise Problems([_problem(one, name) for one in shape_problems(error)]) from error
    if found := contradictions(rubric):
        raise Problems([Problem(one.key, name, None, one.place, one.facts, one.fix_key) for one in found])
    return rubric


def read_yaml(text: str, name: str) -> Any:
    """What the text says, whatever it is; it can be written as JSON."""
    try:
        document = yaml.load(text, Loader=LOADER)  # noqa: S506 - one of the safe ones
        json.dumps(document)
    except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        what = str(getattr(error, "problem", None) or error)[:200]
        raise Problems([Problem("rubrics.problem.not_yaml", name, row, "", (("text", what),))]) from error
    return document


class ShapeProblem(NamedTuple):
    """What does not have the shape of a rubric: names and places from the top, without the names of types tried."""

    place: tuple[str | int, ...]
    key: str
    fix_key: str
    facts: tuple[tuple[str, object], ...]


def shape_problems(error: ValidationError) -> list[ShapeProblem]:
    """One for each place: where several types are allowed, what is said about the one that was meant."""
    found: dict[tuple[str | int, ...], ShapeProblem] = {}
    for one in error.errors(include_url=False):
        place = tuple(part for part in one["loc"] if part not in TYPES and "[" not in str(part))
        is_condition = one["loc"][-1:] == ("bool",) and isinstance(one["input"], dict)
        if place not in found and not is_condition:
            found[place] = _shape_problem(place, dict(one))
    return list(found.values())


def _shape_problem(place: tuple[str | int, ...], error: dict[str, Any]) -> ShapeProblem:
    context = error.get("ctx", {})
    if error["type"] == "policy_wrong":
        return ShapeProblem(place, context["key"], "rubrics.fix.policy", tuple(context["facts"].items()))
    name = SENTENCES.get(error["type"], "wrong")
    text = "" if error["type"] == "missing" else str(error["input"])[:80]
    facts = (("text", text), ("known", str(context.get("expected", ""))))
    return ShapeProblem(place, f"rubrics.problem.{name}", f"rubrics.fix.{name}", facts)


def _problem(shape: ShapeProblem, name: str) -> Problem:
    return Problem(shape.key, name, None, written_place(shape.place), shape.facts, shape.fix_key)


def written_place(parts: Iterable[str | int]) -> str:
    """`sections[2].items[0].label`: counted from 1, as a person counts."""
    place = ""
    for part in parts:
        place += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return place.lstrip(".")
