"""The form on a phone and the server read the same expressions: they must see the same items, options, demands and gaps."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from audits.rubrics.forms import (
    ConditionText,
    Demand,
    RubricText,
    checklist_document,
    demanded_evidence,
    is_required,
    missing_items,
    read_snapshot,
    visible_items,
    visible_options,
)
from audits.rubrics.forms.answers import scored_answer
from audits.scoring.documents import expression_document
from audits.scoring.items import Expression, met
from tests.factories.audits import SNAPSHOT, both
from tracker.core.settings import ROOT

CHECKLISTS, VISITS_EACH, EXPRESSIONS = 80, 10, 3000
FIELD = ROOT / "audits" / "visits" / "field"
CODES = ["a", "b", "c"]
NUMBERS = [0, 1, 2, 3, 5, 2.5, 0.1, -3, 0.000001, 999_999_999]
TEXTS = ["", "a", "b", "5", "2.5", "0", "text", "一"]
ANY_ITEM = next(read_snapshot(SNAPSHOT).all_items())
RAW = [None, *TEXTS, *NUMBERS, 5.0, [], ["a"], ["a", "b"], ["c", "b", "a"], ["5"]]
KINDS = ["single", "multiple", "yesno", "number", "text", "photo", "note"]

EVALUATE = """async ([checklists, expressions]) => {
  const field = await import("/conditions.js");
  const looked = checklists.map(([checklist, visits]) => visits.map(([answers, photos]) => ({
    shown: [...field.visibleItems(checklist, answers)].sort(),
    options: Object.values(checklist.items).map((item) => field.visibleOptions(checklist, item, answers).map(({ code }) => code)),
    required: Object.values(checklist.items).map((item) => field.isRequired(checklist, item, answers)),
    demanded: Object.values(checklist.items).map((item) => field.demanded(item, answers[item.code] ?? null)),
    missing: field.missingItems(checklist, answers, photos),
  })));
  return [looked, expressions.map(([expression, answers]) => field.met(expression, new Map(Object.entries(answers))))];
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that has nothing but the module."""

    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        body = (FIELD / name).read_text() if name else "<title>conditions</title>"
        route.fulfill(body=body, content_type="text/javascript" if name else "text/html")

    context = browser.new_context()
    context.route("http://phone.test/**", serve)
    page = context.new_page()
    page.goto("http://phone.test/")
    yield page
    context.close()


def condition(draw: Random, items: list[str], depth: int = 0) -> dict[str, Any]:
    """As a rubric writes it down."""
    shape = draw.choice(["equals", "equals", "answered", "limits", "all", "any", "not"] if depth < 3 else ["equals", "limits"])
    if shape in ("all", "any"):
        return {shape: [condition(draw, items, depth + 1) for _ in range(draw.randint(1, 3))]}
    if shape == "not":
        return {"not": condition(draw, items, depth + 1)}
    leaf: dict[str, Any] = {"item": draw.choice(items)}
    if shape == "equals":
        return leaf | {"equals": draw.sample([*TEXTS, *NUMBERS], draw.randint(1, 4))}
    if shape == "answered":
        return leaf | {"answered": True}
    limits = {draw.choice(["above", "from"]): draw.choice(NUMBERS), draw.choice(["below", "to"]): draw.choice(NUMBERS)}
    return leaf | dict(draw.sample(sorted(limits.items()), draw.randint(1, 2)))


def expression(draw: Random) -> Expression:
    return ConditionText.model_validate_json(json.dumps(condition(draw, CODES))).expression


def sometimes(draw: Random, make: Callable[[], Any]) -> Any:
    return make() if draw.random() < 0.6 else None


def item(draw: Random, code: str, before: list[str]) -> dict[str, Any]:
    kind = draw.choice(KINDS)
    asks = (lambda: condition(draw, before)) if before else (lambda: None)
    made: dict[str, Any] = {"code": code, "kind": kind, "label": both(code, code), "condition": sometimes(draw, asks)}
    made["required"] = draw.choice([True, False, sometimes(draw, asks) or False])
    if kind in ("single", "multiple", "yesno"):
        made["options"] = [{"code": one, "label": both(one, one), "condition": sometimes(draw, asks)} for one in CODES]
        made["evidence"] = {name: draw.sample(CODES, draw.randint(0, 2)) for name in ("photo", "note")}
    return {name: value for name, value in made.items() if value is not None}


def rubric(draw: Random) -> RubricText:
    """Items in any order: what a condition asks for may also stand behind it."""
    codes = [f"q{number}" for number in range(draw.randint(2, 9))]
    items = [item(draw, code, codes[:at]) for at, code in enumerate(codes)]
    draw.shuffle(items)
    cut = draw.randint(1, len(items))
    sections = [
        {"code": f"s{at}", "name": both("S", "S"), "items": part} for at, part in enumerate((items[:cut], items[cut:])) if part
    ]
    return read_snapshot(SNAPSHOT | {"sections": sections})


def visit(draw: Random, rubric: RubricText) -> tuple[dict[str, Any], dict[str, int]]:
    answers = {code: draw.choice(RAW) for code in rubric.items if draw.random() < 0.85}
    notes = {f"{code}.note": draw.choice([None, "", "seen"]) for code in rubric.items}
    return answers | notes, {code: draw.randint(0, 2) for code in rubric.items}


def seen(rubric: RubricText, answers: dict[str, Any], photos: dict[str, int]) -> dict[str, Any]:
    """What the server sees, as the phone says it."""
    items = list(rubric.all_items())
    demands = [demanded_evidence(item, answers.get(item.code)) for item in items]
    return {
        "shown": sorted(visible_items(rubric, answers)),
        "options": [[option.code for option in visible_options(rubric, item, answers)] for item in items],
        "required": [is_required(rubric, item, answers) for item in items],
        "demanded": [{"photo": Demand.PHOTO in demand, "note": Demand.NOTE in demand} for demand in demands],
        "missing": [[code, demand.value] for code, demand in missing_items(rubric, answers, photos)],
    }


def test_phone_and_server_agree(page: Page) -> None:
    draw = Random(1)  # noqa: S311 - the same cases each time
    rubrics = [rubric(draw) for _ in range(CHECKLISTS)]
    visits = [[visit(draw, one) for _ in range(VISITS_EACH)] for one in rubrics]
    expressions = [(expression(draw), {code: draw.choice(RAW) for code in CODES}) for _ in range(EXPRESSIONS)]
    given = [[checklist_document(one), listed] for one, listed in zip(rubrics, visits, strict=True)]
    documents = [[expression_document(asked), answers] for asked, answers in expressions]
    looked, held = page.evaluate(EVALUATE, json.loads(json.dumps([given, documents])))
    for one, listed, theirs in zip(rubrics, visits, looked, strict=True):
        for (answers, photos), theirs_now in zip(listed, theirs, strict=True):
            assert seen(one, answers, photos) == theirs_now, (one.snapshot(), answers, photos)
    for (asked, answers), theirs_held in zip(expressions, held, strict=True):
        ours = {code: scored_answer(ANY_ITEM, value) for code, value in answers.items()}
        assert met(asked, ours) == theirs_held, (asked, answers)
    assert 0.1 < sum(held) / len(held) < 0.9  # both outcomes came up
