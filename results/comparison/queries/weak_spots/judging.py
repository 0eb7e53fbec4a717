"""Items, sections, stores and teams held against the whole they belong to. From tallies and sums: nothing here reads an audit
but for who sees single stores, whose audits are few."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.queries import item_tallies, section_tallies
from audits.review.rules import WHOLE_AUDIT
from results.comparison.process_limits import Better
from results.comparison.queries.audits import Asked, AuditedRubric
from results.comparison.queries.audits.reach import by_region, by_section
from results.comparison.queries.weak_spots.points import Shares, newest_rubric, shares_of
from results.comparison.rules.audits import Sums, mean_of
from results.comparison.rules.weak_spots import Item, Judged, Part, weak_items, weak_places, weak_sections
from results.readings.queries import PlaceValue
from tracker.people.models import Store
from tracker.people.rules import Actor


@dataclass(frozen=True)
class OfRubric:
    """A rubric's sections and items, judged; with their names, and the items of each section. `share`: of the audits that the
    indicator counts, those on this rubric."""

    rubric: AuditedRubric
    share: float
    sections: tuple[Judged[str], ...]
    items: tuple[Judged[str], ...]
    names: dict[str, str]
    inside: dict[str, frozenset[str]]


def judged_rubric(session: Session, *, rubric: AuditedRubric, share: float, asked: Asked, by: Actor) -> OfRubric | None:
    """None for a rubric without a published text."""
    text = newest_rubric(session, rubric.code)
    if text is None:
        return None
    by_section_code, by_item = shares_of(text)
    sections = weak_sections(list(_sections(session, by_section_code, asked, by)))
    items = weak_items(list(_items(session, by_item, asked, by)))
    names = {section.code: str(section.name) for section in text.sections}
    return OfRubric(
        rubric,
        share,
        tuple(replace(one, lift=one.lift * share) for one in sections),
        tuple(replace(one, lift=one.lift * share) for one in items),
        names | {item.code: str(item.label) for item in text.all_items()},
        {section.code: frozenset(item.code for item in section.items) for section in text.sections},
    )


def audits_of(session: Session, *, asked: Asked, by: Actor) -> int:
    tally = section_tallies(by)
    n = session.scalar(
        select(func.sum(tally.c.n))
        .select_from(tally)
        .join(Store, Store.id == tally.c.store_id)
        .where(tally.c.section_code == WHOLE_AUDIT, *by_section(session, tally, asked, by))
    )
    return int(n or 0)


def _sections(session: Session, shares: Shares, asked: Asked, by: Actor) -> Iterator[Part[str]]:
    tally = section_tallies(by)
    rows = session.execute(
        select(
            tally.c.section_code,
            func.sum(tally.c.n).label("n"),
            func.sum(tally.c.total).label("total"),
            func.sum(tally.c.total_of_squares).label("squares"),
        )
        .select_from(tally)
        .join(Store, Store.id == tally.c.store_id)
        .where(tally.c.section_code.in_(list(shares)), *by_section(session, tally, asked, by))
        .group_by(tally.c.section_code)
        .order_by(tally.c.section_code)
    )
    for row in rows:
        mean = mean_of(Sums(int(row.n), row.total, row.squares), asked.smallest)
        if mean.value is not None:
            yield Part(row.section_code, shares[row.section_code], mean.n, mean.value, mean.standard_error)


def _items(session: Session, shares: Shares, asked: Asked, by: Actor) -> Iterator[Item[str]]:
    tally = item_tallies(by)
    rows = session.execute(
        select(
            tally.c.item_code,
            func.sum(tally.c.asked).label("asked"),
            func.sum(tally.c.kept).label("full"),
            func.sum(tally.c.missed).label("missed"),
        )
        .where(*by_region(session, tally, asked, by), tally.c.asked > 0)
        .group_by(tally.c.item_code)
        .order_by(tally.c.item_code)
    )
    for row in rows:
        if row.item_code in shares and row.asked >= asked.smallest:
            asked_in, full, missed = int(row.asked), int(row.full), int(row.missed)
            yield Item(row.item_code, shares[row.item_code], asked_in, full, asked_in - full - missed)


def judged_places(places: Sequence[PlaceValue], better: Better, least: int) -> list[Judged[UUID | None]]:
    """Those that may be shown and have `least` observations; empty too where nothing tells how single observations differ."""
    parts = [
        Part(place.key, float(place.n), place.n, place.value, place.standard_error)
        for place in places
        if place.value is not None and place.n and place.n >= least
    ]
    return weak_places(parts, better) if len(parts) > 1 else []
