"""The search for a fair plan of a wave: first the day of each visit, then, with CP-SAT, who makes it.

One model of both has a variable for each visit, person and day (650,000 for 120 stores, three channels and 30 shoppers over
two months) and does not answer in time; a model of the days alone found no better days than taking them in turn. What the
parting costs, `completed` mends: an opening whose day suits nobody is tried on every other day and with everybody.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from audits.visits.rules.proposals import Opening, Progress, Proposal, Step, Task, completed, parts_of_day
from audits.visits.rules.waves import Booked, Quota, QuotaKind, Visit, Visitor, monday_of
from tracker.people.rules import Action, can

SEED = 1
EFFORT = 1.0  # in the solver's own units of work, near seconds: wall time would make two runs differ
CANDIDATES = 8  # people tried for a visit, in turn: all 30 for each of 360 visits share no better and take ten times as long
UNFILLED, LARGEST = 10_000, 100  # what the solver pays for an unfilled place and for the largest load


def propose(task: Task, progress: Progress) -> Proposal:
    """The same task gives the same proposal. No visit in it breaks a rule."""
    days, openings = task.days, _within_channel_quotas(task)
    if not days or not openings or not task.visitors:
        return completed(task, [], progress)
    free = _Free(task, days)
    progress(Step.DAYS, 0.0)
    chosen = _Days(task, openings, free).chosen()
    progress(Step.PEOPLE, 0.0)
    people = _People(task, openings, free, chosen).solved(progress)
    parts = parts_of_day(task, len(openings))
    found = [
        (opening, task.visit(opening, task.visitors[people[at]].actor.person_id, days[chosen[at]], parts[at]))
        for at, opening in enumerate(openings)
        if at in people
    ]
    return completed(task, found, progress)


def _within_channel_quotas(task: Task) -> list[Opening]:
    booked, kept = Booked(task.booked), []
    left = {
        quota.what: quota.at_most - booked.towards[task.wave.key, quota.kind, quota.what]
        for quota in task.wave.quotas_of(QuotaKind.CHANNEL)
        if quota.at_most is not None
    }
    for opening in task.openings:
        if left.get(opening.channel, 1) > 0:
            kept.append(opening)
            if opening.channel in left:
                left[opening.channel] -= 1
    return kept


class _Free:
    """On which days, counted from 0, each visitor may go to each store, as far as what is booked already decides.

    A second reading of the rules, by ranges of days: asking `reasons` for each person, store and day takes seconds.
    """

    def __init__(self, task: Task, days: Sequence[date]) -> None:
        self.task, self.days, self.booked = task, days, Booked(task.booked)
        self.of: dict[tuple[int, UUID], frozenset[int]] = {}
        self.at: dict[UUID, list[int]] = {}
        rested = [self._rested(visitor) for visitor in task.visitors]
        for store, opening in {opening.store_id: opening for opening in task.openings}.items():
            visits = self.booked.at_store.get(store, [])
            spaced = self._outside(visits, task.field_rules.spacer_days)
            for who, visitor in enumerate(task.visitors):
                reaches = can(visitor.actor, Action.FILL_IN_VISIT, task.place(opening))
                own = [visit for visit in visits if visit.person_id == visitor.actor.person_id]
                free = spaced & rested[who] & self._outside(own, task.field_rules.rotation_days) if reaches else set()
                for known in visitor.known:
                    if known.store_id == store:
                        free = {at for at in free if known.until is not None and days[at] > known.until}
                self.of[who, store] = frozenset(free)
            self.at[store] = sorted(set().union(*(self.of[who, store] for who in range(len(task.visitors)))))

    def _rested(self, visitor: Visitor) -> set[int]:
        """Days of weeks in which this person can take on another visit."""
        key, most = visitor.actor.person_id, visitor.most_per_week
        return {at for at, day in enumerate(self.days) if most is None or self.booked.in_week[key, monday_of(day)] < most}

    def _outside(self, visits: Sequence[Visit], gap: int) -> set[int]:
        return {
            at
            for at, day in enumerate(self.days)
            if not gap or not any((day - one.last).days <= gap and (one.first - day).days <= gap for one in visits)
        }


class _Days:
    """The day of each visit: the store's spacer and weekday quotas kept, weeks filled evenly in each region."""

    def __init__(self, task: Task, openings: Sequence[Opening], free: _Free) -> None:
        self.task, self.openings, self.free = task, openings, free
        self.week = [day.toordinal() // 7 for day in (monday_of(day) for day in free.days)]
        self.booked = Booked(task.booked)

    def chosen(self) -> dict[int, int]:
        """Each visit in turn on the day whose week has least to do in its region, then whose weekday is wanted most."""
        chosen: dict[int, int] = {}
        at_store: dict[UUID, list[int]] = defaultdict(list)
        in_week: Counter[tuple[UUID, int]] = Counter()
        on_day: Counter[int] = Counter()
        weekdays: Counter[str] = Counter()
        quotas = {quota.what: quota for quota in self.task.wave.quotas_of(QuotaKind.WEEKDAY)}
        for what in quotas:
            weekdays[what] = self.booked.towards[self.task.wave.key, QuotaKind.WEEKDAY, what]
        spacer = self.task.field_rules.spacer_days
        for at, opening in enumerate(self.openings):
            best: tuple[int, int, int, int] | None = None
            for day in self.free.at[opening.store_id]:
                what = str(self.free.days[day].weekday())
                left, missing = _room(quotas.get(what), weekdays[what])
                if left and not (spacer and any(abs(day - other) <= spacer for other in at_store[opening.store_id])):
                    rank = (-missing, in_week[opening.region_id, self.week[day]], on_day[day], day)
                    best = rank if best is None else min(best, rank)
            if best is None:
                continue
            chosen[at] = day = best[3]
            at_store[opening.store_id].append(day)
            in_week[opening.region_id, self.week[day]] += 1
            on_day[day] += 1
            weekdays[str(self.free.days[day].weekday())] += 1
        return chosen


class _People:
    """Who makes each visit on its day: rotation and capacity kept, the largest load as small as it can be."""

    def __init__(self, task: Task, openings: Sequence[Opening], free: _Free, chosen: dict[int, int]) -> None:
        self.task, self.openings, self.free, self.chosen = task, openings, free, chosen
        booked, key = Booked(task.booked), task.wave.key
        self.has = [booked.in_wave[key, one.actor.person_id] for one in task.visitors]
        self.most = [_least(one.most_per_wave, task.wave.most_per_person) for one in task.visitors]
        self.in_week = booked.in_week
        self.can = {
            at: [who for who in range(len(task.visitors)) if day in free.of[who, openings[at].store_id]]
            for at, day in chosen.items()
        }

    def solved(self, progress: Progress) -> dict[int, int]:
        """Visitor by opening; an opening for whose day nobody is free is left out."""
        from ortools.sat.python import cp_model  # loading it takes a second: only who plans waits

        by_hand = self._by_hand()
        self.can = {at: _some(people, at, by_hand.get(at)) for at, people in self.can.items()}
        model = cp_model.CpModel()
        goes = {(at, who): model.new_bool_var("") for at, people in self.can.items() for who in people}
        without = {at: model.new_bool_var("") for at in self.can}
        for at, people in self.can.items():
            model.add_exactly_one(*(goes[at, who] for who in people), without[at])
        self._rotate(model, goes)
        model.minimize(UNFILLED * sum(without.values()) + self._share(model, goes))
        for (at, who), variable in goes.items():
            model.add_hint(variable, by_hand.get(at) == who)
        for at, variable in without.items():
            model.add_hint(variable, at not in by_hand)
        solver = _solve(model, progress)
        return {at: who for (at, who), variable in goes.items() if solver.boolean_value(variable)} if solver else by_hand

    def _rotate(self, model: Any, goes: dict[tuple[int, int], Any]) -> None:
        """Of the visits to one store within the gap, nobody makes two."""
        gap, of_store = self.task.field_rules.rotation_days, defaultdict(list)
        for at in self.can:
            of_store[self.openings[at].store_id].append(at)
        for several in of_store.values():
            pairs = [(one, two) for one in several for two in several if one < two]
            for one, two in pairs:
                if gap and abs(self.chosen[one] - self.chosen[two]) <= gap:
                    for who in set(self.can[one]) & set(self.can[two]):
                        model.add_at_most_one(goes[one, who], goes[two, who])

    def _share(self, model: Any, goes: dict[tuple[int, int], Any]) -> Any:
        """Bounds of capacity, and what the largest load and its distance from the smallest cost."""
        of_person: dict[int, list[Any]] = defaultdict(list)
        of_week: dict[tuple[int, date], list[Any]] = defaultdict(list)
        for (at, who), variable in goes.items():
            of_person[who].append(variable)
            of_week[who, monday_of(self.free.days[self.chosen[at]])].append(variable)
        for (who, week), those in of_week.items():
            visitor = self.task.visitors[who]
            if visitor.most_per_week is not None:
                model.add(sum(those) <= max(0, visitor.most_per_week - self.in_week[visitor.actor.person_id, week]))
        highest = max(self.has) + len(self.can)
        top, low = model.new_int_var(0, highest, ""), model.new_int_var(0, highest, "")
        for who, those in of_person.items():
            load = sum(those) + self.has[who]
            if self.most[who] is not None:
                model.add(sum(those) <= max(0, (self.most[who] or 0) - self.has[who]))
            model.add(load <= top)
            model.add(load >= low)
        return LARGEST * top - low

    def _by_hand(self) -> dict[int, int]:
        """The hardest visit first, each to whoever has least to do."""
        loads, weeks = list(self.has), Counter(self.in_week)
        went: dict[tuple[int, UUID], list[int]] = defaultdict(list)
        chosen: dict[int, int] = {}
        for at in sorted(self.can, key=lambda one: (len(self.can[one]), one)):
            day, store = self.chosen[at], self.openings[at].store_id
            week = monday_of(self.free.days[day])
            free = [who for who in self.can[at] if self._has_room(who, loads[who], weeks, week, went[who, store], day)]
            if not free:
                continue
            chosen[at] = who = min(free, key=lambda one: (loads[one], one))
            loads[who] += 1
            weeks[self.task.visitors[who].actor.person_id, week] += 1
            went[who, store].append(day)
        return chosen

    def _has_room(
        self, who: int, load: int, weeks: Counter[tuple[UUID, date]], week: date, went: Sequence[int], day: int
    ) -> bool:
        visitor, gap, most = self.task.visitors[who], self.task.field_rules.rotation_days, self.most[who]
        per_week = visitor.most_per_week
        return (
            (most is None or load < most)
            and (per_week is None or weeks[visitor.actor.person_id, week] < per_week)
            and not (gap and any(abs(day - other) <= gap for other in went))
        )


def _solve(model: Any, progress: Progress) -> Any:
    """The solver with the best answer found within the effort; None where it found none."""
    from ortools.sat.python import cp_model

    class Betters(cp_model.CpSolverSolutionCallback):
        found = 0

        def on_solution_callback(self) -> None:
            self.found += 1
            progress(Step.PEOPLE, 1 - 1 / (1 + self.found))

    solver = cp_model.CpSolver()
    solver.parameters.random_seed = SEED
    solver.parameters.num_workers = 1  # several workers race, and the winner differs from run to run
    solver.parameters.cp_model_presolve = False  # on so even a model it costs more than it saves
    solver.parameters.max_deterministic_time = EFFORT
    status = solver.solve(model, Betters())
    progress(Step.PEOPLE, 1.0)
    return solver if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def _some(people: Sequence[int], turn: int, chosen: int | None) -> list[int]:
    """At most CANDIDATES of these, evenly spread, others for the next in turn, and the one chosen by hand."""
    few = range(min(CANDIDATES, len(people)))
    spread = {people[(n * len(people) // len(few) + turn) % len(people)] for n in few}
    return sorted(spread if chosen is None else spread | {chosen})


def _room(quota: Quota | None, has: int) -> tuple[bool, int]:
    """Whether the quota has room, and how many of its least are missing."""
    if quota is None:
        return True, 0
    return quota.at_most is None or has < quota.at_most, max(0, (quota.at_least or 0) - has)


def _least(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)
