"""What no single part of a template can tell: codes given twice, references to nothing, and what goes in circles.

It walks the text as it was read, before any part was found to be right, so that these problems come together with the others.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from tracker.core.refusals import Problem
from tracker.plan.rules.schedule import Cycle, in_order


class Part(NamedTuple):
    """A part of the text with its place, as people count: `phases / 1 / tasks / 2`."""

    place: str
    row: dict[str, Any]

    @property
    def code(self) -> str | None:
        return self.text("code")

    def text(self, name: str) -> str | None:
        found = self.row.get(name)
        return found if isinstance(found, str) else None

    def number(self, name: str) -> int | None:
        found = self.row.get(name)
        return found if isinstance(found, int) else None

    def at(self, name: str) -> str:
        return f"{self.place} / {name}" if self.place else name

    def parts(self, *names: str) -> list["Part"]:
        """The parts of lists, of one after the other."""
        found = []
        for name in names:
            rows = self.row.get(name)
            if isinstance(rows, list):
                each = enumerate(rows, start=1)
                found += [Part(f"{self.at(name)} / {number}", row) for number, row in each if isinstance(row, dict)]
        return found

    def part(self, name: str) -> "Part":
        found = self.row.get(name)
        return Part(self.at(name), found if isinstance(found, dict) else {})

    def codes(self, name: str) -> list[str]:
        """A list of codes."""
        found = self.row.get(name)
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def codes_of(parts: Iterable[Part]) -> set[str]:
    return {part.code for part in parts if part.code is not None}


def problem(key: str, place: str, **facts: object) -> Problem:
    return Problem(key, column=place, facts=tuple(facts.items()))


def twice(parts: Iterable[Part]) -> Iterator[Problem]:
    seen: set[str] = set()
    for part in parts:
        if part.code in seen:
            yield problem("plan.template_twice", part.at("code"), code=part.code)
        elif part.code is not None:
            seen.add(part.code)


def unknown(parts: Iterable[Part], name: str, known: set[str]) -> Iterator[Problem]:
    for part in parts:
        found = part.text(name)
        if found is not None and found not in known:
            yield problem("templates.unknown_reference", part.at(name), code=found)


def circles(waits: dict[str, list[str]], place_of: Callable[[str], str], key: str) -> Iterator[Problem]:
    """The first circle, with all who are in it, at the place of its first one."""
    names = list(waits)
    number = {name: place for place, name in enumerate(names)}
    try:
        in_order([[number[other] for other in waits[name] if other in number] for name in names])
    except Cycle as cycle:
        found = [names[place] for place in cycle.places]
        yield problem(key, place_of(found[0]), tasks=" > ".join([*found, found[0]]))


def plan_problems(whole: Part) -> Iterator[Problem]:
    """Of everything that a plan holds; indicators, risks and budget lines are known to later folders."""
    phases, areas, gates = whole.parts("phases"), whole.parts("areas"), whole.parts("gates")
    tasks = [part for phase in phases for part in phase.parts("tasks")]
    stones = [part for phase in phases for part in phase.parts("milestones")]
    again = whole.parts("recurrences")
    for one in (phases, [*tasks, *stones, *again], areas, gates, whole.parts("responsibilities")):
        yield from twice(one)
    yield from twice(whole.parts("conflicts"))
    yield from twice(whole.parts("weights"))
    for gate in gates:
        yield from twice(gate.parts("criteria"))
    yield from phase_order(whole, phases)
    known_phases, known_areas = codes_of(phases), codes_of(areas)
    yield from unknown([*tasks, *stones, *again], "area", known_areas)
    yield from unknown([*tasks, *stones], "parent", codes_of(tasks))
    yield from unknown([span for area in areas for span in area.parts("phases")], "phase", known_phases)
    yield from unknown(gates, "after", known_phases)
    yield from unknown(gates, "before", known_phases)
    yield from criteria_of_tasks(gates, codes_of(tasks), codes_of(stones))
    yield from hierarchy([*tasks, *stones])
    yield from links(whole.parts("links"), [*tasks, *stones])


def phase_order(whole: Part, phases: list[Part]) -> Iterator[Problem]:
    """Phases given by months follow one another without a gap, to the programme's last month."""
    months = whole.number("months")
    if months is None or not phases or any(phase.number("first_month") is None for phase in phases):
        return
    expected = 1
    for phase in phases:
        first, last = phase.number("first_month"), phase.number("last_month")
        if last is None:
            return
        if first != expected or last < first:
            yield problem("plan.template_gap", phase.place, code=phase.code or "", month=expected)
            return
        expected = last + 1
    if expected != months + 1:
        yield problem("plan.template_length", "months", months=months, last=expected - 1)


def criteria_of_tasks(gates: list[Part], tasks: set[str], stones: set[str]) -> Iterator[Problem]:
    for criterion in (part for gate in gates for part in gate.parts("criteria")):
        yield from unknown([criterion], "task", stones if criterion.text("kind") == "milestone_met" else tasks)


def hierarchy(parts: list[Part]) -> Iterator[Problem]:
    parents = {part.code: [part.text("parent") or ""] for part in parts if part.code}
    place = {part.code: part.at("parent") for part in parts}
    yield from circles(parents, place.__getitem__, "templates.parents_in_circle")


def links(found: list[Part], parts: list[Part]) -> Iterator[Problem]:
    """Between tasks and milestones, each pair once, none from or to one that sums up others, and no circle."""
    known, parents = codes_of(parts), {part.text("parent") for part in parts}
    yield from unknown(found, "before", known)
    yield from unknown(found, "after", known)
    seen, place = set(), dict[str, str]()
    waits: dict[str, list[str]] = {code: [] for code in sorted(known)}
    for link in found:
        before, after = link.text("before"), link.text("after")
        for name, code in (("before", before), ("after", after)):
            if code is not None and code in parents:
                yield problem("templates.link_to_summary", link.at(name), code=code)
        if (before, after) in seen:
            yield problem("templates.link_twice", link.place, before=before, after=after)
        seen.add((before, after))
        if before in waits and after in known:
            waits[before].append(after or "")
            place.setdefault(before, link.place)
    yield from circles(waits, lambda code: place.get(code, "links"), "templates.links_in_circle")
