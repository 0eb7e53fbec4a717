"""A proposal of who makes which visit of a wave: what is asked, what comes of it, and the check that nothing is broken.

The search itself is `audits.visits.actions.solving`; what it finds counts only as far as `reasons` has nothing against it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from uuid import UUID

from audits.visits.rules import FieldRules
from audits.visits.rules.waves import Blocked, Booked, DayPart, QuotaKind, Rule, Visit, Visitor, WaveRules, reasons
from tracker.people.rules import Place

ALL_WAVE_LONG = frozenset({Rule.PLACE, Rule.SCOPE, Rule.CHANNEL_QUOTA, Rule.MOST_PER_PERSON, Rule.CAPACITY_WAVE})
OF_ONE_DAY = frozenset({Rule.WEEKDAY_QUOTA, Rule.DAY_PART_QUOTA})  # another day or part of day may be free before `until`


class Step(StrEnum):
    DAYS = "days"
    PEOPLE = "people"
    CHECK = "check"


Progress = Callable[[Step, float], None]


@dataclass(frozen=True)
class Opening:
    """One visit that is wanted and has nobody yet; `nth` tells those of the same store and channel apart."""

    store_id: UUID
    region_id: UUID
    channel: str
    nth: int


@dataclass(frozen=True)
class Task:
    """What to plan. Openings and visitors stand in an order that does not depend on keys, so the same task is solved alike."""

    wave: WaveRules
    field_rules: FieldRules
    openings: tuple[Opening, ...]
    visitors: tuple[Visitor, ...]
    booked: tuple[Visit, ...]
    since: date

    @property
    def days(self) -> list[date]:
        """Those of the wave that are still to come."""
        first = max(self.since, self.wave.starts_on)
        return [first + timedelta(days=n) for n in range((self.wave.ends_on - first).days + 1)]

    def place(self, opening: Opening) -> Place:
        return Place(self.wave.programme_id, opening.region_id, opening.store_id)

    def visit(self, opening: Opening, person_id: UUID, day: date, part: DayPart | None) -> Visit:
        return Visit(person_id, opening.store_id, opening.channel, day, day, part, self.wave.key)


@dataclass(frozen=True)
class Unfilled:
    """An opening for which nobody was found, and the least that stood against any person and day."""

    opening: Opening
    blocked: tuple[Blocked, ...]


@dataclass(frozen=True)
class Proposal:
    visits: tuple[Visit, ...] = ()
    unfilled: tuple[Unfilled, ...] = ()
    loads: dict[UUID, int] = field(default_factory=dict)  # visits of the wave by person, with those booked before


def openings(wanted: Sequence[tuple[UUID, UUID, str, int]], wave: WaveRules, booked: Booked) -> Iterator[Opening]:
    """The places without a visit, of (store, region, channel, wanted); every store's first place before any second one."""
    left = [(row, row[3] - booked.places[wave.key, row[0], row[2]]) for row in wanted]
    for nth in range(max((n for _, n in left), default=0)):
        yield from (Opening(row[0], row[1], row[2], nth) for row, n in left if nth < n)


def parts_of_day(task: Task, n: int) -> list[DayPart | None]:
    """Parts of day for n visits: first those that quotas want at least, then the one with the fewest; None when all are full."""
    counted = Counter(visit.day_part for visit in task.booked if visit.wave_id == task.wave.key and visit.counts)
    quotas = {quota.what: quota for quota in task.wave.quotas_of(QuotaKind.DAY_PART)}
    given: list[DayPart | None] = []
    for _ in range(n):
        free = []
        for at, part in enumerate(DayPart):
            quota = quotas.get(part.value)
            if quota is None or quota.at_most is None or counted[part] < quota.at_most:
                missing = max(0, (quota.at_least or 0) - counted[part]) if quota else 0
                free.append((-missing, counted[part], at, part))
        chosen = min(free)[3] if free else None
        counted[chosen] += 1
        given.append(chosen)
    return given


