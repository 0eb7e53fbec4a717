"""A condition in the words of a person who never saw a formula."""

from audits.rubrics.forms.conditions import ConditionText
from audits.rubrics.forms.text import ItemText, RubricText
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
    return say("rubrics.when.join_answers").join(options.get(str(value), str(value)) for value in values)


def _inner(rubric: RubricText, part: ConditionText) -> str:
    said = condition_phrase(rubric, part)
    return say("rubrics.when.group", condition=said) if part.every is not None or part.some is not None else said
