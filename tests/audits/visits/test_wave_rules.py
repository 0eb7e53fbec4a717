"""Who may visit which store on which day. The published example, each rule by itself, and what holds for every input."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from audits.visits.rules import FieldRules
from audits.visits.rules.waves import (
    Blocked,
    Booked,
    DayPart,
    Known,
    Quota,
    QuotaKind,
    Rule,
    Visit,
    Visitor,
    WaveRules,
    quota_counts,
    reasons,
)
from tracker.people.rules import Actor, Place, Role

ANNA, BEN = UUID(int=1), UUID(int=2)
NORTH, SOUTH = UUID(int=11), UUID(int=12)
EAST = UUID(int=21)
PROGRAMME, WAVE = UUID(int=31), UUID(int=32)
MAY = date(2026, 5, 1)
TENTH = date(2026, 5, 10)  # a Sunday
GAPS = FieldRules(rotation_days=3, spacer_days=0)


def visit(day: date = TENTH, person: UUID = ANNA, store: UUID = NORTH, **more: object) -> Visit:
    return replace(Visit(person, store, "store", day, day), **more)


def visitor(person: UUID = ANNA, **more: object) -> Visitor:
    return replace(Visitor(Actor(person, Role.MYSTERY_SHOPPER)), **more)


def wave(**more: object) -> WaveRules:
    usual = WaveRules(WAVE, PROGRAMME, MAY, date(2026, 5, 31), {(NORTH, "store"): 9, (SOUTH, "store"): 9})
    return replace(usual, **more)


def stands(
    asked: Visit,
    *booked: Visit,
    who: Visitor | None = None,
    field_rules: FieldRules | None = None,
    of: WaveRules | None = None,
    region: UUID = EAST,
) -> tuple[Blocked, ...]:
    return reasons(
        asked,
        visitor=who or visitor(asked.person_id),
        place=Place(PROGRAMME, region, asked.store_id),
        field_rules=field_rules,
        wave=of,
        booked=Booked(booked),
    )


def rules_of(found: tuple[Blocked, ...]) -> list[Rule]:
    return [one.rule for one in found]


def test_the_published_example_blocks_from_the_7th_to_the_13th_of_may() -> None:
    """method.md, section 6."""
    blocked = [day for day in range(1, 32) if stands(visit(date(2026, 5, day)), visit(TENTH), field_rules=GAPS)]
    assert blocked == [7, 8, 9, 10, 11, 12, 13]
    [reason] = stands(visit(date(2026, 5, 7)), visit(TENTH), field_rules=GAPS)
    assert (reason.rule, reason.until) == (Rule.ROTATION, date(2026, 5, 13))


def test_the_rotation_is_of_one_person_and_the_spacer_of_the_store() -> None:
    spaced = FieldRules(rotation_days=3, spacer_days=1)
    assert stands(visit(person=BEN), visit(person=ANNA), field_rules=GAPS) == ()
    assert stands(visit(store=SOUTH), visit(store=NORTH), field_rules=GAPS) == ()
    assert rules_of(stands(visit(person=BEN), visit(person=ANNA), field_rules=spaced)) == [Rule.SPACER]
    found = stands(visit(), visit(), field_rules=spaced)
    assert [(one.rule, one.until) for one in found] == [
        (Rule.ROTATION, date(2026, 5, 13)),
        (Rule.SPACER, date(2026, 5, 11)),
    ]
    assert stands(visit(TENTH + timedelta(days=2), BEN), visit(), field_rules=spaced) == ()


def test_a_visit_whose_day_is_open_blocks_around_its_whole_window() -> None:
    window = visit(first=TENTH, last=TENTH + timedelta(days=5))
    blocked = [day for day in range(1, 32) if stands(visit(date(2026, 5, day)), window, field_rules=GAPS)]
    assert blocked == list(range(7, 19))


def test_checking_a_ticket_is_no_visit_to_the_store() -> None:
    assert stands(visit(goes=False), visit(), field_rules=GAPS) == ()
    assert stands(visit(), visit(goes=False), field_rules=GAPS) == ()


def test_reach_and_familiarity_keep_somebody_away() -> None:
    limited = visitor(actor=Actor(ANNA, Role.MYSTERY_SHOPPER, regions=frozenset({UUID(int=99)})))
    assert rules_of(stands(visit(), who=limited)) == [Rule.SCOPE]
    assert rules_of(stands(visit(), who=visitor(actor=Actor(ANNA, Role.REVIEWER)))) == [Rule.SCOPE]
    assert stands(visit(), who=visitor(known=(Known(NORTH),))) == (Blocked(Rule.FAMILIARITY),)
    assert stands(visit(), who=visitor(known=(Known(NORTH, TENTH),))) == (Blocked(Rule.FAMILIARITY, TENTH),)
    assert stands(visit(TENTH + timedelta(days=1)), who=visitor(known=(Known(NORTH, TENTH),))) == ()
    assert stands(visit(), who=visitor(known=(Known(SOUTH),))) == ()


def test_a_wave_has_its_days_and_its_places() -> None:
    assert stands(visit(date(2026, 4, 30)), of=wave())[0].until == date(2026, 4, 30)
    assert stands(visit(date(2026, 6, 1)), of=wave())[0] == Blocked(
        Rule.WAVE_DATES, None, (("start", MAY), ("end", date(2026, 5, 31)))
    )
    one_place = wave(wanted={(NORTH, "store"): 1})
    taken = visit(person=BEN, wave_id=WAVE)
    assert rules_of(stands(visit(wave_id=WAVE), taken, of=one_place)) == [Rule.PLACE]
    assert stands(visit(wave_id=WAVE), replace(taken, counts=False), of=one_place) == ()
    assert stands(visit(wave_id=WAVE), replace(taken, wave_id=UUID(int=77)), of=one_place) == ()
    assert rules_of(stands(visit(store=SOUTH, wave_id=WAVE), of=one_place)) == [Rule.PLACE]
    assert stands(visit(wave_id=WAVE, counts=False), taken, of=one_place) == (), "a calibration takes no place"


@pytest.mark.parametrize(
    ("quota", "rule"),
    [
        (Quota(QuotaKind.CHANNEL, "store", at_most=1), Rule.CHANNEL_QUOTA),
        (Quota(QuotaKind.DAY_PART, "morning", at_most=1), Rule.DAY_PART_QUOTA),
        (Quota(QuotaKind.WEEKDAY, "6", at_most=1), Rule.WEEKDAY_QUOTA),
    ],
)
def test_a_full_quota_stands_until_the_wave_ends(quota: Quota, rule: Rule) -> None:
    morning = visit(day_part=DayPart.MORNING, wave_id=WAVE)
    [reason] = stands(replace(morning, person_id=BEN), replace(morning, store_id=SOUTH), of=wave(quotas=(quota,)))
    assert reason == Blocked(rule, date(2026, 5, 31), (("what", quota.what), ("most", 1)))
    other = replace(morning, channel="phone", day_part=DayPart.EVENING, first=MAY, last=MAY)
    assert stands(morning, other, of=wave(quotas=(quota,))) == ()


def test_what_a_quota_wants_at_least_is_missing_until_it_is_there() -> None:
    wanted = wave(quotas=(Quota(QuotaKind.DAY_PART, "evening", at_least=2), Quota(QuotaKind.WEEKDAY, "6", at_least=1)))
    counted = quota_counts(wanted, Booked([visit(wave_id=WAVE, day_part=DayPart.EVENING)]))
    assert [(one.n, one.missing) for one in counted] == [(1, 1), (1, 0)]


def test_nobody_takes_on_more_than_they_and_the_wave_allow() -> None:
    has = [visit(TENTH, store=SOUTH, wave_id=WAVE), visit(TENTH - timedelta(days=7), store=SOUTH, wave_id=WAVE)]
    asked = visit(wave_id=WAVE)
    assert stands(asked, *has, who=visitor(most_per_wave=3, most_per_week=2), of=wave(most_per_person=3)) == ()
    full = stands(asked, *has, who=visitor(most_per_wave=2, most_per_week=1), of=wave(most_per_person=2))
    assert rules_of(full) == [Rule.MOST_PER_PERSON, Rule.CAPACITY_WAVE, Rule.CAPACITY_WEEK]
    assert full[2].until == TENTH, "the Sunday of its week"
    monday = visit(TENTH + timedelta(days=1), wave_id=WAVE)
    assert stands(monday, *has, who=visitor(most_per_week=1), of=wave()) == ()


DAYS = some.dates(date(2026, 3, 1), date(2026, 7, 31))
PEOPLE, STORES = some.sampled_from([ANNA, BEN]), some.sampled_from([NORTH, SOUTH])


@some.composite
def visits(draw: some.DrawFn, **more: object) -> Visit:
    first = draw(DAYS)
    return Visit(
        draw(PEOPLE),
        draw(STORES),
        draw(some.sampled_from(["store", "phone"])),
        first,
        first + timedelta(days=draw(some.integers(0, 9))),
        draw(some.none() | some.sampled_from(DayPart)),
        draw(some.sampled_from([None, WAVE])),
    )


@given(visits(), some.lists(visits(), max_size=8), some.integers(0, 40), some.integers(0, 10))
def test_the_gaps_are_those_of_any_two_days_that_could_be_meant(
    asked: Visit, others: list[Visit], rotation: int, spacer: int
) -> None:
    """Against the definition: some day of the one and some day of the other lie not more than the gap apart."""

    def days(one: Visit) -> list[date]:
        return [one.first + timedelta(days=n) for n in range((one.last - one.first).days + 1)]

    def near(gap: int, other: Visit) -> bool:
        return any(abs((one - two).days) <= gap for one in days(asked) for two in days(other))

    found = stands(asked, *others, field_rules=FieldRules(rotation_days=rotation, spacer_days=spacer))
    same_store = [other for other in others if other.store_id == asked.store_id]
    rotates = rotation and any(near(rotation, other) for other in same_store if other.person_id == asked.person_id)
    spaced = spacer and any(near(spacer, other) for other in same_store)
    assert rules_of(found) == [rule for rule, holds in ((Rule.ROTATION, rotates), (Rule.SPACER, spaced)) if holds]


@given(visits(), some.lists(visits(), max_size=6), some.integers(1, 20))
def test_after_the_day_named_the_same_visits_no_longer_stand_against_it(asked: Visit, others: list[Visit], gap: int) -> None:
    """`until` is the last blocked day, as far as no later visit blocks again."""
    rules = FieldRules(rotation_days=gap, spacer_days=0)
    for reason in stands(asked, *others, field_rules=rules):
        assert reason.until is not None
        after = replace(asked, first=reason.until + timedelta(days=1), last=reason.until + timedelta(days=1))
        on_time = [other for other in others if other.last + timedelta(days=gap) <= reason.until]
        assert stands(after, *on_time, field_rules=rules) == ()
        assert stands(replace(asked, first=reason.until, last=reason.until), *others, field_rules=rules) != ()


@given(some.lists(visits(), max_size=12), visits(), some.integers(0, 5), some.integers(1, 5))
def test_adding_visits_never_lifts_a_rule(others: list[Visit], asked: Visit, most: int, per_week: int) -> None:
    quotas = (Quota(QuotaKind.CHANNEL, "store", at_most=most), Quota(QuotaKind.DAY_PART, "morning", at_most=most))
    limits = {"field_rules": GAPS, "of": wave(quotas=quotas, most_per_person=per_week)}
    who = visitor(asked.person_id, most_per_week=per_week)
    before = set(rules_of(stands(asked, *others[:6], who=who, **limits)))
    assert before <= set(rules_of(stands(asked, *others, who=who, **limits)))
