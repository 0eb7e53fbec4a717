"""The linter: what is wrong with a rubric before anybody is scored by it. Errors keep it from being published.

What it says about scores holds for every combination of answers (audits/scoring/bounds.py). docs/method.md has the rules.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from audits.rubrics.forms.answers import to_scoring
from audits.rubrics.forms.consistency import contradictions
from audits.rubrics.forms.findings import LintFinding, Severity, error, figure, warning
from audits.rubrics.forms.reach import Reachability
from audits.rubrics.forms.templates import ShapeProblem, shape_problems, written_place
from audits.rubrics.forms.text import NUMBER_KINDS, SCORED_KINDS, ItemText, OptionText, RubricText
from audits.rubrics.forms.weights import normalised, weight_findings
from audits.scoring.bounds import Reach, bounds, reached, section_bounds
from audits.scoring.items import Item, Kind, Section
from audits.scoring.policy import Aggregation, MultipleMaximum, Policy
from audits.scoring.rules import HUNDRED, least
from tracker.core.words import Label

__all__ = ["LintFinding", "Severity", "lint", "lint_document", "normalised"]

NAMED = 5  # items in one sentence
IN_ITEM = 4  # sections, place, items, place


def lint(rubric: RubricText) -> list[LintFinding]:
    """All findings, errors first."""
    found = [
        LintFinding(Severity.ERROR, one.place if one.place != "band_names" else None, one.rule, one.key, one.facts, one.fix_key)
        for one in contradictions(rubric)
    ]
    reachability = Reachability(rubric)
    found += _unreachable(rubric, reachability)
    found += weight_findings(rubric)
    found += _percents(rubric, reachability)
    found += _alike(rubric)
    found += _unguarded(rubric)
    return sorted(found, key=lambda finding: finding.severity is Severity.WARNING)


def lint_document(document: dict[str, Any]) -> tuple[RubricText | None, list[LintFinding]]:
    """The rubric and its findings; of a document that is no rubric yet, what it lacks, each at its item."""
    try:
        rubric = RubricText.model_validate_json(json.dumps(document, default=str))
    except ValidationError as wrong:
        return None, [_misshapen(one, document) for one in shape_problems(wrong)]
    return rubric, lint(rubric)


def _misshapen(problem: ShapeProblem, document: dict[str, Any]) -> LintFinding:
    part: Any = document
    code, at = None, 0
    for depth, step in enumerate(problem.place[:IN_ITEM], 1):
        part = part.get(step) if isinstance(part, dict) else part[step] if isinstance(part, list) else None  # type: ignore[index]
        if isinstance(part, dict) and isinstance(step, int) and isinstance(part.get("code"), str) and part["code"]:
            code, at = part["code"], depth
    place = written_place(problem.place[at:])
    return LintFinding(Severity.ERROR, code, "shape", problem.key, problem.facts, problem.fix_key, place)


def _unreachable(rubric: RubricText, reachability: Reachability) -> Iterator[LintFinding]:
    for item in rubric.all_items():
        if not reachability.is_shown(item):
            key = "unreachable_critical" if item.critical else "unreachable"
            yield error(item.code, key, f"rubrics.lint.{key}", "rubrics.lint.fix.unreachable")
            continue
        lost = [option for option in item.options if option.condition and not reachability.is_offered(item, option)]
        for option in lost:
            key = "rubrics.lint.option_unreachable"
            yield warning(item.code, "unreachable", key, "rubrics.lint.fix.option_unreachable", text=option.code)
        failing = [option for option in item.options if option.fail]
        if item.critical and failing and all(option in lost for option in failing):
            key = "rubrics.lint.failure_never_offered"
            yield error(item.code, "unreachable_critical", key, "rubrics.lint.fix.failure_never_offered")
        yield from _bands(item)


def _bands(item: ItemText) -> Iterator[LintFinding]:
    if item.kind not in NUMBER_KINDS:
        return
    places, _ = reached([band.scoring for band in item.bands], item.lowest, item.highest)
    limits = {"lowest": figure(item.lowest), "highest": figure(item.highest)}
    for place in sorted(set(range(len(item.bands))) - places):
        key = "rubrics.lint.band_unreachable"
        yield error(item.code, "unreachable", key, "rubrics.lint.fix.band_unreachable", n=place + 1, **limits)


def _percents(rubric: RubricText, reachability: Reachability) -> Iterator[LintFinding]:
    """What the bounds of the score tell."""
    policy = rubric.scoring_policy
    sections = _sections(rubric, reachability)
    reach = {item.code: reachability.reach(item) for item in rubric.all_items()}
    whole = bounds(sections, policy, reach)
    marked = policy.pass_mark is not None or any(section.pass_mark is not None for section in sections)
    if whole is None or not _earns_anything(sections, reach):
        make = error if marked else warning
        yield make(None, "nothing_to_score", "rubrics.lint.nothing_to_score", "rubrics.lint.fix.nothing_to_score")
        return
    yield from _out_of_bounds(sections, policy, reach)
    if policy.pass_mark is not None and whole.highest < policy.pass_mark:
        facts = {"mark": figure(policy.pass_mark), "highest": figure(whole.highest)}
        key = "rubrics.lint.pass_mark_unreachable"
        yield error(None, "pass_mark_unreachable", key, "rubrics.lint.fix.pass_mark", **facts)
    for section in sections:
        yield from _section_mark(section, policy, reach)


def _section_mark(section: Section, policy: Policy, reach: dict[str, Reach]) -> Iterator[LintFinding]:
    if section.pass_mark is None:
        return
    own, mark = section_bounds(section, policy, reach), figure(section.pass_mark)
    if own is None:
        key, fix = "rubrics.lint.section_mark_unused", "rubrics.lint.fix.section_mark_unused"
        yield error(section.name, "pass_mark_unreachable", key, fix, mark=mark)
    elif own.highest < section.pass_mark:
        key, fix = "rubrics.lint.section_mark_unreachable", "rubrics.lint.fix.pass_mark"
        yield error(section.name, "pass_mark_unreachable", key, fix, mark=mark, highest=figure(own.highest))


def _out_of_bounds(sections: Sequence[Section], policy: Policy, reach: dict[str, Reach]) -> Iterator[LintFinding]:
    """A band that begins below 0 declares negative percents; without a cap a bonus may lift a percent above 100."""
    items = [item for section in sections for item in section.items]
    whole = bounds(sections, policy, reach)
    declared = min((band.start for band in policy.bands), default=Decimal(0)).min(Decimal(0))
    if whole and whole.lowest < declared:
        losing = [item for item in items if least(item) < 0]
        facts = {"lowest": figure(whole.lowest), "items": _names(losing)}
        yield error(_only(losing), "bounds", "rubrics.lint.below_zero", "rubrics.lint.fix.below_zero", **facts)
    plain = [replace(part, items=tuple(item for item in part.items if not item.bonus)) for part in sections]
    whole = bounds(plain, policy, reach)
    if whole and whole.highest > HUNDRED:
        lifting = [item for item in items if not item.bonus and _lifts(item, policy)]
        facts = {"highest": figure(whole.highest), "items": _names(lifting)}
        yield error(_only(lifting), "bounds", "rubrics.lint.above_hundred", "rubrics.lint.fix.above_hundred", **facts)


def _lifts(item: Item, policy: Policy) -> bool:
    """Whether it can earn more than it adds to what is possible."""
    if policy.aggregation is Aggregation.DEDUCTION:
        return max(_points(item), default=0) > 0
    several = sum(option.points > 0 for option in item.options) > 1
    return policy.multiple_maximum is MultipleMaximum.BEST and item.kind is Kind.MULTIPLE and several


def _sections(rubric: RubricText, reachability: Reachability) -> list[Section]:
    """As they are scored, with all options that are ever offered."""
    offered = {
        item.code: tuple(option.scoring for option in item.options if reachability.is_offered(item, option))
        for item in rubric.all_items()
        if any(option.condition for option in item.options)
    }
    return [
        replace(section, items=tuple(replace(item, options=offered.get(item.id, item.options)) for item in section.items))
        for section in to_scoring(rubric, {})
    ]


def _earns_anything(sections: Sequence[Section], reach: dict[str, Reach]) -> bool:
    items = [item for section in sections for item in section.items if reach[item.id].shown and item.weight]
    return any(points for item in items for points in _points(item))


def _points(item: Item) -> list[Decimal]:
    return [*(option.points for option in item.options), *(band.points for band in item.bands)]


def _names(items: Sequence[Item]) -> str:
    named = ", ".join(item.id for item in items[:NAMED])
    return f"{named}, …" if len(items) > NAMED else named


def _only(items: Sequence[Item]) -> str | None:
    return items[0].id if len(items) == 1 else None


def _alike(rubric: RubricText) -> Iterator[LintFinding]:
    for section in rubric.sections:
        asked: dict[Label, str] = {}
        for item in section.items:
            if first := asked.get(item.label):
                key, fix = "rubrics.lint.duplicate_label", "rubrics.lint.fix.duplicate_label"
                yield warning(item.code, "duplicate_label", key, fix, code=first)
            asked.setdefault(item.label, item.code)
            yield from _options_alike(item)


def _options_alike(item: ItemText) -> Iterator[LintFinding]:
    """Of two options that are offered under conditions, only one may ever be seen at a time."""
    read: dict[Label, OptionText] = {}
    for option in item.options:
        if (first := read.get(option.label)) and not (first.condition and option.condition):
            key, fix = "rubrics.lint.duplicate_option_label", "rubrics.lint.fix.duplicate_option_label"
            yield warning(item.code, "duplicate_option_label", key, fix, first=first.code, second=option.code)
        read.setdefault(option.label, option)


def _unguarded(rubric: RubricText) -> Iterator[LintFinding]:
    """Critical items on which two visitors could decide differently, or nobody could later see why."""
    for item in rubric.all_items():
        if not item.critical or item.kind not in SCORED_KINDS:
            continue
        if item.guidance is None:
            key, fix = "rubrics.lint.guidance_missing", "rubrics.lint.fix.guidance_missing"
            yield warning(item.code, "guidance_missing", key, fix)
        proven = {*item.evidence.photo, *item.evidence.note}
        for option in item.options:
            if option.fail and option.code not in proven:
                key, fix = "rubrics.lint.evidence_missing", "rubrics.lint.fix.evidence_missing"
                yield warning(item.code, "evidence_missing", key, fix, text=option.code)
