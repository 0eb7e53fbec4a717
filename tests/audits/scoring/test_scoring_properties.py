"""What holds for every checklist."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from audits.scoring.items import Band, Condition, Item, Kind, Option, Section
from audits.scoring.policy import Aggregation, Critical, MultipleMaximum, NotApplicable, Policy, Unanswered
from audits.scoring.rules import score
from tests.factories.scoring import NA

weights = st.decimals("0.1", "9", places=2)
gains = st.decimals(0, 9, places=1)
any_points = st.decimals(-9, 9, places=1)


@st.composite
def items(draw: st.DrawFn, points: st.SearchStrategy[Decimal], name: str) -> Item:
    kind = draw(st.sampled_from([Kind.SINGLE, Kind.MULTIPLE, Kind.NUMBER]))
    common = {"weight": draw(weights), "critical": draw(st.booleans()), "bonus": draw(st.integers(0, 5)) == 0}
    if kind is Kind.NUMBER:
        edge = draw(st.decimals(0, 10, places=1))
        bands = (Band(draw(points), None, edge), Band(draw(points), edge, None))
        answer = draw(st.none() | st.decimals(-5, 15, places=1))
        return Item(name, kind, bands=bands, answer=answer, **common)
    options = tuple(Option(code, draw(points), fail=draw(st.booleans())) for code in "abcd"[: draw(st.integers(1, 4))])
    names = [option.name for option in options]
    if kind is Kind.MULTIPLE:
        ticked = tuple(draw(st.lists(st.sampled_from(names), unique=True)))
        return Item(name, kind, (*options, NA), answer=ticked, **common)
    return Item(name, kind, (*options, NA), answer=draw(st.none() | st.sampled_from([*names, "na"])), **common)


@st.composite
def audits(draw: st.DrawFn, points: st.SearchStrategy[Decimal] = any_points) -> list[Section]:
    made, earlier = [], list[Item]()
    for number in range(draw(st.integers(1, 4))):
        part = []
        for item_number in range(draw(st.integers(1, 5))):
            item = draw(items(points, f"i{number}_{item_number}"))
            sources = [source for source in earlier if source.kind is Kind.SINGLE]
            if sources and draw(st.booleans()):
                source = draw(st.sampled_from(sources))
                names = st.sampled_from([option.name for option in source.options])
                item = replace(item, condition=Condition(source.id, (draw(names),)))
            part.append(item)
            earlier.append(item)
        made.append(Section(f"s{number}", tuple(part), weight=draw(weights)))
    return made


policies = st.builds(
    Policy,
    unanswered=st.sampled_from([Unanswered.ZERO, Unanswered.EXCLUDE]),
    not_applicable=st.sampled_from(NotApplicable),
    aggregation=st.sampled_from(Aggregation),
    multiple_maximum=st.sampled_from(MultipleMaximum),
    critical=st.sampled_from(Critical),
    critical_cap=st.just(Decimal(40)),
    bonus_cap=st.booleans(),
    floor_zero=st.booleans(),
    pass_mark=st.none() | st.just(Decimal(70)),
)


@given(audits(), policies)
def test_the_trace_adds_up_exactly(sections: list[Section], policy: Policy) -> None:
    result = score(sections, policy)
    assert sum(line.earned for line in result.trace) == result.earned
    assert sum(line.possible for line in result.trace) == result.possible
    assert all(line.points * line.weight == line.earned for line in result.trace)
    names = [line.item for line in result.trace if line.item is not None]
    assert names == [item.id for section in sections for item in section.items]


@given(audits(), policies, st.randoms())
def test_the_order_of_items_and_sections_is_irrelevant(sections: list[Section], policy: Policy, random: object) -> None:
    def mixed(listed: tuple[Item, ...] | list[Section]) -> list[object]:
        copied = list(listed)
        random.shuffle(copied)  # type: ignore[attr-defined]
        return copied

    shuffled = [replace(section, items=tuple(mixed(section.items))) for section in mixed(sections)]  # type: ignore[type-var, arg-type]
    one, other = score(sections, policy), score(shuffled, policy)  # type: ignore[arg-type]
    assert (one.earned, one.possible, one.percent, one.passed) == (other.earned, other.possible, other.percent, other.passed)
    assert sorted(one.critical_failed) == sorted(other.critical_failed)


@given(audits(gains), st.sampled_from([Aggregation.POOLED, Aggregation.SECTION_MEAN, Aggregation.SECTION_WEIGHTED_MEAN]))
def test_with_points_of_zero_or_more_percent_lies_in_0_to_100(sections: list[Section], aggregation: Aggregation) -> None:
    percent = score(sections, Policy(aggregation=aggregation)).percent
    assert percent is None or 0 <= percent <= 100


@given(audits(gains), st.data())
def test_not_applicable_never_changes_the_ratio_of_the_others(sections: list[Section], data: st.DataObject) -> None:
    plain = [replace(part, items=tuple(replace(item, condition=None) for item in part.items)) for part in sections]
    chosen = data.draw(st.sampled_from([item for part in plain for item in part.items if item.kind is Kind.SINGLE] or [None]))
    if chosen is None:
        return
    marked = [
        replace(part, items=tuple(replace(item, answer="na") if item.id == chosen.id else item for item in part.items))
        for part in plain
    ]
    without = [replace(part, items=tuple(item for item in part.items if item.id != chosen.id)) for part in plain]
    one, other = score(marked, Policy()), score(without, Policy())
    assert (one.earned, one.possible, one.percent) == (other.earned, other.possible, other.percent)


@given(audits(), policies, st.data())
def test_a_better_answer_never_lowers_the_score(sections: list[Section], policy: Policy, data: st.DataObject) -> None:
    plain = [replace(part, items=tuple(replace(item, condition=None) for item in part.items)) for part in sections]
    singles = [item for part in plain for item in part.items if item.kind is Kind.SINGLE and item.answer not in (None, "na")]
    if not singles:
        return
    item = data.draw(st.sampled_from(singles))
    now = next(option for option in item.options if option.name == item.answer)
    better = [
        option
        for option in item.options
        if not option.not_applicable and option.points >= now.points and (now.fail or not option.fail)
    ]
    answer = data.draw(st.sampled_from(better)).name
    changed = [replace(part, items=tuple(replace(i, answer=answer) if i is item else i for i in part.items)) for part in plain]
    before, after = score(plain, policy).percent, score(changed, policy).percent
    assert before is None or (after is not None and after >= before)


@given(audits(), policies)
def test_percent_is_the_quotient_where_it_is_said_to_be(sections: list[Section], policy: Policy) -> None:
    result = score(
        sections, replace(policy, aggregation=Aggregation.POOLED, critical=Critical.RECORD, bonus_cap=False, floor_zero=False)
    )
    if result.possible:
        assert result.percent == 100 * Fraction(result.earned) / Fraction(result.possible)
