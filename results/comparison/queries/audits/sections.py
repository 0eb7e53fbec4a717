"""Stores by section: which mean stands apart from the programme's by more than chance. Added up and told apart by the database,
so that a page reads the stores that it shows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from audits.review.queries import section_tallies
from audits.review.rules import WHOLE_AUDIT
from results.comparison.queries.audits.reach import Asked, by_section, names_of
from results.comparison.rules.audits import FAR, FAR_BY_CHANCE, Reference, Side, Sums, mean_of, reference, side_of
from results.readings.queries import EVERYWHERE
from results.readings.rules.survey import Score
from tracker.core.words import Label
from tracker.people.access import demand
from tracker.people.models import Store
from tracker.people.rules import Action, Actor, Place

STORES_A_PAGE = 50


@dataclass(frozen=True)
class Cell:
    mean: Score
    side: Side


@dataclass(frozen=True)
class StoreSections:
    """`cells` by section, without those in which the store was never scored."""

    code: str
    name: Label
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Section:
    """`reference` is over all stores the person may see, wherever the page looks. Of those it looks at, `below` stand clearly
    below, `above` above it, among `compared`."""

    code: str
    name: Label | None  # None is the audit as a whole
    reference: Reference
    below: int
    above: int
    compared: int


@dataclass(frozen=True)
class SectionMap:
    """`stores` is one page of `total`: first those that stand apart, furthest below; then by code. `apart` stand apart
    somewhere."""

    asked: Asked
    sections: tuple[Section, ...]
    stores: tuple[StoreSections, ...]
    total: int
    apart: int

    @property
    def compared(self) -> int:
        return sum(section.compared for section in self.sections)

    @property
    def by_chance(self) -> float:
        """How many of the compared means would stand apart where no store differs from another."""
        return self.compared * FAR_BY_CHANCE


def section_map(session: Session, *, asked: Asked, by: Actor, page: int = 1) -> SectionMap:
    demand(by, Action.SEE_RESULTS, Place(programme_id=asked.programme_id))
    references = _references(session, _cells(session, replace(asked, area=EVERYWHERE), by))
    if not references:
        return SectionMap(asked, (), (), 0, 0)
    cells = _cells(session, asked, by)
    is_below = or_(*(_is_far(cells, code, ref, asked.smallest, -1) for code, ref in references.items()))
    is_above = or_(*(_is_far(cells, code, ref, asked.smallest, +1) for code, ref in references.items()))
    below, above = _count(is_below), _count(is_above)
    by_store = select(cells.c.store_id, below.label("below"), above.label("above")).group_by(cells.c.store_id).subquery()
    total, apart = session.execute(
        select(func.count(), func.coalesce(_count(by_store.c.below + by_store.c.above > 0), 0)).select_from(by_store)
    ).one()
    ordered = session.execute(
        select(Store.id, Store.code, Store.name)
        .join(by_store, by_store.c.store_id == Store.id)
        .order_by(by_store.c.below.desc(), by_store.c.above.desc(), Store.code)
        .limit(STORES_A_PAGE)
        .offset((page - 1) * STORES_A_PAGE)
    ).all()
    found = _rows(session, cells, [row.id for row in ordered])
    return SectionMap(
        asked,
        _sections(session, asked, references, cells, below, above),
        tuple(StoreSections(row.code, row.name, _sides(found[row.id], references, asked.smallest)) for row in ordered),
        total,
        int(apart),
    )


def _cells(session: Session, asked: Asked, by: Actor) -> Subquery:
    """By store and section."""
    tally = section_tallies(by)
    return (
        select(
            tally.c.store_id,
            tally.c.section_code,
            func.sum(tally.c.n).label("n"),
            func.sum(tally.c.total).label("total"),
            func.sum(tally.c.total_of_squares).label("squares"),
        )
        .select_from(tally)
        .join(Store, Store.id == tally.c.store_id)
        .where(*by_section(session, tally, asked, by))
        .group_by(tally.c.store_id, tally.c.section_code)
        .subquery()
    )


def _references(session: Session, cells: Subquery) -> dict[str, Reference]:
    within = func.sum(cells.c.squares - cells.c.total * cells.c.total / cells.c.n)
    rows = session.execute(
        select(
            cells.c.section_code,
            func.sum(cells.c.n).label("n"),
            func.sum(cells.c.total).label("total"),
            func.sum(cells.c.squares).label("squares"),
            within.label("within"),
            func.count().label("stores"),
        ).group_by(cells.c.section_code)
    )
    found = {row.section_code: reference(Sums(int(row.n), row.total, row.squares), row.within, row.stores) for row in rows}
    return {code: ref for code, ref in found.items() if ref is not None}


def _is_far(cells: Subquery, code: str, ref: Reference, smallest: int, sign: int) -> ColumnElement[bool]:
    """`rules.audits.side_of` in SQL, squared: not every SQLite has a root."""
    off = cells.c.total / cells.c.n - ref.mean
    strays = (FAR * (ref.deviation or 0.0)) ** 2 * (1.0 / cells.c.n - 1.0 / ref.n)
    conditions: list[Any] = [cells.c.section_code == code, cells.c.n >= smallest, off * sign > 0, off * off > strays]
    return and_(*conditions) if ref.deviation is not None else and_(cells.c.n < 0)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _sections(
    session: Session,
    asked: Asked,
    references: Mapping[str, Reference],
    cells: Subquery,
    below: ColumnElement[int],
    above: ColumnElement[int],
) -> tuple[Section, ...]:
    """In the rubric's order, the audit as a whole first."""
    names, _ = names_of(session, rubric_code=asked.rubric_code)
    rows = session.execute(
        select(
            cells.c.section_code,
            below.label("below"),
            above.label("above"),
            _count(cells.c.n >= asked.smallest).label("compared"),
        ).group_by(cells.c.section_code)
    )
    counts = {row.section_code: row for row in rows}
    return tuple(
        Section(
            code,
            names.get(code),
            references[code],
            int(counts[code].below),
            int(counts[code].above),
            int(counts[code].compared) if references[code].deviation is not None else 0,
        )
        for code in (WHOLE_AUDIT, *names)
        if code in counts
    )


def _rows(session: Session, cells: Subquery, stores: list[Any]) -> dict[Any, dict[str, Sums]]:
    found: dict[Any, dict[str, Sums]] = defaultdict(dict)
    for row in session.execute(select(cells).where(cells.c.store_id.in_(stores))):
        found[row.store_id][row.section_code] = Sums(int(row.n), row.total, row.squares)
    return found


def _sides(sums: Mapping[str, Sums], references: Mapping[str, Reference], smallest: int) -> dict[str, Cell]:
    made = {}
    for code, each in sums.items():
        mean = mean_of(each, smallest)
        side = Side.LEVEL if mean.value is None else side_of(mean.value, each.n, references.get(code))
        made[code] = Cell(mean, side)
    return made
