"""Rubrics as text under templates/rubrics: one YAML file each, named by its code. All problems of a file come at once."""

import json
from collections.abc import Iterable

import yaml
from pydantic import ValidationError

from audits.rubrics.forms.consistency import contradictions
from audits.rubrics.forms.text import RubricText
from tracker.core.refusals import NotFound, Problem, Problems
from tracker.core.settings import ROOT

TEMPLATES = ROOT / "templates" / "rubrics"
# What pydantic calls it -> the sentence that says what to do; anything else is "does not fit here".
SENTENCES = {
    "missing": "rubrics.problem.missing",
    "extra_forbidden": "rubrics.problem.unknown_field",
    "string_type": "rubrics.problem.not_a_text",
    "string_pattern_mismatch": "rubrics.problem.not_a_code",
    "enum": "rubrics.problem.not_a_choice",
    "one_language": "rubrics.problem.one_language",
    "too_short": "rubrics.problem.empty_list",
    "bool_type": "rubrics.problem.not_a_flag",
    "decimal_type": "rubrics.problem.not_a_number",
    "decimal_parsing": "rubrics.problem.not_a_number",
    "condition_shape": "rubrics.problem.condition_shape",
}


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
        document = yaml.safe_load(text)
        written = json.dumps(document)
    except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        what = str(getattr(error, "problem", None) or error)[:200]
        raise Problems([Problem("rubrics.problem.not_yaml", name, row, "", (("text", what),))]) from error
    try:
        rubric = RubricText.model_validate_json(written)
    except ValidationError as error:
        raise Problems([_problem(one, name) for one in error.errors(include_url=False)]) from error
    if found := contradictions(rubric):
        raise Problems([Problem(one.key, name, None, one.place, one.facts) for one in found])
    return rubric


def _problem(error: object, name: str) -> Problem:
    assert isinstance(error, dict)  # noqa: S101 - for the type checker: pydantic's ErrorDetails
    place = _place(error["loc"])
    context = error.get("ctx", {})
    if error["type"] == "policy_wrong":
        return Problem(context["key"], name, None, place, tuple(context["facts"].items()))
    key = SENTENCES.get(error["type"], "rubrics.problem.wrong")
    text = "" if error["type"] == "missing" else str(error["input"])[:80]
    return Problem(key, name, None, place, (("text", text), ("known", str(context.get("expected", "")))))


def _place(location: Iterable[str | int]) -> str:
    """`sections[2].items[0].label`: counted from 1, as a person counts."""
    place = ""
    for part in location:
        place += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return place.lstrip(".")
