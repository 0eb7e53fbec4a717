"""Critical path: published networks, properties, and agreement with the longest path found by force."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.rules.schedule import Cycle, Link, LinkType, Slot, Task, distance, in_order, schedule

FS, SS, FF, SF = LinkType.FS, LinkType.SS, LinkType.FF, LinkType.SF


def network(durations: dict[str, int], waits: str) -> tuple[list[Task], list[Link]]:
    """`B: A` or `B: A SS 2, C` a line."""
    links = []
    for line in waits.strip().splitlines():
        after, _, listed = line.strip().partition(": ")
        for one in listed.split(", "):
            before, *rest = one.split()
            links.append(Link(before, after, LinkType(rest[0]) if rest else FS, int(rest[1]) if rest[1:] else 0))
    return [Task(name, days) for name, days in durations.items()], links


def slots(tasks: Sequence[Task], links: Sequence[Link]) -> dict[object, Slot]:
    return {slot.id: slot for slot in schedule(tasks, links).slots}


RELIABLE = network(
    {"A": 2, "B": 4, "C": 10, "D": 6, "E": 4, "F": 5, "G": 7, "H": 9, "I": 7, "J": 8, "K": 4, "L": 5, "M": 2, "N": 6},
    """
    B: A
    C: B
    D: C
    E: C
    F: E
    G: D
    H: E, G
    I: C
    J: F, I
    K: J
    L: J
    M: H
    N: K, L
    """,
)


def test_the_reliable_construction_company_takes_44_weeks() -> None:
    """Hillier and Lieberman, Introduction to Operations Research, project management with PERT/CPM."""
    found = schedule(*RELIABLE)
    assert found.duration == 44
    assert found.critical == ["A", "B", "C", "E", "F", "J", "L", "N"]
    slack = {slot.id: slot.total_float for slot in found.slots if not slot.critical}
    assert slack == {"D": 4, "G": 4, "H": 4, "I": 2, "K": 1, "M": 4}


def test_a_precedence_diagram_with_starts_that_wait_for_starts() -> None:
    """A course example of the precedence diagram method: fourteen activities, path A-D-H-M-N."""
    tasks, links = network(
        {"A": 2, "B": 10, "C": 13, "D": 12, "E": 12, "F": 7, "G": 10, "H": 16, "I": 6, "J": 12, "K": 5, "L": 8, "M": 5, "N": 3},
        """
        B: A SS
        C: A
        D: A
        E: B
        F: B
        G: D
        H: D
        I: F
        J: C, G SS
        K: I SS
        L: E, I, K
        M: H
        N: G, J, L, M
        """,
    )
    found = schedule(tasks, links)
    assert (found.duration, found.critical) == (38, ["A", "D", "H", "M", "N"])
    by = slots(tasks, links)
    assert {name: (by[name].early_start, by[name].early_finish) for name in "BEJKLN"} == {
        "B": (0, 10),
        "E": (10, 22),
        "J": (15, 27),
        "K": (17, 22),
        "L": (23, 31),
        "N": (35, 38),
    }


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [
        *((FS, 0, 5), (FS, 2, 7), (FS, -2, 3), (SS, 0, 0), (SS, 2, 2)),
        *((FF, 0, 2), (FF, 4, 6), (SF, 0, 0), (SF, 4, 1), (SF, -4, 0), (FF, -3, 0), (FS, -9, 0)),
    ],
)
def test_each_kind_of_link_moves_the_second_task(kind: LinkType, lag: int, start: int) -> None:
    by = slots([Task("A", 5), Task("B", 3)], [Link("A", "B", kind, lag)])
    assert (by["B"].early_start, by["B"].early_finish) == (start, start + 3)


def test_free_float_is_the_least_room_and_at_most_the_total() -> None:
    tasks = [Task("A", 2), Task("B", 3), Task("C", 10), Task("D", 1)]
    by = slots(tasks, [Link("A", "B", FS, 1), Link("A", "C", SS, 4), Link("B", "D", FF, 2)])
    assert {name: (by[name].total_float, by[name].free_float) for name in "ABCD"} == {
        "A": (0, 0),
        "B": (6, 0),
        "C": (0, 0),
        "D": (6, 6),
    }


def test_a_task_that_must_finish_before_it_can_has_a_negative_float() -> None:
    by = slots([Task("A", 5), Task("B", 3, finish_by=6)], [Link("A", "B")])
    assert {name: (by[name].total_float, by[name].free_float, by[name].critical) for name in "AB"} == {
        "A": (-2, 0, True),
        "B": (-2, 0, True),
    }
    assert (by["A"].late_start, by["A"].late_finish) == (-2, 3)


def test_a_task_does_not_start_before_its_day() -> None:
    by = slots([Task("A", 2, not_before=4), Task("B", 1, not_before=-3)], [])
    assert (by["A"].early_start, by["B"].early_start, by["B"].total_float) == (4, 0, 5)


def test_nothing_to_do_takes_no_time() -> None:
    assert schedule([], []) == (0, ())


def test_parts_of_days_are_exact() -> None:
    tasks = [Task("A", Fraction(1, 10)), Task("B", Fraction(2, 10))]
    assert schedule(tasks, [Link("A", "B")]).duration == Fraction(3, 10)


def test_a_cycle_is_named_and_what_only_hangs_on_it_is_not() -> None:
    tasks = [Task(name, 1) for name in "ABCDE"]
    links = [Link("A", "B"), Link("B", "C"), Link("C", "D", SS), Link("D", "B", SF, -9), Link("D", "E")]
    with pytest.raises(Cycle) as raised:
        schedule(tasks, links)
    assert sorted(raised.value.places) == [1, 2, 3]


def test_a_task_that_waits_for_itself_is_a_cycle() -> None:
    with pytest.raises(Cycle) as raised:
        schedule([Task("A", 1), Task("B", 1)], [Link("A", "B"), Link("B", "B")])
    assert raised.value.places == (1,)


# Properties

kinds = st.sampled_from(list(LinkType))


@st.composite
def plans(draw: st.DrawFn, bounds: bool = False) -> tuple[list[Task], list[Link]]:
    count = draw(st.integers(1, 9))
    bound = st.none() | st.integers(-3, 20) if bounds else st.none()
    tasks = [Task(number, draw(st.integers(0, 7)), draw(bound), draw(bound)) for number in range(count)]
    pairs = draw(
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), kinds, st.integers(-4, 4)), max_size=15)
    )
    names = draw(st.permutations(range(count)))
    return tasks, [Link(names[a], names[b], kind, lag) for a, b, kind, lag in pairs if a < b]


def longest(place: int, tasks: Sequence[Task], links: Sequence[Link]) -> int | Fraction:
    """The early start by walking back along every path."""
    own = max(0, tasks[place].not_before or 0)
    into = [link for link in links if link.after == place]
    return max(
        [
            own,
            *(
                longest(int(link.before), tasks, links) + distance(link, tasks[int(link.before)].duration, tasks[place].duration)
                for link in into
            ),
        ]
    )


@given(plans(bounds=True))
def test_early_starts_are_the_longest_paths(plan: tuple[list[Task], list[Link]]) -> None:
    tasks, links = plan
    assert [slot.early_start for slot in schedule(tasks, links).slots] == [longest(n, tasks, links) for n in range(len(tasks))]


@given(plans(bounds=True))
def test_every_link_and_bound_holds_for_early_dates_and_links_for_late_ones(plan: tuple[list[Task], list[Link]]) -> None:
    tasks, links = plan
    found = schedule(tasks, links)
    for link in links:
        before, after = found.slots[int(link.before)], found.slots[int(link.after)]
        away = distance(link, tasks[int(link.before)].duration, tasks[int(link.after)].duration)
        assert after.early_start - before.early_start >= away
        assert after.late_start - before.late_start >= away
    for task, slot in zip(tasks, found.slots, strict=True):
        assert slot.early_start >= max(0, task.not_before or 0)
        assert slot.late_finish <= min(found.duration, found.duration if task.finish_by is None else task.finish_by)


@given(plans(), kinds, st.integers(-4, 4), st.data())
def test_a_link_never_makes_the_project_end_earlier(
    plan: tuple[list[Task], list[Link]], kind: LinkType, lag: int, data: st.DataObject
) -> None:
    tasks, links = plan
    order = in_order([[int(link.after) for link in links if link.before == place] for place in range(len(tasks))])
    two = st.lists(st.integers(0, len(tasks) - 1), min_size=2, max_size=2, unique=True) if len(tasks) > 1 else st.just([])
    for before, after in pairwise(sorted(data.draw(two))):
        more = [*links, Link(order[before], order[after], kind, lag)]
        assert schedule(tasks, more).duration >= schedule(tasks, links).duration


@given(plans())
def test_the_float_of_a_critical_task_is_the_least_of_all(plan: tuple[list[Task], list[Link]]) -> None:
    found = schedule(*plan).slots
    least = min(slot.total_float for slot in found)
    assert least == 0
    assert all(slot.critical == (slot.total_float == least) for slot in found)


@given(plans(bounds=True))
def test_free_float_is_never_above_total_and_never_below_0(plan: tuple[list[Task], list[Link]]) -> None:
    for slot in schedule(*plan).slots:
        assert 0 <= slot.free_float <= max(0, slot.total_float)
        assert slot.late_start - slot.early_start == slot.late_finish - slot.early_finish == slot.total_float


@given(plans())
def test_a_task_late_by_its_free_float_delays_nobody(plan: tuple[list[Task], list[Link]]) -> None:
    tasks, links = plan
    found = schedule(tasks, links)
    for place, slot in enumerate(found.slots):
        later = [*tasks]
        later[place] = Task(slot.id, tasks[place].duration, not_before=slot.early_start + slot.free_float)
        moved = schedule(later, links)
        others = [n for n in range(len(tasks)) if n != place]
        assert [moved.slots[n].early_start for n in others] == [found.slots[n].early_start for n in others]


@given(plans(bounds=True), st.randoms(use_true_random=False))
def test_the_order_of_tasks_and_links_is_irrelevant(plan: tuple[list[Task], list[Link]], random) -> None:
    tasks, links = plan
    shuffled, rewired = [*tasks], [*links]
    random.shuffle(shuffled)
    random.shuffle(rewired)
    assert slots(shuffled, rewired) == slots(tasks, links)
