"""Waves to be planned as values, of any size, and the check that a plan breaks no rule."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from audits.visits.rules import FieldRules
from audits.visits.rules.proposals import Proposal, Task, against, openings
from audits.visits.rules.waves import Blocked, Booked, Known, Quota, QuotaKind, Visit, Visitor, WaveRules
from tracker.people.rules import Actor, Role

FIRST = date(2026, 9, 1)
CHANNELS = ("store", "phone", "chat")
REGIONS = 3


def new_task(
    *, stores: int = 8, channels: int = 2, people: int = 5, days: int = 42, booked: int = 10, seed: int = 1, tight: bool = False
) -> Task:
    """Shoppers with and without a region, capacity and familiar stores, visits booked before and during the wave, and quotas
    for evenings, Saturdays and Sundays. `tight`: there is too little capacity for all of it."""
    random = Random(seed)  # noqa: S311 - the same task each time
    places = [(UUID(int=1_000 + at), UUID(int=900 + at % REGIONS)) for at in range(stores)]
    n = stores * channels
    wave = WaveRules(
        key=UUID(int=1),
        programme_id=UUID(int=2),
        starts_on=FIRST,
        ends_on=FIRST + timedelta(days=days - 1),
        wanted={(store, channel): 1 for store, _ in places for channel in CHANNELS[:channels]},
        quotas=(
            Quota(QuotaKind.DAY_PART, "evening", at_least=n // 4),
            Quota(QuotaKind.WEEKDAY, "5", at_least=n // 5),
            Quota(QuotaKind.WEEKDAY, "6", at_most=n // 18 + 1),
        ),
        most_per_person=n // people - 1 if tight else None,
    )
    visitors = tuple(_visitor(random, at, [store for store, _ in places], n // people) for at in range(people))
    made = []
    for _ in range(booked):
        day = FIRST + timedelta(days=random.randint(-30, days))
        made.append(Visit(random.choice(visitors).actor.person_id, random.choice(places)[0], "store", day, day))
    wanted = [(store, region, channel, 1) for store, region in places for channel in CHANNELS[:channels]]
    return Task(wave, FieldRules(), tuple(openings(wanted, wave, Booked(made))), visitors, tuple(made), FIRST)


def _visitor(random: Random, at: int, stores: list[UUID], share: int) -> Visitor:
    regions = frozenset() if at % 3 else frozenset({UUID(int=900 + at % REGIONS)})
    return Visitor(
        Actor(UUID(int=5_000 + at), Role.MYSTERY_SHOPPER, regions=regions),
        most_per_wave=random.choice([None, None, share + 2, share + 5]),
        most_per_week=random.choice([None, share // 4 + 2, share // 3 + 2]),
        known=tuple(Known(random.choice(stores)) for _ in range(2)),
    )


def broken(task: Task, proposal: Proposal) -> list[tuple[Visit, tuple[Blocked, ...]]]:
    """Every visit of the plan against which a rule stands, when they are assigned one after the other."""
    booked, people = Booked(task.booked), {one.actor.person_id: one for one in task.visitors}
    at = {(opening.store_id, opening.channel): opening for opening in task.openings}
    found = []
    for visit in proposal.visits:
        opening = at[visit.store_id, visit.channel]
        if stands := against(task, opening, visit, people[visit.person_id], booked):
            found.append((visit, stands))
        booked.add(visit)
    return found
