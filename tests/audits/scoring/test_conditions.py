"""When an item is shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.scoring.items import (
    Answer,
    Answered,
    Between,
    Condition,
    Every,
    Expression,
    Negated,
    Some,
    circle,
    met,
    sources,
    visible,
)

YES = Condition("a", ("yes",))
SLOW = Between("seconds", Decimal(30))
names = st.sampled_from(["a", "b", "c"])
limits = st.none() | st.integers(-2, 5).map(Decimal)
leaves = (
    st.builds(Condition, names, st.lists(st.sampled_from(["x", "y", Decimal(1)]), max_size=2).map(tuple))
    | st.builds(Answered, names)
    | st.builds(Between, names, limits, limits, st.booleans(), st.booleans())
)
expressions = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Negated, inner) | st.lists(inner, max_size=3).map(tuple).flatmap(lambda p: st.sampled_from([Every(p), Some(p)]))
    ),
    max_leaves=6,
)
answers = st.dictionaries(names, st.sampled_from([None, (), "x", "y", ("x", "y"), Decimal(1), Decimal(3)]))


@pytest.mark.parametrize(
    ("expression", "given_answers", "holds"),
    [
        (YES, {"a": "yes"}, True),
        (YES, {"a": ("no", "yes")}, True),
        (YES, {}, False),
        (Negated(YES), {}, True),
        (Answered("a"), {"a": "no"}, True),
        (Answered("a"), {"a": ()}, False),
        (SLOW, {"seconds": Decimal(30)}, True),
        (Between("seconds", Decimal(30), start_included=False), {"seconds": Decimal(30)}, False),
        (Between("seconds", None, Decimal(30), end_included=False), {"seconds": Decimal("29.9")}, True),
        (SLOW, {"seconds": "x"}, False),
        (Between("a", Decimal(2)), {"a": ("x", "y")}, True),
        (Every((YES, SLOW)), {"a": "yes", "seconds": Decimal(31)}, True),
        (Every((YES, SLOW)), {"a": "yes"}, False),
        (Some((YES, SLOW)), {"a": "yes"}, True),
        (Some(()), {"a": "yes"}, False),
    ],
)
def test_a_condition_holds_or_not(expression: Expression, given_answers: dict[str, Answer], holds: bool) -> None:
    assert met(expression, given_answers) is holds


def test_what_depends_on_a_hidden_item_sees_no_answer_there() -> None:
    conditions = {"c": Negated(Condition("b", ("yes",))), "b": YES, "a": None}
    assert visible(conditions, {"a": "no", "b": "yes"}) == {"a", "c"}
    assert visible(conditions, {"a": "yes", "b": "yes"}) == {"a", "b"}


def test_a_circle_is_told_by_its_items_and_no_others() -> None:
    around = {
        "a": Answered("b"),
        "b": Every((Answered("c"),)),
        "c": Some((Answered("a"), Answered("x"))),
        "x": None,
        "y": Answered("a"),
    }
    assert set(circle(around)) == {"a", "b", "c"}
    with pytest.raises(ValueError, match="cycle"):
        visible(dict(around), {})


def test_ten_thousand_items_each_after_the_next_take_no_recursion() -> None:
    conditions: dict[str, Expression | None] = {f"i{n}": Condition(f"i{n + 1}", ("yes",)) for n in range(10_000)}
    conditions["i10000"] = None
    assert len(visible(conditions, dict.fromkeys(conditions, "yes"))) == 10_001


@given(expressions, answers)
def test_only_the_answers_asked_for_decide(expression: Expression, given_answers: dict[str, Answer]) -> None:
    asked = {name: answer for name, answer in given_answers.items() if name in sources(expression)}
    assert met(expression, asked) == met(expression, given_answers)


@given(st.lists(expressions, max_size=3), answers)
def test_not_all_is_some_not(parts: list[Expression], given_answers: dict[str, Answer]) -> None:
    some_not = Some(tuple(Negated(part) for part in parts))
    assert met(Negated(Every(tuple(parts))), given_answers) == met(some_not, given_answers)


@given(st.permutations(["a", "b", "c"]), expressions, expressions, answers)
def test_the_order_of_the_items_is_irrelevant(
    order: list[str], b: Expression, c: Expression, given_answers: dict[str, Answer]
) -> None:
    conditions: dict[str, Expression | None] = {"a": None, "b": b, "c": c}
    if circle(conditions):
        return
    assert visible({name: conditions[name] for name in order}, given_answers) == visible(conditions, given_answers)
