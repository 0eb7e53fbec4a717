"""Items over time: the share of audits in which one was kept, and which changed most."""

from collections import defaultdict
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audits.review.queries import item_tallies
from results.comparison.process_limits import ProcessChart
from results.comparison.queries.audits.reach import Asked, by_region, looking_at, names_of
from results.comparison.rules.audits import Change, ItemMonth, changes_beyond_chance, comparable, item_chart
from tracker.core.words import Label
from tracker.people.access import demand
from tracker.people.rules import Action, Actor, Place
from tracker.plan.rules import add_months

TREND_MONTHS = 36


@dataclass(frozen=True)
class ItemName:
    code: str
    name: Label


@dataclass(frozen=True)
class ChangedItem:
    item: ItemName
    change: Change


@dataclass(frozen=True)
class Items:
    """`items` were asked in the period, in the rubric's order; `compared` of them often enough in both halves of it."""

    asked: Asked
    items: tuple[ItemName, ...]
    compared: int
    changed: tuple[ChangedItem, ...]


@dataclass(frozen=True)
class ItemTrend:
    """`months` without a gap filled in; `chart` leaves out those with too few audits, and is None where all are."""

    item: ItemName
    months: tuple[ItemMonth, ...]
    smallest: int
    chart: ProcessChart | None


def items_changed(session: Session, *, asked: Asked, by: Actor) -> Items:
    demand(by, Action.SEE_RESULTS, Place(programme_id=asked.programme_id))
    months, (_, names) = _months(session, asked, by), names_of(session, rubric_code=asked.rubric_code)
    known = [ItemName(code, name) for code, name in names.items() if code in months]
    named = {item.code: item for item in known}
    changed = changes_beyond_chance({item.code: months[item.code] for item in known}, asked.middle, asked.smallest)
    return Items(
        asked,
        tuple(known),
        len(comparable(months, asked.middle, asked.smallest)),
        tuple(ChangedItem(named[code], change) for code, change in changed.items()),
    )


def item_trend(session: Session, *, asked: Asked, item: ItemName, by: Actor) -> ItemTrend:
    """Further back than the period, for limits want a year at least."""
    demand(by, Action.SEE_RESULTS, Place(programme_id=asked.programme_id))
    farther = replace(asked, first=add_months(asked.last, 1 - TREND_MONTHS))
    months = tuple(_months(session, farther, by, item.code).get(item.code, ()))
    return ItemTrend(item, months, asked.smallest, item_chart(months, asked.smallest))


def _months(session: Session, asked: Asked, by: Actor, code: str | None = None) -> dict[str, list[ItemMonth]]:
    viewer = looking_at(session, asked, by)
    tally = item_tallies(viewer)
    query = (
        select(tally.c.item_code, tally.c.month, func.sum(tally.c.asked).label("asked"), func.sum(tally.c.kept).label("kept"))
        .where(*by_region(session, tally, asked, viewer), tally.c.asked > 0)
        .group_by(tally.c.item_code, tally.c.month)
        .order_by(tally.c.month)
    )
    found: dict[str, list[ItemMonth]] = defaultdict(list)
    for row in session.execute(query if code is None else query.where(tally.c.item_code == code)):
        found[row.item_code].append(ItemMonth(row.month, int(row.asked), int(row.kept)))
    return found
