"""What contradicts itself in a rubric though each field is right by itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from audits.rubrics.forms.text import CHOICE_KINDS, NUMBER_KINDS, ItemKind, ItemText, RubricText


@dataclass(frozen=True)
class Contradiction:
    key: str
    place: str
    facts: tuple[tuple[str, object], ...] = ()

    @property
    def rule(self) -> str:
        return self.key.rpartition(".")[2]

    @property
    def fix_key(self) -> str:
        return f"rubrics.fix.{self.rule}"


def contradictions(rubric: RubricText) -> list[Contradiction]:
    found = [
        Contradiction("rubrics.problem.code_twice", code)
        for code in (
            *_twice(section.code for section in rubric.sections),
            *_twice(item.code for item in rubric.all_items()),
        )
    ]
    bands = {band.name for band in rubric.scoring_policy.bands}
    found += [
        Contradiction("rubrics.problem.band_without_name", "band_names", (("text", code),))
        for code in sorted(bands - set(rubric.band_names))
    ]
    earlier: dict[str, ItemText] = {}
    for item in rubric.all_items():
        found += [*_options(item), *_bands(item), *_evidence(item), *_conditions(item, earlier)]
        earlier[item.code] = item
    return found


def _twice(codes: Iterable[str]) -> list[str]:
    listed = list(codes)
    return sorted({code for code in listed if listed.count(code) > 1})


def _options(item: ItemText) -> Iterator[Contradiction]:
    if item.kind not in CHOICE_KINDS:
        if item.options:
            yield Contradiction("rubrics.problem.options_not_here", item.code, (("kind", item.kind.value),))
    elif len(item.options) < 2:
        yield Contradiction("rubrics.problem.too_few_options", item.code)
    for code in _twice(option.code for option in item.options):
        yield Contradiction("rubrics.problem.option_twice", item.code, (("text", code),))
    if item.critical and not any(option.fail for option in item.options):
        yield Contradiction("rubrics.problem.critical_never_fails", item.code)
    for option in item.options:
        if option.not_applicable and (option.fail or option.points):
            yield Contradiction("rubrics.problem.not_applicable_scores", item.code, (("text", option.code),))


def _bands(item: ItemText) -> Iterator[Contradiction]:
    if item.bands and item.kind not in NUMBER_KINDS:
        yield Contradiction("rubrics.problem.bands_not_here", item.code, (("kind", item.kind.value),))
    for number, band in enumerate(item.bands):
        if band.start is not None and band.below is not None and band.start >= band.below:
            yield Contradiction("rubrics.problem.band_empty", item.code, (("n", number + 1),))
    ordered = sorted(item.bands, key=lambda band: Decimal("-Infinity") if band.start is None else band.start)
    for left, right in pairwise(ordered):
        if left.below is None or right.start is None or left.below > right.start:
            yield Contradiction("rubrics.problem.bands_overlap", item.code)
        elif left.below < right.start:
            yield Contradiction("rubrics.problem.bands_leave_gap", item.code)
    if item.lowest is not None and item.highest is not None and item.lowest >= item.highest:
        yield Contradiction("rubrics.problem.range_empty", item.code)


def _evidence(item: ItemText) -> Iterator[Contradiction]:
    known = {option.code for option in item.options}
    for code in (*item.evidence.photo, *item.evidence.note):
        if code not in known:
            yield Contradiction("rubrics.problem.evidence_of_no_option", item.code, (("text", code),))


def _conditions(item: ItemText, earlier: dict[str, ItemText]) -> Iterator[Contradiction]:
    """A condition looks back, so that a visitor who goes on never makes an answered item appear or vanish behind."""
    for leaf in (leaf for text in item.condition_texts() for leaf in text.leaves()):
        code = leaf.item or ""
        source = earlier.get(code)
        if source is None:
            yield Contradiction("rubrics.problem.condition_not_earlier", item.code, (("text", code),))
        elif source.kind in (ItemKind.PHOTO, ItemKind.NOTE):
            yield Contradiction("rubrics.problem.condition_on_text", item.code, (("text", code),))
        elif leaf.equals is not None:
            yield from _values(item, source, leaf.equals)
        elif not leaf.answered and source.kind not in (*NUMBER_KINDS, ItemKind.MULTIPLE):
            yield Contradiction("rubrics.problem.condition_on_no_number", item.code, (("text", code),))


def _values(item: ItemText, source: ItemText, values: Sequence[str | int | float]) -> Iterator[Contradiction]:
    if not values:
        yield Contradiction("rubrics.problem.condition_empty", item.code)
    for value in values:
        text = isinstance(value, str)
        if source.kind in CHOICE_KINDS:
            is_known = text and source.option(str(value)) is not None
        else:
            is_known = text != (source.kind in NUMBER_KINDS)
        if not is_known:
            yield Contradiction("rubrics.problem.condition_of_no_option", item.code, (("text", str(value)),))