def completed(task: Task, found: Sequence[tuple[Opening, Visit]], progress: Progress) -> Proposal:
    """The visits of the search that stand up to every rule; for each other opening the first person and day that are free,
    else the reason that nobody is."""
    booked, people = Booked(task.booked), {one.actor.person_id: one for one in task.visitors}
    loads = {one: booked.in_wave[task.wave.key, one] for one in people}
    visits, done = [], set()
    for opening, visit in found:
        if not against(task, opening, visit, people[visit.person_id], booked):
            booked.add(visit)
            loads[visit.person_id] += 1
            visits.append(visit)
            done.add(opening)
    rest = [opening for opening in task.openings if opening not in done]
    unfilled = []
    for at, opening in enumerate(rest):
        progress(Step.CHECK, at / len(rest))
        outcome = _first_free(task, opening, booked, sorted(task.visitors, key=lambda one: loads[one.actor.person_id]))
        if isinstance(outcome, Visit):
            booked.add(outcome)
            loads[outcome.person_id] += 1
            visits.append(outcome)
        else:
            unfilled.append(Unfilled(opening, outcome))
    progress(Step.CHECK, 1.0)
    return Proposal(tuple(visits), tuple(unfilled), loads)


def against(task: Task, opening: Opening, visit: Visit, visitor: Visitor, booked: Booked) -> tuple[Blocked, ...]:
    return reasons(visit, visitor=visitor, place=task.place(opening), field_rules=task.field_rules, wave=task.wave, booked=booked)


def first_free(first: date, last: date, ask: Callable[[date], tuple[Blocked, ...]]) -> tuple[date | None, tuple[Blocked, ...]]:
    """The first day of these on which nothing stands against a visit; None with the least that stands on any of them."""
    least: tuple[Blocked, ...] = ()
    day: date | None = first
    while day is not None and day <= last:
        found = ask(day)
        if not found:
            return day, ()
        least = found if not least or len(found) < len(least) else least
        day = _next_day(day, found)
    return None, least


def free_part(ask: Callable[[DayPart], tuple[Blocked, ...]]) -> tuple[DayPart, tuple[Blocked, ...]]:
    """The first part of the day with nothing against it, else what stands against the last one tried."""
    for part in DayPart:
        found = ask(part)
        if not found or Rule.DAY_PART_QUOTA not in {one.rule for one in found}:
            break
    return part, found


def _first_free(task: Task, opening: Opening, booked: Booked, people: Sequence[Visitor]) -> Visit | tuple[Blocked, ...]:
    least: tuple[Blocked, ...] = ()
    first = max(task.since, task.wave.starts_on)
    for visitor in people:
        part_on = partial(_part_on, task, opening, visitor, booked)
        day, found = first_free(first, task.wave.ends_on, partial(_against_on, part_on))
        if day is not None:
            return task.visit(opening, visitor.actor.person_id, day, part_on(day)[0])
        least = found if not least or 0 < len(found) < len(least) else least
    return least


def _part_on(task: Task, opening: Opening, visitor: Visitor, booked: Booked, day: date) -> tuple[DayPart, tuple[Blocked, ...]]:
    return free_part(
        lambda part: against(task, opening, task.visit(opening, visitor.actor.person_id, day, part), visitor, booked)
    )


def _against_on(part_on: Callable[[date], tuple[DayPart, tuple[Blocked, ...]]], day: date) -> tuple[Blocked, ...]:
    return part_on(day)[1]


def _next_day(day: date, found: Sequence[Blocked]) -> date | None:
    """The first day on which none of these rules stands any more; None when one stands to the end."""
    last = day
    for one in found:
        if one.rule in ALL_WAVE_LONG or (one.until is None and one.rule not in OF_ONE_DAY):
            return None
        if one.rule not in OF_ONE_DAY and one.until is not None:
            last = max(last, one.until)
    return last + timedelta(days=1)
