"""A small rubric as text, and good answers to the shipped ones."""

from typing import Any

from audits.rubrics.forms import (
    CHOICE_KINDS,
    NUMBER_KINDS,
    SCORED_KINDS,
    ItemKind,
    ItemText,
    RubricText,
    read_template,
    visible_items,
)

SMALL = """
code: small
channel: store
name: {en: Small, zh_CN: 小型}
purpose: {en: For tests, zh_CN: 供测试}
policy: {preset: safetyculture, pass_mark: 80}
sections:
  - code: first
    name: {en: First, zh_CN: 第一}
    dimension: tangibles
    items:
      - code: clean
        kind: yesno
        required: true
        critical: true
        label: {en: Clean, zh_CN: 干净}
        options:
          - {code: "yes", label: {en: "Yes", zh_CN: 是}, points: 1}
          - {code: "no", label: {en: "No", zh_CN: 否}, fail: true}
        evidence: {photo: ["no"], note: ["no"]}
      - code: seen
        kind: multiple
        label: {en: Seen, zh_CN: 看到}
        options:
          - {code: a, label: {en: A, zh_CN: 甲}, points: 1}
          - {code: b, label: {en: B, zh_CN: 乙}, points: 1}
          - {code: na, label: {en: Not applicable, zh_CN: 不适用}, not_applicable: true}
      - code: minutes
        kind: duration
        unit: minutes
        required: true
        lowest: 0
        highest: 60
        label: {en: Minutes, zh_CN: 分钟}
        condition: {item: clean, equals: "yes"}
        bands:
          - {below: 5, points: 2}
          - {from: 5, points: 0}
      - code: remark
        kind: text
        label: {en: Remark, zh_CN: 备注}
      - code: picture
        kind: photo
        required: true
        label: {en: Picture, zh_CN: 照片}
"""


def small_rubric() -> RubricText:
    return read_template(SMALL, "small.yaml")


def best_answers(rubric: RubricText) -> dict[str, Any]:
    """The answers with the most points; bonus, texts and pictures are left open."""
    answers: dict[str, Any] = {}
    for item in rubric.all_items():
        if not item.bonus and item.kind not in (ItemKind.TEXT, ItemKind.PHOTO):
            answers[item.code] = best_answer(item)
    shown = visible_items(rubric, answers)
    return {code: answer for code, answer in answers.items() if code in shown}


def best_answer(item: ItemText) -> Any:
    if item.kind in NUMBER_KINDS:
        best = max(item.bands, key=lambda band: band.points)
        return int(best.start if best.start is not None else item.lowest or 0)
    if item.kind is ItemKind.MULTIPLE:
        return [option.code for option in item.options if option.points > 0]
    assert item.kind in CHOICE_KINDS
    return max(item.options, key=lambda option: (not option.not_applicable, option.points)).code


def worst_answers(rubric: RubricText) -> dict[str, Any]:
    """The answers with the fewest points, of what they leave visible."""
    answers = {item.code: worst_answer(item) for item in rubric.all_items() if item.kind in SCORED_KINDS}
    shown = visible_items(rubric, answers)
    return {code: answer for code, answer in answers.items() if code in shown}


def worst_answer(item: ItemText) -> Any:
    if item.kind in NUMBER_KINDS:
        worst = min(item.bands, key=lambda band: band.points)
        return int(worst.start if worst.start is not None else item.lowest or 0)
    worst_option = min((option for option in item.options if not option.not_applicable), key=lambda option: option.points)
    return [worst_option.code] if item.kind is ItemKind.MULTIPLE else worst_option.code


def answers_to_reach(rubric: RubricText, item: ItemText) -> dict[str, Any]:
    """Answers to the items before that show this one; of the shipped rubrics, whose conditions ask for one answer each."""
    answers: dict[str, Any] = {}
    while item.condition is not None:
        leaf = item.condition
        assert leaf.item is not None
        item = rubric.items[leaf.item]
        answers[item.code] = leaf.equals[0] if leaf.equals else int(leaf.above or 0) + 1
    return answers
