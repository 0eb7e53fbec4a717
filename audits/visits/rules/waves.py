"""Who may visit which store on which day: every reason against it at once, each with the rule and the last day it holds.

Days are calendar days. A gap of n days around a visit blocks the n days before and the n days after it, and its own day:
a visit on 10 May with a gap of 3 blocks 7 to 13 May. A gap of 0 switches the rule off.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from audits.visits.rules import FieldRules
from tracker.people.rules import Action, Actor, Place, can

WEEKDAYS = 7


class WaveKind(StrEnum):
    MYSTERY_VISIT = "mystery_visit"
    SUPERVISION = "supervision"
    INTERNAL_CHECK = "internal_check"


class DayPart(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class QuotaKind(StrEnum):
    CHANNEL = "channel"
    DAY_PART = "day_part"
    WEEKDAY = "weekday"  # 0 is Monday


class Rule(StrEnum):
    WAVE_DATES = "wave_dates"
    PLACE = "place"
    SCOPE = "scope"
    FAMILIARITY = "familiarity"
    ROTATION = "rotation"
    SPACER = "spacer"
    CHANNEL_QUOTA = "channel_quota"
    DAY_PART_QUOTA = "day_part_quota"
    WEEKDAY_QUOTA = "weekday_quota"
    MOST_PER_PERSON = "most_per_person"
    CAPACITY_WAVE = "capacity_wave"
    CAPACITY_WEEK = "capacity_week"


QUOTA_RULES = {
    QuotaKind.CHANNEL: Rule.CHANNEL_QUOTA,
    QuotaKind.DAY_PART: Rule.DAY_PART_QUOTA,
    QuotaKind.WEEKDAY: Rule.WEEKDAY_QUOTA,
}


def monday_of(day: date) -> date:
    """Of the week this day is in."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Blocked:
    """A rule that stands against a visit. `until` is the last day it does; None where no day ends it."""

    rule: Rule
    until: date | None = None
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Visit:
    """A visit asked for, booked or made: on one day, or, where `first` is not `last`, on any day of these.

    `counts`: it fills a place of its wave; an excluded audit and a calibration do not. `goes`: somebody is in contact with
    the store; who checks a ticket or recording is not.
    """

    person_id: UUID
    store_id: UUID
    channel: str
    first: date
    last: date
    day_part: DayPart | None = None
    wave_id: UUID | None = None
    counts: bool = True
    goes: bool = True

    @property
    def week(self) -> date:
        """The Monday of the week it counts in: that of its last day."""
        return monday_of(self.last)

    def what(self, kind: QuotaKind) -> str | None:
        """What a quota of this kind counts it as; None while that is open."""
        if kind is QuotaKind.CHANNEL:
            return self.channel
        if kind is QuotaKind.DAY_PART:
            return self.day_part.value if self.day_part else None
        return str(self.first.weekday()) if self.first == self.last else None


@dataclass(frozen=True)
class Known:
    """A store in which somebody is known; `until` None: until it is ended."""

    store_id: UUID
    until: date | None = None


@dataclass(frozen=True)
class Visitor:
    """Somebody in the field: their reach, how much they take on, and where they are known."""

    actor: Actor
    most_per_wave: int | None = None
    most_per_week: int | None = None
    known: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Quota:
    """`what` is a channel's code, a part of day, or a weekday from 0 (Monday) to 6."""

    kind: QuotaKind
    what: str
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class WaveRules:
    """`wanted` are visits by store and channel."""

    key: UUID
    programme_id: UUID
    starts_on: date
    ends_on: date
    wanted: Mapping[tuple[UUID, str], int] = field(default_factory=dict)
    quotas: tuple[Quota, ...] = ()
    most_per_person: int | None = None

    def quotas_of(self, kind: QuotaKind) -> list[Quota]:
        return [quota for quota in self.quotas if quota.kind is kind]


@dataclass(frozen=True)
class Counted:
    """A quota and how many visits count towards it."""

    quota: Quota
    n: int

    @property
    def missing(self) -> int:
        return max(0, (self.quota.at_least or 0) - self.n)


