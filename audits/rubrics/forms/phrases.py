"""Conditions, answers and scoring rules in the words of a person who never saw a formula."""

from audits.rubrics.forms.conditions import ConditionText
from audits.rubrics.forms.text import BandText, ItemText, OptionText, RubricText
from audits.scoring.policy import Critical
from tracker.core.words import say


def condition_phrase(rubric: RubricText, condition: ConditionText) -> str:
    """ "Was it clean?: No" and its like, joined by and, or, not."""
    if condition.every is not None:
        return say("rubrics.when.join_all").join(_inner(rubric, part) for part in condition.every)
    if condition.some is not None:
        return say("rubrics.when.join_any").join(_inner(rubric, part) for part in condition.some)
    if condition.negated is not None:
        return say("rubrics.when.not", condition=condition_phrase(rubric, condition.negated))
    item = rubric.items.get(condition.item or "")
    label = item.label if item else condition.item
    if condition.equals is not None:
        return say("rubrics.when.equals", item=label, answers=answers_phrase(item, condition.equals))
    if condition.answered:
        return say("rubrics.when.answered", item=label)
    limits = {"above": condition.above, "from": condition.start, "below": condition.below, "to": condition.end}
    said = [say(f"rubrics.when.{name}", number=float(limit)) for name, limit in limits.items() if limit is not None]
    return say("rubrics.when.limits", item=label, limits=say("rubrics.when.join_all").join(said))


def answers_phrase(item: ItemText | None, values: list[str] | list[str | int | float]) -> str:
    """Options by their labels, numbers and texts as they are."""
    options = {option.code: str(option.label) for option in item.options} if item else {}
    return say("files.list_separator").join(options.get(str(value), str(value)) for value in values)


def _inner(rubric: RubricText, part: ConditionText) -> str:
    said = condition_phrase(rubric, part)
    return say("rubrics.when.group", condition=said) if part.every is not None or part.some is not None else said


def answer_lines(item: ItemText) -> list[str]:
    """The answers an item takes, with their points."""
    if item.options:
        return [_option_line(option) for option in item.options]
    unit = say(f"rubrics.unit.{item.unit.value}") if item.unit else ""
    return [_band_line(band, unit) for band in item.bands] or [say(f"rubrics.kind.{item.kind.value}")]


def policy_sentences(rubric: RubricText) -> list[str]:
    """The whole policy in words, as it is printed with a score."""
    return [sentence for sentence in policy_words(rubric).values() if sentence]


def policy_words(rubric: RubricText) -> dict[str, str]:
    """A sentence a switch, in the order a person reads them; empty where it says nothing."""
    policy = rubric.scoring_policy
    cap = None if policy.critical_cap is None else float(policy.critical_cap)
    critical = f"scoring.policy.critical.{policy.critical.value}"
    bands = [say("scoring.policy.band", name=rubric.band_name(band.name), start=float(band.start)) for band in policy.bands]
    return {
        "preset": say("scoring.policy.preset", name=policy.preset) if policy.preset else "",
        "aggregation": say(f"scoring.policy.aggregation.{policy.aggregation.value}", start=float(policy.start)),
        "unanswered": say(f"scoring.policy.unanswered.{policy.unanswered.value}"),
        "not_applicable": say(f"scoring.policy.not_applicable.{policy.not_applicable.value}"),
        "multiple_maximum": say(f"scoring.policy.multiple_maximum.{policy.multiple_maximum.value}"),
        "critical": say(critical, cap=cap) if policy.critical is Critical.CAP else say(critical),
        "bonus_cap": say("scoring.policy.bonus_cap" if policy.bonus_cap else "scoring.policy.no_bonus_cap"),
        "floor_zero": say("scoring.policy.floor_zero") if policy.floor_zero else "",
        "pass_mark": "" if policy.pass_mark is None else say("scoring.policy.pass_mark", mark=float(policy.pass_mark)),
        "bands": "\n".join(bands),
        "decimals": say("scoring.policy.decimals", n=policy.decimals),
    }


def _option_line(option: OptionText) -> str:
    if option.not_applicable:
        return say("rubrics.answer.left_out", label=option.label)
    return say("rubrics.answer.fail" if option.fail else "rubrics.answer.points", label=option.label, points=float(option.points))


def _band_line(band: BandText, unit: str) -> str:
    points = float(band.points)
    if band.start is None and band.below is None:
        return say("rubrics.band.all", points=points)
    if band.start is None:
        return say("rubrics.band.below", below=float(band.below or 0), unit=unit, points=points)
    if band.below is None:
        return say("rubrics.band.start", start=float(band.start), unit=unit, points=points)
    return say("rubrics.band.between", start=float(band.start), below=float(band.below), unit=unit, points=points)
