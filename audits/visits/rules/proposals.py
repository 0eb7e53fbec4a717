"""A proposal of who makes which visit of a wave: what is asked, what comes of it, and the check that nothing is broken.

The search itself is `audits.visits.actions.solving`; what it finds counts only as far as `reasons` has nothing against it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from audits.visits.rules import FieldRules
from audits.visits.rules.waves import Blocked, Booked, DayPart, QuotaKind, Rule, Visit, Visitor, WaveRules, reasons
from tracker.people.rules import Place

ALL_WAVE_LONG = frozenset({Rule.PLACE, Rule.SCOPE, Rule.CHANNEL_QUOTA, Rule.MOST_PER_PERSON, Rule.CAPACITY_WAVE})
MOST_TRIES = 3_000  # persons tried in all when stores are planned anew: some seconds at most
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
    """An opening for which nobody was found, and why: the fewest rules that keep somebody away on their best day, and of these
    the ones that keep most people away."""

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
    """The visits of the search that stand up to every rule. Each other opening goes to the first person and day that are free,
    else the visits of its store are planned anew with it, else it says why nobody fills it."""
    plan = _Plan(task)
    for opening, visit in found:
        if not plan.against(opening, visit):
            plan.take(opening, visit)
    rest = [opening for opening in task.openings if opening not in plan.filled]
    for at, opening in enumerate(rest):
        progress(Step.CHECK, at / len(rest))
        outcome = plan.first_free(opening)
        if isinstance(outcome, Visit):
            plan.take(opening, outcome)
        elif not plan.mend(opening):
            plan.left[opening] = outcome
    plan.prefer()
    progress(Step.CHECK, 1.0)
    unfilled = tuple(Unfilled(opening, blocked) for opening, blocked in plan.left.items())
    return Proposal(tuple(plan.filled.values()), unfilled, plan.loads)


class _Plan:
    """A plan as it grows: what is filled, and what each person has to do."""

    def __init__(self, task: Task) -> None:
        self.task, self.booked = task, Booked(task.booked)
        self.people = {one.actor.person_id: one for one in task.visitors}
        self.loads = {key: self.booked.in_wave[task.wave.key, key] for key in self.people}
        self.filled: dict[Opening, Visit] = {}
        self.left: dict[Opening, tuple[Blocked, ...]] = {}
        self.tries = MOST_TRIES

    def take(self, opening: Opening, visit: Visit) -> None:
        self.filled[opening] = visit
        self.booked.add(visit)
        self.loads[visit.person_id] += 1

    def give_back(self, opening: Opening) -> Visit:
        visit = self.filled.pop(opening)
        self.booked.remove(visit)
        self.loads[visit.person_id] -= 1
        return visit

    def against(self, opening: Opening, visit: Visit) -> tuple[Blocked, ...]:
        return against(self.task, opening, visit, self.people[visit.person_id], self.booked)

    def first_free(self, opening: Opening) -> Visit | tuple[Blocked, ...]:
        """Who has least to do comes first."""
        nearest: list[tuple[Blocked, ...]] = []
        for person in self._in_turn():
            day, found = self._free_day(opening, person)
            if day is not None:
                return self._visit(opening, person, day)
            nearest += [found] if found else []
        return _commonest(nearest)

    def mend(self, opening: Opening) -> bool:
        """Plan the store's visits anew so that this one has its place too; else everything stays."""
        others = [one for one in self.filled if one.store_id == opening.store_id]
        if not others:
            return False
        before = {one: self.give_back(one) for one in others}
        if self._search([*others, opening]):
            return True
        for one, visit in before.items():
            self.take(one, visit)
        return False

    def prefer(self) -> None:
        """What quotas want at least, where a visit may go to another day of its week; then the parts of day anew."""
        wanted = self.task.wave.quotas_of(QuotaKind.WEEKDAY)
        kept = {quota.what for quota in wanted if quota.at_least}
        for quota in wanted:
            for opening, visit in list(self.filled.items()):
                has = self.booked.towards[self.task.wave.key, quota.kind, quota.what]
                if has < (quota.at_least or 0) and visit.what(QuotaKind.WEEKDAY) not in kept:
                    self._move(opening, visit.week + timedelta(days=int(quota.what)))
        parts = parts_of_day(self.task, len(self.filled))
        self.filled = {
            opening: replace(visit, day_part=part) for (opening, visit), part in zip(self.filled.items(), parts, strict=True)
        }

    def _move(self, opening: Opening, day: date) -> None:
        before = self.give_back(opening)
        moved = replace(before, first=day, last=day)
        is_to_come = day >= max(self.task.since, self.task.wave.starts_on)
        self.take(opening, before if not is_to_come or self.against(opening, moved) else moved)

    def _search(self, rest: Sequence[Opening]) -> bool:
        """Each person in turn on their first free day, and the rest after it: the earliest day leaves the most for the others."""
        if not rest:
            return True
        for person in self._in_turn():
            self.tries -= 1
            if self.tries < 0:
                return False
            day, _ = self._free_day(rest[0], person)
            if day is not None:
                self.take(rest[0], self._visit(rest[0], person, day))
                if self._search(rest[1:]):
                    return True
                self.give_back(rest[0])
        return False

    def _in_turn(self) -> list[UUID]:
        return sorted(self.people, key=self.loads.__getitem__)

    def _free_day(self, opening: Opening, person: UUID) -> tuple[date | None, tuple[Blocked, ...]]:
        first = max(self.task.since, self.task.wave.starts_on)
        return first_free(first, self.task.wave.ends_on, lambda day: self._part_on(opening, person, day)[1])

    def _part_on(self, opening: Opening, person: UUID, day: date) -> tuple[DayPart, tuple[Blocked, ...]]:
        return free_part(lambda part: self.against(opening, self.task.visit(opening, person, day, part)))

    def _visit(self, opening: Opening, person: UUID, day: date) -> Visit:
        return self.task.visit(opening, person, day, self._part_on(opening, person, day)[0])


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


def _commonest(nearest: Sequence[tuple[Blocked, ...]]) -> tuple[Blocked, ...]:
    """Of what keeps each person away at least: the fewest reasons, and of these the ones that keep most people away."""
    people = Counter(tuple(one.rule for one in found) for found in nearest)
    return min(nearest, key=lambda found: (len(found), -people[tuple(one.rule for one in found)]), default=())


def _next_day(day: date, found: Sequence[Blocked]) -> date | None:
    """The first day on which none of these rules stands any more; None when one stands to the end."""
    last = day
    for one in found:
        if one.rule in ALL_WAVE_LONG or (one.until is None and one.rule not in OF_ONE_DAY):
            return None
        if one.rule not in OF_ONE_DAY and one.until is not None:
            last = max(last, one.until)
    return last + timedelta(days=1)