class Booked:
    """The visits that stand, found by store, person and wave."""

    def __init__(self, visits: Iterable[Visit] = ()) -> None:
        self.visits: list[Visit] = []
        self.at_store: dict[UUID, list[Visit]] = defaultdict(list)
        self.in_week: Counter[tuple[UUID, date]] = Counter()
        self.in_wave: Counter[tuple[UUID, UUID]] = Counter()
        self.places: Counter[tuple[UUID, UUID, str]] = Counter()
        self.towards: Counter[tuple[UUID, QuotaKind, str]] = Counter()
        for visit in visits:
            self.add(visit)

    def add(self, visit: Visit) -> None:
        self.visits.append(visit)
        if visit.goes:
            self.at_store[visit.store_id].append(visit)
        self._count(visit, 1)

    def remove(self, visit: Visit) -> None:
        self.visits.remove(visit)
        if visit.goes:
            self.at_store[visit.store_id].remove(visit)
        self._count(visit, -1)

    def _count(self, visit: Visit, n: int) -> None:
        self.in_week[visit.person_id, visit.week] += n
        if visit.wave_id is None:
            return
        self.in_wave[visit.wave_id, visit.person_id] += n
        if not visit.counts:
            return
        self.places[visit.wave_id, visit.store_id, visit.channel] += n
        for kind in QuotaKind:
            if (what := visit.what(kind)) is not None:
                self.towards[visit.wave_id, kind, what] += n


def reasons(
    visit: Visit, *, visitor: Visitor, place: Place, field_rules: FieldRules | None, wave: WaveRules | None, booked: Booked
) -> tuple[Blocked, ...]:
    """Everything that stands against this visit beside what is booked; nothing, when it may be made.

    `place` is the store's, with its programme and region. Without `field_rules` no gaps are kept.
    """
    found = [*_of_the_person(visit, visitor, place)]
    if field_rules is not None and visit.goes:
        found += _gaps(visit, field_rules, booked)
    if wave is not None:
        found += _of_the_wave(visit, wave, booked)
    found += _capacity(visit, visitor, wave, booked)
    return tuple(found)


def quota_counts(wave: WaveRules, booked: Booked) -> tuple[Counted, ...]:
    """How far each quota is filled."""
    return tuple(Counted(quota, booked.towards[wave.key, quota.kind, quota.what]) for quota in wave.quotas)


def _of_the_person(visit: Visit, visitor: Visitor, place: Place) -> Iterator[Blocked]:
    where = Place(place.programme_id, place.region_id, visit.store_id, visitor.actor.person_id)
    if not can(visitor.actor, Action.FILL_IN_VISIT, where):
        yield Blocked(Rule.SCOPE)
    for known in visitor.known:
        if known.store_id == visit.store_id and (known.until is None or visit.first <= known.until):
            yield Blocked(Rule.FAMILIARITY, known.until)


def _gaps(visit: Visit, rules: FieldRules, booked: Booked) -> Iterator[Blocked]:
    """The last of the visits too near tells until when."""
    for rule, days, of_person in (
        (Rule.ROTATION, rules.rotation_days, True),
        (Rule.SPACER, rules.spacer_days, False),
    ):
        gap = timedelta(days=days)
        near = [
            other
            for other in (booked.at_store.get(visit.store_id, ()) if days else ())
            if (other.person_id == visit.person_id or not of_person)
            and visit.first - other.last <= gap
            and other.first - visit.last <= gap
        ]
        if near:
            last = max(near, key=lambda other: other.last)
            yield Blocked(rule, last.last + gap, (("day", last.first), ("days", days)))


def _of_the_wave(visit: Visit, wave: WaveRules, booked: Booked) -> Iterator[Blocked]:
    if visit.first < wave.starts_on or visit.last > wave.ends_on:
        until = wave.starts_on - timedelta(days=1) if visit.first < wave.starts_on else None
        yield Blocked(Rule.WAVE_DATES, until, (("start", wave.starts_on), ("end", wave.ends_on)))
    if not visit.counts:
        return
    wanted = wave.wanted.get((visit.store_id, visit.channel), 0)
    if booked.places[wave.key, visit.store_id, visit.channel] >= wanted:
        yield Blocked(Rule.PLACE, wave.ends_on if wanted else None, (("wanted", wanted),))
    for quota in wave.quotas:
        is_asked = quota.at_most is not None and visit.what(quota.kind) == quota.what
        if is_asked and booked.towards[wave.key, quota.kind, quota.what] >= (quota.at_most or 0):
            yield Blocked(QUOTA_RULES[quota.kind], wave.ends_on, (("what", quota.what), ("most", quota.at_most)))


def _capacity(visit: Visit, visitor: Visitor, wave: WaveRules | None, booked: Booked) -> Iterator[Blocked]:
    if wave is not None:
        has = booked.in_wave[wave.key, visit.person_id]
        for rule, most in ((Rule.MOST_PER_PERSON, wave.most_per_person), (Rule.CAPACITY_WAVE, visitor.most_per_wave)):
            if most is not None and has >= most:
                yield Blocked(rule, wave.ends_on, (("most", most),))
    most = visitor.most_per_week
    if most is not None and booked.in_week[visit.person_id, visit.week] >= most:
        yield Blocked(Rule.CAPACITY_WEEK, visit.week + timedelta(days=WEEKDAYS - 1), (("most", most),))
